//! Who is at the other end: customers, most calls with few of them; strangers; people without a number.

use call_journal_model::phone::PhoneNumber;
use chrono::Days;

use super::{Office, Shift};
use crate::clock;
use crate::company::{self, BASE, newcomer};
use crate::script::Caller;

/// Somebody outside.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    /// `None`: withheld.
    pub(crate) number: Option<PhoneNumber>,
    /// Whether the number is registered.
    pub(crate) known: bool,
    /// What the network says about the name.
    pub(crate) name: &'static str,
}

/// Strangers who call in one week draw from a pool of that many, so that some call again.
const STRANGERS_A_WEEK: i64 = 97;
/// Newcomers are customers like others for that many days after their registration.
const RECENT_DAYS: i64 = 56;
/// What advertisers and worse put into the caller's name.
const HOSTILE: [&str; 6] = [
    "<b>Акция</b>",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE calls; --",
    "Кредит 0% \u{202e}000 000 1 од",
    "Вы выиграли!!! Перезвоните сейчас, предложение действует только сегодня и только для Вас и Ваших близких",
    "${jndi:ldap://x}",
];

impl Office<'_> {
    pub(super) fn party(&mut self, number: PhoneNumber, known: bool) -> Party {
        let name = if !known && self.dice.chance(3.0) {
            *self.dice.pick(&HOSTILE)
        } else {
            ""
        };
        Party {
            number: Some(number),
            known,
            name,
        }
    }

    /// Somebody who calls the company.
    pub(super) fn somebody(&mut self, shift: Shift) -> Party {
        if self.dice.chance(3.0) {
            return Party {
                number: None,
                known: false,
                name: if self.dice.chance(50.0) { "Anonymous" } else { "" },
            };
        }
        // At night mostly people who know the company call.
        let known = if shift == Shift::Open { 75.0 } else { 82.0 };
        if self.dice.chance(known) {
            self.customer()
        } else {
            self.stranger()
        }
    }

    /// Somebody whom the company calls.
    pub(super) fn somebody_to_call(&mut self) -> Party {
        if self.dice.chance(88.0) {
            self.customer()
        } else {
            self.stranger()
        }
    }

    fn stranger(&mut self) -> Party {
        let week = clock::number(self.day).div_euclid(7);
        let luck = self.dice.unit();
        let who = (luck * luck * STRANGERS_A_WEEK as f64) as i64;
        let number = company::numbers::stranger(((week * STRANGERS_A_WEEK + who).rem_euclid(1 << 20)) as u32);
        match company::e164(&number) {
            Some(number) => self.party(number, false),
            None => self.customer(),
        }
    }

    fn customer(&mut self) -> Party {
        if self.dice.chance(7.0) {
            let back = self.dice.between(1, RECENT_DAYS) as u64;
            let day = self.day.checked_sub_days(Days::new(back));
            let recent = day.and_then(|day| newcomer(self.company.seed, day, self.company.zone));
            if let Some(recent) = recent {
                return self.party(recent.number, true);
            }
        }
        let luck = self.dice.unit();
        let customer = &self.company.customers[((luck * luck * luck * BASE as f64) as usize).min(BASE - 1)];
        let numbers: Vec<&PhoneNumber> = customer.all_numbers().collect();
        let number = (*self.dice.pick(&numbers)).clone();
        self.party(number, true)
    }

    /// The party as this or that operator shows it.
    pub(super) fn as_caller(&mut self, party: &Party) -> Caller {
        let Some(number) = &party.number else {
            let as_sent = if self.dice.chance(70.0) { "anonymous" } else { "" };
            return Caller {
                number: None,
                as_sent: as_sent.into(),
                name: party.name.into(),
            };
        };
        let as_sent = match (number.as_str().strip_prefix("+7"), self.dice.below(20)) {
            (Some(national), 0) => format!("8{national}"),
            (Some(national), 1) => format!("7{national}"),
            _ => number.as_str().into(),
        };
        let name = if party.name.is_empty() && self.dice.chance(6.0) {
            as_sent.clone()
        } else {
            party.name.into()
        };
        Caller {
            number: party.number.clone(),
            as_sent,
            name,
        }
    }

    /// The number as an employee dials it.
    pub(super) fn as_dialled(&mut self, number: &PhoneNumber) -> String {
        let digits = number.as_str().trim_start_matches('+');
        match digits.strip_prefix('7') {
            Some(_) if self.dice.chance(15.0) => number.as_str().into(),
            Some(national) => format!("8{national}"),
            None => format!("810{digits}"),
        }
    }
}
