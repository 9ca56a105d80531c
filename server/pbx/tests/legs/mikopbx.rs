use call_journal_model::call::Outcome;
use call_journal_pbx::assemble::OpenCalls;
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::mikopbx::{Page, parse_page};
use call_journal_pbx::reason::Reason;
use chrono_tz::Europe::Moscow;
use rstest::rstest;
use serde_json::{Value, json};

use super::told::*;

/// A page as it is asked for, by rows.
pub const ROWS: &str = include_str!("../fixtures/mikopbx/legs.json");
/// The same calls as they come by default: by conversation, newest first.
pub const GROUPED: &str = include_str!("../fixtures/mikopbx/grouped.json");

fn page(text: &str) -> Page {
    parse_page(text.as_bytes(), Moscow).unwrap()
}

/// The legs of the call that began so many seconds after ten.
fn events(second: i64) -> Vec<PbxEvent> {
    let of_call = |event: &PbxEvent| match event {
        PbxEvent::MikopbxLeg(leg) => (leg.start.0 - T0) / 100_000 == second / 100,
        _ => false,
    };
    page(ROWS).events.into_iter().filter(of_call).collect()
}

#[rstest]
#[case::answered_with_a_recording(
    0,
    "
in +79161234567 «Ольга Ветрова» on 74955550100: answered 1.2, 8.5 - 65.7
  talks: 201 8.5-65.7; rang: 201
  +79161234567 > 201 1.2, 8.5 - 65.7 talk
  ♪ /storage/usbdisk1/mikopbx/astspool/monitor/2026/11/23/10/mikopbx-1795417201.11_Ab3dEf.webm 8.5 201
"
)]
#[case::the_caller_gives_up(
    100,
    "
in +79161234567 on 74955550100: missed 100.1 - 120.4
  talks: ; rang: 201; last: 201
  +79161234567 > 201 100.1 - 120.4 cancelled
"
)]
#[case::a_queue_and_the_second_answers(
    200,
    "
in +79161234567 on 74955550100: answered 200, 209.2 - 260.5
  talks: 202 209.2-260.5; rang: 201, 202
  +79161234567 > queue 2200100 200 - 209.2 machine
  +79161234567 > 201 201 - 209.3 elsewhere
  +79161234567 > 202 201, 209.2 - 260.5 talk
"
)]
#[case::a_queue_and_nobody_answers(
    300,
    "
in +79161234567 on 74955550100: missed 300 - 345
  talks: ; rang: 201, 202; last: queue 2200100
  +79161234567 > queue 2200100 300 - 345 machine
  +79161234567 > 201 301 - 315 no answer
  +79161234567 > 202 301 - 315 no answer
"
)]
#[case::outgoing(
    400,
    "
out by 201 dialled 89161234567 +79161234567 on SIP-TRUNK-5F1A2B3C: answered 400, 412.1 - 450.3
  talks: 201 412.1-450.3; rang: 
  201 > +79161234567 400, 412.1 - 450.3 talk
"
)]
#[case::outgoing_and_busy(
    500,
    "
out by 201 dialled 89161234567 +79161234567 on SIP-TRUNK-5F1A2B3C: busy 500 - 506
  talks: ; rang: 
  201 > +79161234567 500 - 506 busy
"
)]
#[case::outgoing_and_given_up(
    600,
    "
out by 201 dialled 89161234567 +79161234567 on SIP-TRUNK-5F1A2B3C: cancelled by the employee 600 - 614
  talks: ; rang: 
  201 > +79161234567 600 - 614 cancelled
"
)]
#[case::outgoing_to_nowhere(
    700,
    "
out by 201 dialled 89161234567 +79161234567: failed 700 - 701
  talks: ; rang: 
  201 > +79161234567 700 - 701 failed
"
)]
#[case::colleagues(
    800,
    "
internal by 201 dialled 202: answered 800, 805 - 830
  talks: 202 805-830; rang: 202
  201 > 202 800, 805 - 830 talk
"
)]
#[case::a_colleague_who_is_away(
    900,
    "
internal by 201 dialled 202: missed 900 - 930
  talks: ; rang: 202; last: 202
  201 > 202 900 - 930 no answer
"
)]
#[case::passed_on_at_once(
    1000,
    "
in +79161234567 on 74955550100: answered 1001, 1006 - 1090
  talks: 201 1006-1030, 203 1036-1090; rang: 201, 203
  +79161234567 > 201 1001, 1006 - 1030 talk
  +79161234567 > 203 1030.2, 1036 - 1090 talk, blind by 201 to 203
"
)]
#[case::passed_on_after_a_consultation(
    1100,
    "
