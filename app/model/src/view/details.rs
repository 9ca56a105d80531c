//! What the panel shows of one call: facts, why it shows what it shows, route, recordings, comment.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{CallSummary, NumberText, PersonName, Place};
use crate::call::{CallId, Hold, LegResult, TransferKind};
use crate::time::{Millis, Timestamp};

/// Everything the panel shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallDetails {
    /// The row.
    pub summary: CallSummary,
    /// When an employee or the other side answered.
    #[serde(with = "crate::wire::local_option")]
    pub answered: Option<NaiveDateTime>,
    /// When it was over.
    #[serde(with = "crate::wire::local_option")]
    pub ended: Option<NaiveDateTime>,
    /// The whole call, ringing included; up to now for a live one.
    pub duration: Millis,
    /// The line as the PBX writes it.
    pub line: Option<String>,
    /// The line's name or number.
    pub line_name: Option<String>,
    /// «Канал привлечения»
    pub channel: Option<String>,
    /// Ids of the PBX.
    pub source_ids: Vec<String>,
    /// Why the status is what it is.
    pub why: WhyView,
    /// «Детализация звонка»
    pub legs: Vec<LegView>,
    /// «Записи разговора»
    pub recordings: Vec<RecordingView>,
    /// Who heard them, the latest first; the latest 50 of them.
    #[serde(default)]
    pub listened: Vec<Listening>,
    /// It must be kept, whatever its age.
    #[serde(default)]
    pub held: bool,
    /// What whoever looks may do with them.
    #[serde(default)]
    pub hearing: Hearing,
    /// «Комментарий»
    pub comment: Option<CommentView>,
}

/// [`crate::status::Why`] with local times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyView {
    /// Nothing to explain.
    Plain,
    /// Nobody can call back a withheld number.
    Withheld,
    /// There is still time.
    WindowOpen {
        /// When the window closes; midnight is 00:00 of the next day.
        #[serde(with = "crate::wire::local")]
        until: NaiveDateTime,
        /// The same as an instant, for a countdown.
        until_at: Timestamp,
        /// Whether the call will be «Потерян» then.
        will_be_lost: bool,
    },
    /// The window closed without contact.
    WindowClosed {
        /// When.
        #[serde(with = "crate::wire::local")]
        at: NaiveDateTime,
    },
    /// Somebody talked with the party.
    Contact {
        /// The deciding call, for a link.
        call: CallId,
        /// When it began.
        #[serde(with = "crate::wire::local")]
        at: NaiveDateTime,
        /// «Перезвонили», or the party called again.
        called_back: bool,
    },
    /// A conversation was going on.
    AlreadyTalking {
        /// The deciding call, for a link.
        call: CallId,
        /// When it began.
        #[serde(with = "crate::wire::local")]
        at: NaiveDateTime,
    },
}

/// One line of the route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegView {
    /// Who.
    pub from: LegEnd,
    /// Whom.
    pub to: LegEnd,
    /// For the bar.
    pub started_at: Timestamp,
    /// When it began.
    #[serde(with = "crate::wire::local")]
    pub started: NaiveDateTime,
    /// For the bar.
    pub answered_at: Option<Timestamp>,
    /// For the bar.
    pub ended_at: Option<Timestamp>,
    /// When it was over.
    #[serde(with = "crate::wire::local_option")]
    pub ended: Option<NaiveDateTime>,
    /// How it ended.
    pub result: LegResult,
    /// Time connected.
    pub talk: Millis,
    /// Stretches of hold.
    pub holds: Vec<Hold>,
    /// The heading above the line.
    pub transfer: Option<TransferView>,
    /// A consultation: not part of the call's talk time.
    pub consultation: bool,
}

/// One end of a leg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegEnd {
    /// An employee.
    Employee(PersonName),
    /// The customer or any other outside party.
    Outside {
        /// The customer's name, where the number has one.
        name: Option<String>,
        /// The number; `None` when withheld.
        number: Option<NumberText>,
    },
    /// A place of the PBX.
    Place(Place),
}

/// «Иванов Пётр (303) перевёл звонок на Фёдоров Борис (301)».
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferView {
    /// Who.
    pub by: LegEnd,
    /// To whom.
    pub to: LegEnd,
    /// How.
    pub kind: TransferKind,
}

/// One part of the conversation, for the player.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingView {
    /// Row id; the audio is at `/recordings/{id}`.
    pub id: i64,
    /// Whose talk it is.
    pub employee: Option<PersonName>,
    /// For the timeline.
    pub started_at: Timestamp,
    /// When it began.
    #[serde(with = "crate::wire::local")]
    pub started: NaiveDateTime,
    /// Length, where known.
    pub duration: Option<Millis>,
    /// Whether there is something to hear.
    pub state: RecordingState,
    /// What the browser saves it as.
    pub file_name: String,
}

/// What somebody may do with the recordings of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hearing {
    /// Know that there are some.
    #[default]
    Nothing,
    /// Listen to them.
    Listen,
    /// Save them too.
    Download,
}

/// Somebody heard a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listening {
    /// Who.
    pub who: String,
    /// When they began.
    #[serde(with = "crate::wire::local")]
    pub at: NaiveDateTime,
    /// How.
    pub what: Heard,
    /// Which of the call's recordings.
    pub recording: i64,
}

/// How a recording was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// In the journal.
    Listened,
    /// It was taken along.
    Downloaded,
}

/// How one recording sounds, drawn: at most as many columns as were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waveform {
    /// Length of the audio.
    pub duration: Millis,
    /// For each channel the loudest moment of each column, 0 to 255.
    pub channels: Vec<Vec<u8>>,
    /// Where nobody speaks for long, from and to, in ms.
    pub quiet: Vec<(u32, u32)>,
}

/// Whether a recording can be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingState {
    /// Press play.
    Ready,
    /// The PBX named a file that is not there yet.
    Pending,
    /// The file is empty: nobody talked.
    Empty,
    /// The file's format cannot be played by a browser.
    Unplayable,
}

/// The comment as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentView {
    /// The text.
    pub text: String,
    /// Who wrote it last.
    pub author: String,
    /// When.
    #[serde(with = "crate::wire::local")]
    pub at: NaiveDateTime,
    /// Grows with each change; a save names the one that it replaces.
    pub version: i64,
}
