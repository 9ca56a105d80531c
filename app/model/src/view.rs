//! What the server hands to the page: rows, the panel's details, the surroundings.
//!
//! Times are local to the company already (`NaiveDateTime`), so that server and browser write the same text and the
//! browser needs no time-zone tables. Enums are tagged from outside, serde's default: what is read after its tag needs no
//! buffer, and the browser's code stays small.

mod details;
mod saved;
mod strip;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::access::{Acts, Role};
use crate::call::{CallId, Direction, Reason};
use crate::employee::{ContactPersonId, CustomerId, EmployeeId};
use crate::filter::{Filter, Order};
use crate::live::LivePlace;
use crate::phone::PhoneNumber;
use crate::status::Status;
use crate::time::{Millis, Timestamp};

pub use details::{
    CallDetails, CommentView, Heard, Hearing, LegEnd, LegView, Listening, RecordingState, RecordingView,
    TransferView, Waveform, WhyView,
};
pub use saved::{SavedView, ViewRefused};
pub use strip::{DayCount, DayStrip, strip_days};

/// The place after which the next page begins: the last row shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// `started_at` of that row.
    pub started_at: Timestamp,
    /// Its id.
    pub id: CallId,
    /// How long was talked, where the rows stand in that order; else 0.
    #[serde(default)]
    pub talk: Millis,
}

impl Cursor {
    /// See [`Order::rank`].
    #[must_use]
    pub fn rank(&self, order: Order) -> (i64, i64, i64) {
        order.rank(self.started_at, self.id, self.talk)
    }
}

/// Where a list begins, if not with its first row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// After this row.
    Row(Cursor),
    /// With the first call of the order that is of this day or beyond it.
    Day(#[serde(with = "crate::wire::day")] NaiveDate),
}

/// A page of the journal, in the order of its filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPage {
    /// At most 50 rows (`PAGE_ROWS`).
    pub rows: Vec<CallSummary>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
    /// How many calls pass the filter, counted to 1000 at most, of a search to the end of the page; `None` unless something is
    /// filtered.
    pub total: Option<Total>,
    /// After which place it begins.
    pub after: Option<Cursor>,
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
    #[serde(with = "crate::wire::local")]
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

impl CallSummary {
    /// See [`Order::rank`].
    #[must_use]
    pub fn rank(&self, order: Order) -> (i64, i64, i64) {
        order.rank(self.started_at, self.id, self.talk.unwrap_or_default())
    }
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

/// What every page knows: who is looking, and the company's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// Today in the company's time zone.
    #[serde(with = "crate::wire::day")]
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
    /// Lines that have a name or a channel.
    pub lines: Vec<LineName>,
    /// What they are.
    pub role: Role,
    /// What they may do.
    pub acts: Acts,
    /// They signed in: they can sign out.
    pub signed_in: bool,
    /// Calls stored at all: 0 makes the page say how to bring some in.
    pub any_calls: bool,
}

/// A line as people know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineName {
    /// As the PBX writes it.
    pub line: String,
    /// Shown instead.
    pub name: Option<String>,
    /// «Канал привлечения»
    pub channel: Option<String>,
}

/// A suggestion below the search box, and what it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggested {
    /// Exactly whom.
    pub what: Suggestion,
    /// How many calls there are then.
    pub calls: Total,
}

/// Whom the words in the search box could mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suggestion {
    /// «Клиент: …»
    Customer {
        /// Exact filter.
        id: CustomerId,
        /// Shown.
        name: String,
        /// The contact person or earlier name in which a word was found that the name has not.
        found_by: Option<String>,
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

impl Suggestion {
    /// `filter` with exactly this instead of its search.
    #[must_use]
    pub fn narrow(&self, filter: &Filter) -> Filter {
        let mut narrow = Filter {
            search: String::new(),
            ..filter.clone()
        };
        match self {
            Suggestion::Customer { id, .. } => narrow.customer = Some(*id),
            Suggestion::Employee { id, .. } => narrow.employee = Some(*id),
            Suggestion::Number { number, .. } => narrow.number = Some(number.clone()),
        }
        narrow
    }
}
