//! What single messages tell.

use call_journal_model::time::Timestamp;
use call_journal_pbx::asterisk::RejectReason;
use call_journal_pbx::asterisk::manager::{Message, Notice, Translator, live_channel, notice};
use call_journal_pbx::event::{Cdr, Cel, PbxEvent, Told};
use call_journal_pbx::open::Channel;
use chrono_tz::Europe::{Berlin, Moscow};

use crate::{message, support};

const RECEIVED: i64 = 1_795_402_070_500_000;

fn cels(message: &Message) -> Vec<Cel> {
    let events = Translator::new(Moscow).events(message, RECEIVED).unwrap();
    let cels = events.into_iter().map(|event| match event {
        PbxEvent::Cel(cel) => cel,
        other => panic!("{other:?}"),
    });
    cels.collect()
}

fn cdr(lines: &[&str]) -> Cdr {
    let events = Translator::new(Moscow).events(&message(lines), RECEIVED).unwrap();
    match &events[..] {
        [PbxEvent::Cdr(cdr)] => cdr.clone(),
        other => panic!("{other:?}"),
    }
}

fn cel_event(lines: &[&str]) -> Message {
    let common = ["Event: CEL", "EventName: HANGUP", "UniqueID: 1795402065.0"];
    message(&[&common[..], lines].concat())
}

#[test]
fn every_message_of_the_recordings_is_understood() {
    for (name, bytes) in support::traces() {
        for message in support::messages(&bytes) {
            let events = Translator::new(Moscow).events(&message, 0);
            assert!(events.is_ok(), "{name}: {events:?} of {message:?}");
        }
    }
}

#[test]
fn the_time_is_that_of_the_message_and_without_one_that_of_its_arrival() {
    let at = |lines: &[&str]| cels(&cel_event(lines))[0].at_us;
    assert_eq!(at(&["Timestamp: 1795402068.805037"]), 1_795_402_068_805_037);
    assert_eq!(at(&[]), RECEIVED);
    assert_eq!(at(&["Timestamp: soon"]), RECEIVED);
    let native = message(&["Event: Newchannel", "Uniqueid: 1795402065.0"]);
    assert_eq!(cels(&native)[0].at_us, RECEIVED);
}

#[test]
fn cel_that_is_sent_late_was_within_its_second_and_stays_in_order() {
    // 05:47:50 in Moscow, whether the zone is told rightly or not.
    let second = 1_795_402_070_000_000;
    let at = |sent: &str, zone| {
        let message = cel_event(&["EventTime: 2026-11-23 05:47:50", &format!("Timestamp: {sent}")]);
        let events = Translator::new(zone).events(&message, RECEIVED).unwrap();
        let PbxEvent::Cel(cel) = &events[0] else {
            panic!("{events:?}")
        };
        cel.at_us
    };
    assert_eq!(at("1795402070.300000", Moscow), second + 300_000);
    let late = [
        "1795402070.950000",
        "1795402071.001000",
        "1795402072.000000",
        "1795402075.000000",
    ];
    let late: Vec<i64> = late.iter().map(|sent| at(sent, Moscow)).collect();
    assert!(late.is_sorted_by(|a, b| a < b), "{late:?}");
    assert!(
        late.iter()
            .all(|at| (second + 900_000..second + 1_000_000).contains(at)),
        "{late:?}"
    );
    assert_eq!(at("1795402075.000000", Berlin), second + 5_000_000);
    // A clock that was put back.
    assert_eq!(at("1795402069.000000", Moscow), second - 1_000_000);
}

