//! Where the calls of a search come from: numbers, employees, comments; and which index each is read by.

mod reading;

use super::condition::Shares;
use super::newest::Window;
use crate::finder::{Candidate, Found};

pub(super) use reading::indexed;

/// So few calls are looked at all at once.
const FEW: f64 = 2_000.0;

/// Of more numbers than these nobody asks which called last: their calls lie everywhere.
const MANY: usize = 20_000;

/// What costs how much, in microseconds, measured on SQLite: going to a number in its index; looking at one of its calls;
/// putting a number into a set; asking the set about a call; bringing a call here to ask about it.
const SEEK: f64 = 2.0;
const LOOK: f64 = 2.0;
const PUT: f64 = 0.6;
const ASK: f64 = 0.8;
const BRING: f64 = 2.5;
/// Going to a call or its employees.
const GO: f64 = 3.0;

/// Calls of a page, about.
const PAGE: f64 = 50.0;

/// The sources of one search. Every call that is meant is in one of them.
pub(super) struct Sources<'a> {
    found: &'a Found,
    shares: Shares,
    /// Numbers with all words.
    whole: Vec<Candidate>,
    /// Numbers whose other words an employee must have.
    part: Vec<Candidate>,
    /// Employees, one of whom is on each call that these lead to.
    employees: Vec<i64>,
    /// All employees that have a word.
    any_word: Vec<i64>,
    /// Another employee has to be on the calls of `employees`: none has all words, and calls of numbers come by `part`.
    two: bool,
    /// Calls come by employees alone.
    employees_alone: bool,
    /// Every call of every source is meant.
    exact: bool,
}

/// One of them.
pub(super) enum Source<'a> {
    Numbers(Numbers),
    Employees(&'a [i64]),
    Comments,
    /// All calls by time, to be looked through here.
    Everything,
}

/// Calls of numbers.
pub(super) struct Numbers {
    ids: Vec<i64>,
    /// By their index; else by time, and the database asks whether the number is one of these.
    seeks: bool,
    /// An employee has to have words too.
    part: bool,
}

