//! Compares a call with what people tell of it, and says each difference.

use std::collections::BTreeMap;

use call_journal_model::call::{Call, Direction, LegResult, Outcome, Party, Reason, Recording};
use call_journal_model::time::Millis;

use crate::support::{self, Scenario, Told, ToldTalk, epoch};
use crate::{Fact, Source};

pub fn check(
    source: &Source,
    scenario: &Scenario,
    told: &Told,
    call: &Call,
    say: &mut impl FnMut(Option<Fact>, String),
) {
    let direction = match told.direction.as_str() {
        "in" => Direction::In,
        "out" => Direction::Out,
        _ => Direction::Internal,
    };
    if call.direction != direction {
        say(Some(Fact::Direction), format!("direction {:?}", call.direction));
    }
    let number = call.number.as_ref().map(|n| n.as_str().to_owned());
    if number != told.number {
        say(
            Some(Fact::Number),
            format!("number {number:?}, told {:?}", told.number),
        );
    }
    if source.did && told.did.is_some() && call.line != told.did {
        say(None, format!("line {:?}, told {:?}", call.line, told.did));
    }
    if told.dialled.is_some() && call.dialled != told.dialled {
        say(
            Some(Fact::Dialled),
            format!("dialled {:?}, told {:?}", call.dialled, told.dialled),
        );
    }
    let caller = call.caller.as_ref().map(|e| e.0.clone());
    if told.caller.is_some() && caller != told.caller {
        say(None, format!("caller {caller:?}, told {:?}", told.caller));
    }
    if direction == Direction::Out && !told.took.is_empty() && caller.as_ref() != told.took.first() {
        say(None, format!("caller {caller:?}, told {:?}", told.took));
    }
    if call.source_ids != told.linkedids {
        say(
            Some(Fact::SourceIds),
            format!("source ids {:?}, told {:?}", call.source_ids, told.linkedids),
        );
    }
    let rang: Vec<&str> = call.rang.iter().map(|e| e.0.as_str()).collect();
    if rang != told.rang {
        say(Some(Fact::Rang), format!("rang {rang:?}, told {:?}", told.rang));
    }
    let talked: Vec<&str> = call.talked().iter().map(|e| e.0.as_str()).collect();
    if talked != told.took {
        say(None, format!("talked {talked:?}, told {:?}", told.took));
    }
    let outcome = expected_outcome(&scenario.name, told, direction);
    if call.outcome != outcome {
        say(
            Some(Fact::Reason),
            format!("outcome {:?}, told {:?}: {outcome:?}", call.outcome, told.outcome),
        );
    }
    check_talks(source, told, call, say);
    check_legs(source, told, call, say);
    check_recordings(source, scenario, told, call, say);
}

fn expected_outcome(name: &str, told: &Told, direction: Direction) -> Outcome {
    match (direction, told.took.is_empty()) {
        (_, false) => Outcome::Answered,
        (Direction::Out, true) => Outcome::NotReached(match &name[..3] {
            "s21" => Reason::CancelledByEmployee,
            "s22" => Reason::Busy,
            "s23" => Reason::Failed,
            _ => Reason::NoAnswer,
        }),
        _ => Outcome::Missed,
    }
}

/// How far a talk may be off, in seconds: the PBX takes a feature code late, a parker listens to the slot's number, a
/// crash cuts the log; CDR has whole seconds, and no holds.
fn tolerance(source: &Source, told: &Told, talk: &ToldTalk) -> f64 {
    let noted = ["*2", "transfer to 700"]
        .iter()
        .any(|note| talk.note.contains(note));
    let crashed = told.outcome.contains("restart");
    let precise = source.precise;
    let held = talk.note.contains("Hold") && !precise;
    if precise && talk.note.contains("Hold") {
        // The list of what the phones saw has the key pressed half a second before the end told in the summary: the
        // phone's operator waited for the music.
        return 0.6;
    }
    match (noted || crashed || held, precise) {
        (true, _) => 2.5,
        (false, true) => 0.3,
        (false, false) => 1.1,
    }
}

