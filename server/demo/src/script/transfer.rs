//! Passing a talk on: blind, after a consultation, to a queue, over a parking place.

use call_journal_model::time::Millis;
use serde_json::json;

use super::incoming::{self, Ringing};
use super::queue::{self, Waiting};
use super::records::{Label, Row};
use super::talking::{Made, Speech};
use super::{Chan, Script, Talking};
use crate::company::QUEUES;

/// The number that parks a call, and the place where it is put.
const PARKING: (&str, &str) = ("700", "701");

/// The employee presses «Transfer» and dials a colleague, whose phone rings.
pub(crate) fn blind(script: &mut Script<'_>, talking: Talking, to: usize) -> Ringing {
    script.shape("blind transfer");
    let exten = script.company.extension(to).0;
    let outside = lets_go(script, talking, &exten);
    let from = script.state(outside).cid_num.clone();
    incoming::rings(script, outside, &[to], exten, true, ("internal", from))
}

/// The employee sends the caller to a queue.
pub(crate) fn to_queue(script: &mut Script<'_>, talking: Talking, queue: usize) -> Waiting {
    script.shape("transfer to queue");
    let outside = lets_go(script, talking, QUEUES[queue].number);
    let from = script.state(outside).cid_num.clone();
    queue::joins(script, outside, &from, queue)
}

/// The part of a blind transfer that all have in common. Returns the outside party, who goes on to `exten`.
fn lets_go(script: &mut Script<'_>, talking: Talking, exten: &str) -> Chan {
    let (outside, phone) = (talking.outside, talking.phone);
    announces(script, &talking, exten);
    script.talk_ends();
    script.goes_to(outside, "from-internal", exten);
    script.leaves(talking.bridge, outside);
    script.leaves(talking.bridge, phone);
    // The destination of the first record is overwritten by the transfer.
    let row = talking.row(outside, phone);
    script.record(Row {
        dst: exten.into(),
        ..row
    });
    script.drops(phone, 16, None);
    outside
}

fn announces(script: &mut Script<'_>, talking: &Talking, exten: &str) {
    let extra = json!({
        "extension": exten,
        "context": "from-internal",
        "bridge_id": script.bridge_id(talking.bridge),
        "transferee_channel_name": script.name(talking.outside),
        "transferee_channel_uniqueid": script.uniqueid(talking.outside),
    });
    script.event("BLINDTRANSFER", talking.phone, Some(extra));
}

/// The employee puts the other party on hold, asks a colleague, and connects the two.
pub(crate) fn attended(
    script: &mut Script<'_>,
    talking: Talking,
    to: usize,
    (ring, consults): (Millis, Millis),
    speech: Speech,
) -> Talking {
    script.shape("attended transfer");
    let (outside, phone) = (talking.outside, talking.phone);
    script.music(outside);
    script.talk_ends();
    script.wait(Millis(900));

    let dial_us = script.now_us();
    let exten = script.company.extension(to).0;
    let second = script.phone_dials(talking.employee, &exten);
    script.runs(second, "Dial", &format!("PJSIP/{exten},20,HhTtr"));
    let target = script.phone_rings(second, to, &exten, "AppDial");
    script.wait(ring);
    script.answers(target);
    script.answers(second);
    let answer_us = script.now_us();
    let consultation = script.meet(target, second);
    script.wait(consults);

    script.music_ends(outside);
    script.leaves(talking.bridge, outside);
    script.leaves(consultation, second);
    script.enters(consultation, outside);
    script.talk_begins(to);
    tells(script, &talking, (second, target), consultation);
    script.leaves(talking.bridge, phone);
    if let Some(sound) = speech.sound() {
        let from = script.company.extension(talking.employee).0;
        let label = Label {
            kind: "internal",
            dest: &exten,
            from: &from,
            at_us: dial_us,
        };
        script.records(&label, second, sound);
    }
    let row = match talking.made {
        Made::Out => talking.row(phone, outside),
        _ => talking.row(outside, phone),
    };
    script.record(row);
    match talking.made {
        Made::Out => script.hangs_up(phone, 16, None, "ANSWER"),
        _ => script.drops(phone, 16, None),
    }
    let asked = Row {
        chan: second,
        called: Some(target),
        start_us: dial_us,
        answer_us: Some(answer_us),
        disposition: "ANSWERED",
        dst: exten.clone(),
        employee: Some(to),
        caller: Some(talking.employee),
    };
    script.record(asked);
    script.hangs_up(second, 16, None, "ANSWER");
    script.last_of_link(second);
    // From here on the colleague's channel belongs to the older conversation.
    script.state(target).linkedid = script.linkedid(outside);
    let now_us = script.now_us();
    Talking {
        outside,
        phone: target,
        employee: to,
        bridge: consultation,
        made: if talking.made == Made::Out {
            Made::Joined
        } else {
            Made::In
        },
        between: None,
        dial_us: now_us,
        answer_us: now_us,
        dst: talking.dst,
        speech,
        caller: None,
    }
}

