//! What server functions find on the server: the store, the company's zone, the clock, who is looking.
//!
//! The only place of this crate that reads cookies and the clock. Rights are decided here too, so that no server
//! function can forget them.

use std::pin::Pin;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::request::Parts;
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use leptos::prelude::{expect_context, use_context};

use call_journal_model::call::{CallId, Extension};
use call_journal_model::customer::import::{ImportPreview, ImportRefused, ImportSettings, ImportState};
use call_journal_model::employee::EmployeeId;
use call_journal_model::live::LivePlace;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Timestamp;
use call_journal_model::view::{PersonName, Waveform};
use call_journal_store::comments::Author;
use call_journal_store::query::{self, Viewer};
use call_journal_store::{Store, StoreError, people};

use crate::error::AppError;
use crate::i18n::Locale;
use crate::panel::Rung;
use crate::sources::SourceView;
use crate::ui::preferences::{EMPLOYEE_COOKIE, LANGUAGE_COOKIE, Preferences};

/// What the pages need of the server. Cheap to clone.
#[derive(Clone)]
pub struct Journal(pub Arc<JournalParts>);

/// See [`Journal`].
pub struct JournalParts {
    /// Where the calls are.
    pub store: Store,
    /// The company's time zone.
    pub zone: Tz,
    /// The company's name.
    pub company: String,
    /// The country whose numbers are written without a country code: `RU`.
    pub region: String,
    /// The demo company is shown.
    pub demo: bool,
    /// Who is looking until somebody chooses: an extension. Sign-in will take its place.
    pub default_extension: Option<String>,
    /// The clock: an argument, so that tests can stop it.
    pub now: fn() -> Timestamp,
    /// Who tells open browsers what changed.
    pub changes: Box<dyn Changes>,
    /// Files of customers on their way in.
    pub imports: Box<dyn Imports>,
    /// Employees' phones.
    pub phones: Box<dyn Phones>,
    /// The audio of calls.
    pub sounds: Box<dyn Sounds>,
    /// How the sources of calls are doing.
    pub sources: Box<dyn Fn() -> Vec<SourceView> + Send + Sync>,
}

/// What comes of ringing a phone, in half a minute at most.
pub type Ringing = Pin<Box<dyn Future<Output = Rung> + Send>>;

/// The beginning of a file, once it is read.
pub type Previewing = Pin<Box<dyn Future<Output = Result<ImportPreview, ImportRefused>> + Send>>;

/// Files of customers that were sent, each known by a token that only its sender has.
pub trait Imports: Send + Sync {
    /// How the file begins, read as `settings` tell.
    fn preview(&self, token: &str, settings: ImportSettings) -> Previewing;
    /// Begins to bring the file in, or to find out what that would do.
    ///
    /// # Errors
    /// When it does not begin.
    fn start(
        &self,
        token: &str,
        settings: ImportSettings,
        dry: bool,
        author: Author,
    ) -> Result<(), ImportRefused>;
    /// How far it is.
    ///
    /// # Errors
    /// When there is no such file.
    fn state(&self, token: &str) -> Result<ImportState, ImportRefused>;
    /// Stops what is done with the file, and forgets it.
    fn stop(&self, token: &str);
}

/// A drawing, once it is made.
pub type Drawing = Pin<Box<dyn Future<Output = Result<Option<Waveform>, AppError>> + Send>>;

/// The audio of calls, as far as pages ask for it themselves.
pub trait Sounds: Send + Sync {
    /// How a recording looks; `None` while its file is not here.
    fn waveform(&self, recording: i64) -> Drawing;
}

/// Employees' phones, where the PBX can make them ring.
pub trait Phones: Send + Sync {
    /// Whether any PBX can.
    fn can_ring(&self) -> bool;
    /// Rings the phone of `extension`; when it is answered, the PBX dials `number`.
    fn ring(&self, extension: &Extension, number: &PhoneNumber) -> Ringing;
}

/// The live side of the server, as pages need it.
pub trait Changes: Send + Sync {
    /// Every change up to here can be read from the store. Ask before reading.
    fn place(&self) -> LivePlace;
    /// These calls changed. Tell after the change is committed.
    fn calls(&self, calls: Vec<CallId>);
    /// These numbers, by their row ids, have other owners. Tell after the change is committed.
    fn numbers(&self, numbers: Vec<i64>);
    /// More changed than can be named.
    fn everything(&self);
}

impl Journal {
    /// Today in the company's zone.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.local_now().date()
    }

    /// What the clock on the company's wall shows.
    #[must_use]
    pub fn local_now(&self) -> NaiveDateTime {
        let now = (self.0.now)();
        chrono::DateTime::from_timestamp_millis(now.0)
            .unwrap_or_default()
            .with_timezone(&self.0.zone)
            .naive_local()
    }
}

/// The journal of this request.
#[must_use]
pub fn journal() -> Journal {
    expect_context::<Journal>()
}

/// Who asks, and from which day they look.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
pub async fn viewer() -> Result<Viewer, AppError> {
    let journal = journal();
    let me = me(&journal).await?;
    Ok(looking(&journal, me))
}

