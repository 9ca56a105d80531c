//! The shape of a day: how many calls at which hour.

use chrono::{Datelike, NaiveDate};

use super::{Office, Shift, Visit};
use crate::clock;
use crate::company::{Company, newcomer};
use crate::expected::ScriptedCall;

/// Calls of an ordinary working day by the hour: peaks at 11 and 15, a dip for lunch.
const WORKDAY: [f64; 24] = [
    0.3, 0.2, 0.2, 0.1, 0.1, 0.2, 0.4, 0.9, 3.5, 13.0, 19.0, 23.0, 15.0, 9.5, 17.5, 21.5, 18.0, 12.5, 7.0,
    2.6, 1.8, 1.2, 0.8, 0.5,
];
/// Calls of a day off.
const DAY_OFF: [f64; 24] = [
    0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 1.0, 2.0, 3.6, 4.4, 4.0, 3.2, 3.4, 3.2, 2.6, 2.0, 1.2, 0.9, 0.8,
    0.6, 0.4, 0.3,
];

/// All calls of `day`, in the order in which they begin.
pub(crate) fn calls_of(company: &Company, day: NaiveDate) -> Vec<ScriptedCall> {
    let mut office = Office::new(company, day, "day");
    office.plan_the_day();
    let mut calls: Vec<ScriptedCall> = std::iter::from_fn(|| office.next_call()).collect();
    calls.sort_by(|a, b| {
        (a.expected.started_at, &a.expected.anchor).cmp(&(b.expected.started_at, &b.expected.anchor))
    });
    calls
}

impl Office<'_> {
    fn plan_the_day(&mut self) {
        let hours = if clock::is_workday(self.day) {
            WORKDAY
        } else {
            DAY_OFF
        };
        let by_weekday =
            [1.12, 1.04, 1.0, 0.98, 0.88, 1.0, 0.7][self.day.weekday().num_days_from_monday() as usize];
        let luck = 0.9 + 0.2 * self.dice.unit();
        for (hour, calls) in (0..).zip(hours) {
            let calls = calls * by_weekday * luck;
            let count = calls as i64 + i64::from(self.dice.chance(calls.fract() * 100.0));
            for _ in 0..count {
                let at = self.at_hour(hour);
                let visit = self.some_visit(self.shift(at));
                self.plan(at, visit);
            }
        }
        if let Some(new) = newcomer(self.company.seed, self.day, self.company.zone) {
            let party = self.party(new.number, false);
            self.plan(new.calls_at, Visit::Newcomer(party));
        }
        if clock::is_workday(self.day) && self.dice.chance(70.0) {
            let at = self.at_hour(16);
            self.plan(at, Visit::Conference);
        }
    }

    /// What comes next at a time of that kind.
    pub(crate) fn some_visit(&mut self, shift: Shift) -> Visit {
        let kinds = match shift {
            Shift::Open => [(63, 'i'), (25, 'o'), (12, 'n')],
            Shift::Duty => [(88, 'i'), (9, 'o'), (3, 'n')],
            Shift::Closed => [(100, 'i'), (0, 'o'), (0, 'n')],
        };
        match self.dice.weighted(&kinds) {
            'n' => Visit::Internal,
            'o' => Visit::Outgoing(self.somebody_to_call(), false),
            _ => Visit::Incoming(self.somebody(shift), 1),
        }
    }
}
