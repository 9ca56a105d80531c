//! Server functions of filters with a name.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::view::{SavedView, ViewRefused};

use crate::error::AppError;

/// One's own views and those that are shared.
///
/// # Errors
/// [`AppError::Forbidden`] when nobody is looking, [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "views", output = Json)]
pub async fn list_views() -> Result<Vec<SavedView>, AppError> {
    use crate::service::{internal, journal, somebody};
    use call_journal_store::views;
    let me = somebody()?;
    views::views(&journal().0.store, me).await.map_err(internal)
}

/// Gives a name to the filter that `query` tells; `None`: it is saved.
///
/// # Errors
/// [`AppError::Forbidden`] when nobody is looking, [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "save_view", input = Json, output = Json)]
pub async fn save_view(name: String, query: String, shared: bool) -> Result<Option<ViewRefused>, AppError> {
    use crate::service::{internal, journal, somebody};
    use call_journal_model::filter::Filter;
    use call_journal_store::views::{self, NewView};
    let me = somebody()?;
    let Some(name) = SavedView::name_of(&name) else {
        return Ok(Some(ViewRefused::NoName));
    };
    let view = NewView {
        name,
        // Nothing but a filter gets into addresses of others.
        query: Filter::from_query(&query).to_query(),
        shared,
    };
    let saved = views::save_view(&journal().0.store, me, &view).await;
    Ok(saved.map_err(internal)?.err())
}

/// Takes one's own view away.
///
/// # Errors
/// [`AppError::NotFound`] when there is none; else as [`list_views`].
#[server(endpoint = "delete_view", input = Json, output = Json)]
pub async fn delete_view(id: i64) -> Result<(), AppError> {
    use crate::service::{internal, journal, refuse, somebody};
    use call_journal_store::views;
    let me = somebody()?;
    match views::delete_view(&journal().0.store, me, id).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(refuse(AppError::NotFound)),
        Err(error) => Err(internal(error)),
    }
}

/// Chooses the view that the journal opens with; `None`: all calls.
///
/// # Errors
/// As [`list_views`].
#[server(endpoint = "begin_with", input = Json, output = Json)]
pub async fn begin_with(view: Option<i64>) -> Result<(), AppError> {
    use crate::service::{internal, journal, somebody};
    use call_journal_store::views;
    let me = somebody()?;
    views::set_default(&journal().0.store, me, view)
        .await
        .map_err(internal)
}
