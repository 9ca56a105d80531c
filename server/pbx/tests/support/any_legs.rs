//! Any legs of FreeSWITCH and MikoPBX, and any posted calls: few ids, so that they meet each other.

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::{CallGone, PbxEvent};
use call_journal_pbx::freeswitch::{Application, FreeswitchLeg, Person, Profile};
use call_journal_pbx::http_call::{HttpCall, HttpDirection, HttpLeg, HttpRecording, HttpResult};
use call_journal_pbx::mikopbx::MikopbxLeg;
use proptest::prelude::*;
use proptest::sample::select;

use super::vocabulary::NUMBERS;

const CAUSES: [&str; 7] = [
    "NORMAL_CLEARING",
    "ORIGINATOR_CANCEL",
    "LOSE_RACE",
    "BLIND_TRANSFER",
    "NO_ANSWER",
    "",
    "\u{1F600}",
];
const APPS: [&str; 6] = [
    "callcenter",
    "voicemail",
    "ivr",
    "playback",
    "lua",
    "record_session",
];
const NAMES: [&str; 3] = ["sofia/internal/x@h", "loopback/201-a", "loopback/201-b"];

fn uuid() -> impl Strategy<Value = String> {
    (0..8_u8).prop_map(|n| {
        if n == 7 {
            String::new()
        } else {
            format!("uuid-{n}")
        }
    })
}

fn us() -> impl Strategy<Value = i64> {
    prop_oneof![
        20 => 1_795_402_060_000_000..1_795_402_120_000_000_i64,
        4 => Just(0_i64),
        1 => any::<i64>()
    ]
}

fn ms() -> impl Strategy<Value = Timestamp> {
    us().prop_map(|at| Timestamp(at.div_euclid(1000)))
}

fn person() -> impl Strategy<Value = Person> {
    (uuid(), select(&NUMBERS[..]), select(&NUMBERS[..])).prop_map(|(uuid, from, to)| Person {
        uuid,
        caller_id_name: from.to_owned(),
        caller_id_number: from.to_owned(),
        destination_number: to.to_owned(),
        chan_name: String::new(),
    })
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec(person(), 0..2)
}

fn profile() -> impl Strategy<Value = Profile> {
    let times = (us(), us(), us(), us(), us(), us());
    (0..3_u8, person(), people(), people(), times).prop_map(
        |(index, caller_profile, originator, originatee, t)| Profile {
            profile_index: index.to_string(),
            caller_profile,
            originator,
            originatee,
            created_time: t.0,
            profile_created_time: t.1,
            answered_time: t.2,
            bridged_time: t.3,
            hangup_time: t.4,
            transfer_time: t.5,
        },
    )
}

fn application() -> impl Strategy<Value = Application> {
    (select(&APPS[..]), select(&NUMBERS[..]), us()).prop_map(|(app, data, app_stamp)| Application {
        app_name: app.to_owned(),
        app_data: format!("default {data}"),
        app_stamp,
    })
}

fn freeswitch() -> impl Strategy<Value = PbxEvent> {
    let names = [
        "uuid",
        "call_uuid",
        "bridge_uuid",
        "signal_bond",
        "originating_leg_uuid",
        "cc_member_session_uuid",
        "other_loopback_leg_uuid",
    ];
    let ids = names.map(|name| uuid().prop_map(move |uuid| (name.to_owned(), uuid)));
    let ids = ids.into_iter().collect::<Vec<_>>();
    let times = ["start_uepoch", "answer_uepoch", "bridge_uepoch", "end_uepoch"];
    let times = times.map(|name| us().prop_map(move |at| (name.to_owned(), at.to_string())));
    let times = times.into_iter().collect::<Vec<_>>();
    let words = (
        any::<bool>(),
        select(&CAUSES[..]),
        select(&NAMES[..]),
        uuid(),
        (us(), us()),
    );
    let flow = prop::collection::vec(profile(), 0..3);
    let applications = prop::collection::vec(application(), 0..3);
    (ids, times, words, flow, applications).prop_map(
        |(ids, times, (inbound, cause, name, other, hold), callflow, applications)| {
            let mut leg = FreeswitchLeg {
                callflow,
                applications,
                ..FreeswitchLeg::default()
            };
            leg.variables.extend(ids.into_iter().chain(times));
            let direction = if inbound { "inbound" } else { "outbound" };
            let legs = format!("ARRAY::{other};x;202|:uuid-1;y;203");
            let history = format!("ARRAY::1:p:bl_xfer:203/default/XML|:1:p:uuid_br:{other}");
            let told = [
                ("direction", direction.to_owned()),
                ("hangup_cause", cause.to_owned()),
                ("channel_name", name.to_owned()),
                ("originated_legs", legs),
                ("originate_causes", format!("{other};USER_BUSY")),
                ("transfer_history", history),
                ("hold_events", format!("{{{{{},{}}}}}", hold.0, hold.1)),
                ("record_name", format!("{other}.wav")),
            ];
            leg.variables
                .extend(told.map(|(name, value)| (name.to_owned(), value)));
            PbxEvent::FreeswitchLeg(Box::new(leg))
        },
    )
}

