//! The conference room.

use call_journal_model::call::{Outcome, Talk};
use call_journal_model::time::Millis;

use super::records::Row;
use super::{Bridge, Caller, Chan, Script};
use crate::company::{CONFERENCE, Line};

/// Employees meet in the room, the outside party joins, talks for `talk` and leaves; then the employees do.
pub(crate) fn meets(
    script: &mut Script<'_>,
    employees: &[usize],
    caller: &Caller,
    line: &Line,
    talk: Millis,
) {
    script.shape("conference");
    let room = script.room("softmix");
    let mut inside = Vec::new();
    for employee in employees {
        let phone = script.phone_dials(*employee, CONFERENCE);
        let began_us = script.now_us();
        joins(script, room, phone);
        inside.push((*employee, phone, began_us));
        script.wait(Millis(2_300));
    }
    // The room was open before; the call with the outside party begins here.
    script.expected.started_at = script.now();
    let outside = script.trunk_in(caller, line.did);
    let began_us = script.now_us();
    joins(script, room, outside);
    let began = script.now();
    script.wait(talk);
    let ended = script.now();
    // Whoever begins at the same moment comes in the order of the extensions.
    let mut talking = employees.to_vec();
    talking.sort_unstable();
    script.expected.talks = talking
        .iter()
        .map(|employee| Talk {
            employee: script.company.extension(*employee),
            started_at: began,
            ended_at: ended,
        })
        .collect();
    script.outcome(Outcome::Answered);
    leaves(script, room, outside, began_us, None);
    for (employee, phone, began_us) in inside {
        script.wait(Millis(1_500));
        leaves(script, room, phone, began_us, Some(employee));
    }
}

fn joins(script: &mut Script<'_>, room: Bridge, chan: Chan) {
    script.goes_to(chan, "ext-meetme", CONFERENCE);
    script.runs(chan, "Answer", "");
    script.answers(chan);
    script.runs(chan, "ConfBridge", CONFERENCE);
    script.enters(room, chan);
}

fn leaves(script: &mut Script<'_>, room: Bridge, chan: Chan, start_us: i64, employee: Option<usize>) {
    script.leaves(room, chan);
    script.record(Row {
        chan,
        called: None,
        start_us,
        answer_us: Some(start_us),
        disposition: "ANSWERED",
        dst: CONFERENCE.into(),
        employee: None,
        caller: employee,
    });
    script.hangs_up(chan, 16, Some(chan), "");
    script.last_of_link(chan);
}
