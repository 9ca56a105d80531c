use std::path::Path;

use call_journal_pbx::assemble::OpenCalls;
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::freeswitch::parse;
use rstest::rstest;
use serde_json::Value;

use super::told::*;

/// The records of a call, in the order in which they were posted.
pub fn records(call: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/freeswitch");
    let text = std::fs::read_to_string(folder.join(format!("{call}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A record, posted as it is.
pub fn posted(record: &Value) -> PbxEvent {
    parse(record.to_string().as_bytes(), Some("application/json")).unwrap()
}

pub fn events(call: &str) -> Vec<PbxEvent> {
    records(call).iter().map(posted).collect()
}

#[rstest]
#[case::records_of_callers_only(
    "a-legs-only",
    "
in +79161234567 on 74955550100: answered 0, 9 - 40
  talks: 202 9-40; rang: 201, 202
  +79161234567 > 201 0.5 - 9 elsewhere
  +79161234567 > 202 0.5, 9 - 40 talk
"
)]
#[case::a_withheld_number(
    "anonymous",
    "
in on 74955550100: answered 0, 6 - 30
  talks: 201 6-30; rang: 201
  hidden > 201 1, 6 - 30 talk
"
)]
#[case::passed_on_after_a_consultation(
    "attended-transfer",
    "
in +79161234567 on 74955550100: answered 0, 6 - 90
  talks: 201 6-19.8, 203 40-90; rang: 201, 203
  +79161234567 > 201 1, 6 - 19.8 talk
  201 > 203 20.4, 26 - 40 talk, consultation
  +79161234567 > 203 40 - 90 talk, attended by 201 to 203
"
)]
#[case::passed_on_at_once(
    "blind-transfer",
    "
in +79161234567 on 74955550100: answered 0, 6 - 90
  talks: 201 6-30, 203 36-90; rang: 201, 203
  +79161234567 > 201 1, 6 - 30 talk
  +79161234567 > 203 30.4, 36 - 90 talk, blind by 201 to 203
"
)]
#[case::passed_on_and_not_taken(
    "blind-transfer-unanswered",
    "
in +79161234567 on 74955550100: answered 0, 6 - 60
  talks: 201 6-30; rang: 201, 203
  +79161234567 > 201 1, 6 - 30 talk
  +79161234567 > 203 30.4 - 60 cancelled, blind by 201 to 203
"
)]
#[case::a_program_that_calls_the_employee_first(
    "click-to-call",
    "
out by 201 dialled 89161234567 +79161234567 on severtelecom: answered 0, 15 - 40
  talks: 201 15-40; rang: 
  201 > +79161234567 5, 15 - 40 talk
"
)]
#[case::a_question_to_a_colleague_leaves_no_tie(
    "consultation",
    "
in +79161234567 on 74955550100: answered 0, 6 - 90
  talks: 201 6-90; rang: 201
  +79161234567 > 201 1, 6 - 90 talk
internal by 201 dialled 203: answered 20, 26 - 35
  talks: 203 26-35; rang: 203
  201 > 203 20.4, 26 - 35 talk
"
)]
#[case::a_group_and_nobody_answers(
    "group-missed",
    "
in +79161234567 on 74955550100: missed 0 - 25.2
  talks: ; rang: 201, 202; last: group 600
  +79161234567 > 201 1 - 25 no answer
  +79161234567 > 202 1 - 25 no answer
"
)]
#[case::a_group_and_the_second_answers(
    "group-second-answers",
    "
in +79161234567 on 74955550100: answered 0, 9 - 40
  talks: 202 9-40; rang: 201, 202
  +79161234567 > 203 1 - 1.2 failed
  +79161234567 > 201 1 - 9.1 elsewhere
  +79161234567 > 202 1, 9 - 40 talk
"
)]
#[case::with_a_hold_a_name_and_a_recording(
    "incoming-answered",
    "
in +79161234567 «Ольга Ветрова» on 74955550100: answered 0, 8.2 - 65.6
  talks: 201 8.2-65.5; rang: 201
  +79161234567 > 201 1, 8.2 - 65.5 talk, hold 20 - 32
  ♪ /var/lib/freeswitch/recordings/2026/11/23/02d54f78-c658-4c9b-a998-906afdd2ee42.wav 8.2 201
"
)]
#[case::the_caller_gives_up(
    "incoming-missed",
    "
in +79161234567 on 74955550100: missed 0 - 20
  talks: ; rang: 201; last: 201
  +79161234567 > 201 1 - 20 cancelled
"
)]
#[case::colleagues(
    "internal",
    "
internal by 201 dialled 202: answered 0, 5 - 30
  talks: 202 5-30; rang: 202
  201 > 202 0.5, 5 - 30 talk
