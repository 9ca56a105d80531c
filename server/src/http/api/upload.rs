//! `/api/v1/calls/{id}/recordings`: the audio of a posted call. Who may send it and what is answered; what is kept, and
//! how, is `recordings::kept`'s business.

use std::time::Duration;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::{PbxEvent, RecordingFile};
use call_journal_pbx::http_call::tie_of;
use call_journal_store::log;
use chrono::{DateTime, Datelike};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::json;

use super::{Served, refused, store};
use crate::recordings::kept::Refused;

/// Between two pieces; whoever says nothing for longer is gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest recording: a month.
const LONGEST_MS: u64 = 31 * 86_400_000;

/// What the sender knows of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Told {
    /// What it is called there.
    name: String,
    started_at: Option<String>,
    duration_ms: Option<u64>,
    extension: String,
}

pub(super) async fn receive(
    State(served): State<Served>,
    id: Result<Path<String>, PathRejection>,
    told: Result<Query<Told>, QueryRejection>,
    request: Request,
) -> Response {
    let headers = request.headers();
    let Some(door) = served.doors.by_bearer(headers) else {
        return refused(
            StatusCode::UNAUTHORIZED,
            "Authorization: Bearer KEY is missing or wrong",
        );
    };
    let told = told.map_err(|error| error.body_text()).and_then(|Query(told)| {
        let about = about(&told)?;
        Ok((told.name, about))
    });
    let (name, about) = match told {
        Ok(told) => told,
        Err(wrong) => {
            door.reject(wrong.clone());
            return refused(StatusCode::UNPROCESSABLE_ENTITY, &wrong);
        }
    };
    if !is_audio(headers) {
        return refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Content-Type must be audio/… or application/octet-stream",
        );
    }
    // An id that is no text is nobody's.
    let id = id.map(|Path(id)| id).unwrap_or_default();
    match log::knows(&served.journal.0.store, door.name(), &tie_of(&id)).await {
        Ok(true) => {}
        Ok(false) => {
            return refused(
                StatusCode::NOT_FOUND,
                "no call of this id was posted with this key",
            );
        }
        Err(error) => {
            tracing::error!(%error, "the store failed");
            return refused(
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer: try again",
            );
        }
    }
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let limit = served.kept.limit();
    let kept = if length.is_some_and(|length| length > limit) {
        Err(Refused::TooLarge(limit))
    } else {
        take(&served, request, &name, door.name(), &id).await
    };
    let file = match kept {
        Ok(Some(file)) => file,
        // Nobody hears it: the other side is gone.
        Ok(None) => return refused(StatusCode::BAD_REQUEST, "the file broke off"),
        Err(why) => {
            if let Refused::Ours(error) = &why {
                tracing::error!(%error, "an uploaded recording cannot be kept");
            } else {
                door.reject(format!("a recording: {why}"));
            }
            return refused(status(&why), &why.to_string());
        }
    };
    let file = RecordingFile {
        duration: file.duration.or(about.duration),
        path: file.path,
        bytes: file.bytes,
        call: id.clone(),
        ..about
    };
    let done = json!({ "stored": [id], "duration_ms": file.duration.map(|Millis(length)| length) });
    store(door, vec![PbxEvent::RecordingFile(file)], done).await
}

/// The file, once it is whole; `None`: it broke off.
async fn take(
    served: &Served,
    request: Request,
    name: &str,
    source: &str,
    call: &str,
) -> Result<Option<RecordingFile>, Refused> {
    let mut draft = served.kept.begin(name).await?;
    let mut pieces = request.into_body().into_data_stream();
    loop {
        match tokio::time::timeout(PATIENCE, pieces.next()).await {
            Ok(Some(Ok(piece))) => draft.write(&piece).await?,
            Ok(None) => return Ok(Some(draft.keep(source, call).await?)),
            Ok(Some(Err(_))) | Err(_) => return Ok(None),
        }
    }
}