fn mikopbx() -> impl Strategy<Value = PbxEvent> {
    let who = (
        select(&NUMBERS[..]),
        select(&NUMBERS[..]),
        any::<bool>(),
        any::<bool>(),
    );
    let times = (ms(), prop::option::of(ms()), prop::option::of(ms()), -5..100_i64);
    let words = (
        select(&["ANSWERED", "NOANSWER", "CANCEL", ""][..]),
        select(&["", "Queue:1", "App:2", "VOICEMAIL"][..]),
    );
    (0..5_i64, 0..3_u8, who, times, words, any::<bool>()).prop_map(
        |(
            id,
            link,
            (from, to, did, trunk),
            (start, answer, endtime, length),
            (disposition, channel),
            sound,
        )| {
            PbxEvent::MikopbxLeg(Box::new(MikopbxLeg {
                id,
                linkedid: format!("mikopbx-1795402060.{link}"),
                uniqueid: format!("mikopbx-1795402060.{id}_x"),
                start,
                answer,
                endtime,
                duration: length,
                billsec: length,
                disposition: disposition.to_owned(),
                src_num: from.to_owned(),
                dst_num: to.to_owned(),
                dst_chan: channel.to_owned(),
                did: if did {
                    "74955550100".to_owned()
                } else {
                    String::new()
                },
                from_account: if trunk {
                    "SIP-TRUNK-1".to_owned()
                } else {
                    String::new()
                },
                recordingfile: if sound {
                    format!("/x/{id}.webm")
                } else {
                    String::new()
                },
                ..MikopbxLeg::default()
            }))
        },
    )
}

fn http() -> impl Strategy<Value = PbxEvent> {
    let results = vec![
        None,
        Some(HttpResult::Answered),
        Some(HttpResult::NoAnswer),
        Some(HttpResult::Busy),
        Some(HttpResult::Cancelled),
    ];
    let leg = (
        select(&NUMBERS[..]),
        ms(),
        prop::option::of(ms()),
        prop::option::of(ms()),
        select(results.clone()),
    );
    let leg = leg.prop_map(|(extension, started_at, answered_at, ended_at, result)| HttpLeg {
        extension: extension.to_owned(),
        started_at,
        answered_at,
        ended_at,
        result,
    });
    let directions = vec![HttpDirection::In, HttpDirection::Out, HttpDirection::Internal];
    let who = (
        0..3_u8,
        select(directions),
        select(&NUMBERS[..]),
        select(results.clone()),
    );
    let times = (
        ms(),
        prop::option::of(ms()),
        prop::option::of(ms()),
        prop::option::of(ms()),
    );
    (who, times, prop::collection::vec(leg, 0..4)).prop_map(
        |((id, direction, number, outcome), times, legs)| {
            PbxEvent::HttpCall(Box::new(HttpCall {
                id: format!("h{id}"),
                direction,
                number: Some(number.to_owned()),
                outcome,
                started_at: times.0,
                answered_at: times.1,
                ended_at: times.2,
                updated_at: times.3,
                legs,
                recordings: vec![HttpRecording {
                    path: "a.mp3".to_owned(),
                    ..HttpRecording::default()
                }],
                ..HttpCall::default()
            }))
        },
    )
}

fn call_gone() -> impl Strategy<Value = PbxEvent> {
    (0..3_u8, ms()).prop_map(|(id, at)| {
        PbxEvent::CallGone(CallGone {
            id: format!("h{id}"),
            at,
        })
    })
}

/// An event of one of the three, or the end of a posted call.
pub fn event() -> impl Strategy<Value = PbxEvent> {
    prop_oneof![6 => freeswitch(), 4 => mikopbx(), 2 => http(), 1 => call_gone()]
}
