//! Server functions of the journal page.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::filter::Filter;
use call_journal_model::view::{After, CallPage, DayStrip, Suggested, Surroundings, Total};

use crate::error::AppError;

/// What the page needs to know before it shows anything: the company's day, who is looking.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "surroundings", output = Json)]
pub async fn load_surroundings() -> Result<Surroundings, AppError> {
    use crate::service::{internal, journal, who};
    use call_journal_store::query::{has_calls, lines};
    let (journal, who) = (journal(), who()?);
    let me = who.person;
    Ok(Surroundings {
        can_dial: journal.0.phones.can_ring() && me.id.is_some() && !me.extension.is_empty(),
        today: journal.today(),
        now: (journal.0.now)(),
        company: journal.0.company.clone(),
        me,
        demo: journal.0.demo,
        role: who.role,
        acts: who.rights.acts(),
        signed_in: who.session.is_some(),
        lines: lines(&journal.0.store).await.map_err(internal)?,
        any_calls: has_calls(&journal.0.store).await.map_err(internal)?,
    })
}

/// The page of calls that begins there, in the order of the filter, of those that pass it.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "calls", input = Json, output = Json)]
pub async fn list_calls(filter: Filter, after: Option<After>) -> Result<CallPage, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_store::query;
    let viewer = viewer()?;
    let journal = journal();
    // Before the rows are read: a change in between is told once more, which harms nothing.
    let as_of = Some(journal.0.changes.place());
    let cursor = after.and_then(|after| query::place_of(after, &filter, viewer.zone));
    let store = &journal.0.store;
    let page = query::call_page(store, &filter, cursor, &viewer).await;
    let page = page.map_err(internal)?;
    // Whoever goes to a day sees the first page of it.
    let total = match after {
        Some(After::Day(_)) if !filter.is_default() => Some(
            query::call_count(store, &filter, &viewer, (journal.0.now)())
                .await
                .map_err(internal)?,
        ),
        _ => page.total,
    };
    Ok(CallPage { as_of, total, ..page })
}

/// Whom the filter's search could mean, best first, at most five of each kind; calls are counted under the rest of the filter.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "suggestions", input = Json, output = Json)]
pub async fn suggest(filter: Filter) -> Result<Vec<Suggested>, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_store::query;
    let viewer = viewer()?;
    query::suggestions(&journal().0.store, &filter, &viewer)
        .await
        .map_err(internal)
}

/// How many calls pass the filter, of a search counted to 20 000.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "count", input = Json, output = Json)]
pub async fn count_calls(filter: Filter) -> Result<Total, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_store::query;
    let viewer = viewer()?;
    let journal = journal();
    query::call_count(&journal.0.store, &filter, &viewer, (journal.0.now)())
        .await
        .map_err(internal)
}

/// Calls per day around the period of the filter; `None`: its search means too many to be counted by the day.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "days", input = Json, output = Json)]
pub async fn calls_per_day(filter: Filter) -> Result<Option<DayStrip>, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_store::query;
    let viewer = viewer()?;
    let journal = journal();
    query::day_strip(&journal.0.store, &filter, &viewer, (journal.0.now)())
        .await
        .map_err(internal)
}
