//! All numbers that called or were called, and those of customers: their digits, owners, and when they were last heard of.

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

use super::haystack::Texts;

/// A number as it is read from the database.
#[derive(Clone, Debug)]
pub(super) struct NumberFacts {
    pub(super) id: u32,
    pub(super) digits: String,
    /// 0: nobody's.
    pub(super) customer: u32,
    /// 0: no contact person's.
    pub(super) contact: u32,
}

/// Columns by the number's id. Ids are handed out one after another, so that few places are empty.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    digits: Texts,
    customer: Vec<u32>,
    contact: Vec<u32>,
    /// ms UTC, not before the last call of the number.
    last_at: Vec<i64>,
    /// About how many calls it has.
    calls: Vec<u32>,
    of_customer: Lists,
    of_contact: Lists,
    /// Calls of all numbers.
    total: u64,
}

impl Numbers {
    /// Puts in a number, or what changed of it. `false`: it cannot be put in any more, because later ones are there.
    #[must_use]
    pub(super) fn put(&mut self, facts: &NumberFacts) -> bool {
        let place = facts.id as usize;
        if place >= self.len() {
            if !self.append(place, &facts.digits) {
                return false;
            }
        } else if self.digits.at(place) != facts.digits {
            return false;
        }
        self.of_customer
            .change(facts.id, self.customer[place], facts.customer);
        self.of_contact
            .change(facts.id, self.contact[place], facts.contact);
        self.customer[place] = facts.customer;
        self.contact[place] = facts.contact;
        true
    }

    fn append(&mut self, place: usize, digits: &str) -> bool {
        while self.digits.len() < place {
            if !self.digits.push("") {
                return false;
            }
        }
        let many = place + 1;
        self.customer.resize(many, 0);
        self.contact.resize(many, 0);
        self.last_at.resize(many, i64::MIN);
        self.calls.resize(many, 0);
        self.of_customer.next.resize(many, 0);
        self.of_contact.next.resize(many, 0);
        self.digits.push(digits)
    }

    /// Gives back memory that was kept for more.
    pub(super) fn shrink(&mut self) {
        self.digits.shrink();
        for column in [&mut self.customer, &mut self.contact, &mut self.calls] {
            column.shrink_to_fit();
        }
        self.last_at.shrink_to_fit();
        for lists in [&mut self.of_customer, &mut self.of_contact] {
            lists.first.shrink_to_fit();
            lists.next.shrink_to_fit();
        }
    }

    /// `calls` more calls, the last of which began at `last_at`.
    pub(super) fn heard(&mut self, number: u32, calls: u32, last_at: i64) {
        let place = number as usize;
        if let (Some(count), Some(last)) = (self.calls.get_mut(place), self.last_at.get_mut(place)) {
            *count = count.saturating_add(calls);
            *last = last_at.max(*last);
            self.total += u64::from(calls);
        }
    }

    /// Calls `hit` with number and digits of all in which `needle` stands.
    pub(super) fn each(&self, needle: &Finder<'_>, mut hit: impl FnMut(u32, &str)) {
        self.digits.each(needle, |place, digits| {
            if let Ok(number) = u32::try_from(place) {
                hit(number, digits);
            }
        });
    }

    pub(super) fn of_customer(&self, customer: u32) -> impl Iterator<Item = u32> {
        self.of_customer.each(customer)
    }

    pub(super) fn of_contact(&self, contact: u32) -> impl Iterator<Item = u32> {
        self.of_contact.each(contact)
    }

    /// 0: nobody's.
    pub(super) fn customer(&self, number: u32) -> u32 {
        self.customer.get(number as usize).copied().unwrap_or(0)
    }

    /// ms UTC, not before its last call.
    pub(super) fn last_at(&self, number: u32) -> i64 {
        self.last_at.get(number as usize).copied().unwrap_or(i64::MIN)
    }

    /// About how many calls it has.
    pub(super) fn calls(&self, number: u32) -> u32 {
        self.calls.get(number as usize).copied().unwrap_or(0)
    }

    /// Calls of all numbers.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// One more than the largest id.
    pub(super) fn len(&self) -> usize {
        self.customer.len()
    }
}

/// Numbers by their owner, as chains through one vector.
#[derive(Debug, Default)]
struct Lists {
    first: FxHashMap<u32, u32>,
    /// The owner's next number; 0: none.
    next: Vec<u32>,
}

impl Lists {
    fn change(&mut self, number: u32, before: u32, after: u32) {
        if before == after {
            return;
        }
        let follows = self.next[number as usize];
        if let Some(first) = self.first.get_mut(&before) {
            if *first == number {
                *first = follows;
            } else {
                let mut at = *first;
                while at != 0 && self.next[at as usize] != number {
                    at = self.next[at as usize];
                }
                self.next[at as usize] = follows;
            }
        }
        if after != 0 {
            let first = self.first.entry(after).or_insert(0);
            self.next[number as usize] = *first;
            *first = number;
        }
    }

    fn each(&self, owner: u32) -> impl Iterator<Item = u32> {
        let first = self.first.get(&owner).copied().unwrap_or(0);
        let after = |number: &u32| Some(self.next[*number as usize]).filter(|next| *next != 0);
        std::iter::successors(Some(first).filter(|first| *first != 0), after)
    }
}
