//! Calls as tables that people take along: what a page shows, in its language, as CSV or XLSX. They are written while calls are
//! read: a million of them takes as much memory as ten.

mod csv;
mod xlsx;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use call_journal_app::journal::export::Sheet;
use call_journal_app::service::{locale_of, viewing};
use call_journal_model::access::Deed;
use call_journal_model::filter::Filter;
use call_journal_store::StoreError;
use call_journal_store::access::Who;
use call_journal_store::query;
use futures_util::{Stream, StreamExt};
use tokio::sync::Semaphore;

use super::Served;

/// Tables that are written at once; others wait for their turn. Writing one keeps the database busy.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Those routes.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route("/calls/export.csv", get(as_csv))
        .route("/calls/export.xlsx", get(as_xlsx))
}

/// Why a table breaks off.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Csv(#[from] ::csv::Error),
    #[error(transparent)]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("the task that writes was stopped")]
    Stopped,
}

async fn as_csv(State(served): State<Served>, RawQuery(query): RawQuery, request: Request) -> Response {
    let begun = begin(&served, query, request).await;
    begun.map_or_else(IntoResponse::into_response, |(calls, sheet)| {
        let name = sheet.file_name();
        answer(
            csv::written(calls, sheet),
            "text/csv; charset=utf-8",
            &name,
            "csv",
        )
    })
}

async fn as_xlsx(State(served): State<Served>, RawQuery(query): RawQuery, request: Request) -> Response {
    let begun = begin(&served, query, request).await;
    begun.map_or_else(IntoResponse::into_response, |(calls, sheet)| {
        let name = sheet.file_name();
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        answer(xlsx::written(calls, sheet), kind, &name, "xlsx")
    })
}

/// The calls of the page that asks, and its language.
async fn begin(
    served: &Served,
    query: Option<String>,
    request: Request,
) -> Result<(query::Sheet, Sheet), StatusCode> {
    let filter = Filter::from_query(&query.unwrap_or_default());
    let (parts, _) = request.into_parts();
    let who = parts.extensions.get::<Who>().ok_or(StatusCode::UNAUTHORIZED)?;
    let viewer = viewing(&served.journal, who);
    let asked = parts.uri.query().unwrap_or_default();
    served
        .auth
        .note(&served.journal, &parts, &who.person, Deed::CallsExported, asked)
        .await;
    let calls = query::Sheet::new(&served.journal.0.store, &filter, viewer).await;
    let calls = calls.map_err(|error| {
        tracing::error!(?error, "a table of calls cannot be begun");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    Ok((calls, Sheet::new(locale_of(&parts.headers))))
}

fn answer(
    pieces: impl Stream<Item = Result<Bytes, Broken>> + Send + 'static,
    kind: &'static str,
    name: &str,
    ending: &str,
) -> Response {
    let pieces = pieces.map(|piece| {
        // The answer breaks off: a file that ends early must not look whole.
        piece.inspect_err(|error| tracing::error!(?error, "a table of calls broke off"))
    });
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let disposition = format!("attachment; filename=\"calls.{ending}\"; filename*=UTF-8''{encoded}.{ending}");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    // Whoever compresses asks once more after the end.
    (headers, Body::from_stream(pieces.fuse())).into_response()
}
