//! A call as it was put together from what the PBX said: one conversation, its talks, its route, its recordings.
//!
//! Nothing here depends on other calls; what a call *means* beside the others is `status` and `settle`.

use serde::{Deserialize, Serialize};

use crate::phone::PhoneNumber;
use crate::time::{Millis, Timestamp};

/// The journal's own id of a call; never an id of the PBX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallId(pub i64);

/// Who called whom, seen from the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From outside to the company.
    In,
    /// From an employee to the outside.
    Out,
    /// Between employees.
    Internal,
}

/// What the PBX calls the phone of an employee: a short number such as `201`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extension(pub String);

/// One conversation, assembled from events. Equal events in any order give an equal value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The source's unique id of the channel that the call began with. Identifies the call within its source.
    pub anchor: String,
    /// All the source's ids of this conversation (Asterisk: linkedids), oldest first.
    pub source_ids: Vec<String>,
    /// Who called whom.
    pub direction: Direction,
    /// The outside party's number. `None`: withheld, or an internal call.
    pub number: Option<PhoneNumber>,
    /// The outside party's number or address as the PBX wrote it; empty when withheld.
    pub number_as_sent: String,
    /// The name that the network or the PBX gave the outside party. An attacker's text.
    pub caller_name: Option<String>,
    /// The employee who dialled, for outgoing and internal calls.
    pub caller: Option<Extension>,
    /// What was dialled, for outgoing and internal calls.
    pub dialled: Option<String>,
    /// The number of the company that was called (DID), or the trunk that carried the call.
    pub line: Option<String>,
    /// The first sign of the call.
    pub started_at: Timestamp,
    /// When an employee (or, outgoing, the other side) answered.
    pub answered_at: Option<Timestamp>,
    /// When the outside party was gone. `None`: still going on.
    pub ended_at: Option<Timestamp>,
    /// What became of it.
    pub outcome: Outcome,
    /// For a call that is [`Outcome::Talking`]: when the talk that goes on now began, or the first of those that do.
    pub talking_since: Option<Timestamp>,
    /// Talks of the outside party with employees, in time order; for an internal call, of the two employees.
    pub talks: Vec<Talk>,
    /// Employees whose phone rang, in the order in which they began to ring, each once.
    pub rang: Vec<Extension>,
    /// The employee, queue, menu or group that the call was at last, when nobody talked.
    pub rang_last: Option<Party>,
    /// «Детализация звонка», in time order.
    pub legs: Vec<CallLeg>,
    /// Audio files, in time order.
    pub recordings: Vec<Recording>,
}

impl Call {
    /// Time that the outside party spent talking with employees. Excludes ringing, menus, queues and consultations.
    #[must_use]
    pub fn talk_time(&self) -> Millis {
        self.talks.iter().map(Talk::length).sum()
    }

    /// Employees who talked, in the order in which they began to, each once.
    #[must_use]
    pub fn talked(&self) -> Vec<&Extension> {
        let mut seen = Vec::new();
        for talk in &self.talks {
            if !seen.contains(&&talk.employee) {
                seen.push(&talk.employee);
            }
        }
        seen
    }
}

/// What became of a call by itself, before it is seen beside other calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Still ringing, in a menu, or waiting in a queue.
    Ringing,
    /// Somebody is talking now.
    Talking,
    /// An employee (incoming, internal) or the other side (outgoing) answered.
    Answered,
    /// Incoming or internal: nobody answered.
    Missed,
    /// Outgoing: did not get through.
    NotReached(Reason),
}

/// Why an outgoing call did not get through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The employee hung up before an answer.
    CancelledByEmployee,
    /// The other side was busy or rejected the call.
    Busy,
    /// It rang, and nobody answered.
    NoAnswer,
    /// The network or the trunk failed, or the number does not exist.
    Failed,
}

