//! `/recordings/{id}`: audio in ranges, as browsers ask for it; `?download` names the file.

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use call_journal_store::query::recording;
use serde::Deserialize;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::Served;

#[derive(Deserialize)]
pub(super) struct Wish {
    download: Option<String>,
}

pub(super) async fn serve(
    State(served): State<Served>,
    Path(id): Path<i64>,
    Query(wish): Query<Wish>,
    request: Request,
) -> Response {
    let found = match recording(&served.journal.0.store, id).await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, recording = id, "the store failed");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    // One answer for "no row", "no file" and "outside the folders": nothing is told about what lies where.
    let Some(found) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (file, format) = match served.roots.open(&found.path) {
        Some(file) => (file, None),
        None => match served.fetched.sound(&served.journal.0.store, &found).await {
            Ok(sound) => (sound.path, Some(sound.format)),
            Err(missing) if missing.is_passing() => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Err(_) => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    let mut response = match ServeFile::new(file).oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    };
    let with_audio = response.status().is_success();
    let headers = response.headers_mut();
    if let Some(format) = format.filter(|_| with_audio) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.mime()));
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=3600"),
    );
    if wish.download.is_some()
        && let Ok(value) = HeaderValue::from_str(&disposition(base_name(&found.path)))
    {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// RFC 6266: an ASCII name for old clients, the real one percent-encoded.
fn disposition(name: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "-_. ".contains(c) {
            c
        } else {
            '_'
        }
    };
    let ascii: String = name.chars().map(safe).collect();
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_file_name_cannot_end_the_header_or_its_quotes() {
        assert_eq!(
            disposition("Иван\"\r\n.wav"),
            "attachment; filename=\"_______.wav\"; filename*=UTF-8''%D0%98%D0%B2%D0%B0%D0%BD%22%0D%0A.wav"
        );
    }
}
