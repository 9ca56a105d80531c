//! One fact that a PBX told, in the form in which the log keeps it for ever.

mod keys;

pub(crate) use keys::{Key, base_name, tie, uniqueid_in_name, uniqueid_time};

use call_journal_model::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

use crate::freeswitch::FreeswitchLeg;
use crate::http_call::HttpCall;
use crate::mikopbx::MikopbxLeg;

/// One fact that a PBX told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PbxEvent {
    /// A channel event of Asterisk.
    Cel(Cel),
    /// A call detail record of Asterisk.
    Cdr(Cdr),
    /// An audio file that was found.
    RecordingFile(RecordingFile),
    /// A channel that is not there any more, though nobody told its end.
    ChannelGone(ChannelGone),
    /// A call that was told as a whole, and that nobody told any more of.
    CallGone(CallGone),
    /// A leg's record of FreeSWITCH.
    FreeswitchLeg(Box<FreeswitchLeg>),
    /// A leg's record of MikoPBX.
    MikopbxLeg(Box<MikopbxLeg>),
    /// A whole call, told by a program of the company's own.
    HttpCall(Box<HttpCall>),
}

/// A row of Asterisk's channel event log. Field names are Asterisk's; empty strings are absent values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cel {
    /// `CHAN_START`, `BRIDGE_ENTER` …
    pub event: String,
    /// Microseconds since the epoch.
    pub at_us: i64,
    /// Caller's name; an attacker's text.
    pub cid_name: String,
    /// Caller's number; an attacker's text.
    pub cid_num: String,
    /// The number that is billed.
    pub cid_ani: String,
    /// The number that redirected.
    pub cid_rdnis: String,
    /// The number that was called.
    pub cid_dnid: String,
    /// Extension in the dialplan.
    pub exten: String,
    /// Context in the dialplan.
    pub context: String,
    /// `PJSIP/201-00000001`
    pub channel: String,
    /// Application running.
    pub app: String,
    /// Its arguments.
    pub app_data: String,
    /// Account code.
    pub account: String,
    /// The channel's id: epoch seconds, dot, counter.
    pub uniqueid: String,
    /// The conversation's id: the uniqueid of its oldest channel, as far as Asterisk knew then.
    pub linkedid: String,
    /// The other channel of a bridge.
    pub peer: String,
    /// Name of a user-defined event.
    pub user_event: String,
    /// JSON with details that depend on the event.
    pub extra: String,
    /// Which way it was told.
    #[serde(skip_serializing_if = "Told::is_record")]
    pub told: Told,
}

/// Which way a channel event was told: the same fact may come by several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// By a file or a table: its time is the fact's own.
    #[default]
    Record,
    /// By a CEL event of the manager interface: its time is that at which it was sent.
    Manager,
    /// By another event of the manager interface, put into CEL's words: the same, and without what only CEL knows.
    Native,
}

impl Told {
    // Stored events of before there were others must stay as they are, byte by byte.
    fn is_record(&self) -> bool {
        *self == Told::Record
    }
}

/// A call detail record of Asterisk. Field names are Asterisk's; empty strings are absent values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cdr {
    /// Begin; the PBX writes whole local seconds.
    pub start: Timestamp,
    /// Answer, where the record has it.
    pub answer: Option<Timestamp>,
    /// End, where the record has it; otherwise `start` + `duration`.
    pub end: Option<Timestamp>,
    /// Seconds from start to end.
    pub duration_s: i64,
    /// Seconds from answer to end.
    pub billsec: i64,
    /// `ANSWERED`, `NO ANSWER`, `BUSY`, `FAILED`, `CONGESTION`.
    pub disposition: String,
    /// `"Name" <number>`
    pub clid: String,
    /// Caller's number.
    pub src: String,
    /// What was dialled (overwritten by a blind transfer).
    pub dst: String,
    /// Context in the dialplan.
    pub dcontext: String,
    /// The calling channel.
    pub channel: String,
    /// The called channel.
    pub dstchannel: String,
    /// Last application.
    pub lastapp: String,
    /// Its arguments.
    pub lastdata: String,
    /// The calling channel's id.
    pub uniqueid: String,
    /// The conversation's id.
    pub linkedid: String,
    /// Number of the record since the PBX began.
    pub sequence: String,
    /// FreePBX: the number of the company that was called.
    pub did: String,
    /// FreePBX: base name of the audio file.
    pub recordingfile: String,
    /// FreePBX: the caller's number before the trunk's was put in its place.
    pub cnum: String,
    /// FreePBX: the caller's name.
    pub cnam: String,
    /// FreePBX: the name of the one who was called.
    pub dst_cnam: String,
    /// Free field.
    pub userfield: String,
    /// Account code.
    pub account: String,
}

/// An audio file below a recordings root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordingFile {
    /// Path relative to the root, `/` between parts.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Length of the audio; `None` where the format does not tell.
    pub duration: Option<Millis>,
    /// The channel that was recorded, where something beside the file tells: the text file of a voicemail message.
    pub channel: String,
    /// When recording began, where something beside the file tells.
    pub started_at: Option<Timestamp>,
    /// Where it was uploaded for a posted call: that call's own id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub call: String,
    /// What the sender of an upload calls it: two uploads of one name are one recording. An attacker's text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Where it was uploaded: the extension of the employee whose talk it holds.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub employee: String,
}

/// The PBX was asked for its channels, or was started anew, and this one is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelGone {
    /// The channel's id.
    pub uniqueid: String,
    /// The conversation's id, as last known.
    pub linkedid: String,
    /// When it was found to be gone.
    pub at: Timestamp,
}

/// Nothing was told for long of a call that was told as a whole and has no end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallGone {
    /// The sender's own id of the call.
    pub id: String,
    /// When it was found to be silent.
    pub at: Timestamp,
}
