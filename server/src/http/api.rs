//! `/api/v1`: calls that other programs post and read. Who may, how much, and what is answered; what a post means, the readers of
//! `call-journal-pbx` say.

mod doors;
mod read;
mod upload;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::freeswitch;
use call_journal_pbx::http_call::HttpCall;
use serde_json::json;

pub use doors::{Door, Doors, Lock};
pub use read::Readers;

use super::Served;
use crate::source::Heard;

/// Bytes of a post: a FreeSWITCH record with all its variables has some ten thousand.
const BODY_LIMIT: usize = 1024 * 1024;

/// Calls of one post.
const AT_ONCE: usize = 1_000;

/// The description of this interface.
const OPENAPI: &str = include_str!("api/openapi.json");

/// The routes below `/api/v1`.
pub fn routes() -> Router<Served> {
    Router::new()
        .route("/api/v1/calls", post(calls).get(read::calls))
        .route("/api/v1/freeswitch/{name}", post(freeswitch_record))
        .route("/api/v1/openapi.json", get(openapi))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        // Not read as a whole: it has a limit of its own.
        .route("/api/v1/calls/{id}/recordings", post(upload::receive))
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

/// One call, or a list of them. All are stored, or none.
async fn calls(State(served): State<Served>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(door) = served.doors.by_bearer(&headers) else {
        return refused(
            StatusCode::UNAUTHORIZED,
            "Authorization: Bearer KEY is missing or wrong",
        );
    };
    match posted(&body) {
        Ok(calls) => {
            let ids: Vec<String> = calls.iter().map(|call| call.id.clone()).collect();
            let events = calls
                .into_iter()
                .map(|call| PbxEvent::HttpCall(Box::new(call)))
                .collect();
            store(door, events, json!({ "stored": ids })).await
        }
        Err(wrong) => {
            door.reject(wrong.join("; "));
            answer(StatusCode::UNPROCESSABLE_ENTITY, json!({ "errors": wrong }))
        }
    }
}

/// The calls of a body; else what is wrong, in sentences.
fn posted(body: &[u8]) -> Result<Vec<HttpCall>, Vec<String>> {
    let sentence = |error: serde_json::Error| vec![error.to_string()];
    let is_list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let calls: Vec<HttpCall> = if is_list {
        serde_json::from_slice(body).map_err(sentence)?
    } else {
        vec![serde_json::from_slice(body).map_err(sentence)?]
    };
    if calls.len() > AT_ONCE {
        return Err(vec![format!(
            "{} calls are more than the {AT_ONCE} of one post",
            calls.len()
        )]);
    }
    let wrong: Vec<String> = calls
        .iter()
        .enumerate()
        .filter_map(|(n, call)| Some((n, call.validate().err()?)))
        .flat_map(|(n, wrong)| {
            wrong
                .into_iter()
                .map(move |sentence| format!("call {n}: {sentence}"))
        })
        .take(20)
        .collect();
    if wrong.is_empty() { Ok(calls) } else { Err(wrong) }
}

/// What `mod_json_cdr` posts after each leg.
async fn freeswitch_record(
    State(served): State<Served>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(door) = served.doors.by_password(&name, &headers) else {
        let mut response = refused(StatusCode::UNAUTHORIZED, "the password is missing or wrong");
        let ask = header::HeaderValue::from_static("Basic realm=\"call-journal\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
        return response;
    };
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    match freeswitch::parse(&body, content_type) {
        Ok(event) => store(door, vec![event], json!({ "stored": 1 })).await,
        Err(reason) => {
            door.reject(reason.to_string());
            // FreeSWITCH writes what is not accepted to its disk; `import freeswitch` reads it from there.
            refused(StatusCode::UNPROCESSABLE_ENTITY, &reason.to_string())
        }
    }
}

/// Answers when the events are committed: what was answered with 200 is never lost.
async fn store(door: &Door, events: Vec<PbxEvent>, done: serde_json::Value) -> Response {
    let heard = Heard {
        events,
        ..Heard::default()
    };
    match door.store(heard).await {
        Ok(()) => answer(StatusCode::OK, done),
        Err(stopping) => refused(StatusCode::SERVICE_UNAVAILABLE, &stopping.to_string()),
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    answer(status, json!({ "errors": [why] }))
}

fn answer(status: StatusCode, body: serde_json::Value) -> Response {
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_description_is_a_call() {
        let document: serde_json::Value = serde_json::from_str(OPENAPI).unwrap();
        let example = &document["components"]["schemas"]["Call"]["example"];
        let calls = posted(example.to_string().as_bytes()).unwrap();
        assert_eq!(calls[0].id, "2026-11-23/417");
        assert_eq!(
            posted(json!([example, example]).to_string().as_bytes())
                .unwrap()
                .len(),
            2
        );
    }

    #[test]
    fn the_description_names_every_field_of_a_call_and_no_other() {
        let document: serde_json::Value = serde_json::from_str(OPENAPI).unwrap();
        for (schema, name) in [("Call", "call"), ("Leg", "leg"), ("Recording", "recording")] {
            let described = document["components"]["schemas"][schema]["properties"]
                .as_object()
                .unwrap();
            // An unknown field is refused with the names of those that there are.
            let body = match name {
                "call" => json!({ "nonsense": 1 }),
                "leg" => json!({ "legs": [{ "nonsense": 1 }] }),
                _ => json!({ "recordings": [{ "nonsense": 1 }] }),
            };
            let told = posted(body.to_string().as_bytes()).unwrap_err().join("");
            for field in described.keys() {
                assert!(told.contains(&format!("`{field}`")), "{schema}.{field}: {told}");
            }
            let known = told.matches('`').count() / 2 - 1;
            // `employees` is another name of `legs`.
            assert!(
                known == described.len() || known == described.len() + 1,
                "{schema}: {told}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_sentences() {
        for (body, says) in [
            ("", "EOF"),
            ("[[[[[", "expected"),
            ("{}", "missing field `id`"),
            (r#"{"id":"1","started_at":"yesterday"}"#, "yesterday"),
            (
                r#"[{"id":"","started_at":"2026-11-23T10:00:00+03:00","direction":"in"}]"#,
                "call 0: id",
            ),
        ] {
            let told = posted(body.as_bytes()).unwrap_err().join("; ");
            assert!(told.contains(says), "{body}: {told}");
        }
    }
}