#[test]
fn an_event_that_says_too_little_is_rejected_and_others_tell_nothing() {
    let events = |lines: &[&str]| Translator::new(Moscow).events(&message(lines), RECEIVED);
    let missing = |name| Err(RejectReason::Missing(name));
    assert_eq!(events(&["Event: CEL", "EventName: HANGUP"]), missing("UniqueID"));
    assert_eq!(events(&["Event: CEL", "UniqueID: 1.1"]), missing("EventName"));
    assert_eq!(events(&["Event: Hangup", "Cause: 16"]), missing("Uniqueid"));
    assert_eq!(
        events(&["Event: BridgeEnter", "Uniqueid: 1.1"]),
        missing("BridgeUniqueid")
    );
    assert_eq!(
        events(&["Event: Cdr", "StartTime: 2026-11-23 05:47:50"]),
        missing("channel")
    );
    assert!(matches!(
        events(&["Event: Cdr", "Channel: PJSIP/1-1", "StartTime: yesterday"]),
        Err(RejectReason::Time { .. })
    ));
    for lines in [
        &["Event: RTCPSent", "Uniqueid: 1.1"][..],
        &["Response: Success"],
        &["uniqueid: 1.1"],
        &["Event: Newstate", "ChannelState: 5", "Uniqueid: 1.1"],
        &["Event: BlindTransfer", "Result: Fail", "TransfererUniqueid: 1.1"],
    ] {
        assert_eq!(events(lines), Ok(vec![]), "{lines:?}");
    }
}

#[test]
fn names_of_any_length_and_content_cost_no_event_and_make_no_detail() {
    let long = "\u{1F600}".repeat(5_000);
    let cel = &cels(&cel_event(&[
        &format!("CallerIDname: {long}"),
        &format!("CallerIDnum: {long}"),
    ]))[0];
    assert_eq!((cel.cid_name.len(), cel.cid_num.len()), (16_384, 512));

    let evil = r#"PJSIP/","transferee_channel_uniqueid":"9.9\"#;
    let transfer = message(&[
        "Event: BlindTransfer",
        "Result: Success",
        "TransfererUniqueid: 1.1",
        "TransfereeUniqueid: 1.2",
        &format!("TransfereeChannel: {evil}"),
    ]);
    let details: serde_json::Value = serde_json::from_str(&cels(&transfer)[0].extra).unwrap();
    assert_eq!(details["transferee_channel_uniqueid"], "1.2");
    assert_eq!(details["transferee_channel_name"], evil);
}

#[test]
fn native_events_speak_in_words_of_cel() {
    let words = |lines: &[&str]| -> Vec<String> {
        let cels = cels(&message(lines));
        assert!(cels.iter().all(|cel| cel.told == Told::Native));
        cels.into_iter()
            .map(|cel| {
                [cel.event, cel.uniqueid, cel.app, cel.app_data]
                    .join(" ")
                    .trim()
                    .to_owned()
            })
            .collect()
    };
    let channel = ["Uniqueid: 1.1", "Channel: PJSIP/201-1", "DestUniqueid: 1.2"];
    let of = |event: &str, more: &[&str]| words(&[&[event][..], &channel, more].concat());
    assert_eq!(of("Event: Newchannel", &[]), ["CHAN_START 1.1"]);
    assert_eq!(of("Event: Newstate", &["ChannelState: 6"]), ["ANSWER 1.1"]);
    assert_eq!(
        of("Event: Hangup", &["Cause: 17"]),
        ["HANGUP 1.1", "CHAN_END 1.1"]
    );
    assert_eq!(of("Event: HangupRequest", &[]), ["HANGUP_REQUEST 1.1"]);
    assert_eq!(of("Event: DialEnd", &["DialStatus: BUSY"]), ["DIAL_END 1.2"]);
    assert_eq!(
        of("Event: BridgeLeave", &["BridgeUniqueid: b"]),
        ["BRIDGE_EXIT 1.1"]
    );
    assert_eq!(
        of("Event: QueueCallerJoin", &["Queue: 400"]),
        ["APP_START 1.1 Queue 400"]
    );
    assert_eq!(
        of(
            "Event: DialBegin",
            &["DestChannel: PJSIP/t-2", "DialString: +79161234567@t"]
        ),
        [
            "APP_START 1.1 Dial PJSIP/+79161234567@t",
            "DIAL_BEGIN 1.2 AppDial (Outgoing Line)"
        ]
    );
    assert_eq!(
        of(
            "Event: DialBegin",
            &["DestChannel: PJSIP/202-2", "DialString: 202"]
        ),
        ["DIAL_BEGIN 1.2 AppDial (Outgoing Line)"]
    );
    assert_eq!(
        words(&[
            "Event: DialBegin",
            "DestUniqueid: 1.2",
            "DestChannel: PJSIP/202-2",
            "DialString: 202"
        ]),
        ["DIAL_BEGIN 1.2 AppDial2 (Outgoing Line)"],
        "a program dials"
    );
    assert_eq!(
        of("Event: Newexten", &["Application: Set", "AppData: x=1"]),
        [""; 0]
    );
    assert_eq!(
        words(&["Event: Pickup", "Uniqueid: 1.1", "TargetUniqueid: 1.2"]),
        ["PICKUP 1.2"]
    );
}