fn status(why: &Refused) -> StatusCode {
    match why {
        Refused::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Refused::NoAudio => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Refused::Nothing => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::Busy | Refused::Ours(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn is_audio(headers: &HeaderMap) -> bool {
    let told = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = told
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind.starts_with("audio/") || kind == "application/octet-stream"
}

/// What was told, as far as it makes sense; else a sentence.
fn about(told: &Told) -> Result<RecordingFile, String> {
    let text = |field: &str, text: &str, limit: usize| {
        if text.len() > limit {
            return Err(format!("{field}: {} bytes are more than {limit}", text.len()));
        }
        match text.contains('\0') {
            true => Err(format!("{field}: holds a NUL character")),
            false => Ok(text.trim().to_owned()),
        }
    };
    let moment = |told: &String| {
        // A plus in an address means a space to many.
        let at = DateTime::parse_from_rfc3339(&told.replace(' ', "+"))
            .map_err(|_| format!("started_at: {told:?} is not a time such as 2026-11-23T10:00:00%2B03:00"))?;
        match at.year() {
            1990..2200 => Ok(Timestamp(at.timestamp_millis())),
            _ => Err("started_at: lies outside of the years 1990 to 2199".to_owned()),
        }
    };
    let length = |ms: u64| match i64::try_from(ms) {
        Ok(length) if ms <= LONGEST_MS => Ok(Millis(length)),
        _ => Err("duration_ms: must lie between 0 and a month".to_owned()),
    };
    Ok(RecordingFile {
        name: text("name", &told.name, 255)?,
        employee: text("extension", &told.extension, 64)?,
        started_at: told.started_at.as_ref().map(moment).transpose()?,
        duration: told.duration_ms.map(length).transpose()?,
        ..RecordingFile::default()
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::OPENAPI;
    use super::*;

    #[rstest]
    #[case::name(Told { name: "x".repeat(256), ..Told::default() }, "name: 256 bytes are more than 255")]
    #[case::nul(Told { extension: "\0".to_owned(), ..Told::default() }, "extension: holds a NUL character")]
    #[case::time(Told { started_at: Some("вчера".to_owned()), ..Told::default() }, "started_at: \"вчера\" is not a time")]
    #[case::year(Told { started_at: Some("0026-11-23T10:00:00Z".to_owned()), ..Told::default() }, "started_at: lies outside")]
    #[case::length(Told { duration_ms: Some(u64::MAX), ..Told::default() }, "duration_ms: must lie")]
    fn what_makes_no_sense_is_said_in_a_sentence(#[case] told: Told, #[case] says: &str) {
        let wrong = about(&told).unwrap_err();
        assert!(wrong.contains(says), "{wrong}");
    }

    #[test]
    fn a_plus_may_be_written_as_it_is() {
        for written in [
            "2026-11-23T10:00:00 03:00",
            "2026-11-23T10:00:00+03:00",
            "2026-11-23T07:00:00Z",
        ] {
            let told = Told {
                started_at: Some(written.to_owned()),
                ..Told::default()
            };
            assert_eq!(
                about(&told).unwrap().started_at,
                Some(Timestamp(1_795_417_200_000))
            );
        }
    }

    #[rstest]
    #[case("audio/wav", true)]
    #[case("Audio/X-WAV; rate=8000", true)]
    #[case("application/octet-stream", true)]
    #[case("text/html", false)]
    #[case("audio", false)]
    #[case("", false)]
    fn only_audio_is_taken(#[case] kind: &str, #[case] taken: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        assert_eq!(is_audio(&headers), taken);
        assert!(!is_audio(&HeaderMap::new()));
    }

    #[test]
    fn the_description_names_what_may_be_told_and_nothing_else() {
        let document: serde_json::Value = serde_json::from_str(OPENAPI).unwrap();
        let described = document["paths"]["/api/v1/calls/{id}/recordings"]["post"]["parameters"]
            .as_array()
            .unwrap();
        let query = described.iter().filter(|parameter| parameter["in"] == "query");
        let names: Vec<&str> = query
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let unknown = serde_json::from_value::<Told>(json!({ "nonsense": 1 }))
            .unwrap_err()
            .to_string();
        for name in &names {
            assert!(unknown.contains(&format!("`{name}`")), "{name}: {unknown}");
        }
        assert_eq!(unknown.matches('`').count() / 2 - 1, names.len(), "{unknown}");
    }
}
