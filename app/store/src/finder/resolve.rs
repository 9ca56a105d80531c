//! From the words of a search to ids: which numbers, employees and commented calls have which of the words.

use std::cmp::Reverse;

use call_journal_model::search::Word;
use rustc_hash::FxHashMap;

use super::index::{Index, Whole};
use crate::needle::Needle;

/// Where one call of so many is of a number that was found, calls are better looked through one after another.
const DENSE: u64 = 4;

/// So few calls are never looked through like this.
const FEW: u64 = 500;

/// What the filter says of numbers already: others need not be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Narrow {
    /// Only numbers that are nobody's.
    pub(crate) unregistered: bool,
    /// Only numbers of this customer.
    pub(crate) customer: Option<i64>,
    /// Only this number.
    pub(crate) number: Option<i64>,
}

/// A number whose calls may be what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) number: u32,
    /// About so many calls.
    pub(crate) calls: u32,
    /// ms UTC: not before its last call.
    pub(crate) last_at: i64,
}

/// A call whose comment holds words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Commented {
    /// ms UTC.
    pub(crate) call_began: i64,
    pub(crate) call: i64,
    pub(crate) words: u16,
}

/// What was found. A call is meant when its number, its employees and its comment have all words together. Sets of words are
/// bits.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// All words.
    pub(crate) all: u16,
    /// Numbers that have all words, or those that some employees have not. None where there are very many.
    pub(crate) numbers: Vec<Candidate>,
    /// About how many calls these have, where they are very many.
    pub(crate) dense: Option<f64>,
    /// By the number's id.
    of_numbers: Vec<u16>,
    /// Words of employees.
    pub(crate) employees: Vec<(i64, u16)>,
    /// Words of comments, the newest call first.
    pub(crate) comments: Vec<Commented>,
    /// The journal as a whole.
    pub(crate) whole: Whole,
}

impl Found {
    /// All calls of one employee.
    pub(super) fn of_employee(employee: i64, whole: Whole) -> Found {
        Found {
            all: 1,
            employees: vec![(employee, 1)],
            whole,
            ..Found::default()
        }
    }

    /// The words that a number has.
    pub(crate) fn of_number(&self, number: i64) -> u16 {
        let place = usize::try_from(number).ok();
        place
            .and_then(|place| self.of_numbers.get(place))
            .copied()
            .unwrap_or(0)
    }

    /// The words that some employee has.
    pub(crate) fn of_any_employee(&self) -> u16 {
        self.employees.iter().fold(0, |any, (_, words)| any | words)
    }
}

impl Index {
    pub(super) fn whole(&self) -> Whole {
        Whole {
            calls: self.numbers.total(),
            employees: self.employees.len(),
            ..self.whole
        }
    }

    /// What these words stand for. At most 16 are looked at, which is all that [`call_journal_model::search::words`] gives.
    pub(super) fn find(&self, words: Vec<Word>, narrow: Narrow) -> Found {
        let needles: Vec<Needle> = words.into_iter().map(Needle::new).take(16).collect();
        let mut marks = Marks(vec![0; self.numbers.len()]);
        let mut employees: FxHashMap<i64, u16> = FxHashMap::default();
        let mut comments: FxHashMap<i64, u16> = FxHashMap::default();
        for (at, needle) in needles.iter().enumerate() {
            let bit = 1 << at;
            self.mark_numbers(needle, bit, &mut marks);
            self.employees.each(&needle.text, |id, text| {
                if needle.is_in_text(text) {
                    *employees.entry(id).or_default() |= bit;
                }
            });
            self.comments.each(&needle.text, |call, text| {
                if needle.is_in_text(text) {
                    *comments.entry(call).or_default() |= bit;
                }
            });
        }
        let all = u16::try_from((1_u32 << needles.len()) - 1).unwrap_or(u16::MAX);
        let elsewhere = employees
            .values()
            .chain(comments.values())
            .fold(0, |any, words| any | words);
        let commented = |(call, words)| Commented {
            call_began: self.commented.get(&call).copied().unwrap_or(i64::MIN),
            call,
            words,
        };
        let mut comments: Vec<Commented> = comments.into_iter().map(commented).collect();
        comments.sort_unstable_by_key(|comment| (comment.call_began, comment.call));
        comments.reverse();
        // Most numbers have no word at all.
        let candidates = || {
            let numbers = (0_u32..).zip(&marks.0).filter(|(_, words)| **words != 0);
            numbers
                .filter(|(number, words)| **words | elsewhere == all && self.passes(*number, narrow))
                .map(|(number, _)| number)
        };
        let calls: u64 = candidates()
            .map(|number| u64::from(self.numbers.calls(number)))
            .sum();
        let dense = calls > FEW && calls > self.numbers.total() / DENSE;
        let candidate = |number| Candidate {
            number,
            calls: self.numbers.calls(number),
            last_at: self.numbers.last_at(number),
        };
        Found {
            all,
            numbers: match dense {
                true => Vec::new(),
                false => candidates().map(candidate).collect(),
            },
            #[allow(clippy::cast_precision_loss, reason = "about so many")]
            dense: dense.then_some(calls as f64),
            of_numbers: marks.0,
            employees: employees.into_iter().collect(),
            comments,
            whole: self.whole(),
        }
    }

