//! Calls whose end was not heard, and channels that the PBX has no more when it is asked.

use super::*;

/// A call from outside that 301 answers at 2 and that has music from 5 to 7.5.
fn talking() -> (Pbx, pbx::Chan, pbx::Chan) {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    pbx.answers(2.0, b);
    pbx.answers(2.0, a);
    pbx.bridges(2.0, &[b, a]);
    pbx.music(5.0, 7.5, a);
    (pbx, a, b)
}

fn live(pbx: &Pbx) -> Call {
    let mut calls = calls_by(&pbx.events, &plan(), OpenCalls::StillGoing);
    assert_eq!(calls.len(), 1, "{calls:#?}");
    calls.remove(0)
}

fn open(pbx: &Pbx) -> Vec<String> {
    open_channels(&pbx.events)
        .into_iter()
        .map(|channel| channel.uniqueid)
        .collect()
}

fn second(at: f64) -> Timestamp {
    Timestamp(T0 * 1000 + (at * 1e3) as i64)
}

#[test]
fn a_call_whose_channels_are_all_gone_is_one_that_was_cut_off() {
    let (mut pbx, a, b) = talking();
    let cut_off = one(&pbx);
    assert_eq!(live(&pbx).talking_since, Some(second(2.0)));
    pbx.is_gone(60.0, a);
    assert_eq!(
        live(&pbx).outcome,
        Outcome::Answered,
        "nobody outside is there any more"
    );
    pbx.is_gone(60.0, b);
    assert_eq!(live(&pbx), cut_off);
    assert_eq!(one(&pbx), cut_off);
    assert_eq!(cut_off.ended_at, Some(second(7.5)));
    assert_eq!(
        (cut_off.outcome, cut_off.talking_since),
        (Outcome::Answered, None)
    );
}

/// The call is the outside party's: it ends with its channel, and a phone that is still listed is one that has yet to
/// notice. What the phone hears after that is nobody.
#[test]
fn a_call_whose_outside_channel_is_gone_is_over_though_the_phone_is_listed() {
    let (mut pbx, a, b) = talking();
    pbx.is_gone(60.0, a);
    let call = live(&pbx);
    assert_eq!(
        (call.outcome, call.ended_at),
        (Outcome::Answered, Some(second(7.5)))
    );
    assert_eq!(talks(&call), ["301 2-7.5"], "when it was last heard of");
    assert_eq!(call.legs.last().and_then(|leg| leg.ended_at), Some(second(7.5)));
    assert_eq!(open(&pbx), [pbx.id(b)]);
}

/// 301 calls 302, who answers at 2.
fn inside() -> (Pbx, pbx::Chan, pbx::Chan) {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/301", "301", "302");
    let b = pbx.dials(0.1, a, "PJSIP/302", "302");
    pbx.answers(2.0, b);
    pbx.answers(2.0, a);
    pbx.bridges(2.0, &[b, a]);
    pbx.music(5.0, 7.5, a);
    (pbx, a, b)
}

/// There is no outside party who could be given another: with either of the two the talk is over.
#[test]
fn an_internal_call_is_over_when_either_side_is_gone() {
    for caller_is_gone in [true, false] {
        let (mut pbx, a, b) = inside();
        assert_eq!(live(&pbx).outcome, Outcome::Talking);
        pbx.is_gone(60.0, if caller_is_gone { a } else { b });
        let call = live(&pbx);
        assert_eq!(call.outcome, Outcome::Answered, "{caller_is_gone}");
        assert_eq!(call.ended_at, Some(second(7.5)), "{caller_is_gone}");
    }
}

#[test]
fn an_internal_caller_who_goes_on_after_a_phone_is_gone_is_in_a_call() {
    let (mut pbx, a, b) = inside();
    pbx.is_gone(60.0, b);
    let c = pbx.dials(61.0, a, "PJSIP/303", "303");
    assert_eq!(live(&pbx).outcome, Outcome::Ringing);
    pbx.answers(62.0, c);
    pbx.bridges(62.0, &[c, a]);
    assert_eq!(live(&pbx).outcome, Outcome::Talking);
}

#[test]
fn a_phone_that_is_gone_does_not_end_the_call() {
    let (mut pbx, a, b) = talking();
    pbx.is_gone(60.0, b);
    let c = pbx.dials(61.0, a, "PJSIP/302", "302");
    assert_eq!(live(&pbx).outcome, Outcome::Ringing);
    pbx.answers(62.0, c);
    pbx.bridges(62.0, &[c, a]);
    let call = live(&pbx);
    assert_eq!(
        (call.outcome, call.talking_since),
        (Outcome::Talking, Some(second(62.0)))
    );
    assert_eq!(talks(&call)[0], "301 2-2", "its last word was that it entered");
}