/// Who asks, for a request outside of server functions.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
pub async fn viewer_of(journal: &Journal, request: &Parts) -> Result<Viewer, AppError> {
    let me = chosen(journal, cookie_of(request, EMPLOYEE_COOKIE)).await?;
    Ok(looking(journal, me))
}

fn looking(journal: &Journal, me: Option<PersonName>) -> Viewer {
    Viewer {
        me: me.and_then(|person| person.id),
        zone: journal.0.zone,
        today: journal.today(),
    }
}

/// Who changes something, now.
///
/// # Errors
/// [`AppError::Forbidden`] when it is nobody.
pub async fn author(journal: &Journal) -> Result<Author, AppError> {
    let person = me(journal).await?.ok_or_else(|| refuse(AppError::Forbidden))?;
    Ok(Author {
        id: person.id,
        name: person.name,
        at: (journal.0.now)(),
    })
}

/// Whoever asks, if it is somebody.
///
/// # Errors
/// [`AppError::Forbidden`] when it is nobody, [`AppError::Unavailable`] when the database does not answer.
pub async fn somebody() -> Result<EmployeeId, AppError> {
    let me = viewer().await?.me;
    me.ok_or_else(|| refuse(AppError::Forbidden))
}

/// Who listens, outside of server functions, now; without a name where the journal knows no employee yet.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
pub async fn listener(journal: &Journal, request: &Parts) -> Result<Author, AppError> {
    let person = chosen(journal, cookie_of(request, EMPLOYEE_COOKIE)).await?;
    Ok(Author {
        id: person.as_ref().and_then(|person| person.id),
        name: person.map(|person| person.name).unwrap_or_default(),
        at: (journal.0.now)(),
    })
}

/// The employee who is looking: the one chosen in this browser, else the configured one, else the first.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
pub async fn me(journal: &Journal) -> Result<Option<PersonName>, AppError> {
    chosen(journal, cookie(EMPLOYEE_COOKIE)).await
}

async fn chosen(journal: &Journal, cookie: Option<String>) -> Result<Option<PersonName>, AppError> {
    let store = &journal.0.store;
    let chosen = cookie.and_then(|id| id.parse().ok()).map(EmployeeId);
    if let Some(id) = chosen
        && let Some(person) = query::person(store, id).await.map_err(internal)?
    {
        return Ok(Some(person));
    }
    query::person_at(store, journal.0.default_extension.as_deref())
        .await
        .map_err(internal)
}

/// All employees as rows show them, by name.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
pub async fn employees(store: &Store) -> Result<Vec<PersonName>, AppError> {
    let everybody = people::employees(store).await.map_err(internal)?;
    Ok(everybody.iter().map(person_name).collect())
}

/// An employee as rows show them, with the first extension.
fn person_name(row: &people::EmployeeRow) -> PersonName {
    let extension = row
        .extensions
        .first()
        .map(|own| own.0.clone())
        .unwrap_or_default();
    PersonName {
        id: Some(row.id),
        name: row.name.clone(),
        extension,
    }
}

/// The language, theme and so on that the browser's cookies and headers ask for.
#[must_use]
pub fn preferences() -> Preferences {
    let locale = use_context::<Parts>().map(|parts| locale_of(&parts.headers));
    Preferences {
        locale: locale.unwrap_or_else(|| first_known_language("")),
        theme: cookie(crate::ui::preferences::THEME_COOKIE)
            .unwrap_or_default()
            .parse()
            .ok(),
    }
}

/// The language that a browser's cookie or its headers ask for.
#[must_use]
pub fn locale_of(headers: &HeaderMap) -> Locale {
    match cookie_in(headers, LANGUAGE_COOKIE).as_deref() {
        Some("ru") => Locale::ru,
        Some("en") => Locale::en,
        _ => {
            let accepted = headers
                .get("accept-language")
                .and_then(|value| value.to_str().ok());
            first_known_language(accepted.unwrap_or_default())
        }
    }
}

fn first_known_language(accept_language: &str) -> Locale {
    accept_language
        .split(',')
        .find_map(
            |tag| match tag.trim().get(..2).map(str::to_ascii_lowercase).as_deref() {
                Some("ru") => Some(Locale::ru),
                Some("en") => Some(Locale::en),
                _ => None,
            },
        )
        .unwrap_or_default()
}

/// The value of a cookie of this request.
#[must_use]
pub fn cookie(name: &str) -> Option<String> {
    cookie_of(&use_context::<Parts>()?, name)
}

fn cookie_of(request: &Parts, name: &str) -> Option<String> {
    cookie_in(&request.headers, name)
}

fn cookie_in(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers
        .get_all("cookie")
        .into_iter()
        .filter_map(|header| header.to_str().ok());
    cookies
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Logs what went wrong, once, and gives what the person sees.
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "made for map_err")]
pub fn internal(error: StoreError) -> AppError {
    tracing::error!(error = ?error, "the store failed");
    refuse(AppError::Unavailable)
}

/// Sets the response's status to the error's, and gives the error back.
#[must_use]
pub fn refuse(error: AppError) -> AppError {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        let status = axum::http::StatusCode::from_u16(error.status());
        response.set_status(status.unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR));
    }
    error
}
