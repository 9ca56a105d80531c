//! Who asks, as the guard found out, and whose calls they reach: what server functions and files ask before they answer.

use axum::http::request::Parts;
use call_journal_model::access::{Act, Deed, Mask, Reach};
use call_journal_model::call::CallId;
use call_journal_model::employee::EmployeeId;
use call_journal_model::view::{CallDetails, Hearing};
use call_journal_store::access::{self, Who};
use call_journal_store::comments::Author;
use call_journal_store::forgetting::is_held;
use call_journal_store::query::{self, Viewer};
use leptos::prelude::use_context;

use super::{Journal, internal, journal, refuse};
use crate::error::AppError;

/// The address that a request comes from, as the guard found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub String);

/// Writes down what whoever asks did.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer: what cannot be written down is not done.
pub async fn note(journal: &Journal, deed: Deed, subject: &str) -> Result<(), AppError> {
    let person = who()?.person;
    let address =
        use_context::<Parts>().and_then(|request| request.extensions.get::<ClientAddress>().cloned());
    let address = address.map_or_else(String::new, |address| address.0);
    let (store, now) = (&journal.0.store, (journal.0.now)());
    let noted = access::note(store, (person.id, &person.name), &address, deed, subject, now).await;
    noted.map_err(internal)
}

/// Who asks, as the guard found out.
///
/// # Errors
/// [`AppError::SignedOut`] when it is nobody.
pub fn who() -> Result<Who, AppError> {
    let request = use_context::<Parts>();
    let who = request.and_then(|request| request.extensions.get::<Who>().cloned());
    who.ok_or_else(|| refuse(AppError::SignedOut))
}

/// Who asks, and from which day they look.
///
/// # Errors
/// [`AppError::SignedOut`] when it is nobody.
pub fn viewer() -> Result<Viewer, AppError> {
    Ok(viewing(&journal(), &who()?))
}

/// How somebody looks at the journal, now.
#[must_use]
pub fn viewing(journal: &Journal, who: &Who) -> Viewer {
    Viewer {
        me: who.person.id,
        zone: journal.0.zone,
        today: journal.today(),
        sees: who.sees.clone(),
        masked: who.rights.masked,
    }
}

/// Who changes something, now.
///
/// # Errors
/// [`AppError::Forbidden`] when it is no employee.
pub fn author(journal: &Journal) -> Result<Author, AppError> {
    let who = who()?;
    match who.person.id {
        Some(_) => Ok(author_of(journal, &who)),
        None => Err(refuse(AppError::Forbidden)),
    }
}

/// Somebody as what they do names them; without a name where the journal knows no employee yet.
#[must_use]
pub fn author_of(journal: &Journal, who: &Who) -> Author {
    Author {
        id: who.person.id,
        name: who.person.name.clone(),
        at: (journal.0.now)(),
    }
}

/// Whoever asks, if it is an employee.
///
/// # Errors
/// [`AppError::Forbidden`] when it is none.
pub fn somebody() -> Result<EmployeeId, AppError> {
    who()?.person.id.ok_or_else(|| refuse(AppError::Forbidden))
}

/// That whoever asks sees this call.
///
/// # Errors
/// [`AppError::NotFound`] when they do not, or there is none.
pub async fn sees(journal: &Journal, call: CallId) -> Result<(), AppError> {
    within(journal, call, &who()?.sees).await
}

async fn within(journal: &Journal, call: CallId, reach: &Reach) -> Result<(), AppError> {
    let within = query::is_within(&journal.0.store, call, reach).await;
    match within.map_err(internal)? {
        true => Ok(()),
        false => Err(refuse(AppError::NotFound)),
    }
}

/// That somebody hears this call: of those that they see.
///
/// # Errors
/// [`AppError::NotFound`] when they do not, or there is none.
pub async fn hears(journal: &Journal, who: &Who, call: CallId) -> Result<(), AppError> {
    within(journal, call, &who.sees).await?;
    within(journal, call, &who.hears).await
}

/// Everything about a call that somebody may know.
///
/// # Errors
/// [`AppError::NotFound`] when they do not see it, or there is none.
pub async fn details(journal: &Journal, who: &Who, call: CallId) -> Result<CallDetails, AppError> {
    within(journal, call, &who.sees).await?;
    let found = query::call_details(&journal.0.store, call, journal.0.zone, (journal.0.now)()).await;
    let mut details = found
        .map_err(internal)?
        .ok_or_else(|| refuse(AppError::NotFound))?;
    if who.rights.masked {
        details.mask();
    }
    if !who.rights.allow(Act::SeeListeners) {
        details.listened.clear();
    }
    details.held = is_held(&journal.0.store, call).await.map_err(internal)?;
    details.hearing = match query::is_within(&journal.0.store, call, &who.hears).await {
        Ok(true) if who.rights.allow(Act::Download) => Hearing::Download,
        Ok(true) => Hearing::Listen,
        Ok(false) => Hearing::Nothing,
        Err(error) => return Err(internal(error)),
    };
    if details.hearing == Hearing::Nothing {
        details.listened.clear();
    }
    Ok(details)
}
