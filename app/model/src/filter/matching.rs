//! Whether a call passes the filter, for rows that come live. The query of the database gives the same answer.

use chrono::NaiveDate;

use super::Filter;
use crate::access::Reach;
use crate::call::Direction;
use crate::employee::{CustomerId, EmployeeId};
use crate::phone::PhoneNumber;
use crate::search::words_seen;
use crate::status::Status;

/// What the filter asks of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRow {
    /// The day on which it began, in the company's time zone.
    pub day: NaiveDate,
    /// Who called whom.
    pub direction: Direction,
    /// What the journal shows.
    pub status: Status,
    /// The person-plus icon.
    pub first_contact: bool,
    /// It has a number, and the number belongs to nobody now. False for a withheld number and an internal call.
    pub unregistered: bool,
    /// Everybody who talked, dialled, or (when nobody talked) whose phone rang.
    pub employees: Vec<EmployeeId>,
    /// Whose number it is now.
    pub customer: Option<CustomerId>,
    /// The outside party's number.
    pub number: Option<PhoneNumber>,
    /// DID or trunk.
    pub line: Option<String>,
    /// The channel of an incoming call's line.
    pub channel: Option<String>,
    /// What search looks at, each by [`crate::search::normalise`]: the names of the customer, its contact person and
    /// `employees`, and the comment.
    pub texts: Vec<String>,
    /// The digits of the outside party's number, without `+`; empty if there is none.
    pub digits: String,
}

/// What the filter asks of the moment and the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchContext {
    /// Today in the company's time zone.
    pub today: NaiveDate,
    /// Who is looking; «Мои звонки» of nobody are none.
    pub me: Option<EmployeeId>,
    /// Whose calls they see at all.
    pub sees: Reach,
    /// They see numbers without their middle only.
    pub masked: bool,
}

impl Filter {
    /// Whether the call belongs on the page.
    ///
    /// Internal calls are shown with `internal` only, and then whatever `incoming` and `outgoing` say; every other
    /// facet holds for them too, so that facets which they cannot have (lost, first contact, a customer) leave them out.
    #[must_use]
    pub fn matches(&self, row: &MatchRow, context: &MatchContext) -> bool {
        context.sees.covers(&row.employees)
            && self.direction_passes(row.direction)
            && self.status_passes(row.status)
            && self.period.is_none_or(|period| {
                let (first, last) = period.days(context.today);
                (first..=last).contains(&row.day)
            })
            && (!self.first_contact || row.first_contact)
            && (!self.unregistered || row.unregistered)
            && (!self.mine || context.me.is_some_and(|me| row.employees.contains(&me)))
            && self
                .employee
                .is_none_or(|employee| row.employees.contains(&employee))
            && (self.customer.is_none() || self.customer == row.customer)
            && (self.number.is_none() || self.number == row.number)
            && (self.line.is_none() || self.line == row.line)
            && (self.channel.is_none() || self.channel == row.channel)
            && words_seen(&self.search, context.masked)
                .iter()
                .all(|word| word.matches(&row.texts, &[&row.digits]))
    }

    fn direction_passes(&self, direction: Direction) -> bool {
        let either = self.incoming == self.outgoing;
        match direction {
            Direction::In => either || self.incoming,
            Direction::Out => either || self.outgoing,
            Direction::Internal => self.internal,
        }
    }

    fn status_passes(&self, status: Status) -> bool {
        match status {
            _ if !self.missed && !self.lost => true,
            Status::NoAnswer => self.missed,
            Status::Lost => true,
            Status::Ringing | Status::Talking | Status::Accepted | Status::Reached | Status::Cancelled => {
                false
            }
        }
    }
}
