//! Which answered call decides what a missed one shows.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::call::{CallId, Direction, Outcome};
use crate::settle::{CallFacts, Rules};
use crate::time::Timestamp;

/// An external call in which somebody talked with the party. The order is that of the first word spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Contact {
    pub(super) answered_at: Timestamp,
    pub(super) started_at: Timestamp,
    pub(super) call: CallId,
    pub(super) number: i64,
    pub(super) outgoing: bool,
    /// When the conversation was over; the end of time while it goes on.
    ended_at: Timestamp,
}

impl Contact {
    pub(super) fn of(call: &CallFacts) -> Option<Contact> {
        let number = call.number.filter(|_| call.is_external())?;
        let answered_at = call.answered_at.unwrap_or(call.started_at);
        let ended_at = match call.outcome {
            Outcome::Answered => call.ended_at.unwrap_or(answered_at),
            Outcome::Talking => call.ended_at.unwrap_or(Timestamp(i64::MAX)),
            Outcome::Ringing | Outcome::Missed | Outcome::NotReached(_) => return None,
        };
        let outgoing = call.direction == Direction::Out;
        Some(Contact {
            answered_at,
            started_at: call.started_at,
            call: call.id,
            number,
            outgoing,
            ended_at,
        })
    }
}

/// A missed call of a known number, with its window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Missed {
    /// Its place among the calls given.
    pub(super) place: usize,
    pub(super) started_at: Timestamp,
    pub(super) closes_at: Timestamp,
    /// Whether the number belonged to a customer when the window closed (or does by now, if it is open).
    pub(super) registered_in_time: bool,
    number: i64,
}

impl Missed {
    pub(super) fn of(place: usize, call: &CallFacts, rules: &Rules) -> Option<Missed> {
        let number = call.number.filter(|_| call.is_missed())?;
        let closes_at = rules
            .window
            .closes_at(call.ended_at.unwrap_or(call.started_at), rules.zone);
        let registered_in_time = call.was_registered(closes_at);
        Some(Missed {
            place,
            started_at: call.started_at,
            closes_at,
            registered_in_time,
            number,
        })
    }
}

/// For each missed call, in the order given, the earliest contact: the one that was going on when it came, else the
/// first that began before its window closed.
///
/// A number that was registered in time is its customer's, and talk with any number of the customer counts. One that
/// was registered later was alone while it mattered: registering it must not rewrite what had been lost by then.
pub(super) fn deciding_contacts<'c>(missed: &[Missed], contacts: &'c [Contact]) -> Vec<Option<&'c Contact>> {
    let mut sorted: Vec<&Contact> = contacts.iter().collect();
    sorted.sort_unstable();
    let mut by_number: HashMap<i64, Vec<&Contact>> = HashMap::new();
    for contact in &sorted {
        by_number.entry(contact.number).or_default().push(contact);
    }
    let mut whole_party = Vec::new();
    let mut alone: HashMap<i64, Vec<usize>> = HashMap::new();
    for (index, call) in missed.iter().enumerate() {
        if call.registered_in_time {
            whole_party.push(index);
        } else {
            alone.entry(call.number).or_default().push(index);
        }
    }

    let mut deciding = vec![None; missed.len()];
    sweep(missed, whole_party, &sorted, &mut deciding);
    for (number, indices) in alone {
        if let Some(contacts) = by_number.get(&number) {
            sweep(missed, indices, contacts, &mut deciding);
        }
    }
    deciding
}

/// Walks the missed calls `indices` through time beside `contacts`, which are sorted.
fn sweep<'c>(
    missed: &[Missed],
    mut indices: Vec<usize>,
    contacts: &[&'c Contact],
    deciding: &mut [Option<&'c Contact>],
) {
    indices.sort_unstable_by_key(|&index| missed[index].started_at);
    let mut upcoming = contacts.iter().copied().peekable();
    // Conversations that began already, the earliest on top. Those that are over are dropped when they come up: no
    // later missed call can meet them.
    let mut going_on = BinaryHeap::new();
    for index in indices {
        let call = &missed[index];
        while let Some(contact) = upcoming.next_if(|contact| contact.answered_at < call.started_at) {
            going_on.push(Reverse(contact));
        }
        while going_on
            .peek()
            .is_some_and(|Reverse(contact)| contact.ended_at <= call.started_at)
        {
            going_on.pop();
        }
        let current = going_on.peek().map(|Reverse(contact)| *contact);
        deciding[index] = current.or_else(|| {
            upcoming
                .peek()
                .copied()
                .filter(|contact| contact.answered_at < call.closes_at)
        });
    }
}