#[test]
fn a_hold_that_has_only_just_begun_is_not_told_yet() {
    let (mut pbx, a, b) = talking();
    pbx.event(9.0001, b, "HOLD", "", "");
    pbx.event(9.0002, a, "HANGUP_REQUEST", "", "");
    let holds: Vec<_> = live(&pbx).legs.into_iter().flat_map(|leg| leg.holds).collect();
    assert_eq!(holds.len(), 1, "that of before: {holds:?}");
}

#[test]
fn of_two_talks_that_go_on_the_first_tells_since_when() {
    let (mut pbx, a, _) = talking();
    let c = pbx.dials(8.0, a, "PJSIP/302", "302");
    pbx.answers(9.0, c);
    pbx.enters(9.0, c, 1, "softmix");
    let call = live(&pbx);
    assert_eq!(call.talked().len(), 2);
    assert_eq!(call.talking_since, Some(second(2.0)));
}

#[test]
fn an_end_that_was_told_is_not_changed_by_what_is_gone_later() {
    let (mut pbx, a, b) = talking();
    pbx.hangs_up(20.0, b, 16);
    pbx.hangs_up(20.0, a, 16);
    let over = live(&pbx);
    pbx.is_gone(15.0, a);
    pbx.is_gone(60.0, a);
    pbx.is_gone(60.0, b);
    assert_eq!(live(&pbx), over);
    assert_eq!(talks(&over), ["301 2-20"]);
}

#[test]
fn a_channel_that_is_heard_of_after_it_was_told_to_be_gone_is_there() {
    let (mut pbx, a, b) = talking();
    pbx.is_gone(4.0, a);
    pbx.is_gone(1.0, b);
    assert_eq!(live(&pbx).outcome, Outcome::Talking);
    assert_eq!(open(&pbx), [pbx.id(a), pbx.id(b)]);
}

#[test]
fn of_a_channel_that_nobody_heard_of_nothing_is_told() {
    let (pbx, a, _) = talking();
    let mut only_gone = Pbx::new();
    let stranger = only_gone.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    only_gone.events.clear();
    only_gone.is_gone(60.0, stranger);
    assert_eq!(calls_by(&only_gone.events, &plan(), OpenCalls::StillGoing), []);
    assert_eq!(open(&only_gone), [""; 0]);
    assert!(open(&pbx).contains(&pbx.id(a)));
}

#[test]
fn open_channels_are_those_that_began_and_did_not_end() {
    let (mut pbx, a, b) = talking();
    assert_eq!(open(&pbx), [pbx.id(a), pbx.id(b)]);
    pbx.hangs_up(20.0, b, 16);
    assert_eq!(open(&pbx), [pbx.id(a)]);
    pbx.is_gone(60.0, a);
    assert_eq!(open(&pbx), [""; 0]);
    pbx.events.reverse();
    assert_eq!(open(&pbx), [""; 0]);
}

#[test]
fn a_row_that_comes_while_its_phone_talks_on_does_not_end_the_talk() {
    // 301 asks 302 on a second line and hands the call over: the row of that line comes at once.
    let (mut pbx, a, b) = talking();
    let second_line = pbx.calls(8.0, "PJSIP/301", "301", "302");
    let c = pbx.dials(8.1, second_line, "PJSIP/302", "302");
    pbx.answers(10.0, c);
    pbx.bridges(10.0, &[c, second_line]);
    pbx.attended(15.0, b, second_line, a, c);
    pbx.hangs_up(15.0, second_line, 16);
    pbx.hangs_up(15.0, b, 16);
    pbx.enters(15.0, a, 2, "simple_bridge");
    let uniqueid = pbx.id(second_line);
    let (channel, dstchannel) = (pbx.name(second_line), pbx.name(c));
    pbx.events.push(PbxEvent::Cdr(Cdr {
        start: second(8.0),
        answer: Some(second(10.0)),
        end: Some(second(15.0)),
        duration_s: 7,
        billsec: 5,
        disposition: "ANSWERED".to_owned(),
        channel,
        dstchannel,
        lastapp: "Dial".to_owned(),
        linkedid: uniqueid.clone(),
        uniqueid,
        ..Cdr::default()
    }));
    let call = live(&pbx);
    assert_eq!(
        (call.outcome, call.talking_since),
        (Outcome::Talking, Some(second(15.0)))
    );
}
