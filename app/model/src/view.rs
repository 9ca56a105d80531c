//! What the server hands to the page: rows, the panel's details, the surroundings.
//!
//! Times are local to the company already (`NaiveDateTime`), so that server and browser write the same text and the
//! browser needs no time-zone tables. Enums are tagged from outside, serde's default: what is read after its tag needs no
//! buffer, and the browser's code stays small.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::call::{CallId, Direction, Hold, LegResult, Reason, TransferKind};
use crate::employee::{ContactPersonId, CustomerId, EmployeeId};
use crate::live::LivePlace;
use crate::phone::PhoneNumber;
use crate::status::Status;
use crate::time::{Millis, Timestamp};

/// The place after which the next page begins: the last row shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// `started_at` of that row.
    pub started_at: Timestamp,
    /// Its id.
    pub id: CallId,
}

/// A page of the journal, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPage {
    /// At most 50 rows (`PAGE_ROWS`).
    pub rows: Vec<CallSummary>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
    /// How many calls pass the filter, counted to 1000 at most; `None` unless something is filtered.
    pub total: Option<Total>,
    /// All changes up to this place are in these rows.
    #[serde(default)]
    pub as_of: Option<LivePlace>,
}

/// How many calls pass a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The number counted.
    pub calls: u32,
    /// There are more than were counted.
    pub more: bool,
}

/// Rows of a page.
pub const PAGE_ROWS: u32 = 50;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSummary {
    /// The journal's own id.
    pub id: CallId,
    /// For the cursor and for sorting.
    pub started_at: Timestamp,
    /// The same in the company's time zone.
    pub started: NaiveDateTime,
    /// The arrow.
    pub direction: Direction,
    /// The word.
    pub status: Status,
    /// Why an outgoing call did not get through.
    pub reason: Option<Reason>,
    /// «!»
    pub attention: bool,
    /// The person-plus icon.
    pub first_contact: bool,
    /// The other side.
    pub party: CallParty,
    /// Who talked, in order; on a missed call who rang last, if it was a person.
    pub employees: Vec<PersonName>,
    /// On a missed call that no person rang for last: the queue, menu or group.
    pub destination: Option<Place>,
    /// Time talked; `None` where nobody talked.
    pub talk: Option<Millis>,
    /// The clock of a call that goes on.
    pub running: Option<Running>,
    /// The comment icon.
    pub has_comment: bool,
}

/// The clock of a call that goes on: how long it rings, or has been talked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// What was talked before, in parts that are over.
    pub before: Millis,
    /// Since when it runs.
    pub since: Timestamp,
}

impl Running {
    /// What the clock shows at `now`.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Millis {
        Millis(self.before.0 + now.since(self.since).0.max(0))
    }
}

/// The other side of a call, for the customer column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallParty {
    /// A number that belongs to a customer.
    Customer {
        /// The customer.
        id: CustomerId,
        /// Its name.
        name: String,
        /// The contact person whose number it is.
        contact: Option<(ContactPersonId, String)>,
        /// The number.
        number: NumberText,
    },
    /// A number that belongs to nobody: the row is muted.
    Unregistered {
        /// The number.
        number: NumberText,
        /// The name that came with the call.
        name: Option<String>,
    },
    /// «Скрытый номер»
    Withheld,
    /// An internal call: who dialled.
    Colleague(PersonName),
}

impl CallParty {
    /// The outside number, where there is one.
    #[must_use]
    pub fn number(&self) -> Option<&NumberText> {
        match self {
            CallParty::Customer { number, .. } | CallParty::Unregistered { number, .. } => Some(number),
            CallParty::Withheld | CallParty::Colleague(_) => None,
        }
    }
}

/// A number in both its forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberText {
    /// `+74959759357`; `None` for a short or impossible number, which is shown as it was sent.
    pub e164: Option<PhoneNumber>,
    /// `+7 (495) 975-93-57`
    pub display: String,
}

/// An employee as rows show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// `None` for an extension that nobody owns.
    pub id: Option<EmployeeId>,
    /// The name, or the extension where there is no name.
    pub name: String,
    /// The extension.
    pub extension: String,
}

/// A place of the PBX where a call can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Its configured name, or its number.
    pub name: String,
}

/// What a place of the PBX is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// «Очередь»
    Queue,
    /// «Группа»
    Group,
    /// «Меню»
    Menu,
    /// «Голосовая почта»
    Voicemail,
    /// «Конференция»
    Conference,
    /// «Объявление»
    Announcement,
    /// «Парковка»
    Parking,
}

/// Everything the panel shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallDetails {
    /// The row.
    pub summary: CallSummary,
    /// When an employee or the other side answered.
    pub answered: Option<NaiveDateTime>,
    /// When it was over.
    pub ended: Option<NaiveDateTime>,
    /// The whole call, ringing included; up to now for a live one.
    pub duration: Millis,
    /// The line's name or number.
    pub line: Option<String>,
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
        until: NaiveDateTime,
        /// The same as an instant, for a countdown.
        until_at: Timestamp,
        /// Whether the call will be «Потерян» then.
        will_be_lost: bool,
    },
    /// The window closed without contact.
    WindowClosed {
        /// When.
        at: NaiveDateTime,
    },
    /// Somebody talked with the party.
    Contact {
        /// The deciding call, for a link.
        call: CallId,
        /// When it began.
        at: NaiveDateTime,
        /// «Перезвонили», or the party called again.
        called_back: bool,
    },
    /// A conversation was going on.
    AlreadyTalking {
        /// The deciding call, for a link.
        call: CallId,
        /// When it began.
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
    pub started: NaiveDateTime,
    /// For the bar.
    pub answered_at: Option<Timestamp>,
    /// For the bar.
    pub ended_at: Option<Timestamp>,
    /// When it was over.
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
    /// When it began.
    pub started: NaiveDateTime,
    /// Length, where known.
    pub duration: Option<Millis>,
    /// Whether there is something to hear.
    pub state: RecordingState,
    /// What the browser saves it as.
    pub file_name: String,
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
    pub at: NaiveDateTime,
    /// Grows with each change; a save names the one that it replaces.
    pub version: i64,
}

/// What every page knows: who is looking, and the company's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// Today in the company's time zone.
    pub today: NaiveDate,
    /// The server's clock when it made the page.
    pub now: Timestamp,
    /// The company's name.
    pub company: String,
    /// Who is looking.
    pub me: PersonName,
    /// A click can ring the phone of whoever is looking.
    pub can_dial: bool,
    /// The demo company is shown.
    pub demo: bool,
    /// Calls stored at all: 0 makes the page say how to bring some in.
    pub any_calls: bool,
}

/// A suggestion below the search box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suggestion {
    /// «Клиент: …»
    Customer {
        /// Exact filter.
        id: CustomerId,
        /// Shown.
        name: String,
    },
    /// «Сотрудник: …»
    Employee {
        /// Exact filter.
        id: EmployeeId,
        /// Shown.
        name: String,
    },
    /// «Номер: …»
    Number {
        /// Exact filter.
        number: PhoneNumber,
        /// Shown.
        display: String,
    },
}
