//! Calls while they go on: after every message of every recording, what a person at the phones would say.

use call_journal_model::call::{Call, Outcome, Reason};
use call_journal_pbx::assemble::OpenCalls;
use call_journal_pbx::asterisk::manager::Message;
use call_journal_pbx::event::PbxEvent;

use crate::support::{self, Scenario, Told, epoch};
use crate::{calls_of, message};

/// What is listened to.
struct Listening {
    name: &'static str,
    to: fn(&Message) -> bool,
    /// How late it may come, in seconds: CEL is sent late by a busy PBX.
    late: f64,
}

const WAYS: [Listening; 4] = [
    Listening {
        name: "all events",
        to: |_| true,
        late: 0.35,
    },
    Listening {
        name: "read=call,cdr",
        to: |message| matches!(message.get("Privilege"), "call,all" | "cdr,all"),
        late: 0.35,
    },
    Listening {
        name: "native only",
        to: |message| !matches!(message.event(), "CEL" | "Cdr"),
        late: 0.35,
    },
    Listening {
        name: "CEL only",
        to: |message| message.event() == "CEL",
        late: 1.7,
    },
];

/// The recording of s63 lacks the middle; CEL came so late that some end before it told the end.
fn is_whole(scenario: &str, way: &str) -> bool {
    let cut = |names: &[&str]| names.contains(&&scenario[..3]);
    !(cut(&["s63"]) || way == "CEL only" && cut(&["s09", "s22", "s23"]))
}

