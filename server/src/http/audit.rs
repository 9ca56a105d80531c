//! The audit as a table that an administrator takes along.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use call_journal_app::administration::deed_in;
use call_journal_app::i18n::Locale;
use call_journal_app::service::locale_of;
use call_journal_store::access::audit_page;
use futures_util::{StreamExt, stream};

use super::Served;
use crate::exported::guarded;

pub(super) fn routes() -> Router<Served> {
    Router::new().route("/audit/export.csv", get(csv))
}

/// All entries, the newest first, read while they are sent.
async fn csv(State(served): State<Served>, request: Request) -> Response {
    let locale = locale_of(request.headers());
    let pieces = stream::unfold(Some(None), move |before: Option<Option<i64>>| {
        let served = served.clone();
        async move {
            let before = before?;
            match piece(&served, locale, before).await {
                Ok((bytes, next)) => Some((Ok(bytes), next.map(Some))),
                Err(error) => {
                    // The answer breaks off: a file that ends early must not look whole.
                    tracing::error!(?error, "the table of the audit broke off");
                    Some((Err(std::io::Error::other(error)), None))
                }
            }
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    // Whoever compresses asks once more after the end.
    (headers, Body::from_stream(pieces.fuse())).into_response()
}

/// Some entries as lines, and the one after which the next begin.
async fn piece(served: &Served, locale: Locale, before: Option<i64>) -> anyhow::Result<(Bytes, Option<i64>)> {
    let (store, zone) = (&served.journal.0.store, served.journal.0.zone);
    let page = audit_page(store, "", &[], before, zone).await?;
    let mut table = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for entry in &page.entries {
        let at = entry.at.format("%Y-%m-%d %H:%M:%S").to_string();
        let cells = [
            &at,
            &entry.who,
            deed_in(locale, entry.deed),
            &entry.subject,
            &entry.address,
        ];
        table.write_record(cells.map(|cell| guarded(cell.to_owned())))?;
    }
    let lines = table.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut bytes = Vec::new();
    if before.is_none() {
        bytes.extend("\u{feff}".as_bytes());
    }
    bytes.extend(lines);
    Ok((bytes.into(), page.next))
}
