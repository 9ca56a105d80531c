//! A connection that is lost anywhere, files that tell the same again, and any order of it all: the same calls.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use call_journal_model::call::{Call, CallLeg, LegResult, Outcome, Party};
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::asterisk::manager::Message;
use call_journal_pbx::event::{Cdr, PbxEvent};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{calls_of, support};

/// A recording, and what the files tell of its calls.
struct Recorded {
    name: String,
    bytes: Vec<u8>,
    cel: Vec<PbxEvent>,
    cdr: Vec<PbxEvent>,
}

static RECORDED: LazyLock<Vec<Recorded>> = LazyLock::new(|| {
    let scenarios = support::scenarios();
    let ids = |name: &str| -> Vec<String> {
        let scenario = scenarios.iter().find(|scenario| scenario.name == name).unwrap();
        scenario
            .calls
            .iter()
            .flat_map(|told| told.linkedids.clone())
            .collect()
    };
    let of = |events: Vec<PbxEvent>, ids: &[String]| -> Vec<PbxEvent> {
        let linkedid = |event: &PbxEvent| match event {
            PbxEvent::Cel(cel) => cel.linkedid.clone(),
            PbxEvent::Cdr(cdr) => cdr.linkedid.clone(),
            _ => String::new(),
        };
        events
            .into_iter()
            .filter(|event| ids.contains(&linkedid(event)))
            .collect()
    };
    let traces = support::traces().into_iter();
    traces
        .map(|(name, bytes)| Recorded {
            cel: of(support::cel(), &ids(&name)),
            cdr: of(support::freepbx(), &ids(&name)),
            bytes,
            name,
        })
        .collect()
});

fn heard(bytes: &[u8], listened: impl Fn(&Message) -> bool) -> Vec<PbxEvent> {
    let messages = support::messages(bytes).into_iter();
    messages
        .filter(|message| listened(message))
        .flat_map(|message| support::told(&message))
        .collect()
}

/// The calls of which the files tell: a recording may hold a bit of another.
fn calls(recorded: &Recorded, events: &[PbxEvent], open: OpenCalls) -> Vec<Call> {
    let by_files = calls_of(&recorded.cel, open);
    let mut calls = calls_of(events, open);
    calls.retain(|call| by_files.iter().any(|known| known.anchor == call.anchor));
    assert_eq!(calls.len(), by_files.len(), "{}", recorded.name);
    calls
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_connection_that_was_lost_anywhere_changes_nothing_once_the_files_are_read(
        which in any::<Index>(),
        from in any::<Index>(),
        to in any::<Index>(),
        rows in any::<bool>(),
        live in any::<bool>(),
    ) {
        let recorded = which.get(&RECORDED);
        let open = if live { OpenCalls::StillGoing } else { OpenCalls::CutOff };
        let (a, b) = (from.index(recorded.bytes.len()), to.index(recorded.bytes.len()));
        // Without the rows' file what the rows told live would be lost with the connection.
        let listened = |message: &Message| rows || message.event() != "Cdr";
        let mut whole = heard(&recorded.bytes, listened);
        let mut cut = heard(&recorded.bytes[..a.min(b)], listened);
        cut.extend(heard(&recorded.bytes[a.max(b)..], listened));
        for events in [&mut whole, &mut cut] {
            events.extend(recorded.cel.iter().cloned());
            if rows {
                events.extend(recorded.cdr.iter().cloned());
            }
        }
        let expected = calls(recorded, &whole, open);
        prop_assert_eq!(&calls(recorded, &cut, open), &expected, "{} without {} to {}", recorded.name, a.min(b), a.max(b));
        // And what was heard live adds nothing to what the files tell.
        let mut files = recorded.cel.clone();
        if rows {
            files.extend(recorded.cdr.iter().cloned());
        }
        prop_assert_eq!(&calls(recorded, &files, open), &expected, "{}", recorded.name);
    }

    #[test]
    fn order_and_repetition_of_what_was_heard_and_read_change_nothing(
        which in any::<Index>(),
        left_out in prop::collection::vec(any::<Index>(), 0..60),
        again in prop::collection::vec(any::<Index>(), 0..20),
        coarse in any::<bool>(),
        seed in any::<u64>(),
        live in any::<bool>(),
    ) {
        let recorded = which.get(&RECORDED);
        let open = if live { OpenCalls::StillGoing } else { OpenCalls::CutOff };
        let mut events = heard(&recorded.bytes, |_| true);
        events.extend(recorded.cel.iter().chain(&recorded.cdr).cloned());
        if coarse {
            support::whole_seconds(&mut events);
        }
        for index in left_out.iter().take(events.len() - 1) {
            events.remove(index.index(events.len()));
        }
        let plan = support::plan();
        let expected = assemble(&events, &plan, open);
        let mut mixed = events.clone();
        mixed.extend(again.iter().map(|index| index.get(&events).clone()));
        mixed.sort_by_key(|event| {
            let key = u64::from_le_bytes(event.identity()[..8].try_into().unwrap_or_default());
            key.wrapping_mul(seed | 1)
        });
        prop_assert_eq!(assemble(&mixed, &plan, open), expected, "{}", recorded.name);
    }
}

