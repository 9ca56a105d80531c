//! Whatever the events: the same calls in any order and repetition, and no panic. What garbage costs, `benches/proportion.rs`
//! measures.

#[path = "support/any_legs.rs"]
mod any_legs;
#[path = "support/vocabulary.rs"]
mod vocabulary;

use call_journal_model::call::Outcome;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::event::{Cdr, Cel, ChannelGone, PbxEvent, RecordingFile, Told};
use call_journal_pbx::open::{open_calls, open_channels};
use call_journal_pbx::plan::Plan;
use call_journal_pbx::thread::group;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use vocabulary::{APPS, EVENTS, EXTENS, NAMES};

fn id() -> impl Strategy<Value = String> {
    (0..6_u8).prop_map(|n| format!("17954020{}5.{n}", n % 3))
}

fn extra() -> impl Strategy<Value = String> {
    let json = (0..4_u8, id(), id(), 0..130_i32).prop_map(|(bridge, a, b, cause)| {
        format!(
            r#"{{"bridge_id":"b{bridge}","bridge_technology":"simple_bridge","hangupcause":{cause},"extension":"203",
            "transferee_channel_uniqueid":"{a}","channel2_uniqueid":"{b}","pickup_channel_uniqueid":"{a}",
            "transfer_target_channel_uniqueid":"N/A","retriever":"PJSIP/202-00000002","dialstatus":"CANCEL"}}"#
        )
    });
    prop_oneof![8 => json, 1 => Just(String::new()), 1 => ".{0,20}", 1 => Just("{\"bridge_id\":\"b1".to_owned())]
}

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![
        20 => 1_795_402_060_000_000..1_795_402_120_000_000_i64,
        // The whole seconds of a database, so that some of these tell what others tell exactly.
        10 => (1_795_402_060..1_795_402_120_i64).prop_map(|second| second * 1_000_000),
        1 => any::<i64>()
    ]
}

fn told() -> impl Strategy<Value = Told> {
    select(&[Told::Record, Told::Record, Told::Manager, Told::Native][..])
}

fn cel() -> impl Strategy<Value = PbxEvent> {
    let what = (
        select(&EVENTS[..]),
        select(&NAMES[..]),
        select(&EXTENS[..]),
        select(&APPS[..]),
    );
    (what, time(), id(), id(), extra(), select(&EXTENS[..]), told()).prop_map(
        |((event, channel, exten, app), at_us, uniqueid, linkedid, extra, num, told)| {
            PbxEvent::Cel(Cel {
                event: event.to_owned(),
                at_us,
                cid_num: num.to_owned(),
                exten: exten.to_owned(),
                channel: channel.to_owned(),
                app: app.to_owned(),
                app_data: "PJSIP/201&PJSIP/+7@trunk,1".to_owned(),
                uniqueid,
                linkedid,
                peer: "PJSIP/201-00000001".to_owned(),
                user_event: "MOH".to_owned(),
                extra,
                told,
                ..Cel::default()
            })
        },
    )
}

fn cdr() -> impl Strategy<Value = PbxEvent> {
    let names = (
        select(&NAMES[..]),
        select(&NAMES[..]),
        select(&EXTENS[..]),
        select(&APPS[..]),
    );
    let lengths = (-5..100_i64, -5..100_i64, any::<bool>());
    (names, time(), id(), id(), lengths).prop_map(
        |((channel, dstchannel, dst, lastapp), at, uniqueid, linkedid, (duration_s, billsec, answered))| {
            PbxEvent::Cdr(Cdr {
                start: Timestamp(at / 1000),
                duration_s,
                billsec,
                disposition: if answered { "ANSWERED" } else { "NO ANSWER" }.to_owned(),
                channel: channel.to_owned(),
                dstchannel: dstchannel.to_owned(),
                dst: dst.to_owned(),
                src: dst.to_owned(),
                lastapp: lastapp.to_owned(),
                lastdata: "PJSIP/205&PJSIP/206".to_owned(),
                recordingfile: format!("x-{uniqueid}.wav"),
                uniqueid,
                linkedid,
                ..Cdr::default()
            })
        },
    )
}

fn file() -> impl Strategy<Value = PbxEvent> {
    (id(), 0..100_u64, any::<Option<i32>>()).prop_map(|(uniqueid, bytes, duration)| {
        PbxEvent::RecordingFile(RecordingFile {
            path: format!("a/x-{uniqueid}.wav"),
            bytes,
            duration: duration.map(|ms| Millis(ms.into())),
            ..RecordingFile::default()
        })
    })
}

