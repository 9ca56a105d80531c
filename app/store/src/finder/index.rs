//! What calls are found by: names of customers, their contact persons and employees, numbers, comments. Here they are kept;
//! `resolve` looks words up.

use std::collections::HashSet;

use rustc_hash::FxHashMap;

use super::Heard;
use super::haystack::Haystack;
use super::numbers::{NumberFacts, Numbers};

/// See the module. Texts are normalised.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) customers: Haystack,
    pub(super) contacts: Haystack,
    pub(super) employees: Haystack,
    pub(super) numbers: Numbers,
    /// By their calls.
    pub(super) comments: Haystack,
    /// ms UTC: when the calls with comments began.
    pub(super) commented: FxHashMap<i64, i64>,
    /// The largest id of an employee.
    pub(super) last_employee: i64,
    pub(super) whole: Whole,
}

/// The journal as a whole, roughly: for guesses at what a question costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole {
    /// Calls with a number.
    pub(crate) calls: u64,
    /// ms UTC: when the first call began, and the last.
    pub(crate) span: (i64, i64),
    /// Parts of all calls, 0 to 1: lost ones, first contacts, those of nobody's numbers.
    pub(crate) lost: f64,
    pub(crate) first_contacts: f64,
    pub(crate) unregistered: f64,
    pub(crate) employees: usize,
}

impl Default for Whole {
    fn default() -> Whole {
        Whole {
            calls: 0,
            span: (i64::MAX, i64::MIN),
            lost: 0.02,
            first_contacts: 0.05,
            unregistered: 0.5,
            employees: 0,
        }
    }
}

/// A comment as it is read.
#[derive(Debug)]
pub(super) struct Comment {
    pub(super) call: i64,
    /// Empty: there is none any more.
    pub(super) text: String,
    pub(super) call_began: i64,
}

/// Rows that were read from the database.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) customers: Vec<(i64, String)>,
    pub(super) contacts: Vec<(i64, String)>,
    pub(super) employees: Vec<(i64, String)>,
    /// Smaller ids first.
    pub(super) numbers: Vec<NumberFacts>,
    pub(super) comments: Vec<Comment>,
}

impl Rows {
    pub(super) fn customers(customers: Vec<(i64, String)>) -> Rows {
        Rows {
            customers,
            ..Rows::default()
        }
    }

    pub(super) fn contacts(contacts: Vec<(i64, String)>) -> Rows {
        Rows {
            contacts,
            ..Rows::default()
        }
    }

    pub(super) fn employees(employees: Vec<(i64, String)>) -> Rows {
        Rows {
            employees,
            ..Rows::default()
        }
    }
}

impl Index {
    /// Puts rows in. `false`: they do not fit; everything has to be read anew.
    #[must_use]
    pub(super) fn put(&mut self, rows: &Rows) -> bool {
        for (id, text) in &rows.customers {
            self.customers.put(*id, text);
        }
        for (id, text) in &rows.contacts {
            self.contacts.put(*id, text);
        }
        for (id, text) in &rows.employees {
            self.employees.put(*id, text);
            self.last_employee = self.last_employee.max(*id);
        }
        for comment in &rows.comments {
            self.comments.put(comment.call, &comment.text);
            self.commented.insert(comment.call, comment.call_began);
        }
        rows.numbers.iter().all(|facts| self.numbers.put(facts))
    }

    /// Calls of a number.
    pub(super) fn heard(&mut self, heard: &Heard) {
        if let Ok(number) = u32::try_from(heard.number) {
            self.numbers.heard(number, heard.calls, heard.last_at);
        }
        let span = &mut self.whole.span;
        *span = (span.0.min(heard.last_at), span.1.max(heard.last_at));
    }

    /// Gives back memory that was kept for more.
    pub(super) fn shrink(&mut self) {
        for texts in [
            &mut self.customers,
            &mut self.contacts,
            &mut self.employees,
            &mut self.comments,
        ] {
            texts.shrink();
        }
        self.numbers.shrink();
        self.commented.shrink_to_fit();
    }

    /// The numbers of these customers.
    pub(super) fn numbers_of(&self, customers: &HashSet<i64>) -> HashSet<i64> {
        customers
            .iter()
            .filter_map(|customer| u32::try_from(*customer).ok())
            .flat_map(|customer| self.numbers.of_customer(customer))
            .map(i64::from)
            .collect()
    }
}