in +79161234567 on 74955550100: answered 1101, 1106 - 1190
  talks: 201 1106-1120, 203 1140-1190; rang: 201, 203
  +79161234567 > 201 1101, 1106 - 1120 talk
  201 > 203 1120, 1126 - 1140 talk, consultation
  +79161234567 > 203 1140 - 1190 talk, attended by 201 to 203
"
)]
#[case::a_question_to_a_colleague(
    1200,
    "
in +79161234567 on 74955550100: answered 1201, 1206 - 1290
  talks: 201 1206-1290; rang: 201, 203
  +79161234567 > 201 1201, 1206 - 1290 talk, hold 1220 - 1240
  201 > 203 1220, 1226 - 1240 talk, consultation
"
)]
#[case::a_message_is_no_answer(
    1300,
    "
in +79161234567 on 74955550100: missed 1301 - 1350
  talks: ; rang: 201; last: 201
  +79161234567 > 201 1301 - 1321 no answer
  +79161234567 > voicemail voicemail 1321.5 - 1350 machine
  ♪ /storage/usbdisk1/mikopbx/astspool/monitor/2026/11/23/10/vm-1795417214.webm 1321.5 -
"
)]
#[case::who_leaves_in_the_menu(
    1400,
    "
in +79161234567 on 74955550100: missed 1400 - 1419
  talks: ; rang: ; last: menu 2200001
  +79161234567 > menu 2200001 1400 - 1419 machine
"
)]
#[case::outside_working_hours(
    1500,
    "
in +79161234567 on 74955550100: missed 1500 - 1512
  talks: ; rang: ; last: announcement outworktimes
  +79161234567 > announcement outworktimes 1500 - 1512 machine
"
)]
#[case::a_withheld_number(
    1600,
    "
in on 74955550100: answered 1601, 1606 - 1630
  talks: 201 1606-1630; rang: 201
  hidden > 201 1601, 1606 - 1630 talk
"
)]
#[case::outgoing_and_passed_on_after_a_consultation(
    1700,
    "
out by 201 dialled 89161234567 +79161234567 on SIP-TRUNK-5F1A2B3C: answered 1700, 1710 - 1780
  talks: 201 1710-1720, 203 1740-1780; rang: 203
  201 > +79161234567 1700, 1710 - 1720 talk
  201 > 203 1720, 1726 - 1740 talk, consultation
  203 > +79161234567 1740 - 1780 talk, attended by 201 to 203
"
)]
#[case::outgoing_and_passed_on_at_once(
    1800,
    "
out by 201 dialled 89161234567 +79161234567 on SIP-TRUNK-5F1A2B3C: answered 1800, 1810 - 1870
  talks: 201 1810-1830, 203 1836-1870; rang: 203
  201 > +79161234567 1800, 1810 - 1830 talk
  +79161234567 > 203 1830.4, 1836 - 1870 talk, blind by 201 to 203
"
)]
#[case::taken_from_anothers_phone(
    1900,
    "
in +79161234567 on 74955550100: answered 1901, 1910 - 1950
  talks: 202 1910-1950; rang: 201
  +79161234567 > 201 1901 - 1910 elsewhere
  +79161234567 > 202 1910 - 1950 talk, pickup by 201 to 202
"
)]
fn a_call_is_told_as_people_tell_it(#[case] second: i64, #[case] expected: &str) {
    same(&tell(&events(second)), expected);
}