/// For a posted call; few contents and names, so that some are alike.
fn upload() -> impl Strategy<Value = PbxEvent> {
    (0..4_u8, 0..3_u8, 40..50_u64, any::<bool>(), time()).prop_map(|(call, name, bytes, timed, at)| {
        PbxEvent::RecordingFile(RecordingFile {
            path: format!("{call}-{bytes}.wav"),
            bytes,
            started_at: timed.then_some(Timestamp(at / 1000)),
            call: format!("h{call}"),
            name: ["", "a.wav", "b.wav"][usize::from(name)].to_owned(),
            ..RecordingFile::default()
        })
    })
}

fn gone() -> impl Strategy<Value = PbxEvent> {
    (id(), id(), time()).prop_map(|(uniqueid, linkedid, at)| {
        PbxEvent::ChannelGone(ChannelGone {
            uniqueid,
            linkedid,
            at: Timestamp(at / 1000),
        })
    })
}

fn events() -> impl Strategy<Value = Vec<PbxEvent>> {
    prop::collection::vec(
        prop_oneof![16 => cel(), 4 => cdr(), 2 => file(), 1 => upload(), 1 => gone(), 4 => any_legs::event()],
        0..60,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn order_and_repetition_change_nothing(
        events in events().prop_shuffle(),
        again in prop::collection::vec(any::<Index>(), 0..10),
        seed in any::<u64>(),
        live in any::<bool>(),
    ) {
        let open = if live { OpenCalls::StillGoing } else { OpenCalls::CutOff };
        let plan = Plan { region: "RU".to_owned(), ..Plan::default() };
        let calls = assemble(&events, &plan, open);
        let mut mixed = events.clone();
        if !events.is_empty() {
            mixed.extend(again.iter().map(|index| index.get(&events).clone()));
        }
        mixed.sort_by_key(|event| {
            let key = u64::from_le_bytes(event.identity()[..8].try_into().unwrap_or_default());
            key.wrapping_mul(seed | 1)
        });
        prop_assert_eq!(&calls, &assemble(&mixed, &plan, open));
        prop_assert_eq!(open_channels(&events), open_channels(&mixed));
        prop_assert_eq!(open_calls(&events), open_calls(&mixed));
        for call in &calls {
            prop_assert!(call.talks.iter().all(|talk| talk.ended_at >= talk.started_at));
            prop_assert!(call.ended_at.is_none_or(|end| end >= call.started_at));
            prop_assert!(call.talks.is_sorted_by_key(|talk| talk.started_at));
            prop_assert_eq!(call.talking_since.is_some(), call.outcome == Outcome::Talking);
            let mut holds = call.legs.iter().flat_map(|leg| &leg.holds);
            prop_assert!(holds.all(|hold| hold.ended_at > hold.started_at), "{:?}", call.legs);
        }
        let anchors: std::collections::BTreeSet<&str> = calls.iter().map(|call| call.anchor.as_str()).collect();
        prop_assert_eq!(anchors.len(), calls.len(), "two calls of one anchor");
    }

    #[test]
    fn order_and_repetition_of_legs_change_nothing(
        events in prop::collection::vec(prop_oneof![9 => any_legs::event(), 1 => file()], 0..16).prop_shuffle(),
        again in any::<Index>(),
        live in any::<bool>(),
    ) {
        let open = if live { OpenCalls::StillGoing } else { OpenCalls::CutOff };
        let plan = Plan { region: "RU".to_owned(), ..Plan::default() };
        let calls = assemble(&events, &plan, open);
        let mut mixed: Vec<PbxEvent> = events.iter().rev().cloned().collect();
        if !events.is_empty() {
            mixed.rotate_left(again.index(events.len()));
            mixed.push(again.get(&events).clone());
        }
        prop_assert_eq!(&calls, &assemble(&mixed, &plan, open));
        for call in &calls {
            prop_assert!(call.talks.iter().all(|talk| talk.ended_at >= talk.started_at));
            prop_assert!(call.talks.is_sorted_by_key(|talk| talk.started_at));
            prop_assert!(call.ended_at.is_none_or(|end| end >= call.started_at));
            prop_assert_eq!(call.talking_since.is_some(), call.outcome == Outcome::Talking);
            for leg in &call.legs {
                prop_assert!(leg.ended_at.is_none_or(|end| end >= leg.started_at), "{:?}", leg);
                prop_assert!(leg.holds.iter().all(|hold| hold.ended_at > hold.started_at), "{:?}", leg);
            }
        }
        // The log keeps each as it was; a posted time beyond all calendars is none that the check lets through.
        for event in events.iter().filter(|event| !matches!(event, PbxEvent::HttpCall(_))) {
            let stored: PbxEvent = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
            prop_assert_eq!(&stored, event);
        }
    }

    #[test]
    fn threads_hold_every_event_once(events in events()) {
        let threads = group(events.clone());
        prop_assert_eq!(threads.iter().map(Vec::len).sum::<usize>(), events.len());
    }
}
