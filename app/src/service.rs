//! What server functions find on the server: the store, the company's zone, the clock, who is looking and whose calls they reach.
//!
//! The only place of this crate that reads cookies and the clock. Whether somebody may use a function at all the guard has asked before
//! (`access`); whose calls it may be about is asked here and in the store.

mod who;

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
use call_journal_store::{Store, StoreError, people};

pub use who::{ClientAddress, author, author_of, details, hears, note, sees, somebody, viewer, viewing, who};

use crate::error::AppError;
use crate::i18n::Locale;
use crate::panel::Rung;
use crate::sources::SourceView;
use crate::ui::preferences::{EMPLOYEE_COOKIE, LANGUAGE_COOKIE, Preferences};

/// Holds the login that was refused a moment ago, percent-encoded.
pub const TRIED_COOKIE: &str = "tried";

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
    /// Who is looking where nobody signs in, until somebody chooses: an extension.
    pub default_extension: Option<String>,
    /// The clock: an argument, so that tests can stop it.
    pub now: fn() -> Timestamp,
    /// Tells open browsers to look whether they may go on, when somebody's session ended or their rights changed.
    pub doors: Box<dyn Fn() + Send + Sync>,
    /// A one-time link to choose a password, for this employee.
    pub links: Box<dyn Links>,
    /// What is kept of a token.
    pub digest: fn(&str) -> String,
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
    /// Deletes files of recordings, by source and path, as far as they are the journal's own; the PBX's are the PBX's.
    fn forget(&self, recordings: Vec<(String, String)>);
    /// How a recording looks; `None` while its file is not here.
    fn waveform(&self, recording: i64) -> Drawing;
}

/// A link, once it is made.
pub type Linking = Pin<Box<dyn Future<Output = Result<String, AppError>> + Send>>;

/// Who makes one-time links.
pub trait Links: Send + Sync {
    /// The address of a page on which this employee chooses a password, from the journal's beginning.
    fn link(&self, employee: EmployeeId) -> Linking;
    /// A new token that nobody can guess.
    ///
    /// # Errors
    /// When the system has no randomness.
    fn token(&self) -> Result<String, AppError>;
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
        local(self, (self.0.now)())
    }
}

/// What the clock on the company's wall shows at an instant.
#[must_use]
pub fn local(journal: &Journal, at: Timestamp) -> NaiveDateTime {
    let at = chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    at.with_timezone(&journal.0.zone).naive_local()
}

/// The journal of this request.
#[must_use]
pub fn journal() -> Journal {
    expect_context::<Journal>()
}

/// The employee chosen in a browser, where nobody signs in.
#[must_use]
pub fn chosen_employee(headers: &HeaderMap) -> Option<EmployeeId> {
    let chosen = cookie_in(headers, EMPLOYEE_COOKIE)?;
    chosen.parse().ok().map(EmployeeId)
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

/// What was typed as a login a moment ago, and refused.
#[must_use]
pub fn tried_login() -> Option<String> {
    let tried = cookie(TRIED_COOKIE)?;
    let decoded = percent_encoding::percent_decode_str(&tried).decode_utf8();
    decoded.ok().map(std::borrow::Cow::into_owned)
}

/// The value of a cookie of this request.
#[must_use]
pub fn cookie(name: &str) -> Option<String> {
    cookie_in(&use_context::<Parts>()?.headers, name)
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
