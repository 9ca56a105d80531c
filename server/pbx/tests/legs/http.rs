//! Calls that were posted as a whole.

use call_journal_model::call::{Direction, Outcome};
use call_journal_model::time::Timestamp;
use call_journal_pbx::assemble::OpenCalls;
use call_journal_pbx::event::{CallGone, PbxEvent};
use call_journal_pbx::http_call::HttpCall;
use call_journal_pbx::open::{OpenCall, open_calls};
use call_journal_pbx::thread::group;
use rstest::rstest;
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
fn a_call_that_is_told_to_be_gone_ended_when_it_was_last_heard_of() {
    let gone = |second: i64| {
        PbxEvent::CallGone(CallGone {
            id: "a".to_owned(),
            at: Timestamp(T0 + second * 1000),
        })
    };
    let mut events = vec![posted(&ringing()), posted(&talking())];
    let heard = Timestamp(T0 + 5_000);
    let open = OpenCall {
        id: "a".to_owned(),
        heard,
    };
    assert_eq!(open_calls(&events), std::slice::from_ref(&open));
    let state = |events: &[PbxEvent]| {
        let told = calls(events, &plan(), OpenCalls::StillGoing);
        assert_eq!(told.len(), 1);
        (told[0].outcome, told[0].ended_at)
    };
    events.push(gone(4));
    assert_eq!(state(&events), (Outcome::Talking, None), "it was heard of since");
    assert_eq!(open_calls(&events), [open]);
    events.push(gone(50_000));
    assert_eq!(state(&events), (Outcome::Answered, Some(heard)));
    assert_eq!(open_calls(&events), []);
    assert_eq!(
        calls(&events, &plan(), OpenCalls::StillGoing),
        calls(&events, &plan(), OpenCalls::CutOff)
    );

    // The sender was only slow.
    let mut over = talking();
    over["ended_at"] = json!("2026-11-23T10:30:00+03:00");
    let ended = posted(&over);
    assert_eq!(
        state(&[&events[..], &[ended]].concat()).1,
        Some(Timestamp(T0 + 1_800_000))
    );
    let mut goes_on = talking();
    goes_on["updated_at"] = json!("2026-11-24T10:00:00+03:00");
    assert_eq!(
        state(&[&events[..], &[posted(&goes_on)]].concat()),
        (Outcome::Talking, None)
    );
}

#[test]
fn any_id_ties_the_versions_of_a_call() {
    let [first, second] = [ringing(), talking()].map(|call| posted(&with(call, &json!({ "id": "N/A" }))));
    assert_eq!(group(vec![first, second]).len(), 1);
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

/// The instant so many seconds after ten in Moscow, as it is posted.
fn at(second: i64) -> String {
    format!("2026-11-23T10:{:02}:{:02}+03:00", second / 60, second % 60)
}

/// `202 2 9 40 busy`: the extension; rang, answered, ended, `-` for never; the result.
fn leg(text: &str) -> Value {
    let mut fields = text.split(' ');
    let mut leg = json!({ "extension": fields.next().unwrap() });
    for name in ["started_at", "answered_at", "ended_at"] {
        match fields.next() {
            None | Some("-") => {}
            Some(second) => leg[name] = json!(at(second.parse().unwrap())),
        }
    }
    if let Some(result) = fields.next() {
        leg["result"] = json!(result);
    }
    leg
}

fn call(direction: &str, number: &str, ended: i64, legs: &[&str]) -> Value {
    let legs: Vec<Value> = legs.iter().map(|text| leg(text)).collect();
    json!({ "id": "A-1", "direction": direction, "number": number, "line": "74955550100",
        "started_at": at(0), "ended_at": at(ended), "legs": legs })
}

fn with(mut call: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        call[name] = value.clone();
    }
    call
}

const CUSTOMER: &str = "8 (916) 123-45-67";

#[rstest]
#[case::answered(
    with(call("in", CUSTOMER, 65, &["201 1 8 65"]), &json!({ "caller_name": "Ольга Ветрова",
        "recordings": [{ "path": "2026/11/a-1.mp3", "duration_ms": 57_000 }], "answered_at": at(8) })),
    "
in +79161234567 «Ольга Ветрова» on 74955550100: answered 0, 8 - 65
  talks: 201 8-65; rang: 201
  +79161234567 > 201 1, 8 - 65 talk
  ♪ 2026/11/a-1.mp3 8 201
"
)]
#[case::missed(
    call("in", CUSTOMER, 20, &["201 1 - 20 cancelled"]),
    "
in +79161234567 on 74955550100: missed 0 - 20
  talks: ; rang: 201; last: 201
  +79161234567 > 201 1 - 20 cancelled
"
)]
#[case::nobody_rang(
    call("in", CUSTOMER, 20, &[]),
    "
in +79161234567 on 74955550100: missed 0 - 20
  talks: ; rang: 
"
)]
#[case::a_group_and_the_second_answers(
    call("in", CUSTOMER, 40, &["201 1 - 9", "202 1 9 40", "203 1 - 1 failed"]),
    "
in +79161234567 on 74955550100: answered 0, 9 - 40
  talks: 202 9-40; rang: 201, 202
  +79161234567 > 203 1 - 1 failed
  +79161234567 > 201 1 - 9 elsewhere
  +79161234567 > 202 1, 9 - 40 talk
"
)]
#[case::passed_on(
    call("in", CUSTOMER, 90, &["201 1 6 30", "203 31 36 90"]),
    "
in +79161234567 on 74955550100: answered 0, 6 - 90
  talks: 201 6-30, 203 36-90; rang: 201, 203
  +79161234567 > 201 1, 6 - 30 talk
  +79161234567 > 203 31, 36 - 90 talk, blind by 201 to 203