    /// Employees that have all words in their name, and numbers that have all in their digits, those last called first; `most`
    /// of each.
    pub(super) fn like(&self, words: Vec<Word>, most: usize) -> (Vec<i64>, Vec<i64>) {
        let needles: Vec<Needle> = words.into_iter().map(Needle::new).collect();
        let Some((first, others)) = needles.split_first() else {
            return Default::default();
        };
        let mut employees: Vec<(usize, i64)> = Vec::new();
        self.employees.each(&first.text, |id, text| {
            if first.is_in_text(text) && others.iter().all(|needle| needle.word.in_text(text)) {
                employees.push((text.len(), id));
            }
        });
        employees.sort_unstable();
        let mut numbers: Vec<(Reverse<i64>, u32)> = Vec::new();
        if let Some(digits) = &first.digits {
            self.numbers.each(digits, |number, text| {
                if first.is_in_number(text) && others.iter().all(|needle| needle.word.in_number(text)) {
                    numbers.push((Reverse(self.numbers.last_at(number)), number));
                }
            });
        }
        if numbers.len() > most {
            numbers.select_nth_unstable(most);
            numbers.truncate(most);
        }
        numbers.sort_unstable();
        let employees = employees.into_iter().take(most).map(|(_, id)| id).collect();
        (
            employees,
            numbers.into_iter().map(|(_, number)| i64::from(number)).collect(),
        )
    }

    fn mark_numbers(&self, needle: &Needle, bit: u16, marks: &mut Marks) {
        self.customers.each(&needle.text, |customer, text| {
            if let (true, Ok(customer)) = (needle.is_in_text(text), u32::try_from(customer)) {
                for number in self.numbers.of_customer(customer) {
                    marks.add(number, bit);
                }
            }
        });
        self.contacts.each(&needle.text, |contact, text| {
            if let (true, Ok(contact)) = (needle.is_in_text(text), u32::try_from(contact)) {
                for number in self.numbers.of_contact(contact) {
                    marks.add(number, bit);
                }
            }
        });
        if let Some(digits) = &needle.digits {
            self.numbers.each(digits, |number, text| {
                if needle.is_in_number(text) {
                    marks.add(number, bit);
                }
            });
        }
    }

    fn passes(&self, number: u32, narrow: Narrow) -> bool {
        let customer = i64::from(self.numbers.customer(number));
        !(narrow.unregistered && customer != 0)
            && narrow.customer.is_none_or(|wanted| wanted == customer)
            && narrow.number.is_none_or(|wanted| wanted == i64::from(number))
    }
}

/// Words by number.
struct Marks(Vec<u16>);

impl Marks {
    fn add(&mut self, number: u32, word: u16) {
        if let Some(words) = self.0.get_mut(number as usize) {
            *words |= word;
        }
    }
}