"
)]
#[case::a_colleague_who_is_away(
    "internal-unanswered",
    "
internal by 201 dialled 202: missed 0 - 30
  talks: ; rang: 202; last: 202
  201 > 202 0.5 - 30 no answer
"
)]
#[case::who_leaves_in_the_menu(
    "menu-left",
    "
in +79161234567 on 74955550100: missed 0 - 19
  talks: ; rang: ; last: menu glavnoe_menu
  +79161234567 > menu glavnoe_menu 1.5 - 19 machine
"
)]
#[case::outgoing(
    "outgoing-answered",
    "
out by 201 dialled 89161234567 +79161234567 on severtelecom: answered 0, 12.5 - 50
  talks: 201 12.5-50; rang: 
  201 > +79161234567 1, 12.5 - 50 talk
"
)]
#[case::outgoing_and_busy(
    "outgoing-busy",
    "
out by 201 dialled 89161234567 +79161234567 on severtelecom: busy 0 - 6
  talks: ; rang: 
  201 > +79161234567 1 - 6 busy
"
)]
#[case::outgoing_and_given_up(
    "outgoing-cancelled",
    "
out by 201 dialled 89161234567 +79161234567 on severtelecom: cancelled by the employee 0 - 14
  talks: ; rang: 
  201 > +79161234567 1 - 14 cancelled
"
)]
#[case::outgoing_to_nowhere(
    "outgoing-failed",
    "
out by 201 dialled 89161234567 +79161234567 on severtelecom: failed 0 - 2
  talks: ; rang: 
  201 > +79161234567 1 - 2 failed
"
)]
#[case::outgoing_and_passed_on(
    "outgoing-transferred",
    "
out by 201 dialled 89161234567 +79161234567 on severtelecom: answered 0, 10 - 80
  talks: 201 10-30, 203 35-80; rang: 203
  201 > +79161234567 1, 10 - 30 talk
  +79161234567 > 203 30.5, 35 - 80 talk, blind by 201 to 203
"
)]
#[case::outgoing_and_nobody_there(
    "outgoing-unanswered",
    "
out by 201 dialled 89161234567 +79161234567 on severtelecom: not answered 0 - 45
  talks: ; rang: 
  201 > +79161234567 1 - 45 no answer
"
)]
#[case::who_leaves_the_queue(
    "queue-left",
    "
in +79161234567 on 74955550100: missed 0 - 30
  talks: ; rang: 201; last: 201
  +79161234567 > queue support 4 - 30 machine
  +79161234567 > 201 5 - 30 cancelled
"
)]
#[case::a_queue_and_the_second_agent(
    "queue-second-agent",
    "
in +79161234567 on 74955550100: answered 0, 26.1 - 80.2
  talks: 202 26.1-80; rang: 201, 202
  +79161234567 > announcement 74955550100 2.2 - 4 machine
  +79161234567 > queue support 4 - 26.1 machine
  +79161234567 > 201 5 - 20 no answer
  +79161234567 > 202 21, 26.1 - 80 talk
  ♪ /var/lib/freeswitch/recordings/cc/zayavka-202.wav 26.1 202
"
)]
#[case::a_message_is_no_answer(
    "voicemail",
    "
in +79161234567 on 74955550100: missed 0 - 50
  talks: ; rang: 201; last: 201
  +79161234567 > 201 1 - 21 no answer
  +79161234567 > voicemail 201 22.5 - 50 machine
"
)]
fn a_call_is_told_as_people_tell_it(#[case] call: &str, #[case] expected: &str) {
    same(&tell(&events(call)), expected);
}

#[test]
fn calls_of_one_day_do_not_mix() {
    let names = [
        "incoming-answered",
        "internal",
        "outgoing-answered",
        "blind-transfer",
    ];
    let all: Vec<PbxEvent> = names.iter().flat_map(|name| events(name)).collect();
    let mut apart: Vec<String> = names.iter().map(|name| tell(&events(name))).collect();
    let together = calls(&all, &plan(), OpenCalls::CutOff);
    let mut told: Vec<String> = together.iter().map(told).collect();
    apart.sort();
    told.sort();
    assert_eq!(told, apart);
}

#[test]
fn a_record_that_is_late_changes_the_call_and_not_its_name() {
    let whole = events("group-second-answers");
    let anchor = |events: &[PbxEvent]| calls(events, &plan(), OpenCalls::CutOff)[0].anchor.clone();
    let known = anchor(&whole);
    for missing in 0..whole.len() {
        let mut some = whole.clone();
        some.remove(missing);
        assert_eq!(anchor(&some), known, "without record {missing}");
    }
}
