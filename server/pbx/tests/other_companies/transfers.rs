//! Transfers, consultations, parking, pickups, conferences.

use super::*;

#[test]
fn a_call_picked_up_by_another_phone_is_that_phones_talk() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    let c = pbx.calls(3.0, "PJSIP/302", "302", "*8");
    let extra = format!(
        r#"{{"pickup_channel":"{}","pickup_channel_uniqueid":"{}"}}"#,
        pbx.name(c),
        pbx.id(c)
    );
    pbx.event(3.1, b, "PICKUP", "", &extra);
    pbx.answers(3.1, c);
    pbx.bridges(3.2, &[c, a]);
    pbx.hangs_up(3.2, b, 26);
    pbx.hangs_up(8.2, c, 16);
    pbx.hangs_up(8.2, a, 16);
    let call = one(&pbx);
    assert_eq!(
        (talks(&call), rang(&call)),
        (vec!["302 3.2-8.2".to_owned()], vec!["301"])
    );
    assert_eq!(
        transfers(&call),
        [(TransferKind::Pickup, "301".into(), "302".into())]
    );
}

#[test]
fn a_parked_call_that_nobody_takes_comes_back_to_who_parked_it() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    pbx.answers(2.0, b);
    pbx.bridges(2.0, &[b, a]);
    pbx.blind(8.0, b, a, "70");
    pbx.event(8.0, a, "PARK_START", "", r#"{"parking_lot":"default"}"#);
    pbx.enters(8.0, a, 99, "holding_bridge");
    pbx.hangs_up(9.0, b, 16);
    pbx.event(53.0, a, "PARK_END", "", r#"{"reason":"ParkedCallTimeOut"}"#);
    pbx.leaves(53.0, a);
    let again = pbx.dials(53.1, a, "PJSIP/301", "301");
    pbx.answers(56.0, again);
    pbx.bridges(56.0, &[again, a]);
    pbx.hangs_up(60.0, again, 16);
    pbx.hangs_up(60.0, a, 16);
    let call = one(&pbx);
    assert_eq!(talks(&call), ["301 2-8", "301 56-60"]);
}

#[test]
fn a_blind_transfer_to_a_queue_brings_about_the_queue() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    pbx.answers(2.0, b);
    pbx.bridges(2.0, &[b, a]);
    pbx.blind(8.0, b, a, "5500");
    pbx.hangs_up(8.0, b, 16);
    pbx.leaves(8.0, a);
    pbx.runs(a, "5500", "Queue", "5500,t");
    pbx.music(8.1, 14.0, a);
    let c = pbx.dials(9.0, a, "PJSIP/302", "302");
    pbx.answers(14.0, c);
    pbx.bridges(14.0, &[c, a]);
    pbx.hangs_up(20.0, c, 16);
    pbx.hangs_up(20.0, a, 16);
    let call = one(&pbx);
    assert_eq!(talks(&call), ["301 2-8", "302 14-20"]);
    assert_eq!(
        transfers(&call),
        [(TransferKind::Blind, "301".into(), "Queue(\"5500\")".into())]
    );
}

/// An employee calls somebody outside, consults a colleague on a second line, and connects the two.
fn outgoing_consulted(with_music: bool) -> Pbx {
    let mut pbx = Pbx::new();
    let e1 = pbx.calls(0.0, "PJSIP/301", "301", "84957654321");
    let b = pbx.dials(0.1, e1, "PJSIP/provider", "");
    pbx.answers(5.0, b);
    pbx.answers(5.0, e1);
    let talk = pbx.bridges(5.0, &[b, e1]);
    if with_music {
        pbx.music(8.0, 24.0, b);
    }
    let second = pbx.calls(9.0, "PJSIP/301", "301", "302");
    let e2 = pbx.dials(9.1, second, "PJSIP/302", "302");
    pbx.answers(11.0, e2);
    let consultation = pbx.bridges(11.0, &[e2, second]);
    pbx.leaves(24.0, b);
    pbx.leaves(24.0, second);
    pbx.enters(24.0, b, consultation, "simple_bridge");
    pbx.attended(24.0, e1, second, b, e2);
    pbx.hangs_up(24.0, e1, 16);
    pbx.hangs_up(24.0, second, 16);
    pbx.hangs_up(30.0, e2, 16);
    pbx.hangs_up(30.0, b, 16);
    let _ = talk;
    pbx
}

#[test]
fn a_consultation_within_an_outgoing_call_is_no_talk_of_the_customer() {
    let call = one(&outgoing_consulted(true));
    assert_eq!(
        (call.direction, number(&call), call.outcome),
        (Direction::Out, OUTSIDE, Outcome::Answered)
    );
    assert_eq!(talks(&call), ["301 5-8", "302 24-30"]);
    assert_eq!(
        transfers(&call),
        [(TransferKind::Attended, "301".into(), "302".into())]
    );
    let consultation = call
        .legs
        .iter()
        .find(|leg| leg.consultation)
        .map(|leg| (leg.result, leg.talk.0));
    assert_eq!(consultation, Some((LegResult::Answered, 13_000)));
}

