//! The journal opens with the view that a person chose. Links and reloads within it lead to where they say.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use call_journal_store::access::Who;
use call_journal_store::views::default_query;

use super::Served;

/// Leads whoever comes from outside to their view.
pub(super) async fn opening(State(served): State<Served>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let opens = request.method() == Method::GET && uri.path() == "/" && uri.query().is_none();
    if !opens || is_within(&request) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    if let Some(query) = view_of(&served, &parts).await {
        return Redirect::temporary(&format!("/?{query}")).into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Browsers tell where a request comes from; those that do not are taken for people who open the journal.
fn is_within(request: &Request) -> bool {
    let site = request.headers().get("sec-fetch-site");
    site.is_some_and(|site| site == "same-origin")
}

/// Without an answer of the database the page says so itself.
async fn view_of(served: &Served, parts: &axum::http::request::Parts) -> Option<String> {
    let me = parts.extensions.get::<Who>()?.person.id?;
    let query = default_query(&served.journal.0.store, me).await;
    let query = query.inspect_err(|error| tracing::error!(?error, "the view to begin with cannot be read"));
    query.ok().flatten().filter(|query| !query.is_empty())
}
