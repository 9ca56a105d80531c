//! Enums as the small integers that the tables hold. Numbers never change their meaning; new ones are added at the end.

use call_journal_model::call::{CallId, Direction, Outcome, Party, Reason};
use call_journal_model::status::{Settled, Status, Why};
use call_journal_model::time::Timestamp;
use call_journal_model::view::{Heard, PlaceKind};

use crate::customers::history::What;
use crate::error::StoreError;

macro_rules! codes {
    ($of:ident, $to:ident, $type:ty, $($code:literal = $value:path),+ $(,)?) => {
        pub(crate) fn $of(value: $type) -> i32 {
            match value { $($value => $code),+ }
        }
        pub(crate) fn $to(code: i32) -> Result<$type, StoreError> {
            match code {
                $($code => Ok($value),)+
                other => Err(StoreError::damaged(format!("{} {other}", stringify!($type)))),
            }
        }
    };
}

codes!(
    of_direction,
    to_direction,
    Direction,
    0 = Direction::In,
    1 = Direction::Out,
    2 = Direction::Internal
);

codes!(
    of_change,
    to_change,
    What,
    0 = What::Created,
    1 = What::Edited,
    2 = What::Assigned,
    3 = What::AssignmentUndone,
    4 = What::Merged,
    5 = What::Archived,
    6 = What::Restored,
    7 = What::Imported
);

codes!(
    of_heard,
    to_heard,
    Heard,
    0 = Heard::Listened,
    1 = Heard::Downloaded
);

codes!(
    of_status,
    to_status,
    Status,
    0 = Status::Ringing,
    1 = Status::Talking,
    2 = Status::Accepted,
    3 = Status::Reached,
    4 = Status::NoAnswer,
    5 = Status::Lost,
    6 = Status::Cancelled
);

codes!(
    of_reason,
    to_reason,
    Reason,
    0 = Reason::CancelledByEmployee,
    1 = Reason::Busy,
    2 = Reason::NoAnswer,
    3 = Reason::Failed
);

codes!(
    of_place,
    to_place,
    PlaceKind,
    1 = PlaceKind::Queue,
    2 = PlaceKind::Group,
    3 = PlaceKind::Menu,
    4 = PlaceKind::Voicemail,
    5 = PlaceKind::Conference,
    6 = PlaceKind::Announcement,
    7 = PlaceKind::Parking
);

pub(crate) fn of_outcome(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Ringing => 0,
        Outcome::Talking => 1,
        Outcome::Answered => 2,
        Outcome::Missed => 3,
        Outcome::NotReached(reason) => 4 + of_reason(reason),
    }
}

pub(crate) fn to_outcome(code: i32) -> Result<Outcome, StoreError> {
    Ok(match code {
        0 => Outcome::Ringing,
        1 => Outcome::Talking,
        2 => Outcome::Answered,
        3 => Outcome::Missed,
        other => Outcome::NotReached(to_reason(other - 4)?),
    })
}

/// What stands in `call_employees.role`. Below 3 the row shows the employee, below 4 the call is one of theirs.
pub(crate) const ROLE_TALKED: i32 = 0;
pub(crate) const ROLE_RANG_LAST: i32 = 1;
pub(crate) const ROLE_DIALLED: i32 = 2;
/// Rang on a call that nobody answered.
pub(crate) const ROLE_RANG_UNANSWERED: i32 = 3;
/// Rang on a call that somebody else answered.
pub(crate) const ROLE_RANG_IN_VAIN: i32 = 4;

/// A party as `rang_last_kind` and `rang_last`: 0 an employee, 8 somebody outside, else the code of a place.
pub(crate) fn of_party(party: &Party) -> (i32, &str) {
    match party {
        Party::Employee(extension) => (0, &extension.0),
        Party::Outside(number) => (8, number),
        Party::Queue(name) => (of_place(PlaceKind::Queue), name),
        Party::Group(name) => (of_place(PlaceKind::Group), name),
        Party::Menu(name) => (of_place(PlaceKind::Menu), name),
        Party::Voicemail(name) => (of_place(PlaceKind::Voicemail), name),
        Party::Conference(name) => (of_place(PlaceKind::Conference), name),
        Party::Announcement(name) => (of_place(PlaceKind::Announcement), name),
        Party::Parking(name) => (of_place(PlaceKind::Parking), name),
    }
}

/// What was settled, as the columns of `calls` from `status` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SettledColumns {
    pub(crate) status: i32,
    pub(crate) reason: Option<i32>,
    pub(crate) attention: i32,
    pub(crate) first_contact: i32,
    pub(crate) window_closes_at: Option<i64>,
    pub(crate) why: i32,
    pub(crate) why_call_id: Option<i64>,
    pub(crate) why_at: Option<i64>,
    pub(crate) why_flag: i32,
}

impl From<&Settled> for SettledColumns {
    fn from(settled: &Settled) -> SettledColumns {
        let (why, why_call_id, why_at, flag) = match settled.why {
            Why::Plain => (0, None, None, false),
            Why::Withheld => (1, None, None, false),
            Why::WindowOpen { until, will_be_lost } => (2, None, Some(until.0), will_be_lost),
            Why::WindowClosed { at } => (3, None, Some(at.0), false),
            Why::Contact {
                call,
                at,
                called_back,
            } => (4, Some(call.0), Some(at.0), called_back),
            Why::AlreadyTalking { call, at } => (5, Some(call.0), Some(at.0), false),
        };
        SettledColumns {
            status: of_status(settled.status),
            reason: settled.reason.map(of_reason),
            attention: i32::from(settled.attention),
            first_contact: i32::from(settled.first_contact),
            window_closes_at: settled.window_closes_at.map(|t| t.0),
            why,
            why_call_id,
            why_at,
            why_flag: i32::from(flag),
        }
    }
}

/// Why, from the columns of `calls`.
pub(crate) fn to_why(why: i32, call: Option<i64>, at: Option<i64>, flag: i32) -> Result<Why, StoreError> {
    let missing = || StoreError::damaged(format!("calls.why {why} without its columns"));
    let time = || at.map(Timestamp).ok_or_else(missing);
    let decided_by = || call.map(CallId).ok_or_else(missing);
    Ok(match why {
        0 => Why::Plain,
        1 => Why::Withheld,
        2 => Why::WindowOpen {
            until: time()?,
            will_be_lost: flag != 0,
        },
        3 => Why::WindowClosed { at: time()? },
        4 => Why::Contact {
            call: decided_by()?,
            at: time()?,
            called_back: flag != 0,
        },
        5 => Why::AlreadyTalking {
            call: decided_by()?,
            at: time()?,
        },
        other => return Err(StoreError::damaged(format!("calls.why {other}"))),
    })
}