#[test]
fn a_table_of_whole_seconds_gets_the_times_of_what_was_heard_and_no_second_talk() {
    for recorded in RECORDED.iter() {
        let exact = calls(recorded, &recorded.cel, OpenCalls::CutOff);
        let mut table = recorded.cel.clone();
        // As FreePBX keeps it: no streams, whole seconds.
        table.retain(|event| !matches!(event, PbxEvent::Cel(cel) if cel.event.starts_with("STREAM")));
        support::whole_seconds(&mut table);
        for listened in [
            |message: &Message| message.event() != "Cdr",
            |message: &Message| !matches!(message.event(), "Cdr" | "CEL"),
        ] {
            let mut events = heard(&recorded.bytes, listened);
            events.extend(table.iter().cloned());
            let mixed = calls(recorded, &events, OpenCalls::CutOff);
            if recorded.name.starts_with("s63") {
                continue;
            }
            for (mixed, exact) in mixed.iter().zip(&exact) {
                assert_eq!(mixed.outcome, exact.outcome, "{}", recorded.name);
                assert_eq!(
                    (&mixed.rang, &mixed.number),
                    (&exact.rang, &exact.number),
                    "{}",
                    recorded.name
                );
                assert_eq!(
                    mixed.talks.len(),
                    exact.talks.len(),
                    "{}: {mixed:#?}",
                    recorded.name
                );
                for (mine, theirs) in mixed.talks.iter().zip(&exact.talks) {
                    let off = (mine.started_at.0 - theirs.started_at.0).abs()
                        + (mine.ended_at.0 - theirs.ended_at.0).abs();
                    assert!(
                        mine.employee == theirs.employee && off < 100,
                        "{}: {off} ms",
                        recorded.name
                    );
                }
            }
        }
    }
}

#[test]
fn native_events_alone_tell_how_each_attempt_ended() {
    for recorded in RECORDED
        .iter()
        .filter(|recorded| !recorded.name.starts_with("s63"))
    {
        let native = heard(&recorded.bytes, |message| {
            message.get("Privilege") == "call,all" && message.event() != "CEL"
        });
        let by = |events: &[PbxEvent]| -> Vec<(Outcome, Vec<(Party, LegResult)>)> {
            let people = |leg: &&CallLeg| matches!(leg.to, Party::Employee(_) | Party::Outside(_));
            let told = |leg: &CallLeg| (leg.to.clone(), leg.result);
            calls(recorded, events, OpenCalls::CutOff)
                .iter()
                .map(|call| (call.outcome, call.legs.iter().filter(people).map(told).collect()))
                .collect()
        };
        assert_eq!(by(&native), by(&recorded.cel), "{}", recorded.name);
    }
}

#[test]
fn a_row_that_is_told_by_several_sources_is_one_row() {
    let by = |parts: &[Vec<PbxEvent>]| -> BTreeMap<String, Call> {
        let events = parts.concat();
        let calls = calls_of(&events, OpenCalls::CutOff).into_iter();
        calls.map(|call| (call.anchor.clone(), call)).collect()
    };
    let live = || support::manager(|message| message.event() == "Cdr");
    // As without any mapping in `cdr_manager.conf`.
    let bare = || -> Vec<PbxEvent> {
        let mut rows = live();
        for row in &mut rows {
            if let PbxEvent::Cdr(row) = row {
                let kept = row.clone();
                *row = Cdr {
                    linkedid: String::new(),
                    sequence: String::new(),
                    did: String::new(),
                    recordingfile: String::new(),
                    ..kept
                };
            }
        }
        rows
    };
    let alone = by(&[support::freepbx()]);
    let all = [
        by(&[support::freepbx(), live()]),
        by(&[support::freepbx(), bare()]),
        by(&[support::freepbx(), support::master(), live(), bare()]),
    ];
    for calls in all {
        assert!(calls.keys().eq(alone.keys()));
        for (anchor, call) in &calls {
            assert_eq!(call, &alone[anchor]);
        }
    }
    // The phone that is offline, of which only the dial string of a row tells, is told once.
    let offline = |calls: &BTreeMap<String, Call>| {
        let legs = calls.values().flat_map(|call| &call.legs);
        legs.filter(|leg| leg.result == LegResult::Failed).count()
    };
    assert!(offline(&alone) > 0);
}
