//! Status rules: what a call *means* once all that we know about it is on the table.
//!
//! Pure: takes calls, registrations and settings, returns statuses. No clock (`now` is an argument), no database, no
//! locale. Texts for people live with the views; when to run the rules is the pipeline's business.

mod contact;

use std::collections::HashMap;

use chrono_tz::Tz;

use crate::call::{CallId, Direction, Outcome};
use crate::settle::contact::{Contact, Missed, deciding_contacts};
use crate::status::{Settled, Status, Why};
use crate::time::Timestamp;
use crate::window::Window;

/// What the rules need to know about one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFacts {
    /// Which call.
    pub id: CallId,
    /// Who called whom.
    pub direction: Direction,
    /// What became of it by itself.
    pub outcome: Outcome,
    /// When it began.
    pub started_at: Timestamp,
    /// When somebody answered.
    pub answered_at: Option<Timestamp>,
    /// When it was over; `None` while it goes on.
    pub ended_at: Option<Timestamp>,
    /// Which number of the party it was with (any id that is equal for equal numbers); `None` when withheld or internal.
    pub number: Option<i64>,
    /// Since when that number belongs to a customer; `None`: unregistered. Imported customers: `Timestamp(i64::MIN)`.
    /// Moving a number to another customer does not change it.
    pub registered_at: Option<Timestamp>,
}

/// The company's settings that statuses depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The reaction window.
    pub window: Window,
    /// The company's time zone.
    pub zone: Tz,
}

/// Settles all calls of one party (an unregistered number alone, or all numbers of a customer and its contact
/// persons), in any order. Returns one result for each call, in the order given.
///
/// Takes O(n log n) time: a busy party has a hundred thousand calls.
#[must_use]
pub fn settle(party: &[CallFacts], rules: &Rules, now: Timestamp) -> Vec<Settled> {
    let contacts: Vec<Contact> = party.iter().filter_map(Contact::of).collect();
    let missed: Vec<Missed> = party
        .iter()
        .enumerate()
        .filter_map(|(place, call)| Missed::of(place, call, rules))
        .collect();
    let deciding = deciding_contacts(&missed, &contacts);
    let first = first_contacts(&contacts);

    let mut settled: Vec<Settled> = party
        .iter()
        .map(|call| {
            by_itself(
                call,
                call.number
                    .is_some_and(|number| first.get(&number) == Some(&call.id)),
            )
        })
        .collect();
    for (missed, contact) in missed.iter().zip(deciding) {
        if let Some(settled) = settled.get_mut(missed.place) {
            beside_others(settled, missed, contact, now);
        }
    }
    settled
}

impl CallFacts {
    fn is_external(&self) -> bool {
        self.direction != Direction::Internal
    }

    fn is_missed(&self) -> bool {
        self.direction == Direction::In && matches!(self.outcome, Outcome::Missed | Outcome::NotReached(_))
    }

    /// Whether the number belonged to a customer by then.
    fn was_registered(&self, by: Timestamp) -> bool {
        self.registered_at.is_some_and(|since| since <= by)
    }
}

/// What a call shows whatever other calls there are.
fn by_itself(call: &CallFacts, first_talk: bool) -> Settled {
    let (status, reason) = match (call.outcome, call.direction) {
        (Outcome::Ringing, _) => (Status::Ringing, None),
        (Outcome::Talking, _) => (Status::Talking, None),
        (Outcome::Answered, Direction::Out) => (Status::Reached, None),
        (Outcome::Answered, Direction::In | Direction::Internal) => (Status::Accepted, None),
        (Outcome::NotReached(reason), Direction::Out) => (Status::Cancelled, Some(reason)),
        (Outcome::Missed, Direction::Out) => (Status::Cancelled, None),
        (Outcome::Missed | Outcome::NotReached(_), Direction::In | Direction::Internal) => {
            (Status::NoAnswer, None)
        }
    };
    Settled {
        status,
        reason,
        attention: false,
        first_contact: first_talk && call.direction == Direction::In && !call.was_registered(call.started_at),
        window_closes_at: None,
        why: if call.is_missed() && call.number.is_none() {
            Why::Withheld
        } else {
            Why::Plain
        },
    }
}

/// What a missed call shows because somebody talked with the party in time, or nobody did.
fn beside_others(settled: &mut Settled, missed: &Missed, contact: Option<&Contact>, now: Timestamp) {
    settled.window_closes_at = Some(missed.closes_at);
    settled.attention = contact.is_none();
    settled.why = match contact {
        Some(contact) if contact.answered_at <= missed.started_at => Why::AlreadyTalking {
            call: contact.call,
            at: contact.started_at,
        },
        Some(contact) => Why::Contact {
            call: contact.call,
            at: contact.started_at,
            called_back: contact.outgoing,
        },
        None if now < missed.closes_at => Why::WindowOpen {
            until: missed.closes_at,
            will_be_lost: !missed.registered_in_time,
        },
        None => {
            if !missed.registered_in_time {
                settled.status = Status::Lost;
            }
            Why::WindowClosed { at: missed.closes_at }
        }
    };
}

/// For each number the first call ever in which someone talked with it.
fn first_contacts(contacts: &[Contact]) -> HashMap<i64, CallId> {
    let mut first: HashMap<i64, &Contact> = HashMap::new();
    for contact in contacts {
        first
            .entry(contact.number)
            .and_modify(|known| *known = contact.min(known))
            .or_insert(contact);
    }
    first
        .into_iter()
        .map(|(number, contact)| (number, contact.call))
        .collect()
}

#[cfg(test)]
mod tests;
