//! Calls as a person would tell them, and the laws that hold for each thread.

use call_journal_model::call::{Call, CallLeg, Direction, LegResult, Outcome, Party, Reason, TransferKind};
use call_journal_model::time::Timestamp;
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::plan::Plan;
use call_journal_pbx::thread::group;

/// 2026-11-23 10:00:00 in Moscow: times in expectations are seconds since then.
pub const T0: i64 = 1_795_417_200_000;

/// All that the tests tell the assembler: the country.
pub fn plan() -> Plan {
    Plan {
        region: "RU".to_owned(),
        ..Plan::default()
    }
}

/// The calls, which must not depend on the order of the events nor on how often each is told.
pub fn calls(events: &[PbxEvent], plan: &Plan, open: OpenCalls) -> Vec<Call> {
    let all = |events: Vec<PbxEvent>| -> Vec<Call> {
        let threads = group(events);
        let mut calls: Vec<Call> = threads
            .iter()
            .flat_map(|thread| assemble(thread, plan, open))
            .collect();
        calls.sort_by(|a, b| (a.started_at, &a.anchor).cmp(&(b.started_at, &b.anchor)));
        calls
    };
    let calls = all(events.to_vec());
    let backwards: Vec<PbxEvent> = events.iter().rev().cloned().collect();
    assert_eq!(all(backwards.clone()), calls, "in reverse order");
    let mut twice = backwards;
    twice.extend(events.iter().cloned());
    assert_eq!(all(twice), calls, "each told twice");
    calls
}

pub fn tell(events: &[PbxEvent]) -> String {
    let calls = calls(events, &plan(), OpenCalls::CutOff);
    calls.iter().map(told).collect::<Vec<_>>().join("\n")
}

fn at(time: Timestamp) -> String {
    format!("{}", (time.0 - T0) as f64 / 1000.0)
}

fn until(time: Option<Timestamp>) -> String {
    time.map_or("…".to_owned(), at)
}

fn party(party: &Party) -> String {
    match party {
        Party::Employee(extension) => extension.0.clone(),
        Party::Outside(number) if number.is_empty() => "hidden".to_owned(),
        Party::Outside(number) => number.clone(),
        Party::Queue(name) => format!("queue {name}"),
        Party::Group(name) => format!("group {name}"),
        Party::Menu(name) => format!("menu {name}"),
        Party::Voicemail(name) => format!("voicemail {name}"),
        Party::Conference(name) => format!("conference {name}"),
        Party::Announcement(name) => format!("announcement {name}"),
        Party::Parking(name) => format!("parking {name}"),
    }
}

fn leg(leg: &CallLeg) -> String {
    let result = match leg.result {
        LegResult::Ringing => "rings",
        LegResult::Answered => "talk",
        LegResult::Machine => "machine",
        LegResult::NoAnswer => "no answer",
        LegResult::Busy => "busy",
        LegResult::Failed => "failed",
        LegResult::Cancelled => "cancelled",
        LegResult::AnsweredElsewhere => "elsewhere",
    };
    let mut text = format!(
        "  {} > {} {}",
        party(&leg.from),
        party(&leg.to),
        at(leg.started_at)
    );
    if let (Some(answered), LegResult::Answered) = (leg.answered_at, leg.result)
        && answered != leg.started_at
    {
        text += &format!(", {}", at(answered));
    }
    text += &format!(" - {} {result}", until(leg.ended_at));
    for hold in &leg.holds {
        text += &format!(", hold {} - {}", at(hold.started_at), at(hold.ended_at));
    }
    if leg.consultation {
        text += ", consultation";
    }
    if let Some(transfer) = &leg.transfer {
        let kind = match transfer.kind {
            TransferKind::Blind => "blind",
            TransferKind::Attended => "attended",
            TransferKind::Parking => "parking",
            TransferKind::Pickup => "pickup",
        };
        text += &format!(", {kind} by {} to {}", party(&transfer.by), party(&transfer.to));
    }
    text
}

/// A head line, a line for who talked, one for each leg, one for each recording.
pub fn told(call: &Call) -> String {
    let direction = match call.direction {
        Direction::In => "in",
        Direction::Out => "out",
        Direction::Internal => "internal",
    };
    let outcome = match call.outcome {
        Outcome::Ringing => "ringing",
        Outcome::Talking => "talking",
        Outcome::Answered => "answered",
        Outcome::Missed => "missed",
        Outcome::NotReached(Reason::CancelledByEmployee) => "cancelled by the employee",
        Outcome::NotReached(Reason::Busy) => "busy",
        Outcome::NotReached(Reason::NoAnswer) => "not answered",
        Outcome::NotReached(Reason::Failed) => "failed",
    };
    let mut head = vec![direction.to_owned()];
    head.extend(call.caller.as_ref().map(|caller| format!("by {}", caller.0)));
    head.extend(call.dialled.as_ref().map(|dialled| format!("dialled {dialled}")));
    head.extend(call.number.as_ref().map(|number| number.as_str().to_owned()));
    if call.number.is_none() && !call.number_as_sent.is_empty() {
        head.push(format!("({})", call.number_as_sent));
    }
    head.extend(call.caller_name.as_ref().map(|name| format!("«{name}»")));
    head.extend(call.line.as_ref().map(|line| format!("on {line}")));
    let answered = call
        .answered_at
        .map(|time| format!(", {}", at(time)))
        .unwrap_or_default();
    let ended = until(call.ended_at);
    let mut lines = vec![format!(
        "{}: {outcome} {}{answered} - {ended}",
        head.join(" "),
        at(call.started_at)
    )];
    let talks = call.talks.iter().map(|talk| {
        format!(
            "{} {}-{}",
            talk.employee.0,
            at(talk.started_at),
            at(talk.ended_at)
        )
    });
    let mut who = vec![format!("talks: {}", talks.collect::<Vec<_>>().join(", "))];
    let rang: Vec<&str> = call.rang.iter().map(|extension| extension.0.as_str()).collect();
    who.push(format!("rang: {}", rang.join(", ")));
    who.extend(
        call.rang_last
            .as_ref()
            .map(|last| format!("last: {}", party(last))),
    );
    lines.push(format!("  {}", who.join("; ")));
    lines.extend(call.legs.iter().map(leg));
    for recording in &call.recordings {
        let employee = recording.employee.as_ref().map_or("-", |extension| &extension.0);
        lines.push(format!(
            "  ♪ {} {} {employee}",
            recording.path,
            at(recording.started_at)
        ));
    }
    lines.join("\n")
}

/// Compares texts line by line, indentation of the whole aside.
#[track_caller]
pub fn same(got: &str, expected: &str) {
    let (got, expected) = (got.trim_end(), expected.trim_matches('\n').trim_end());
    assert!(got == expected, "got:\n{got}\nexpected:\n{expected}\n");
}