"
)]
#[case::hidden(
    call("in", "anonymous", 30, &["201 1 6 30"]),
    "
in on 74955550100: answered 0, 6 - 30
  talks: 201 6-30; rang: 201
  hidden > 201 1, 6 - 30 talk
"
)]
#[case::outgoing(
    call("out", CUSTOMER, 50, &["201 0 12 50"]),
    "
out by 201 dialled 8 (916) 123-45-67 +79161234567 on 74955550100: answered 0, 12 - 50
  talks: 201 12-50; rang: 
  201 > +79161234567 0, 12 - 50 talk
"
)]
#[case::outgoing_and_passed_on(
    call("out", CUSTOMER, 80, &["201 0 10 30", "203 30 35 80"]),
    "
out by 201 dialled 8 (916) 123-45-67 +79161234567 on 74955550100: answered 0, 10 - 80
  talks: 201 10-30, 203 35-80; rang: 203
  201 > +79161234567 0, 10 - 30 talk
  +79161234567 > 203 30, 35 - 80 talk, blind by 201 to 203
"
)]
#[case::outgoing_and_busy(
    call("out", CUSTOMER, 6, &["201 0 - 6 busy"]),
    "
out by 201 dialled 8 (916) 123-45-67 +79161234567 on 74955550100: busy 0 - 6
  talks: ; rang: 
  201 > +79161234567 0 - 6 busy
"
)]
#[case::outgoing_and_given_up(
    with(call("out", CUSTOMER, 6, &[]), &json!({ "caller": "201", "outcome": "cancelled" })),
    "
out by 201 dialled 8 (916) 123-45-67 +79161234567 on 74955550100: cancelled by the employee 0 - 6
  talks: ; rang: 
"
)]
#[case::colleagues(
    with(call("internal", "", 30, &["202 1 5 30"]), &json!({ "caller": "201" })),
    "
internal by 201 dialled 202: answered 0, 5 - 30
  talks: 202 5-30; rang: 202
  201 > 202 1, 5 - 30 talk
"
)]
fn a_call_is_told_as_it_was_posted(#[case] call: Value, #[case] expected: &str) {
    let event = posted(&call);
    let stored: PbxEvent = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();
    assert_eq!(stored, event, "the log keeps it as it was");
    same(&tell(&[event]), expected);
}

#[test]
fn the_version_that_was_written_last_counts() {
    let version = |written: i64, number: &str| {
        let call = call("in", number, 40, &["201 1 8 40"]);
        posted(&with(call, &json!({ "updated_at": at(written) })))
    };
    let both = [version(100, "+79160000001"), version(60, "+79160000002")];
    let told = calls(&both, &plan(), OpenCalls::CutOff);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].number.as_ref().unwrap().as_str(), "+79160000001");
}

#[rstest]
#[case::no_id(json!({ "id": " " }), "id: must not be empty")]
#[case::a_long_number(json!({ "number": "9".repeat(10_000) }), "number: 10000 bytes are more than 200")]
#[case::nul(json!({ "caller_name": "\0" }), "caller_name: holds a NUL character")]
#[case::answered_before_it_rang(json!({ "answered_at": "2026-11-23T09:00:00+03:00" }), "answered_at: lies before started_at")]
#[case::over_before_it_began(json!({ "ended_at": "2026-11-23T09:00:00+03:00", "legs": [] }), "ended_at: lies before started_at")]
#[case::a_long_call(json!({ "ended_at": "2027-11-23T09:00:00+03:00" }), "ended_at: more than a month after started_at")]
#[case::another_century(
    json!({ "started_at": "0026-11-23T10:00:00Z", "ended_at": null, "legs": [] }),
    "started_at: lies outside of the years 1990 to 2199"
)]
#[case::many_legs(json!({ "legs": vec![leg("201 1 2 3"); 300] }), "legs: 300 are more than the 200 of one call")]
#[case::a_leg_of_nobody(json!({ "legs": [leg(" 1 2 3")] }), "legs[0].extension: must not be empty")]
#[case::a_leg_after_the_end(json!({ "legs": [leg("201 1 2 41")] }), "legs[0].ended_at: lies after the call's ended_at")]
#[case::a_length_below_nothing(
    json!({ "recordings": [{ "path": "a.mp3", "duration_ms": -1 }] }),
    "recordings[0].duration_ms: must lie between 0 and a month"
)]
fn a_call_that_makes_no_sense_is_refused_with_a_sentence(#[case] changes: Value, #[case] why: &str) {
    let call = with(call("in", CUSTOMER, 40, &["201 1 8 40"]), &changes);
    let call: HttpCall = serde_json::from_value(call).unwrap();
    assert_eq!(call.validate(), Err(vec![why.to_owned()]));
}

#[rstest]
#[case::an_unknown_field(json!({ "colour": "red" }), "unknown field `colour`")]
#[case::words_for_a_time(json!({ "started_at": "вчера" }), "\"вчера\" is not a time such as 2026-11-23T10:00:00+03:00")]
#[case::a_time_without_a_zone(json!({ "ended_at": "2026-11-23 10:00:00" }), "\"2026-11-23 10:00:00\" is not a time")]
#[case::another_direction(json!({ "direction": "sideways" }), "unknown variant `sideways`")]
fn a_call_of_another_shape_is_refused(#[case] changes: Value, #[case] why: &str) {
    let call = with(call("in", CUSTOMER, 40, &[]), &changes);
    let refused = serde_json::from_value::<HttpCall>(call).unwrap_err().to_string();
    assert!(refused.contains(why), "{refused}");
}
