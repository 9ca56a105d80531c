//! Customers: a stock that was always there, and one more each working day.

use std::collections::HashSet;

use call_journal_model::call::Extension;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Timestamp;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::{e164, names, numbers};
use crate::clock::{self, HOUR, MINUTE};
use crate::dice::Dice;

/// How many customers were there before the journal began.
pub(crate) const BASE: usize = 495;
/// Days of registrations that the company remembers: 21 weeks, so that always 105 working days are among them.
const MEMORY: u64 = 147;

/// What a customer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// «ООО «Тихая гавань»»
    Firm,
    /// «ИП Берёзкин Семён Ильич»
    Entrepreneur,
    /// «Пчёлкина Вера»
    Person,
}

/// An organisation or a person that the company knows.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Tells this customer from all others, now and on later days. The place in the list does not: it moves.
    pub key: String,
    /// As in the journal's column.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its own numbers; at least one.
    pub numbers: Vec<PhoneNumber>,
    /// People there, for firms.
    pub contacts: Vec<Contact>,
    /// The employee who looks after it.
    pub manager: Extension,
    /// When it was registered; `None`: before the journal began.
    pub registered_at: Option<Timestamp>,
}

impl Customer {
    /// All numbers, those of contact persons too.
    pub fn all_numbers(&self) -> impl Iterator<Item = &PhoneNumber> {
        self.numbers
            .iter()
            .chain(self.contacts.iter().flat_map(|contact| &contact.numbers))
    }
}

/// A person at a customer.
#[derive(Clone, Debug)]
pub struct Contact {
    /// «Морошкин Лев»
    pub name: String,
    /// «закупки»
    pub position: &'static str,
    /// Numbers of their own.
    pub numbers: Vec<PhoneNumber>,
}

/// A stranger who calls, and is registered after the talk.
pub(crate) struct Newcomer {
    pub(crate) calls_at: Timestamp,
    pub(crate) registered_at: Timestamp,
    pub(crate) number: PhoneNumber,
}

/// The one who becomes a customer on `day`; nobody does on a day off.
pub(crate) fn newcomer(seed: u64, day: NaiveDate, zone: Tz) -> Option<Newcomer> {
    if !clock::is_workday(day) {
        return None;
    }
    let mut dice = Dice::new(seed, "newcomer", clock::number(day));
    let calls_at = clock::midnight(day, zone).0 + dice.between(10 * HOUR, 16 * HOUR);
    Some(Newcomer {
        calls_at: Timestamp(calls_at),
        registered_at: Timestamp(calls_at + 14 * MINUTE + dice.between(0, 5 * MINUTE)),
        number: e164(&numbers::newcomer(clock::workdays_before(day)))?,
    })
}

/// Everybody who was registered up to `now`, in the order of their registration.
pub(super) fn customers(seed: u64, now: Timestamp, zone: Tz) -> Vec<Customer> {
    let mut book = Book {
        dice: Dice::new(seed, "customers", 0),
        taken: HashSet::new(),
        next: 0,
    };
    let mut customers: Vec<Customer> = (0..BASE).map(|place| book.stock(place)).collect();
    let today = clock::day_of(now, zone);
    let first = today.checked_sub_days(Days::new(MEMORY - 1)).unwrap_or(today);
    for day in first.iter_days().take_while(|day| *day <= today) {
        let Some(new) = newcomer(seed, day, zone).filter(|new| new.registered_at <= now) else {
            continue;
        };
        let mut dice = Dice::new(seed, "newcomer's name", clock::number(day));
        let kind = dice.weighted(&[(4, Kind::Firm), (2, Kind::Entrepreneur), (4, Kind::Person)]);
        customers.push(Customer {
            key: format!("new-{day}"),
            name: name(&mut dice, kind),
            kind,
            numbers: vec![new.number],
            contacts: Vec::new(),
            manager: manager(&mut dice),
            registered_at: Some(new.registered_at),
        });
    }
    customers
}

/// Makes the stock: names and numbers that are not taken yet.
struct Book {
    dice: Dice,
    taken: HashSet<String>,
    next: u32,
}

impl Book {
    fn stock(&mut self, place: usize) -> Customer {
        let kind = self
            .dice
            .weighted(&[(9, Kind::Firm), (4, Kind::Entrepreneur), (7, Kind::Person)]);
        let mut called = name(&mut self.dice, kind);
        while !self.taken.insert(called.clone()) {
            called = name(&mut self.dice, kind);
        }
        let count = if kind == Kind::Firm {
            self.dice.between(1, 3)
        } else {
            1 + i64::from(self.dice.chance(15.0))
        };
        let numbers = (0..count).filter_map(|_| self.number(kind)).collect();
        let people = if kind == Kind::Firm && self.dice.chance(65.0) {
            self.dice.between(1, 4)
        } else {
            0
        };
        let contacts = (0..people).map(|_| self.contact()).collect();
        Customer {
            key: format!("stock-{place}"),
            name: called,
            kind,
            numbers,
            contacts,
            manager: manager(&mut self.dice),
            registered_at: None,
        }
    }

    fn contact(&mut self) -> Contact {
        let positions = [
            "директор",
            "бухгалтер",
            "закупки",
            "секретарь",
            "завхоз",
            "дизайнер",
            "прораб",
        ];
        let count = 1 + i64::from(self.dice.chance(20.0));
        Contact {
            name: names::person(&mut self.dice, true),
            position: self.dice.pick::<&'static str>(&positions),
            numbers: (0..count).filter_map(|_| self.number(Kind::Person)).collect(),
        }
    }

    fn number(&mut self, kind: Kind) -> Option<PhoneNumber> {
        self.next += 1;
        let text = match kind {
            Kind::Firm => match self.dice.below(20) {
                0 => numbers::customer_abroad(self.next),
                1..4 => numbers::customer_petersburg(self.next),
                4..7 => numbers::customer_mobile(self.next),
                _ => numbers::customer_moscow(self.next),
            },
            _ => numbers::customer_mobile(self.next),
        };
        // The blocks abroad are small: whoever comes late gets a mobile.
        let text = if self.taken.insert(text.clone()) {
            text
        } else {
            numbers::customer_mobile(self.next)
        };
        e164(&text)
    }
}

fn name(dice: &mut Dice, kind: Kind) -> String {
    match kind {
        Kind::Firm => names::firm(dice),
        Kind::Entrepreneur => format!("ИП {}", names::person(dice, false)),
        Kind::Person => {
            let short = dice.chance(60.0);
            names::person(dice, short)
        }
    }
}

fn manager(dice: &mut Dice) -> Extension {
    Extension((201 + dice.below(6)).to_string())
}