#[test]
fn rows_and_conversations_tell_the_same() {
    let (rows, grouped) = (page(ROWS), page(GROUPED));
    assert_eq!((rows.last_id, grouped.last_id), (Some(1033), Some(1033)));
    assert_eq!((rows.rejected, grouped.rejected), (vec![], vec![]));
    let identities = |events: &[PbxEvent]| {
        let mut all: Vec<_> = events.iter().map(PbxEvent::identity).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(identities(&rows.events), identities(&grouped.events));
    assert_eq!(tell(&rows.events), tell(&grouped.events));
}

/// A page of one row: that of the first call, with other values.
fn with(changes: &Value) -> Page {
    let mut answer: Value = serde_json::from_str(ROWS).unwrap();
    let list = answer["data"]["records"].as_array_mut().unwrap();
    list.truncate(1);
    for (name, value) in changes.as_object().unwrap() {
        list[0][name] = value.clone();
    }
    page(&answer.to_string())
}

#[test]
fn a_recording_that_appears_later_is_added_to_the_call() {
    let without = with(&json!({ "recordingfile": "" })).events;
    let later = with(&json!({})).events;
    assert_ne!(without[0].identity(), later[0].identity());
    assert!(!tell(&without).contains('♪'));
    let both: Vec<PbxEvent> = without.into_iter().chain(later.clone()).collect();
    assert_eq!(tell(&both), tell(&later));
}

#[rstest]
#[case::told(json!({}), Some(57_000))]
#[case::not_told(json!({ "billsec": "" }), None)]
#[case::nobody_talked(json!({ "billsec": 0 }), None)]
fn a_recording_is_as_long_as_its_talk(#[case] changes: Value, #[case] length: Option<i64>) {
    let call = &calls(&with(&changes).events, &plan(), OpenCalls::CutOff)[0];
    assert_eq!(call.recordings[0].duration.map(|length| length.0), length);
}

#[test]
fn the_leg_of_a_recording_is_known_by_the_last_part_of_the_path() {
    let events = with(&json!({ "recordingfile": "/storage/monitor/a.webm" })).events;
    let PbxEvent::MikopbxLeg(leg) = &events[0] else {
        panic!("{events:?}");
    };
    assert!(leg.is_recorded_as("2026/a.webm") && leg.is_recorded_as("/storage/monitor/a.webm"));
    assert!(!leg.is_recorded_as("/storage/monitor/b.webm") && !leg.is_recorded_as("/storage/a.webm/"));
    let mut without = leg.clone();
    without.recordingfile = String::new();
    assert!(!without.is_recorded_as(""));
}

#[test]
fn the_tokens_of_addresses_change_with_each_question_and_the_leg_does_not() {
    let asked = |token: &str| with(&json!({ "playback_url": token })).events[0].identity();
    assert_eq!(asked("/cdr:playback?token=1"), asked("/cdr:playback?token=2"));
}

#[test]
fn numbers_may_be_numbers_and_times_lack_fractions() {
    let told = with(
        &json!({ "src_num": 79161234567_i64, "id": "1001", "start": "2026-11-23 10:00:01",
        "billsec": "57", "is_app": false }),
    );
    assert_eq!(told.rejected, vec![]);
    assert_eq!(told.last_id, Some(1001));
    let call = &calls(&told.events, &plan(), OpenCalls::CutOff)[0];
    assert_eq!(call.number.as_ref().unwrap().as_str(), "+79161234567");
    assert_eq!((call.outcome, call.started_at.0), (Outcome::Answered, T0 + 1000));
}

#[rstest]
#[case::no_conversation(json!({ "linkedid": "" }), "linkedid is missing")]
#[case::no_begin(json!({ "start": "" }), "start is missing")]
#[case::impossible_begin(json!({ "start": "2026-02-30 10:00:00" }), "start: \"2026-02-30 10:00:00\" is not a time")]
#[case::another_century(json!({ "start": "0001-01-01 10:00:00" }), "start: \"0001-01-01 10:00:00\" is not a time")]
#[case::words(json!({ "answer": "вчера" }), "answer: \"вчера\" is not a time")]
#[case::a_length_of_centuries(json!({ "billsec": 1e15 as i64 }), "billsec: \"1000000000000000\" is not a time")]
#[case::nul(json!({ "src_name": "\0" }), "src_name holds a NUL character")]
#[case::a_long_id(json!({ "UNIQUEID": "x".repeat(1000) }), "UNIQUEID is 1000 bytes long")]
#[case::a_long_name(json!({ "src_name": "x".repeat(20_000) }), "src_name is 20000 bytes long")]
fn a_bad_row_is_left_out_with_a_reason_and_asked_for_no_more(#[case] changes: Value, #[case] why: &str) {
    let told = with(&changes);
    assert_eq!(told.events, vec![]);
    assert_eq!(told.last_id, Some(1001));
    assert_eq!(told.rejected.len(), 1);
    assert_eq!(told.rejected[0].id, Some(1001));
    assert_eq!(told.rejected[0].reason.to_string(), why);
}

#[test]
fn an_empty_page_is_the_end() {
    assert_eq!(page(r#"{"result":true,"data":{"records":[]}}"#), Page::default());
    assert_eq!(page(r#"{"result":true,"data":[]}"#), Page::default());
}

#[rstest]
#[case::refused(
    r#"{"result":false,"messages":{"error":["Wrong key"]}}"#,
    r#"the PBX refused: {"error":["Wrong key"]}"#
)]
#[case::another_answer(
    r#"{"result":true,"data":{"sip":1}}"#,
    "not the JSON that belongs here: there is no list of records"
)]
#[case::a_page_for_people(
    "<html>502 Bad Gateway</html>",
    "not the JSON that belongs here: expected value at line 1 column 1"
)]
#[case::cut_off(
    r#"{"result":true,"data":{"rec"#,
    "not the JSON that belongs here: EOF while parsing a string at line 1 column 27"
)]
fn an_answer_that_makes_no_sense_is_told_as_such(#[case] body: &str, #[case] why: &str) {
    let reason: Reason = parse_page(body.as_bytes(), Moscow).unwrap_err();
    assert_eq!(reason.to_string(), why);
}