fn tells(
    script: &mut Script<'_>,
    talking: &Talking,
    (second, target): (Chan, Chan),
    consultation: super::Bridge,
) {
    let extra = json!({
        "bridge1_id": script.bridge_id(talking.bridge),
        "channel2_name": script.name(second),
        "channel2_uniqueid": script.uniqueid(second),
        "bridge2_id": script.bridge_id(consultation),
        "transferee_channel_name": script.name(talking.outside),
        "transferee_channel_uniqueid": script.uniqueid(talking.outside),
        "transfer_target_channel_name": script.name(target),
        "transfer_target_channel_uniqueid": script.uniqueid(target),
    });
    script.event("ATTENDEDTRANSFER", talking.phone, Some(extra));
}

/// The employee parks the caller; after `parked`, `taker` takes the call from the parking place.
pub(crate) fn park(
    script: &mut Script<'_>,
    talking: Talking,
    taker: usize,
    parked: Millis,
    speech: Speech,
) -> Talking {
    script.shape("parking");
    let (outside, phone) = (talking.outside, talking.phone);
    announces(script, &talking, PARKING.0);
    script.talk_ends();
    script.leaves(talking.bridge, outside);
    let parker = format!("PJSIP/{}", script.company.extension(talking.employee).0);
    let extra = json!({ "parker_dial_string": parker, "parking_lot": "default" });
    script.event("PARK_START", outside, Some(extra));
    let place = script.room("holding_bridge");
    script.enters(place, outside);
    script.music(outside);
    script.record(talking.row(outside, phone));
    let parked_us = script.now_us();
    for digit in PARKING.1.chars() {
        script.plays(phone, &format!("digits/{digit}"));
        script.wait(Millis(800));
        script.played(phone);
    }
    script.leaves(talking.bridge, phone);
    script.drops(phone, 16, None);
    script.wait(parked);

    let second = script.phone_dials(taker, PARKING.1);
    script.runs(second, "ParkedCall", &format!("default,{}", PARKING.1));
    script.answers(second);
    script.music_ends(outside);
    let extra = json!({ "reason": "ParkedCallUnparked", "retriever": script.name(second) });
    script.event("PARK_END", outside, Some(extra));
    script.leaves(place, outside);
    let stay = Row {
        called: None,
        start_us: parked_us,
        answer_us: Some(parked_us),
        ..talking.row(outside, phone)
    };
    script.record(stay);
    let bridge = script.room("simple_bridge");
    script.enters(bridge, outside);
    script.last_of_link(second);
    script.state(second).linkedid = script.linkedid(outside);
    script.enters(bridge, second);
    script.talk_begins(taker);
    let now_us = script.now_us();
    Talking {
        outside,
        phone: second,
        employee: taker,
        bridge,
        made: Made::Taken,
        between: None,
        dial_us: now_us,
        answer_us: now_us,
        dst: talking.dst,
        speech,
        caller: None,
    }
}
