//! What a message tells of calls: CEL and CDR as they are, other events by `native`.

use chrono_tz::Tz;

use super::message::Message;
use super::native;
use crate::asterisk::cdr::CdrColumns;
use crate::asterisk::columns::{Column, long, short};
use crate::asterisk::{RejectReason, time};
use crate::event::{Cel, PbxEvent, Told};

/// The headers of a `Cdr` event, in the order of the columns that they are. Those that the PBX's `cdr_manager.conf` adds go
/// by the names that FreePBX gives the columns.
const CDR_HEADERS: [&str; 24] = [
    "StartTime",
    "AnswerTime",
    "EndTime",
    "Duration",
    "BillableSeconds",
    "Disposition",
    "CallerID",
    "Source",
    "Destination",
    "DestinationContext",
    "Channel",
    "DestinationChannel",
    "LastApplication",
    "LastData",
    "UniqueID",
    "LinkedID",
    "Sequence",
    "DID",
    "RecordingFile",
    "CNum",
    "CNam",
    "Dst_CNam",
    "UserField",
    "AccountCode",
];

const SHORT: Column = short(&[]);
const LONG: Column = long(&[]);

/// Makes events of messages.
#[derive(Clone, Debug)]
pub struct Translator {
    zone: Tz,
    cdr: CdrColumns,
}

impl Translator {
    /// `zone` is that of the PBX: CDR has local times, and so has CEL beside the time at which it was sent.
    #[must_use]
    pub fn new(zone: Tz) -> Translator {
        Translator {
            zone,
            cdr: CdrColumns::known(zone),
        }
    }

    /// What `message` tells of calls; mostly nothing. `received_us` is its time if the PBX does not put one on its
    /// messages (`timestampevents`), in microseconds since the epoch.
    ///
    /// # Errors
    /// An event that says too little: no channel id, no time.
    pub fn events(&self, message: &Message, received_us: i64) -> Result<Vec<PbxEvent>, RejectReason> {
        let at_us = time::parse_us(message.get("Timestamp"), self.zone).unwrap_or(received_us);
        match message.event() {
            "CEL" => Ok(vec![PbxEvent::Cel(self.cel(message, at_us)?)]),
            "Cdr" => {
                let values = CDR_HEADERS.map(|name| message.get(name));
                Ok(vec![self.cdr.event(&CdrColumns::known_row(values))?])
            }
            _ => Ok(native::events(message, at_us)?
                .into_iter()
                .map(PbxEvent::Cel)
                .collect()),
        }
    }

    fn cel(&self, message: &Message, sent_us: i64) -> Result<Cel, RejectReason> {
        let second = time::parse_us(message.get("EventTime"), self.zone);
        let event = text(message, "EventName").trim().to_ascii_uppercase();
        let extra = long_text(message, "Extra");
        let cel = Cel {
            at_us: second.map_or(sent_us, |second| happened(second, sent_us)),
            cid_name: long_text(message, "CallerIDname"),
            cid_num: text(message, "CallerIDnum"),
            cid_ani: text(message, "CallerIDani"),
            cid_rdnis: text(message, "CallerIDrdnis"),
            cid_dnid: text(message, "CallerIDdnid"),
            exten: text(message, "Exten"),
            context: text(message, "Context"),
            channel: text(message, "Channel"),
            app: text(message, "Application"),
            app_data: long_text(message, "AppData"),
            account: text(message, "AccountCode"),
            uniqueid: text(message, "UniqueID"),
            linkedid: text(message, "LinkedID"),
            peer: long_text(message, "Peer"),
            user_event: user_event(message, &event, &extra),
            told: Told::Manager,
            event,
            extra,
        };
        if cel.event.is_empty() {
            return Err(RejectReason::Missing("EventName"));
        }
        if cel.uniqueid.is_empty() {
            return Err(RejectReason::Missing("UniqueID"));
        }
        Ok(cel)
    }
}

/// The manager does not tell whose stream began, as the files do: only music has a class.
fn user_event(message: &Message, event: &str, extra: &str) -> String {
    if event == "STREAM_BEGIN" && extra.starts_with("{\"class\":") {
        return "MOH_STREAM_BEGIN".to_owned();
    }
    text(message, "UserDefType")
}

/// The value of a header that is a number, a name of a channel or an id.
pub(super) fn text(message: &Message, name: &str) -> String {
    SHORT.cut(message.get(name)).to_owned()
}

/// The value of any other header.
pub(super) fn long_text(message: &Message, name: &str) -> String {
    LONG.cut(message.get(name)).to_owned()
}

const SECOND: i64 = 1_000_000;
/// Nothing is sent this late; what looks like it has its local time in another zone.
const LATEST: i64 = 15 * 60 * SECOND;

/// When it was, of which the event tells the whole second, and the manager when it was sent: that may be seconds later on a
/// busy PBX. Late ones crowd in the last tenth of their second, in their order.
fn happened(second: i64, sent: i64) -> i64 {
    const PUNCTUAL: i64 = 9 * SECOND / 10;
    let late = sent - second;
    if !(0..LATEST).contains(&late) {
        return sent;
    }
    if late <= PUNCTUAL {
        return sent;
    }
    let crowded = PUNCTUAL * (SECOND / 10) / late;
    second + SECOND - crowded
}