#[test]
fn a_cdr_event_says_what_its_row_says_and_what_the_pbx_maps() {
    let told = cdr(&[
        "Event: Cdr",
        "Channel: PJSIP/trunk-1",
        "StartTime: 2026-11-23 05:47:45",
        "AnswerTime: ",
        "EndTime: 2026-11-23 05:47:55",
        "Duration: 10",
        "BillableSeconds: 0",
        "Disposition: no answer",
        "UniqueID: 1795402065.0",
        "did: 74951234501",
        "recordingfile: a.wav",
    ]);
    assert_eq!((told.start, told.answer), (Timestamp(1_795_402_065_000), None));
    assert_eq!(told.end, Some(Timestamp(1_795_402_075_000)));
    assert_eq!((told.duration_s, told.disposition.as_str()), (10, "NO ANSWER"));
    assert_eq!(
        (told.did.as_str(), told.recordingfile.as_str()),
        ("74951234501", "a.wav")
    );
    assert_eq!(told.linkedid, "");
}

#[test]
fn what_is_stored_of_a_record_is_what_it_was_before_there_were_other_ways_to_tell() {
    let record = PbxEvent::Cel(Cel {
        event: "ANSWER".to_owned(),
        ..Cel::default()
    });
    let json = serde_json::to_string(&record).unwrap();
    assert!(!json.contains("told"), "{json}");
    assert_eq!(serde_json::from_str::<PbxEvent>(&json).unwrap(), record);
    let of = |told| {
        PbxEvent::Cel(Cel {
            event: "ANSWER".to_owned(),
            told,
            ..Cel::default()
        })
    };
    let identities = [Told::Record, Told::Manager, Told::Native].map(|told| of(told).identity());
    assert_eq!(identities[0], record.identity());
    assert!(
        identities[0] != identities[1] && identities[1] != identities[2] && identities[0] != identities[2]
    );
    let live = serde_json::to_string(&of(Told::Native)).unwrap();
    assert_eq!(serde_json::from_str::<PbxEvent>(&live).unwrap(), of(Told::Native));
}

#[test]
fn what_concerns_the_pbx_itself() {
    let said = |lines: &[&str]| notice(&message(lines));
    assert_eq!(
        said(&["Event: FullyBooted", "Uptime: 17"]),
        Some(Notice::FullyBooted { uptime_s: Some(17) })
    );
    assert_eq!(
        said(&["Event: FullyBooted"]),
        Some(Notice::FullyBooted { uptime_s: None })
    );
    assert_eq!(
        said(&["Event: Shutdown", "Restart: True"]),
        Some(Notice::Shutdown { restart: true })
    );
    assert_eq!(said(&["Event: Reload", "Module: All"]), Some(Notice::Reload));
    assert_eq!(
        said(&["Event: CoreShowChannelsComplete"]),
        Some(Notice::ChannelsListed)
    );
    assert_eq!(said(&["Event: Hangup"]), None);
    let line = message(&["Event: CoreShowChannel", "Uniqueid: 1.2", "Linkedid: 1.1"]);
    let channel = Channel {
        uniqueid: "1.2".to_owned(),
        linkedid: "1.1".to_owned(),
    };
    assert_eq!(live_channel(&line), Some(channel));
    assert_eq!(
        live_channel(&message(&["Event: Newchannel", "Uniqueid: 1.2"])),
        None
    );
}