fn check_talks(source: &Source, told: &Told, call: &Call, say: &mut impl FnMut(Option<Fact>, String)) {
    let expected: Vec<&ToldTalk> = told
        .talks
        .iter()
        .filter(|talk| !talk.employee.starts_with("outside"))
        .collect();
    if expected.len() != call.talks.len() {
        say(None, format!("talks {:?}", call.talks));
        return;
    }
    let mut allowed = 0.0;
    for (expected, talk) in expected.iter().zip(&call.talks) {
        let who = expected.employee.rsplit('-').next().unwrap_or_default();
        let (start, end) = (epoch(talk.started_at), epoch(talk.ended_at));
        let near = tolerance(source, told, expected);
        allowed += near;
        if talk.employee.0 != who
            || (start - expected.start).abs() > near
            || (end - expected.end).abs() > near
        {
            let (from, to) = (start - expected.start, end - expected.end);
            say(
                Some(Fact::Talk),
                format!(
                    "talk of {} is off by {from:.2} and {to:.2} s, told {who}",
                    talk.employee.0
                ),
            );
        }
    }
    let seconds: f64 = expected.iter().map(|talk| talk.end - talk.start).sum();
    let total = call.talk_time().0 as f64 / 1000.0;
    if (total - seconds).abs() > allowed.max(0.001) {
        say(
            Some(Fact::Talk),
            format!("talk of {total:.1} s, told {seconds:.1} s"),
        );
    }
}

fn check_legs(source: &Source, told: &Told, call: &Call, say: &mut impl FnMut(Option<Fact>, String)) {
    let holds: Vec<_> = call
        .legs
        .iter()
        .filter(|leg| !leg.consultation)
        .flat_map(|leg| &leg.holds)
        .collect();
    let as_told = holds.len() == told.hold.len()
        && holds.iter().zip(&told.hold).all(|(hold, told)| {
            // The phone says when the key was pressed, the PBX when the music changed.
            (epoch(hold.started_at) - told.start).abs() < 0.6 && (epoch(hold.ended_at) - told.end).abs() < 0.6
        });
    if !as_told {
        say(Some(Fact::Holds), format!("holds {holds:?}"));
    }
    let consultations: Vec<_> = call.legs.iter().filter(|leg| leg.consultation).collect();
    let near = if source.precise { 0.3 } else { 1.1 };
    let as_told = match &told.consult {
        None => consultations.is_empty(),
        Some(span) => consultations.iter().any(|leg| {
            let start = leg.answered_at.map(epoch).unwrap_or_default();
            let end = leg.ended_at.map(epoch).unwrap_or_default();
            (start - span.start).abs() < near && (end - span.end).abs() < near
        }),
    };
    if !as_told {
        say(None, format!("consultations {consultations:?}"));
    }
    let answered = call
        .legs
        .iter()
        .filter(|leg| leg.result == LegResult::Answered && !leg.consultation)
        .count();
    if answered != told.talks.len() {
        say(
            None,
            format!(
                "{answered} answered lines of the route, told {} talks: {:#?}",
                told.talks.len(),
                call.legs
            ),
        );
    }
    let technical = call.legs.iter().any(|leg| {
        [&leg.from, &leg.to].iter().any(|party| match party {
            Party::Outside(text) => text.contains('/'),
            Party::Employee(extension) => extension.0.contains('/'),
            _ => false,
        })
    });
    if technical {
        say(
            None,
            format!("a technical channel in the route: {:#?}", call.legs),
        );
    }
}

fn check_recordings(
    source: &Source,
    scenario: &Scenario,
    told: &Told,
    call: &Call,
    say: &mut impl FnMut(Option<Fact>, String),
) {
    if !source.cdr {
        return;
    }
    let sizes: BTreeMap<String, u64> = support::file_list()
        .into_iter()
        .map(|file| {
            (
                file.path.rsplit('/').next().unwrap_or_default().to_owned(),
                file.bytes,
            )
        })
        .collect();
    // Without the files nobody knows that one is empty: then those of nobody's talk are left out.
    let listed = |name: &&String| source.files || sizes[*name] > 44;
    let mut expected: Vec<String> = told.recordings.iter().filter(listed).cloned().collect();
    if source.files && scenario.name.starts_with("s17") {
        expected.push("msg0000.wav".to_owned());
    }
    let base = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let names: Vec<String> = call
        .recordings
        .iter()
        .map(|recording| base(&recording.path))
        .collect();
    if names != expected {
        say(
            Some(Fact::Recordings),
            format!("recordings {names:?}, told {expected:?}"),
        );
    }
    let silent = |recording: &&Recording| recording.duration == Some(Millis(0));
    let empty: Vec<String> = call
        .recordings
        .iter()
        .filter(silent)
        .map(|recording| base(&recording.path))
        .collect();
    let told_empty: Vec<&String> = names
        .iter()
        .filter(|name| source.files && sizes.get(*name).is_some_and(|size| *size <= 44))
        .collect();
    if empty.iter().collect::<Vec<_>>() != told_empty {
        say(None, format!("empty recordings {empty:?}, told {told_empty:?}"));
    }
    let whole = call
        .recordings
        .iter()
        .all(|recording| recording.path.contains('/') == source.files);
    if !whole {
        say(None, format!("recordings are not the files' paths: {names:?}"));
    }
}
