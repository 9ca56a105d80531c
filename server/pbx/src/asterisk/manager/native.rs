//! Events of the manager interface that are no CEL, in CEL's words.
//!
//! They say less (no applications without the class `dialplan`), but come at once, and come where CEL is not sent at all.
//! Beside CEL's own words there are others: `DIAL_BEGIN` and `DIAL_END` of the channel that is dialled, `HANGUP_REQUEST` of
//! the channel that hung up by itself, `HOLD` and `UNHOLD` of the phone that holds, `CALLERID` of the channel whose caller
//! is known otherwise now.

use serde_json::json;

use super::message::Message;
use super::translate::{long_text, text};
use crate::asterisk::RejectReason;
use crate::event::{Cel, Told};

/// Applications that say where a call is. A dialplan runs hundreds of others.
const APPLICATIONS: [&str; 16] = [
    "Answer",
    "AppDial",
    "AppDial2",
    "AppQueue",
    "BackGround",
    "ConfBridge",
    "ControlPlayback",
    "Dial",
    "MeetMe",
    "MinivmRecord",
    "Park",
    "Playback",
    "Queue",
    "Read",
    "VoiceMail",
    "WaitExten",
];

/// `ChannelState` of a channel that is answered.
const UP: &str = "6";

pub(super) fn events(message: &Message, at_us: i64) -> Result<Vec<Cel>, RejectReason> {
    let of = |prefix: &str, event: &str| channel_event(message, prefix, event, at_us);
    let one = |cel: Cel| Ok(vec![cel]);
    match message.event() {
        "Newchannel" => one(of("", "CHAN_START")?),
        "Newstate" if message.get("ChannelState") == UP => one(of("", "ANSWER")?),
        "DialBegin" => dial_begin(message, at_us),
        "DialEnd" => one(Cel {
            extra: json!({ "dialstatus": text(message, "DialStatus") }).to_string(),
            ..of("Dest", "DIAL_END")?
        }),
        "BridgeEnter" => one(with_bridge(message, of("", "BRIDGE_ENTER")?)?),
        "BridgeLeave" => one(with_bridge(message, of("", "BRIDGE_EXIT")?)?),
        "MusicOnHoldStart" => one(Cel {
            user_event: "MOH_STREAM_BEGIN".to_owned(),
            extra: json!({ "class": text(message, "Class") }).to_string(),
            ..of("", "STREAM_BEGIN")?
        }),
        "MusicOnHoldStop" => one(Cel {
            user_event: "MOH_STREAM_END".to_owned(),
            ..of("", "STREAM_END")?
        }),
        // A hold with music is told twice: see `assemble::talk`.
        "Hold" => one(of("", "HOLD")?),
        "Unhold" => one(of("", "UNHOLD")?),
        "NewCallerid" => one(of("", "CALLERID")?),
        "HangupRequest" => one(of("", "HANGUP_REQUEST")?),
        "Hangup" => {
            let cause: i64 = message.get("Cause").trim().parse().unwrap_or_default();
            let hangup = Cel {
                extra: json!({ "hangupcause": cause }).to_string(),
                ..of("", "HANGUP")?
            };
            Ok(vec![hangup, of("", "CHAN_END")?])
        }
        "BlindTransfer" if succeeded(message) => {
            one(blind_transfer(message, of("Transferer", "BLINDTRANSFER")?))
        }
        "AttendedTransfer" if succeeded(message) => one(attended_transfer(
            message,
            of("OrigTransferer", "ATTENDEDTRANSFER")?,
        )),
        "ParkedCall" => one(Cel {
            extra: json!({
                "parker_dial_string": text(message, "ParkerDialString"),
                "parking_lot": text(message, "Parkinglot"),
            })
            .to_string(),
            ..of("Parkee", "PARK_START")?
        }),
        "UnParkedCall" => one(Cel {
            extra: json!({
                "reason": "ParkedCallUnparked",
                "retriever": text(message, "RetrieverChannel"),
            })
            .to_string(),
            ..of("Parkee", "PARK_END")?
        }),
        "Pickup" => one(Cel {
            extra: json!({
                "pickup_channel": text(message, "Channel"),
                "pickup_channel_uniqueid": text(message, "Uniqueid"),
            })
            .to_string(),
            ..of("Target", "PICKUP")?
        }),
        "ConfbridgeJoin" => one(running(
            of("", "APP_START")?,
            "ConfBridge",
            text(message, "Conference"),
        )),
        "QueueCallerJoin" => one(running(of("", "APP_START")?, "Queue", text(message, "Queue"))),
        "Newexten" if APPLICATIONS.contains(&message.get("Application")) => {
            let started = of("", "APP_START")?;
            one(running(
                started,
                message.get("Application"),
                long_text(message, "AppData"),
            ))
        }
        _ => Ok(Vec::new()),
    }
}

