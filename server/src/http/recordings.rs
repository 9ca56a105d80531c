//! `/recordings/{id}`: audio in ranges, as browsers ask for it, converted where they would not play it; `?wav` for those that
//! play little, `?download` gives the file as it is and names it. `/calls/{id}/recordings.zip`: all files of a call.

mod body;
mod ranges;
mod zip;

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use call_journal_app::error::AppError;
use call_journal_app::service::{author_of, details, hears, internal};
use call_journal_model::access::Act;
use call_journal_model::view::Heard;
use call_journal_store::access::Who;
use call_journal_store::query::{RecordingFile, recording};
use serde::Deserialize;

use super::Served;
use crate::recordings::fetched::Missing;
use crate::recordings::sounding::{Sounding, Wanted};
use ranges::{Answer, answer};

pub(super) use zip::serve as serve_zip;

#[derive(Deserialize)]
pub(super) struct Wish {
    download: Option<String>,
    wav: Option<String>,
}

/// Who asks for sound, and where from.
pub(super) struct Listener {
    pub(super) who: Who,
    parts: Parts,
}

impl FromRequestParts<Served> for Listener {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &Served) -> Result<Listener, StatusCode> {
        let who = parts.extensions.get::<Who>().cloned();
        let who = who.ok_or(StatusCode::UNAUTHORIZED)?;
        let parts = parts.clone();
        Ok(Listener { who, parts })
    }
}

impl Listener {
    /// Whether they hear this recording; else what is answered. One that is not there looks like one that they do not hear.
    async fn hears_recording(&self, served: &Served, id: i64) -> Result<(), StatusCode> {
        let file = recording(&served.journal.0.store, id).await;
        let file = file.map_err(|error| status(&internal(error)))?;
        let file = file.ok_or(StatusCode::NOT_FOUND)?;
        let heard = hears(&served.journal, &self.who, file.call).await;
        heard.map_err(|error| status(&error))
    }

    /// Writes down that they hear a file.
    pub(super) fn note(&self, served: &Served, file: &RecordingFile, what: Heard) {
        let author = author_of(&served.journal, &self.who);
        let address = served.auth.address(&self.parts);
        served.sounds.note(file, what, author, address);
    }
}

pub(super) fn status(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

pub(super) async fn serve(
    State(served): State<Served>,
    Path(id): Path<i64>,
    Query(wish): Query<Wish>,
    listener: Listener,
    method: Method,
    headers: HeaderMap,
) -> Response {
    // Asked before anything is fetched.
    if let Err(status) = listener.hears_recording(&served, id).await {
        return status.into_response();
    }
    let found = match served.sounds.find(id).await {
        Ok(found) => found,
        Err(missing) => return refused(&missing),
    };
    let wanted = match wish {
        Wish {
            download: Some(_), ..
        } => Wanted::File,
        Wish { wav: Some(_), .. } => Wanted::Wav,
        _ => Wanted::Sound,
    };
    if wanted == Wanted::File && !listener.who.rights.allow(Act::Download) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let sounding = match Sounding::open(found.path.clone(), wanted).await {
        Ok(sounding) => sounding,
        Err(missing) => return refused(&missing),
    };
    let Sounding {
        bytes,
        mime,
        length,
        modified,
        etag,
    } = sounding;
    let stand = ranges::Stand {
        etag,
        modified,
        length,
    };
    let answered = answer(&headers, &stand);
    let mut response = match answered.clone() {
        Answer::NotModified => StatusCode::NOT_MODIFIED.into_response(),
        Answer::Unsatisfiable => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
            return response;
        }
        Answer::Whole => body::response(StatusCode::OK, bytes, 0..length, &method),
        Answer::Part(part) => {
            let (first, last) = (*part.start(), *part.end());
            let mut response = body::response(StatusCode::PARTIAL_CONTENT, bytes, first..last + 1, &method);
            set(
                &mut response,
                header::CONTENT_RANGE,
                &format!("bytes {first}-{last}/{length}"),
            );
            response
        }
    };
    if method == Method::GET && answered != Answer::NotModified {
        let what = match wanted {
            Wanted::File => Heard::Downloaded,
            Wanted::Sound | Wanted::Wav => Heard::Listened,
        };
        listener.note(&served, &found.file, what);
    }
    set(&mut response, header::CONTENT_TYPE, mime);
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(&mut response, header::ETAG, &stand.etag);
    set(
        &mut response,
        header::LAST_MODIFIED,
        &httpdate::fmt_http_date(modified),
    );
    // Kept by the browser, and asked for each time: whoever may not listen any more hears nothing.
    set(&mut response, header::CACHE_CONTROL, "private, no-cache");
    if wanted == Wanted::File {
        let name = readable_name(&served, &listener.who, &found.file, id).await;
        set(&mut response, header::CONTENT_DISPOSITION, &disposition(&name));
    }
    response
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    // All of these are made of plain characters.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// One answer for "no row", "no file" and "outside the folders": nothing is told about what lies where.
fn refused(missing: &Missing) -> Response {
    match missing.is_passing() {
        true => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        false => StatusCode::NOT_FOUND.into_response(),
    }
}

/// «2026-11-25 10-14-55 Клиент.mp3»; as its PBX calls it where the call cannot be read.
async fn readable_name(served: &Served, who: &Who, file: &RecordingFile, id: i64) -> String {
    let details = details(&served.journal, who, file.call).await;
    let parts = details.ok().map(|details| details.recordings);
    let part = parts.into_iter().flatten().find(|part| part.id == id);
    part.map_or_else(|| base_name(&file.path).to_owned(), |part| part.file_name)
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
