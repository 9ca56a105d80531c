//! What only events beside CEL tell: that a phone holds the other side, and who calls, where that is known later.

use call_journal_model::call::{Call, Hold};
use call_journal_pbx::assemble::OpenCalls;
use call_journal_pbx::asterisk::manager::Message;
use call_journal_pbx::event::PbxEvent;

use crate::support::{self, epoch};
use crate::{calls_of, message};

/// The calls of a recording, of the events that `listened` lets through.
fn heard(name: &str, listened: impl Fn(&Message) -> bool) -> Vec<Call> {
    let (_, bytes) = support::traces()
        .into_iter()
        .find(|(trace, _)| trace == name)
        .unwrap();
    let messages = support::messages(&bytes).into_iter();
    let events: Vec<PbxEvent> = messages
        .filter(|message| listened(message))
        .flat_map(|message| support::told(&message))
        .collect();
    calls_of(&events, OpenCalls::CutOff)
}

fn is_native(message: &Message) -> bool {
    !matches!(message.event(), "CEL" | "Cdr")
}

fn is_hold(message: &Message) -> bool {
    matches!(message.event(), "Hold" | "Unhold")
}

fn is_music(message: &Message) -> bool {
    message.event().starts_with("MusicOnHold")
}

fn holds(calls: &[Call]) -> Vec<Hold> {
    calls
        .iter()
        .flat_map(|call| &call.legs)
        .flat_map(|leg| leg.holds.clone())
        .collect()
}

#[test]
fn a_hold_without_music_is_one_and_with_it_it_is_the_same_one() {
    for name in [
        "s31_attended_transfer_refer",
        "s32_attended_transfer_dtmf",
        "s35_hold",
    ] {
        let by_music = heard(name, |message| is_native(message) && !is_hold(message));
        assert_eq!(heard(name, is_native), by_music, "{name}");
    }
    let by_music = heard("s35_hold", |message| is_native(message) && !is_hold(message));
    let by_phone = heard("s35_hold", |message| is_native(message) && !is_music(message));
    let (by_music, by_phone) = (holds(&by_music), holds(&by_phone));
    assert_eq!((by_music.len(), by_phone.len()), (2, 2));
    for (music, phone) in by_music.iter().zip(&by_phone) {
        assert!((epoch(music.started_at) - epoch(phone.started_at)).abs() < 0.01);
        assert!((epoch(music.ended_at) - epoch(phone.ended_at)).abs() < 0.01);
    }
}

#[test]
fn a_talk_ends_with_the_hold_before_a_transfer_though_no_music_is_heard() {
    let name = "s31_attended_transfer_refer";
    let by_phone = heard(name, |message| is_native(message) && !is_music(message));
    let by_music = heard(name, |message| is_native(message) && !is_hold(message));
    assert_eq!((by_phone.len(), by_music.len()), (1, 1));
    let ends = |call: &Call| {
        call.talks
            .iter()
            .map(|talk| epoch(talk.ended_at))
            .collect::<Vec<f64>>()
    };
    for (phone, music) in ends(&by_phone[0]).into_iter().zip(ends(&by_music[0])) {
        assert!((phone - music).abs() < 0.01, "{phone} {music}");
    }
}

/// A call from outside with what the PBX says of the caller as it comes, and later.
fn call(came: [&str; 2], later: &[[&str; 2]]) -> Call {
    let channel = "Channel: PJSIP/trunk-00000001";
    let said = |event: &str, at: usize, who: [&str; 2]| {
        let lines = [
            format!("Event: {event}"),
            format!("Timestamp: {}.0", 1_795_402_065 + at),
            channel.to_owned(),
            "ChannelState: 6".to_owned(),
            format!("CallerIDNum: {}", who[0]),
            format!("CallerIDName: {}", who[1]),
            "Exten: 74951234500".to_owned(),
            "Context: from-trunk".to_owned(),
            "Uniqueid: 1795402065.1".to_owned(),
            "Linkedid: 1795402065.1".to_owned(),
        ];
        message(&lines.each_ref().map(String::as_str))
    };
    let mut messages = vec![said("Newchannel", 0, came)];
    messages.extend(
        later
            .iter()
            .enumerate()
            .map(|(n, who)| said("NewCallerid", n + 1, *who)),
    );
    messages.push(said("Hangup", 9, came));
    let events: Vec<PbxEvent> = messages.iter().flat_map(support::told).collect();
    let mut calls = calls_of(&events, OpenCalls::CutOff);
    assert_eq!(calls.len(), 1, "{calls:#?}");
    calls.remove(0)
}

#[test]
fn a_name_or_number_that_is_known_later_is_the_callers() {
    let of = |call: &Call| (call.number_as_sent.clone(), call.caller_name.clone());
    let told = |number: &str, name: Option<&str>| (number.to_owned(), name.map(str::to_owned));
    let nobody = ["<unknown>", "<unknown>"];
    let anna = ["+79161234567", "Anna"];
    let number = ["+79161234567", "<unknown>"];
    assert_eq!(of(&call(number, &[anna])), told("+79161234567", Some("Anna")));
    assert_eq!(
        of(&call(nobody, &[number, anna])),
        told("+79161234567", Some("Anna"))
    );
    assert_eq!(
        of(&call(["anonymous", "Anonymous"], &[number])),
        told("+79161234567", None)
    );
    // The network's own name stays, and what is put in the caller's place is not the caller's.
    assert_eq!(
        of(&call(anna, &[["+79161234567", "Queue: Anna"]])),
        told("+79161234567", Some("Anna"))
    );
    assert_eq!(
        of(&call(number, &[["74951234500", "Company"]])),
        told("+79161234567", None)
    );
}
