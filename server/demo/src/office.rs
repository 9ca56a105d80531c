//! What goes on in the demo company: who calls when, who has time, who calls back. Deterministic, a day at a time.
//!
//! How the PBX writes it is `script`'s business.

mod day;
mod inbound;
mod outbound;
mod parties;
mod plot;

use std::collections::BTreeMap;

use call_journal_model::call::{Direction, Outcome};
use call_journal_model::time::{Millis, Timestamp};
use chrono::{NaiveDate, Timelike};

pub(crate) use day::calls_of;
pub(crate) use parties::Party;

use crate::clock::{self, HOUR, MINUTE};
use crate::company::{Company, by_extension};
use crate::dice::Dice;
use crate::expected::ScriptedCall;
use crate::script::{Counters, Script};

/// Something that will happen.
#[derive(Clone, Debug)]
pub(crate) enum Visit {
    /// Somebody calls; for the how manieth time today.
    Incoming(Party, u8),
    /// Somebody whom the company will register calls for the first time.
    Newcomer(Party),
    /// An employee calls somebody; `true`: who had called in vain.
    Outgoing(Party, bool),
    /// Employees call each other.
    Internal,
    /// People meet in the conference room.
    Conference,
}

/// How busy the company is at an hour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shift {
    Open,
    /// Only «Поддержка» picks up.
    Duty,
    Closed,
}

/// The company while a day goes on.
pub(crate) struct Office<'a> {
    company: &'a Company,
    day: NaiveDate,
    dice: Dice,
    counters: Counters,
    /// Until when each employee talks, in milliseconds since the epoch.
    busy: Vec<i64>,
    /// By time, and by the order of planning for the same time.
    visits: BTreeMap<(i64, u32), Visit>,
    planned: u32,
    /// Set for the live stream, which does not wait for the morning.
    always_open: bool,
}

impl<'a> Office<'a> {
    pub(crate) fn new(company: &'a Company, day: NaiveDate, stream: &str) -> Self {
        Self {
            company,
            day,
            dice: Dice::new(company.seed, stream, clock::number(day)),
            counters: Counters::morning_of(clock::number(day)),
            busy: vec![0; company.employees.len()],
            visits: BTreeMap::new(),
            planned: 0,
            always_open: false,
        }
    }

    /// The live stream from `from` on: working hours without end, and ids that no history has.
    pub(crate) fn live(company: &'a Company, from: Timestamp) -> Self {
        let mut office = Self::new(company, clock::day_of(from, company.zone), "live");
        office.dice = Dice::new(company.seed, "live", from.0);
        office.counters.unique += 10_000_000;
        office.counters.channel += 0x0100_0000;
        office.counters.local += 0x0100_0000;
        office.always_open = true;
        office
    }

    pub(crate) fn plan(&mut self, at: Timestamp, visit: Visit) {
        self.planned += 1;
        self.visits.insert((at.0, self.planned), visit);
    }

    /// When the next visit is due.
    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.visits.keys().next().map(|(at, _)| Timestamp(*at))
    }

    /// The next call. Plans what follows from it.
    pub(crate) fn next_call(&mut self) -> Option<ScriptedCall> {
        let ((at, _), visit) = self.visits.pop_first()?;
        let at = Timestamp(at);
        let call = match visit.clone() {
            Visit::Incoming(party, _) => self.incoming(at, &party),
            Visit::Newcomer(party) => self.first_call(at, &party),
            Visit::Outgoing(party, in_vain) => self.outgoing(at, &party, in_vain),
            Visit::Internal => self.internal(at),
            Visit::Conference => self.conference(at),
        };
        for talk in &call.expected.talks {
            if let Some(index) = by_extension(&self.company.employees, &talk.employee) {
                self.busy[index] = self.busy[index].max(call.expected.ended_at.0);
            }
        }
        self.follow_up(&call, visit);
        Some(call)
    }

    /// Who was missed is called back, or tries again, or is forgotten.
    fn follow_up(&mut self, call: &ScriptedCall, visit: Visit) {
        let after = call.expected.ended_at;
        if self.shift(after) != Shift::Open || call.expected.outcome == Outcome::Answered {
            return;
        }
        match visit {
            Visit::Incoming(party, tries) if party.number.is_some() && tries < 4 => {
                let again = self.dice.chance(22.0);
                let back = self.dice.chance(if party.known { 68.0 } else { 38.0 });
                if again {
                    let at = after.plus(self.dice.seconds(40, 900));
                    self.plan(at, Visit::Incoming(party, tries + 1));
                } else if back {
                    let patience = self.dice.unit();
                    let delay = 2 * MINUTE + (90.0 * patience * patience * MINUTE as f64) as i64;
                    self.plan(after.plus(Millis(delay)), Visit::Outgoing(party, true));
                }
            }
            Visit::Outgoing(party, true) if self.dice.chance(60.0) => {
                let at = after.plus(self.dice.seconds(300, 2700));
                self.plan(at, Visit::Outgoing(party, true));
            }
            _ => {}
        }
    }

    fn shift(&self, at: Timestamp) -> Shift {
        if self.always_open {
            return Shift::Open;
        }
        let hour = clock::local(at, self.company.zone).hour();
        match (clock::is_workday(clock::day_of(at, self.company.zone)), hour) {
            (true, 9..=18) => Shift::Open,
            (true, 8 | 19..=21) | (false, 10..=17) => Shift::Duty,
            _ => Shift::Closed,
        }
    }

    fn is_free(&self, employee: usize, at: Timestamp) -> bool {
        self.busy[employee] <= at.0
    }

    /// `employees` who do not talk at `at`, in an order of chance; all if none is free.
    fn free_of(&mut self, employees: &[usize], at: Timestamp) -> Vec<usize> {
        let mut free: Vec<usize> = employees
            .iter()
            .copied()
            .filter(|one| self.is_free(*one, at))
            .collect();
        if free.is_empty() {
            free = employees.to_vec();
        }
        self.dice.shuffle(&mut free);
        free
    }

    /// Writes one call at `at` as `story` tells it.
    fn write(
        &mut self,
        at: Timestamp,
        direction: Direction,
        story: impl FnOnce(&mut Self, &mut Script<'_>),
    ) -> ScriptedCall {
        let mut counters = self.counters;
        let mut script = Script::new(self.company, &mut counters, at, direction);
        story(self, &mut script);
        let call = script.finish();
        self.counters = counters;
        call
    }

    fn midnight(&self) -> Timestamp {
        clock::midnight(self.day, self.company.zone)
    }

    fn at_hour(&mut self, hour: i64) -> Timestamp {
        Timestamp(self.midnight().0 + hour * HOUR + self.dice.between(0, HOUR - 1))
    }
}

impl Office<'_> {
    /// When the next call of the live stream begins after one that began at `at`.
    pub(crate) fn later(&mut self, at: Timestamp) -> Timestamp {
        at.plus(self.dice.seconds(20, 40))
    }
}