#[test]
fn without_music_in_the_log_the_talk_ends_when_the_second_line_is_taken() {
    assert_eq!(talks(&one(&outgoing_consulted(false))), ["301 5-9", "302 24-30"]);
}

#[test]
fn a_consultation_that_returns_to_the_caller_is_a_hold() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    pbx.answers(2.0, b);
    let talk = pbx.bridges(2.0, &[b, a]);
    pbx.music(6.0, 15.0, a);
    let (first, second) = pbx.local(7.0, Some(a), "302@dialplan");
    let consultation = pbx.bridges(7.0, &[first]);
    pbx.enters(7.0, b, consultation, "simple_bridge");
    let c = pbx.dials(7.1, second, "PJSIP/302", "302");
    pbx.hangs_up(15.0, c, 19);
    pbx.enters(15.0, b, talk, "simple_bridge");
    pbx.hangs_up(15.0, first, 16);
    pbx.hangs_up(15.0, second, 16);
    pbx.hangs_up(20.0, b, 16);
    pbx.hangs_up(20.0, a, 16);
    let call = one(&pbx);
    assert_eq!(talks(&call), ["301 2-20"]);
    assert_eq!(call.legs[0].holds.len(), 1);
    let asked: Vec<_> = call
        .legs
        .iter()
        .filter(|leg| leg.consultation)
        .map(|leg| leg.result)
        .collect();
    assert_eq!(asked, [LegResult::NoAnswer]);
}

#[test]
fn a_transfer_while_the_colleague_still_rings_is_followed_through_the_local_channel() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    pbx.answers(2.0, b);
    let talk = pbx.bridges(2.0, &[b, a]);
    pbx.music(6.0, 9.0, a);
    let second_line = pbx.calls(7.0, "PJSIP/301", "301", "302");
    let c = pbx.dials(7.1, second_line, "PJSIP/302", "302");
    let (first, second) = pbx.local(9.0, Some(a), "_attended@transfer/m");
    pbx.leaves(9.0, b);
    pbx.enters(9.0, first, talk, "simple_bridge");
    pbx.attended(9.0, b, second_line, a, c);
    pbx.hangs_up(9.1, b, 16);
    pbx.hangs_up(9.1, second_line, 16);
    pbx.answers(12.0, c);
    pbx.bridges(12.0, &[c, second]);
    for chan in [c, second, first, a] {
        pbx.hangs_up(18.0, chan, 16);
    }
    let call = one(&pbx);
    assert_eq!(
        (talks(&call), rang(&call)),
        (
            vec!["301 2-6".to_owned(), "302 12-18".to_owned()],
            vec!["301", "302"]
        )
    );
    assert_eq!(
        transfers(&call),
        [(TransferKind::Attended, "301".into(), "302".into())]
    );
}

#[test]
fn an_internal_call_that_is_passed_on_stays_one_call() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/301", "301", "302");
    let b = pbx.dials(0.1, a, "PJSIP/302", "302");
    pbx.answers(2.0, b);
    pbx.bridges(2.0, &[b, a]);
    pbx.blind(8.0, b, a, "303");
    pbx.hangs_up(8.0, b, 16);
    pbx.leaves(8.0, a);
    let c = pbx.dials(8.1, a, "PJSIP/303", "303");
    pbx.talk(8.1, 11.0, 15.0, a, c);
    let call = one(&pbx);
    assert_eq!(
        (call.direction, talks(&call)),
        (Direction::Internal, vec!["302 2-8".into(), "303 11-15".into()])
    );
    assert_eq!(call.dialled.as_deref(), Some("302"));
}

#[test]
fn two_outside_callers_in_one_conference_are_two_calls() {
    let mut pbx = Pbx::new();
    let room = 77;
    let e = pbx.calls(0.0, "PJSIP/301", "301", "8000");
    let a = pbx.calls(3.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.calls(5.0, "PJSIP/provider", "+74951112233", DID);
    for (at, chan) in [(0.1, e), (3.1, a), (5.1, b)] {
        pbx.runs(chan, "8000", "ConfBridge", "8000");
        pbx.answers(at, chan);
        pbx.enters(at, chan, room, "softmix");
    }
    pbx.hangs_up(10.0, a, 16);
    pbx.hangs_up(12.0, b, 16);
    pbx.hangs_up(13.0, e, 16);
    let calls = calls_by(&pbx.events, &plan(), OpenCalls::CutOff);
    let told: Vec<_> = calls.iter().map(|call| (number(call), talks(call))).collect();
    assert_eq!(
        told,
        [
            (OUTSIDE, vec!["301 3.1-10".to_owned()]),
            ("+74951112233", vec!["301 5.1-12".to_owned()])
        ]
    );
}
