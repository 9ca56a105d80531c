//! One customer of the directory, in as little memory as may be.

use std::cmp::Ordering;

/// What a customer is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: i64,
    pub(super) archived: bool,
    /// Lines: the name and earlier ones; contact persons; the digits of numbers. Normalised.
    text: Box<str>,
    /// Where the contact persons begin.
    contacts: u32,
    /// Where the numbers begin.
    numbers: u32,
}

impl Entry {
    /// `names`, `contacts` and `numbers` hold one a line.
    pub(super) fn new(id: i64, archived: bool, names: &str, contacts: &str, numbers: &str) -> Entry {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Entry {
            id,
            archived,
            contacts: place(names.len() + 1),
            numbers: place(names.len() + contacts.len() + 2),
            text: [names, "\n", contacts, "\n", numbers].concat().into_boxed_str(),
        }
    }

    /// Everything, for a first look.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The name.
    pub(super) fn name(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }

    /// The name and earlier names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.part(0, self.contacts)
    }

    /// Names of contact persons.
    pub(super) fn contacts(&self) -> impl Iterator<Item = &str> {
        self.part(self.contacts, self.numbers)
    }

    /// Digits of numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &str> {
        self.part(self.numbers, u32::MAX)
    }

    fn part(&self, from: u32, to: u32) -> impl Iterator<Item = &str> {
        let to = (to as usize).min(self.text.len());
        let part = self.text.get(from as usize..to).unwrap_or_default();
        part.lines().filter(|line| !line.is_empty())
    }

    /// Whether `at` lies in the names.
    pub(super) fn is_name(&self, at: usize) -> bool {
        at < self.contacts as usize
    }

    /// Whether `at` lies before the numbers.
    pub(super) fn is_text(&self, at: usize) -> bool {
        at < self.numbers as usize
    }

    /// The order of the list.
    pub(super) fn by_name(&self, other: &Entry) -> Ordering {
        self.name().cmp(other.name()).then(self.id.cmp(&other.id))
    }
}
