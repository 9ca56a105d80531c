//! Audio files that were uploaded for posted calls.

use call_journal_model::call::Recording;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::assemble::OpenCalls;
use call_journal_pbx::event::{PbxEvent, RecordingFile};
use call_journal_pbx::http_call::HttpCall;
use rstest::rstest;
use serde_json::json;

use super::told::*;

/// Two talks: 201 from second 5 to 20, 202 from second 30 to 50. It names a file.
fn call() -> PbxEvent {
    let at = |second: i64| format!("2026-11-23T10:00:{second:02}+03:00");
    let leg = |extension: &str, from: i64, to: i64| json!({ "extension": extension, "started_at": at(from), "answered_at": at(from), "ended_at": at(to) });
    let call = json!({ "id": "N/A", "direction": "in", "number": "+79161234567", "started_at": at(0), "answered_at": at(5),
        "ended_at": at(50), "legs": [leg("201", 5, 20), leg("202", 30, 50)],
        "recordings": [{ "path": "2026/11/second.wav", "started_at": at(30) }] });
    let call: HttpCall = serde_json::from_value(call).unwrap();
    assert_eq!(call.validate(), Ok(()));
    PbxEvent::HttpCall(Box::new(call))
}

/// `name bytes second employee`, `-` for what was not told. The server's own name of it is made of what it holds.
fn upload(text: &str) -> PbxEvent {
    let fields: Vec<&str> = text.split(' ').map(|field| field.trim_matches('-')).collect();
    let bytes = fields[1].parse().unwrap();
    PbxEvent::RecordingFile(RecordingFile {
        path: format!("ab/{bytes}.wav"),
        bytes,
        duration: Some(Millis(1000)),
        started_at: fields[2]
            .parse::<i64>()
            .ok()
            .map(|second| Timestamp(T0 + second * 1000)),
        call: "N/A".to_owned(),
        name: fields[0].to_owned(),
        employee: fields[3].to_owned(),
        ..RecordingFile::default()
    })
}

/// `path second employee length`
fn shown(recording: &Recording) -> String {
    let employee = recording.employee.as_ref().map_or("-", |extension| &extension.0);
    let second = (recording.started_at.0 - T0) / 1000;
    let length = recording
        .duration
        .map_or("-".to_owned(), |length| length.0.to_string());
    format!("{} {second} {employee} {length}", recording.path)
}

#[rstest]
#[case::none(&[], &["2026/11/second.wav 30 202 -"])]
#[case::it_is_the_file_that_the_call_names(&["second.wav 900 - -"], &["ab/900.wav 30 202 1000"])]
#[case::in_order_with_the_others(
    &["first.wav 900 6 -"],
    &["ab/900.wav 6 201 1000", "2026/11/second.wav 30 202 -"]
)]
#[case::from_the_answer_on_by_default(&["- 900 - -"], &["ab/900.wav 5 201 1000", "2026/11/second.wav 30 202 -"])]
#[case::whose_talk_it_is_was_told(&["- 900 6 202"], &["ab/900.wav 6 202 1000", "2026/11/second.wav 30 202 -"])]
#[case::the_same_name_is_the_same_recording(
    &["first.wav 900 6 -", "first.wav 800 6 -", "first.wav 850 7 -"],
    &["ab/900.wav 6 201 1000", "2026/11/second.wav 30 202 -"]
)]
#[case::the_same_content_is_the_same_recording(
    &["- 900 6 -", "- 900 6 -"],
    &["ab/900.wav 6 201 1000", "2026/11/second.wav 30 202 -"]
)]
#[case::an_empty_one_is_nobody_s(&["- 44 6 -"], &["ab/44.wav 6 - 0", "2026/11/second.wav 30 202 -"])]
fn uploads_belong_to_their_call(#[case] uploads: &[&str], #[case] expected: &[&str]) {
    let mut events = vec![call()];
    events.extend(uploads.iter().map(|text| upload(text)));
    let told = calls(&events, &plan(), OpenCalls::CutOff);
    assert_eq!(told.len(), 1);
    let recordings: Vec<String> = told[0].recordings.iter().map(shown).collect();
    assert_eq!(recordings, expected);
}

#[test]
fn files_of_before_there_were_uploads_are_the_same_events() {
    let stored = r#"{"type":"recording_file","path":"a/b.wav","bytes":100,"duration":1000,"channel":"","started_at":null}"#;
    let event: PbxEvent = serde_json::from_str(stored).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), stored);
    let named = |name: &str| {
        let PbxEvent::RecordingFile(file) = event.clone() else {
            unreachable!()
        };
        PbxEvent::RecordingFile(RecordingFile {
            call: "1".to_owned(),
            name: name.to_owned(),
            ..file
        })
    };
    assert_ne!(named("").identity(), event.identity());
    assert_ne!(named("").identity(), named("x").identity());
    // Written down: identities are stored, and must never change.
    let hex: String = event
        .identity()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(hex, "2bcd87a98476a710448d999227596764");
}