impl<'a> Sources<'a> {
    pub(super) fn new(found: &'a Found, shares: Shares) -> Sources<'a> {
        let has_all = |candidate: &Candidate| found.of_number(i64::from(candidate.number)) == found.all;
        let (whole, mut part): (Vec<Candidate>, Vec<Candidate>) =
            found.numbers.iter().partition(|candidate| has_all(candidate));
        let any_word: Vec<i64> = found.employees.iter().map(|(id, _)| *id).collect();
        let mut employees = rarest(found);
        let mut two = found.employees.iter().all(|(_, words)| *words != found.all);
        if calls_of(&part) > calls_of_employees(found, any_word.len()) {
            // Employees lead to fewer calls than such numbers.
            part.clear();
            employees.clone_from(&any_word);
            two = false;
        }
        let is_whole = |words: u16| words == found.all;
        Sources {
            employees_alone: whole.is_empty()
                && part.is_empty()
                && found.comments.is_empty()
                && found.dense.is_none(),
            exact: part.is_empty()
                && found.comments.iter().all(|comment| is_whole(comment.words))
                && (employees.is_empty() || found.employees.iter().all(|(_, words)| is_whole(*words))),
            found,
            shares,
            whole,
            part,
            employees,
            any_word,
            two,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.dense.is_none()
            && self.whole.is_empty()
            && self.part.is_empty()
            && self.employees.is_empty()
            && self.found.comments.is_empty()
    }

    /// Every call of `sources` is meant.
    pub(super) fn are_exact(&self, sources: &[Source<'_>]) -> bool {
        self.exact && !matches!(sources, [Source::Everything])
    }

    /// From where the calls of a window come at the least cost.
    pub(super) fn of(&'a self, window: Window) -> Vec<Source<'a>> {
        let (first, last) = self.found.whole.span;
        let time = |from: i64, to: i64| (to as f64 - from as f64).max(1.0);
        let part = time(window.from.max(first), window.below.0.min(last)) / time(first, last);
        let part = part.min(1.0);
        if self.found.dense.is_some() {
            return vec![Source::Everything];
        }
        let walked = self.found.whole.calls as f64 * part * self.shares.indexed;
        let mut cost = 0.0;
        // Others had no call since the window began.
        let recent = |numbers: &'a [Candidate]| {
            numbers
                .iter()
                .filter(move |candidate| candidate.last_at >= window.from)
        };
        let ways = [(&self.whole, false), (&self.part, true)].map(|(numbers, part_of_words)| {
            let (count, calls) = recent(numbers).fold((0.0, 0.0), |(count, calls), candidate| {
                (count + 1.0, calls + f64::from(candidate.calls))
            });
            let seek = count * SEEK + calls * part * LOOK;
            let ask = count * PUT + walked * ASK;
            if count > 0.0 {
                cost += seek.min(ask);
            }
            (numbers, count, seek < ask, part_of_words)
        });
        let mut sources = Vec::with_capacity(4);
        if !self.employees.is_empty() {
            sources.push(Source::Employees(&self.employees));
            let calls = calls_of_employees(self.found, self.employees.len()) * part;
            // Those of one come in the order of time, and reading ends when there are enough.
            let read = match self.employees.len() {
                1 => calls.min(PAGE / self.shares.passing.max(0.001)),
                _ => calls,
            };
            cost += read * GO;
        }
        if !self.found.comments.is_empty() {
            sources.push(Source::Comments);
            cost += self.found.comments.len() as f64 * part * GO;
        }
        let bring = match (self.employees.is_empty(), self.employees_alone) {
            (true, _) => BRING,
            (false, true) => GO,
            (false, false) => BRING + LOOK,
        };
        if walked * bring < cost {
            return vec![Source::Everything];
        }
        for (numbers, count, seeks, part) in ways {
            if count == 0.0 {
                continue;
            }
            let ids = recent(numbers)
                .map(|candidate| i64::from(candidate.number))
                .collect();
            sources.push(Source::Numbers(Numbers { ids, seeks, part }));
        }
        sources
    }

    /// The time (ms) that should hold `most` calls.
    pub(super) fn width(&self, most: usize) -> i64 {
        let numbers = calls_of(&self.whole) + calls_of(&self.part);
        let employees = calls_of_employees(self.found, self.employees.len());
        // The calls of one employee lie in their index in the order of time: no window is needed.
        let one = self.employees.len() == 1 && numbers == 0.0 && self.found.dense.is_none();
        let calls = numbers + self.found.comments.len() as f64 + employees + self.found.dense.unwrap_or(0.0);
        if one || calls < FEW {
            return i64::MAX;
        }
        let (first, last) = self.found.whole.span;
        let span = (last as f64 - first as f64).max(1.0);
        let width = span * 1.5 * most as f64 / (calls * self.shares.passing).max(1.0);
        #[allow(clippy::cast_possible_truncation, reason = "too wide is as good as all")]
        let width = width as i64;
        width.max(60_000)
    }

    /// About how many calls of all times are meant.
    pub(super) fn expected(&self) -> f64 {
        let numbers = calls_of(&self.whole) + calls_of(&self.part) + self.found.dense.unwrap_or(0.0);
        let employees = calls_of_employees(self.found, self.employees.len());
        (numbers + self.found.comments.len() as f64 + employees) * self.shares.passing
    }

    /// An instant (ms UTC) since which there are surely `wanted` calls of numbers, if all of them pass.
    pub(super) fn holds(&self, wanted: usize) -> i64 {
        let passing = self.shares.passing.max(0.001);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list"
        )]
        let place = ((wanted as f64 / passing) as usize).saturating_sub(1);
        if place >= self.whole.len() || self.whole.len() > MANY {
            return i64::MIN;
        }
        let mut last: Vec<i64> = self.whole.iter().map(|candidate| candidate.last_at).collect();
        let (_, nth, _) = last.select_nth_unstable_by(place, |one, other| other.cmp(one));
        *nth
    }
}

/// About how many calls these numbers have.
fn calls_of(numbers: &[Candidate]) -> f64 {
    numbers.iter().map(|candidate| f64::from(candidate.calls)).sum()
}

/// About how many calls so many employees have.
fn calls_of_employees(found: &Found, employees: usize) -> f64 {
    employees as f64 / found.whole.employees.max(1) as f64 * found.whole.calls as f64
}

/// Where employees alone have all words: those who have the word that the fewest have, for one of them must be on the call.
fn rarest(found: &Found) -> Vec<i64> {
    let of_word = |word: u16| -> Vec<i64> {
        let has = |(id, words): &(i64, u16)| (words & word != 0).then_some(*id);
        found.employees.iter().filter_map(has).collect()
    };
    let words = (0..16).map(|at| 1_u16 << at).filter(|word| found.all & word != 0);
    words.map(of_word).min_by_key(Vec::len).unwrap_or_default()
}