/// The outside party (or, internally, the caller) talking with one employee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// Who of the company talked.
    pub employee: Extension,
    /// When the two were connected.
    pub started_at: Timestamp,
    /// When they were parted; for a talk that goes on, the last moment known.
    pub ended_at: Timestamp,
}

impl Talk {
    /// How long the two were connected, holds included.
    #[must_use]
    pub fn length(&self) -> Millis {
        self.ended_at.since(self.started_at)
    }
}

/// One end of a leg.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Party {
    /// An employee's phone.
    Employee(Extension),
    /// Somebody outside: the E.164 number where there is one, else what the PBX wrote, else empty (withheld).
    Outside(String),
    /// A queue, by its number or name in the PBX.
    Queue(String),
    /// A ring group, by its number.
    Group(String),
    /// A voice menu, by its context or number.
    Menu(String),
    /// A voicemail box.
    Voicemail(String),
    /// A conference room.
    Conference(String),
    /// An announcement, for example outside business hours.
    Announcement(String),
    /// A parking place.
    Parking(String),
}

/// One attempt or talk between two parties inside a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallLeg {
    /// Who called.
    pub from: Party,
    /// Whom.
    pub to: Party,
    /// When it began to ring, or when the two were connected without ringing.
    pub started_at: Timestamp,
    /// When `to` answered.
    pub answered_at: Option<Timestamp>,
    /// When it was over; `None` while it goes on.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub result: LegResult,
    /// Time connected. Zero unless `result` is [`LegResult::Answered`].
    pub talk: Millis,
    /// Parts of `talk` during which one side was on hold.
    pub holds: Vec<Hold>,
    /// Set on the first leg that a transfer brought about.
    pub transfer: Option<Transfer>,
    /// A consultation between employees while the outside party waits. Not part of the call's talk time.
    pub consultation: bool,
}

/// A stretch of hold inside a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// When it began.
    pub started_at: Timestamp,
    /// When it was over.
    pub ended_at: Timestamp,
}

/// «Иванов Пётр (303) перевёл звонок на Фёдоров Борис (301)».
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Who transferred.
    pub by: Party,
    /// To whom.
    pub to: Party,
    /// How.
    pub kind: TransferKind,
}

/// How a call was passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// Without asking.
    Blind,
    /// After a consultation.
    Attended,
    /// Put on a parking place and taken from there.
    Parking,
    /// Taken by another phone while it rang.
    Pickup,
}

/// How a leg ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegResult {
    /// Still ringing.
    Ringing,
    /// Connected (now or then) with a person.
    Answered,
    /// A menu, queue, announcement or voicemail answered technically.
    Machine,
    /// Rang and was not answered.
    NoAnswer,
    /// Busy or rejected.
    Busy,
    /// The phone is offline, or the network failed.
    Failed,
    /// The caller hung up first.
    Cancelled,
    /// Somebody else of the group answered first.
    AnsweredElsewhere,
}

/// One audio file of a call, as the PBX named it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Path relative to a recordings root, or the bare name if no file was found yet. An attacker's text: never open
    /// it without the check of `server::recordings`.
    pub path: String,
    /// When recording began, as far as known.
    pub started_at: Timestamp,
    /// Length of the audio; `None` until the file was measured.
    pub duration: Option<Millis>,
    /// The employee whose talk it holds, where the name or the events tell.
    pub employee: Option<Extension>,
}

/// What names of files with sound end with.
const SOUND: [&str; 24] = [
    "wav", "wav49", "gsm", "mp3", "ogg", "oga", "opus", "webm", "m4a", "mp4", "aac", "flac", "sln", "sln16",
    "sln32", "sln48", "ulaw", "ul", "mu", "pcm", "alaw", "al", "g722", "raw",
];

/// Whether a name is that of a file with sound that the journal serves, converted where browsers do not play it.
#[must_use]
pub fn is_sound(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end);
    end.is_some_and(|end| SOUND.iter().any(|known| end.eq_ignore_ascii_case(known)))
}
