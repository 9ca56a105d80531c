//! Files of customers over HTTP: sent by the page, and written for whoever asks.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use call_journal_app::customers::import::line_in;
use call_journal_app::i18n::Locale;
use call_journal_cards::HeaderLanguage;
use call_journal_model::access::Deed;
use call_journal_model::customer::import::ImportLine;
use call_journal_store::access::Who;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::Served;
use crate::customers::export::{Export, FileFormat, Pipe};

/// Bytes of a file that is sent.
const LIMIT: u64 = 100_000_000;

/// Those routes.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route("/customers/import/file", post(receive))
        .route("/customers/import/{token}/report.csv", get(report))
        .route("/customers/export.csv", get(csv))
        .route("/customers/export.vcf", get(vcard))
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    name: String,
}

/// Takes a file and answers with its token.
async fn receive(State(served): State<Served>, Query(sent): Query<Sent>, request: Request) -> Response {
    let headers = request.headers();
    let is_bytes = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/octet-stream");
    if !is_bytes {
        return StatusCode::FORBIDDEN.into_response();
    }
    let told = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if told.is_some_and(|length| length > LIMIT) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let kept = match served.uploads.place(&sent.name) {
        Ok(kept) => kept,
        Err(error) => return failed(&error),
    };
    let (token, upload) = kept;
    match write(upload.path(), request.into_body()).await {
        Ok(0) => StatusCode::BAD_REQUEST.into_response(),
        Ok(length) if length > LIMIT => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Ok(_) => {
            served.uploads.keep(token.clone(), upload);
            token.into_response()
        }
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> Response {
    tracing::error!(?error, "a file of customers cannot be kept");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// Writes what comes, a little more than the limit at most.
async fn write(path: &std::path::Path, body: Body) -> anyhow::Result<u64> {
    let mut file = tokio::fs::File::create(path).await?;
    let mut pieces = body.into_data_stream();
    let mut length = 0;
    while let Some(piece) = pieces.next().await {
        let piece = piece?;
        length += piece.len() as u64;
        if length > LIMIT {
            return Ok(length);
        }
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    Ok(length)
}

fn language(headers: &HeaderMap) -> Locale {
    call_journal_app::service::locale_of(headers)
}

/// The whole report as a table.
async fn report(State(served): State<Served>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let Some(upload) = served.uploads.find(&token) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let locale = language(&headers);
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(2);
    // Ends by itself: with the file, or when nobody takes what it reads.
    tokio::task::spawn_blocking(move || {
        if let Err(error) = lines(upload.report(), locale, &sender) {
            tracing::debug!(%error, "a report was not read to its end");
        }
    });
    let body = stream::unfold(receiver, |mut receiver| async move {
        Some((receiver.recv().await?, receiver))
    });
    attachment(
        // Whoever compresses asks once more after the end.
        Body::from_stream(body.fuse()),
        "text/csv; charset=utf-8",
        "customers-report.csv",
    )
}

fn lines(
    path: &std::path::Path,
    locale: Locale,
    sender: &tokio::sync::mpsc::Sender<Result<Bytes, std::io::Error>>,
) -> anyhow::Result<()> {
    let mut pipe = Pipe::default();
    pipe.write_all("\u{feff}".as_bytes())?;
    let mut table = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(pipe.clone());
    for line in BufReader::new(File::open(path)?).lines() {
        let line: ImportLine = serde_json::from_str(&line?)?;
        let cells = line_in(locale, &line);
        // No cell is a formula.
        table.write_record(
            cells.map(|cell| match cell.starts_with(['=', '+', '-', '@', '\t']) {
                true => format!("'{cell}"),
                false => cell,
            }),
        )?;
        let waiting = pipe.take();
        if !waiting.is_empty() && sender.blocking_send(Ok(waiting.into())).is_err() {
            return Ok(());
        }
    }
    table.flush()?;
    // Nobody listens any more: then it is not missed.
    let _ = sender.blocking_send(Ok(pipe.take().into()));
    Ok(())
}

async fn csv(State(served): State<Served>, request: Request) -> Response {
    let headers = written_down(&served, request, "CSV").await;
    let language = match language(&headers) {
        Locale::ru => HeaderLanguage::Ru,
        Locale::en => HeaderLanguage::En,
    };
    export(
        &served,
        FileFormat::Csv,
        language,
        "text/csv; charset=utf-8",
        "customers.csv",
    )
}

async fn vcard(State(served): State<Served>, request: Request) -> Response {
    written_down(&served, request, "vCard").await;
    export(
        &served,
        FileFormat::Vcard,
        HeaderLanguage::Ru,
        "text/vcard; charset=utf-8",
        "customers.vcf",
    )
}

/// Writes down that somebody takes the customers along.
async fn written_down(served: &Served, request: Request, format: &str) -> HeaderMap {
    let (parts, _) = request.into_parts();
    if let Some(who) = parts.extensions.get::<Who>() {
        let (journal, person) = (&served.journal, &who.person);
        served
            .auth
            .note(journal, &parts, person, Deed::CustomersExported, format)
            .await;
    }
    parts.headers
}

fn export(
    served: &Served,
    format: FileFormat,
    language: HeaderLanguage,
    kind: &'static str,
    name: &str,
) -> Response {
    let pipe = Pipe::default();
    let Ok(begun) = Export::new(&served.journal.0.store, pipe.clone(), format, language) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let body = stream::unfold(Some((begun, pipe)), |rest| async move {
        let (mut export, pipe) = rest?;
        match export.step().await {
            Ok(true) => Some((Ok(Bytes::from(pipe.take())), Some((export, pipe)))),
            Ok(false) => {
                let end = export.finish().map(|pipe| Bytes::from(pipe.take()));
                Some((end, None))
            }
            Err(error) => {
                // The answer breaks off: a file that ends early must not look whole.
                tracing::error!(?error, "an export of customers broke off");
                Some((Err(std::io::Error::other(error)), None))
            }
        }
    });
    attachment(Body::from_stream(body.fuse()), kind, name)
}

fn attachment(body: Body, kind: &'static str, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}
