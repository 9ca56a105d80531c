//! What holds of the calls that any events make.

use std::collections::BTreeSet;

use call_journal_model::call::{Call, Outcome};
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::open::{open_calls, open_channels};
use call_journal_pbx::plan::Plan;
use call_journal_pbx::thread::group;

use super::seen::Seen;

/// Makes calls of `events` as the journal does. Panics where a law is broken.
pub fn check(events: &[PbxEvent], seen: &mut Seen) {
    // As the log does: one event of each identity, the first.
    let mut known = BTreeSet::new();
    let events: Vec<PbxEvent> = events
        .iter()
        .filter(|event| known.insert(event.identity()))
        .cloned()
        .collect();
    let events = &events[..];
    for event in events {
        seen.event(event);
        survives_the_log(event);
    }
    let mixed = mixed(events);
    assert_eq!(
        open_channels(events),
        open_channels(&mixed),
        "their order changes channels"
    );
    assert_eq!(
        open_calls(events),
        open_calls(&mixed),
        "their order changes posted calls"
    );
    for open in [OpenCalls::StillGoing, OpenCalls::CutOff] {
        let calls = all_calls(events.to_vec(), open);
        assert_eq!(calls, all_calls(mixed.clone(), open), "their order changes calls");
        for call in &calls {
            makes_sense(call, open);
            seen.call(call);
        }
    }
}

fn survives_the_log(event: &PbxEvent) {
    let read = serde_json::to_vec(event).and_then(|stored| serde_json::from_slice::<PbxEvent>(&stored));
    assert!(
        read.as_ref()
            .is_ok_and(|read| read == event && read.identity() == event.identity()),
        "{event:?} comes out of the log as {read:?}"
    );
}

/// The same events in another order.
fn mixed(events: &[PbxEvent]) -> Vec<PbxEvent> {
    let mut mixed = events.to_vec();
    mixed.sort_by_cached_key(PbxEvent::identity);
    mixed
}

/// The calls of all threads, in an order of their own.
fn all_calls(events: Vec<PbxEvent>, open: OpenCalls) -> Vec<Call> {
    let plan = Plan {
        region: "RU".to_owned(),
        ..Plan::default()
    };
    let mut all = Vec::new();
    for thread in group(events) {
        let calls = assemble(&thread, &plan, open);
        let again: Vec<PbxEvent> = thread
            .iter()
            .chain(thread.iter().rev().step_by(3))
            .cloned()
            .collect();
        assert_eq!(calls, assemble(&again, &plan, open), "repetition changes calls");
        let anchors: BTreeSet<&str> = calls.iter().map(|call| call.anchor.as_str()).collect();
        assert_eq!(anchors.len(), calls.len(), "two calls of one anchor");
        assert!(
            calls.len() <= thread.len(),
            "{} calls of {} events",
            calls.len(),
            thread.len()
        );
        all.extend(calls);
    }
    // Damaged events may give one anchor to calls of two threads.
    all.sort_by_cached_key(|call| format!("{call:?}"));
    all
}

fn makes_sense(call: &Call, open: OpenCalls) {
    let goes_on = matches!(call.outcome, Outcome::Talking | Outcome::Ringing);
    assert_eq!(call.ended_at.is_none(), goes_on, "{call:#?}");
    assert!(!goes_on || open == OpenCalls::StillGoing, "{call:#?}");
    assert_eq!(
        call.talking_since.is_some(),
        call.outcome == Outcome::Talking,
        "{call:#?}"
    );
    assert!(
        call.ended_at.is_none_or(|end| end >= call.started_at),
        "{call:#?}"
    );
    assert!(call.talks.is_sorted_by_key(|talk| talk.started_at), "{call:#?}");
    for talk in &call.talks {
        assert!(talk.ended_at >= talk.started_at, "{call:#?}");
    }
    for leg in &call.legs {
        assert!(leg.ended_at.is_none_or(|end| end >= leg.started_at), "{call:#?}");
        assert!(
            leg.holds.iter().all(|hold| hold.ended_at > hold.started_at),
            "{call:#?}"
        );
    }
}
