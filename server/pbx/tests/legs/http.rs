use call_journal_model::call::{Direction, Outcome};
use call_journal_model::time::Timestamp;
use call_journal_pbx::assemble::OpenCalls;
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::http_call::HttpCall;
use serde_json::{Value, json};

use super::told::*;

fn posted(call: &Value) -> PbxEvent {
    let call: HttpCall = serde_json::from_value(call.clone()).unwrap();
    assert_eq!(call.validate(), Ok(()));
    PbxEvent::HttpCall(Box::new(call))
}

/// An incoming call that rang at 201, while it is told step by step.
fn ringing() -> Value {
    json!({ "id": "a", "direction": "in", "number": "+79161234567", "started_at": "2026-11-23T10:00:00+03:00",
        "legs": [{ "extension": "201", "started_at": "2026-11-23T10:00:01+03:00" }] })
}

fn talking() -> Value {
    let mut call = ringing();
    call["answered_at"] = json!("2026-11-23T10:00:05+03:00");
    call["legs"][0]["answered_at"] = json!("2026-11-23T10:00:05+03:00");
    call
}

#[test]
fn a_call_is_told_step_by_step_in_any_order() {
    let mut over = talking();
    over["ended_at"] = json!("2026-11-23T10:00:30+03:00");
    let steps = [posted(&ringing()), posted(&talking()), posted(&over)];
    let expected = [
        (Outcome::Ringing, None),
        (Outcome::Talking, Some(Timestamp(T0 + 5_000))),
        (Outcome::Answered, None),
    ];
    for (n, expected) in expected.into_iter().enumerate() {
        let told = calls(&steps[..=n], &plan(), OpenCalls::StillGoing);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].direction, Direction::In);
        assert_eq!((told[0].outcome, told[0].talking_since), expected);
    }
}

#[test]
fn what_makes_no_sense_is_told_in_sentences() {
    let mut call = talking();
    call["id"] = json!("");
    call["ended_at"] = json!("2026-11-23T09:00:00+03:00");
    let call: HttpCall = serde_json::from_value(call).unwrap();
    let wrong = call.validate().unwrap_err();
    assert!(wrong.contains(&"id: must not be empty".to_owned()), "{wrong:?}");
    assert!(
        wrong.contains(&"ended_at: lies before answered_at".to_owned()),
        "{wrong:?}"
    );
}