/// An event of the channel whose headers begin with `prefix`.
fn channel_event(message: &Message, prefix: &str, event: &str, at_us: i64) -> Result<Cel, RejectReason> {
    let value = |name: &str| known(text(message, &format!("{prefix}{name}")));
    let uniqueid = value("Uniqueid");
    if uniqueid.is_empty() {
        return Err(RejectReason::Missing("Uniqueid"));
    }
    Ok(Cel {
        event: event.to_owned(),
        at_us,
        cid_name: known(long_text(message, &format!("{prefix}CallerIDName"))),
        cid_num: value("CallerIDNum"),
        exten: value("Exten"),
        context: value("Context"),
        channel: value("Channel"),
        account: value("AccountCode"),
        linkedid: value("Linkedid"),
        uniqueid,
        told: Told::Native,
        ..Cel::default()
    })
}

/// The manager writes out that it does not know.
fn known(value: String) -> String {
    if value == "<unknown>" {
        String::new()
    } else {
        value
    }
}

fn succeeded(message: &Message) -> bool {
    message.get("Result") == "Success"
}

fn running(event: Cel, app: &str, app_data: String) -> Cel {
    Cel {
        app: app.to_owned(),
        app_data,
        ..event
    }
}

fn with_bridge(message: &Message, event: Cel) -> Result<Cel, RejectReason> {
    let bridge = text(message, "BridgeUniqueid");
    if bridge.is_empty() {
        return Err(RejectReason::Missing("BridgeUniqueid"));
    }
    let extra = json!({
        "bridge_id": bridge,
        "bridge_technology": text(message, "BridgeTechnology"),
    });
    Ok(Cel {
        extra: extra.to_string(),
        ..event
    })
}

/// The channel that is dialled, and, if a number is sent to it, what the other one dials.
fn dial_begin(message: &Message, at_us: i64) -> Result<Vec<Cel>, RejectReason> {
    let of = |prefix: &str, event: &str| channel_event(message, prefix, event, at_us);
    // Nobody's channel dials for a program.
    let by_program = message.get("Uniqueid").is_empty();
    let app = if by_program { "AppDial2" } else { "AppDial" };
    let dialled = running(of("Dest", "DIAL_BEGIN")?, app, "(Outgoing Line)".to_owned());
    let destination = message.get("DialString");
    let tech = message.get("DestChannel").split('/').next().unwrap_or_default();
    // What calls a phone as such says nothing that the phone's channel does not.
    let sends_number = destination.contains(['@', '/']) && tech != "Local";
    if by_program || !sends_number {
        return Ok(vec![dialled]);
    }
    let dial = running(
        of("", "APP_START")?,
        "Dial",
        format!("{tech}/{}", text(message, "DialString")),
    );
    Ok(vec![dial, dialled])
}

fn blind_transfer(message: &Message, event: Cel) -> Cel {
    let extra = json!({
        "extension": text(message, "Extension"),
        "context": text(message, "Context"),
        "bridge_id": text(message, "BridgeUniqueid"),
        "transferee_channel_name": text(message, "TransfereeChannel"),
        "transferee_channel_uniqueid": text(message, "TransfereeUniqueid"),
    });
    Cel {
        extra: extra.to_string(),
        ..event
    }
}

fn attended_transfer(message: &Message, event: Cel) -> Cel {
    let extra = json!({
        "bridge1_id": text(message, "OrigBridgeUniqueid"),
        "channel2_name": text(message, "SecondTransfererChannel"),
        "channel2_uniqueid": text(message, "SecondTransfererUniqueid"),
        "bridge2_id": text(message, "SecondBridgeUniqueid"),
        "transferee_channel_name": text(message, "TransfereeChannel"),
        "transferee_channel_uniqueid": text(message, "TransfereeUniqueid"),
        "transfer_target_channel_name": text(message, "TransferTargetChannel"),
        "transfer_target_channel_uniqueid": text(message, "TransferTargetUniqueid"),
    });
    Cel {
        extra: extra.to_string(),
        ..event
    }
}