#[test]
fn calls_are_told_as_they_go_on() {
    let scenarios = support::scenarios();
    let mut wrong = Vec::new();
    let mut seen_talking = 0;
    for (name, bytes) in support::traces() {
        let scenario = scenarios.iter().find(|scenario| scenario.name == name).unwrap();
        for way in &WAYS {
            let mut events: Vec<PbxEvent> = Vec::new();
            let mut say = |what: String| wrong.push(format!("{name} by {}: {what}", way.name));
            for message in support::messages(&bytes)
                .iter()
                .filter(|message| (way.to)(message))
            {
                let told = support::told(message);
                let Ok(now) = message.get("Timestamp").parse() else {
                    continue;
                };
                if told.is_empty() {
                    continue;
                }
                events.extend(told);
                let calls = calls_of(&events, OpenCalls::StillGoing);
                seen_talking += calls
                    .iter()
                    .filter(|call| call.outcome == Outcome::Talking)
                    .count();
                check_always(&calls, &mut say);
                if is_whole(&name, way.name) {
                    check_moment(scenario, &calls, now, way.late, &mut say);
                }
            }
            if is_whole(&name, way.name) {
                check_end(scenario, &calls_of(&events, OpenCalls::StillGoing), &mut say);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
    assert!(seen_talking > 500, "{seen_talking}");
}

fn of<'a>(calls: &'a [Call], told: &'a Told) -> Vec<&'a Call> {
    let is_of = |call: &&Call| call.source_ids.iter().any(|id| told.linkedids.contains(id));
    calls.iter().filter(is_of).collect()
}

fn check_always(calls: &[Call], say: &mut impl FnMut(String)) {
    for call in calls {
        let goes_on = matches!(call.outcome, Outcome::Talking | Outcome::Ringing);
        if call.ended_at.is_none() != goes_on {
            say(format!("{:?}, ended {:?}", call.outcome, call.ended_at));
        }
        if call.talking_since.is_some() != (call.outcome == Outcome::Talking) {
            say(format!(
                "{:?}, talking since {:?}",
                call.outcome, call.talking_since
            ));
        }
    }
}

fn check_moment(scenario: &Scenario, calls: &[Call], now: f64, late: f64, say: &mut impl FnMut(String)) {
    for told in &scenario.calls {
        let found = of(calls, told);
        // Until a consultation is handed over it is a conversation of its own.
        if found.len() > told.linkedids.len() {
            say(format!("{now:.2}: {} calls", found.len()));
        }
        let going_on = told
            .talks
            .iter()
            .filter(|talk| talk.start + late < now && now < talk.end - late);
        let first = going_on.map(|talk| talk.start).reduce(f64::min);
        if let Some(start) = first {
            let since: Vec<f64> = found
                .iter()
                .filter_map(|call| call.talking_since)
                .map(epoch)
                .collect();
            if !since.iter().any(|since| (since - start).abs() <= late) {
                say(format!("{now:.2}: talking since {since:?}, told {start}"));
            }
        }
        if scenario.name.starts_with("s41") {
            // Two employees talk in the conference before the one comes of whom people tell.
            continue;
        }
        let first_talk = told.talks.iter().map(|talk| talk.start).reduce(f64::min);
        let nobody_yet = first_talk.is_none_or(|start| now < start - late);
        if nobody_yet && found.iter().any(|call| call.outcome == Outcome::Talking) {
            say(format!("{now:.2}: talking before the talk"));
        }
        let ringing = found.iter().all(|call| call.outcome == Outcome::Ringing);
        if first_talk.is_some_and(|start| now < start - late) && !ringing {
            say(format!("{now:.2}: not ringing before the talk"));
        }
    }
}

fn check_end(scenario: &Scenario, calls: &[Call], say: &mut impl FnMut(String)) {
    for told in &scenario.calls {
        let found = of(calls, told);
        let [call] = found[..] else {
            say(format!("{} calls at the end", found.len()));
            continue;
        };
        if call.ended_at.is_none() || (call.outcome == Outcome::Answered) == told.took.is_empty() {
            say(format!(
                "at the end {:?}, ended {:?}",
                call.outcome, call.ended_at
            ));
        }
    }
}

#[test]
fn who_hangs_up_after_nobody_answered_did_not_cancel_the_call() {
    let reason = |ends: &[&str]| {
        let caller = [
            "Uniqueid: 1795402065.0",
            "Linkedid: 1795402065.0",
            "Channel: PJSIP/201-1",
            "Exten: 89161234567",
        ];
        let called = [
            "DestUniqueid: 1795402065.1",
            "DestLinkedid: 1795402065.0",
            "DestChannel: PJSIP/trunk-2",
        ];
        let trunk = [
            "Uniqueid: 1795402065.1",
            "Linkedid: 1795402065.0",
            "Channel: PJSIP/trunk-2",
        ];
        let said: [&[&[&str]]; 6] = [
            &[&["Event: Newchannel"], &caller],
            &[
                &["Event: DialBegin", "DialString: 89161234567@trunk"],
                &caller,
                &called,
            ],
            &[&["Event: DialEnd"], ends, &caller, &called],
            &[&["Event: Hangup", "Cause: 0"], &trunk],
            // The PBX says that nobody answered, and the employee hangs up while it does.
            &[&["Event: HangupRequest"], &caller],
            &[&["Event: Hangup", "Cause: 16"], &caller],
        ];
        let messages = said.iter().enumerate().map(|(n, parts)| {
            let time = format!("Timestamp: 17954020{}.5", 65 + n);
            message(&[&parts.concat()[..], &[time.as_str()]].concat())
        });
        let events: Vec<PbxEvent> = messages.flat_map(|message| support::told(&message)).collect();
        calls_of(&events, OpenCalls::StillGoing)[0].outcome
    };
    assert_eq!(
        reason(&["DialStatus: NOANSWER"]),
        Outcome::NotReached(Reason::NoAnswer)
    );
    assert_eq!(
        reason(&["DialStatus: CANCEL"]),
        Outcome::NotReached(Reason::CancelledByEmployee)
    );
    assert_eq!(
        reason(&["DialStatus: CONGESTION"]),
        Outcome::NotReached(Reason::Failed)
    );
    assert_eq!(reason(&[]), Outcome::NotReached(Reason::CancelledByEmployee));
}
