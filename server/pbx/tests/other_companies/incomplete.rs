//! Logs that lack something: calls that go on, a PBX that was killed, records without ids.

use super::*;

#[test]
fn records_without_any_ids_are_still_single_calls() {
    let row = |at: i64, channel: &str, dstchannel: &str, dst: &str, app: &str, billsec: i64| {
        PbxEvent::Cdr(Cdr {
            start: Timestamp((T0 + at) * 1000),
            duration_s: 20,
            billsec,
            disposition: if billsec > 0 { "ANSWERED" } else { "NO ANSWER" }.to_owned(),
            src: "89161112233".to_owned(),
            dst: dst.to_owned(),
            channel: channel.to_owned(),
            dstchannel: dstchannel.to_owned(),
            lastapp: app.to_owned(),
            ..Cdr::default()
        })
    };
    let rows = [
        row(0, "SIP/provider-00000001", "SIP/101-00000002", "101", "Dial", 10),
        row(
            5,
            "SIP/provider-00000003",
            "Local/102@q-00000001;1",
            "500",
            "Queue",
            15,
        ),
        row(5, "Local/102@q-00000001;2", "SIP/102-00000004", "102", "Dial", 12),
        // The PBX began anew.
        row(900, "SIP/provider-00000001", "SIP/101-00000002", "101", "Dial", 0),
    ];
    let calls = calls_by(&rows, &plan(), OpenCalls::CutOff);
    let told: Vec<_> = calls
        .iter()
        .map(|call| (call.direction, call.outcome, talks(call)))
        .collect();
    assert_eq!(
        told,
        [
            (Direction::In, Outcome::Answered, vec!["101 10-20".to_owned()]),
            (Direction::In, Outcome::Answered, vec!["102 13-25".to_owned()]),
            (Direction::In, Outcome::Missed, vec![]),
        ]
    );
}

#[test]
fn events_that_were_missed_live_are_made_up_for_by_the_records() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    // The connection is down from here: answer, talk and the phone's end are not heard.
    let heard = pbx.events.len();
    pbx.hangs_up(20.0, b, 16);
    pbx.events.truncate(heard);
    pbx.hangs_up(20.0, a, 16);
    let (channel, dstchannel, uniqueid) = (pbx.name(a), pbx.name(b), pbx.id(a));
    pbx.events.push(PbxEvent::Cdr(Cdr {
        start: Timestamp(T0 * 1000),
        answer: Some(Timestamp((T0 + 4) * 1000)),
        end: Some(Timestamp((T0 + 20) * 1000)),
        duration_s: 20,
        billsec: 16,
        disposition: "ANSWERED".to_owned(),
        channel,
        dstchannel,
        lastapp: "Dial".to_owned(),
        linkedid: uniqueid.clone(),
        uniqueid,
        ..Cdr::default()
    }));
    for open in [OpenCalls::CutOff, OpenCalls::StillGoing] {
        let call = calls_by(&pbx.events, &plan(), open).remove(0);
        assert_eq!(
            (call.outcome, talks(&call)),
            (Outcome::Answered, vec!["301 4-20".into()])
        );
    }
}

#[test]
fn a_pbx_that_was_killed_ends_its_calls_when_it_was_last_heard_of() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    pbx.answers(2.0, b);
    pbx.bridges(2.0, &[b, a]);
    pbx.music(5.0, 7.5, a);
    let cut_off = one(&pbx);
    assert_eq!(
        (cut_off.outcome, talks(&cut_off)),
        (Outcome::Answered, vec!["301 2-7.5".into()])
    );
    assert_eq!(cut_off.ended_at.map(|at| at.0), Some(T0 * 1000 + 7500));

    let going_on = &calls_by(&pbx.events, &plan(), OpenCalls::StillGoing)[0];
    assert_eq!((going_on.outcome, going_on.ended_at), (Outcome::Talking, None));
    assert_eq!(talks(going_on), ["301 2-7.5"], "until the last moment known");
}

#[test]
fn a_call_is_ringing_then_talking_then_over_while_events_come() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "PJSIP/provider", OUTSIDE, DID);
    let live = |pbx: &Pbx| calls_by(&pbx.events, &plan(), OpenCalls::StillGoing).remove(0);
    assert_eq!(live(&pbx).outcome, Outcome::Ringing);
    let b = pbx.dials(0.1, a, "PJSIP/301", "301");
    let ringing = live(&pbx);
    assert_eq!(
        (ringing.outcome, rang(&ringing), ringing.legs[0].result),
        (Outcome::Ringing, vec!["301"], LegResult::Ringing)
    );
    pbx.talk(0.1, 3.0, 9.0, a, b);
    let over = live(&pbx);
    assert_eq!(
        (over.outcome, over.anchor, over.started_at),
        (Outcome::Answered, ringing.anchor, ringing.started_at)
    );
}

#[test]
fn a_log_without_bridges_still_tells_who_answered() {
    let mut pbx = Pbx::new();
    let a = pbx.calls(0.0, "SIP/provider", OUTSIDE, DID);
    let b = pbx.dials(0.1, a, "SIP/301", "301");
    pbx.answers(3.0, b);
    pbx.answers(3.0, a);
    pbx.hangs_up(9.0, b, 16);
    pbx.hangs_up(9.0, a, 16);
    let call = one(&pbx);
    assert_eq!(
        (call.outcome, talks(&call)),
        (Outcome::Answered, vec!["301 3.001-9".into()])
    );
}
