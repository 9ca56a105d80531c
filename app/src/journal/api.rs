//! Server functions of the journal page.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::filter::Filter;
use call_journal_model::view::{CallPage, Cursor, Suggestion, Surroundings, Total};

use crate::error::AppError;

/// What the page needs to know before it shows anything: the company's day, who is looking.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "surroundings", output = Json)]
pub async fn load_surroundings() -> Result<Surroundings, AppError> {
    use crate::service::{internal, journal, me};
    use call_journal_model::view::PersonName;
    use call_journal_store::query::has_calls;
    let journal = journal();
    let nobody = || PersonName {
        id: None,
        name: String::new(),
        extension: String::new(),
    };
    let me = me(&journal).await?.unwrap_or_else(nobody);
    Ok(Surroundings {
        can_dial: journal.0.phones.can_ring() && me.id.is_some() && !me.extension.is_empty(),
        today: journal.today(),
        now: (journal.0.now)(),
        company: journal.0.company.clone(),
        me,
        demo: journal.0.demo,
        any_calls: has_calls(&journal.0.store).await.map_err(internal)?,
    })
}

/// The page of calls after `cursor`, newest first, that pass the filter.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "calls", input = Json, output = Json)]
pub async fn list_calls(filter: Filter, cursor: Option<Cursor>) -> Result<CallPage, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_store::query;
    let viewer = viewer().await?;
    let journal = journal();
    // Before the rows are read: a change in between is told once more, which harms nothing.
    let as_of = Some(journal.0.changes.place());
    let page = query::call_page(&journal.0.store, &filter, cursor, &viewer).await;
    Ok(CallPage {
        as_of,
        ..page.map_err(internal)?
    })
}

/// What could be meant by the words in the search box, best first, at most 8.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "suggestions", input = Json, output = Json)]
pub async fn suggest(text: String) -> Result<Vec<Suggestion>, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_store::query;
    viewer().await?;
    query::suggestions(&journal().0.store, &text)
        .await
        .map_err(internal)
}

/// How many calls pass the filter, counted to 1000 at most.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "count", input = Json, output = Json)]
pub async fn count_calls(filter: Filter) -> Result<Total, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_store::query;
    let viewer = viewer().await?;
    query::call_count(&journal().0.store, &filter, &viewer)
        .await
        .map_err(internal)
}
