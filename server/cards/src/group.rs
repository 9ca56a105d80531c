//! Rows and cards that tell of one customer, put together.
//!
//! Only neighbours are: those with the same key, or without a key and with the same name. So a file is read as a stream, and
//! one whose rows of a customer lie apart gives that customer several times, for the importer to put together.

use crate::card::{Card, CardContact, Column, MAX_CARD, MAX_CONTACTS, MAX_PHONES, Place, Reason, Rejected};
use crate::field::{clean, unguarded};
use crate::phones;
use crate::rows::Row;

/// How the cells of a row are read.
pub(crate) struct Table {
    mapping: Vec<Column>,
    /// A row may end early, as Excel writes them, but not before key, name and first phone.
    reach: usize,
}

impl Table {
    pub(crate) fn new(mapping: Vec<Column>) -> Table {
        let first = |column| mapping.iter().position(|other| *other == column);
        let name = first(Column::Name).or_else(|| first(Column::ContactName));
        let phone = first(Column::Phone).or_else(|| first(Column::ContactPhone));
        let last = [first(Column::Key), name, phone].into_iter().flatten().max();
        Table {
            reach: last.map_or(0, |at| at + 1),
            mapping,
        }
    }

    /// Whether the cells can be a row of this table, as nobody shortened it.
    pub(crate) fn fits(&self, cells: &[String]) -> bool {
        cells.len() >= self.mapping.len() && self.extra(cells).is_none()
    }

    fn extra<'a>(&self, cells: &'a [String]) -> Option<&'a String> {
        cells
            .iter()
            .skip(self.mapping.len())
            .find(|cell| !cell.trim().is_empty())
    }

    /// The customer and the contact person of a row. The name may be empty: rows before may tell it. `None` for an empty row.
    ///
    /// Rows of a sheet end where their last cell is.
    pub(crate) fn card(&self, row: Row) -> Result<Option<Card>, Reason> {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        let is_text = matches!(row.place, Place::Line(_));
        if is_text && (row.cells.len() < self.reach || self.extra(&row.cells).is_some()) {
            return Err(Reason::WrongColumns {
                expected: self.mapping.len(),
                found: row.cells.len(),
            });
        }
        let mut card = Card {
            place: row.place,
            ..Card::default()
        };
        let mut contact = CardContact::default();
        for (column, cell) in self.mapping.iter().zip(&row.cells) {
            if *column == Column::Ignore || cell.is_empty() {
                continue;
            }
            let value = clean(*column, unguarded(cell.trim()))?;
            if value.is_empty() {
                continue;
            }
            match column {
                Column::Key => set(&mut card.key, value, ""),
                Column::Name => append(&mut card.name, &value, " "),
                Column::Relations => add(&mut card.relations, relations(&value)),
                Column::Manager => set(&mut card.manager, value, " "),
                Column::Phone => add(&mut card.phones, phones::split(&value)),
                Column::Email => set(&mut card.email, value, ", "),
                Column::Address => set(&mut card.address, value, ", "),
                Column::Note => set(&mut card.note, value, "\n"),
                Column::ContactName => append(&mut contact.name, &value, " "),
                Column::ContactPosition => set(&mut contact.position, value, ", "),
                Column::ContactPhone => add(&mut contact.phones, phones::split(&value)),
                Column::ContactEmail => set(&mut contact.email, value, ", "),
                Column::Ignore => {}
            }
        }
        add_contact(&mut card, contact);
        check_phones(&card)?;
        Ok(Some(card))
    }
}

/// A person without a name is known by the position; with neither, phones are the customer's own.
pub(crate) fn add_contact(card: &mut Card, mut contact: CardContact) {
    if contact.name.is_empty() {
        contact.name = contact.position.take().unwrap_or_default();
    }
    if contact.name.is_empty() {
        add(&mut card.phones, contact.phones);
        card.email = card.email.take().or(contact.email);
    } else {
        card.contacts.push(contact);
    }
}

/// Several columns of one meaning are one text.
fn set(field: &mut Option<String>, value: String, between: &str) {
    match field {
        Some(text) => append(text, &value, between),
        None => *field = Some(value),
    }
}

fn append(text: &mut String, value: &str, between: &str) {
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(value);
}

/// Adds what is not there yet.
pub(crate) fn add(list: &mut Vec<String>, more: Vec<String>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

pub(crate) fn relations(text: &str) -> Vec<String> {
    let parts = text
        .split([',', ';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let mut relations = Vec::new();
    add(&mut relations, parts.map(str::to_owned).collect());
    relations
}

pub(crate) fn check_phones(card: &Card) -> Result<(), Reason> {
    let most = card
        .contacts
        .iter()
        .map(|contact| contact.phones.len())
        .chain([card.phones.len()])
        .max();
    match most {
        Some(count) if count > MAX_PHONES => Err(Reason::TooManyPhones(count)),
        _ => Ok(()),
    }
}

/// The customer whose neighbours may still come.
#[derive(Default)]
pub(crate) struct Group {
    held: Option<Card>,
    bytes: usize,
}

impl Group {
    /// Takes what comes next, and gives back the customer that is whole by that.
    pub(crate) fn push(&mut self, mut card: Card) -> Result<Option<Card>, Rejected> {
        let place = card.place;
        let rejected = |reason| Rejected { place, reason };
        let bytes = bytes(&card);
        if let Some(held) = &mut self.held
            && same(held, &card)
        {
            match contradiction(held, &card) {
                None if held.contacts.len() + card.contacts.len() > MAX_CONTACTS
                    || self.bytes + bytes > MAX_CARD =>
                {
                    return Err(rejected(Reason::TooManyContacts));
                }
                None => {
                    merge(held, card).map_err(rejected)?;
                    self.bytes += bytes;
                    return Ok(None);
                }
                Some(column) if held.key.is_some() => return Err(rejected(Reason::Contradicts(column))),
                // Two customers may have one name; they have not one address.
                Some(_) => {}
            }
        }
        if card.name.is_empty() {
            let person = (!card.contacts.is_empty()).then(|| card.contacts.remove(0));
            become_person(&mut card, person.ok_or_else(|| rejected(Reason::NoName))?);
        }
        self.bytes = bytes;
        Ok(self.held.replace(card))
    }

    /// The last one.
    pub(crate) fn finish(&mut self) -> Option<Card> {
        self.held.take()
    }
}

/// A person without a company is a customer.
fn become_person(card: &mut Card, person: CardContact) {
    card.name = person.name;
    add(&mut card.phones, person.phones);
    card.email = card.email.take().or(person.email);
    if let Some(position) = person.position {
        set(&mut card.note, position, "\n");
    }
}

fn same(held: &Card, card: &Card) -> bool {
    match (&held.key, &card.key) {
        (Some(held), Some(key)) => held == key,
        (None, None) => held.name == card.name,
        _ => false,
    }
}

/// The column in which both tell something, and not the same.
fn contradiction(held: &Card, card: &Card) -> Option<Column> {
    let differ =
        |held: &Option<String>, other: &Option<String>| held.is_some() && other.is_some() && held != other;
    let checks = [
        (!card.name.is_empty() && card.name != held.name, Column::Name),
        (differ(&held.manager, &card.manager), Column::Manager),
        (differ(&held.email, &card.email), Column::Email),
        (differ(&held.address, &card.address), Column::Address),
        (differ(&held.note, &card.note), Column::Note),
    ];
    checks.into_iter().find(|check| check.0).map(|check| check.1)
}

fn merge(held: &mut Card, card: Card) -> Result<(), Reason> {
    let mut merged = held.phones.clone();
    add(&mut merged, card.phones);
    if merged.len() > MAX_PHONES {
        return Err(Reason::TooManyPhones(merged.len()));
    }
    for contact in card.contacts {
        let known = held.contacts.iter_mut().find(|known| {
            let fits = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
            known.name == contact.name
                && fits(&known.position, &contact.position)
                && fits(&known.email, &contact.email)
                && known.phones.len() + contact.phones.len() <= MAX_PHONES
        });
        match known {
            Some(known) => {
                add(&mut known.phones, contact.phones);
                known.position = known.position.take().or(contact.position);
                known.email = known.email.take().or(contact.email);
            }
            None => held.contacts.push(contact),
        }
    }
    held.phones = merged;
    add(&mut held.relations, card.relations);
    held.manager = held.manager.take().or(card.manager);
    held.email = held.email.take().or(card.email);
    held.address = held.address.take().or(card.address);
    held.note = held.note.take().or(card.note);
    Ok(())
}

fn bytes(card: &Card) -> usize {
    let lists = |list: &[String]| list.iter().map(String::len).sum::<usize>();
    let texts = [&card.key, &card.manager, &card.email, &card.address, &card.note];
    let contact = |contact: &CardContact| {
        let texts = [&contact.position, &contact.email];
        contact.name.len()
            + lists(&contact.phones)
            + texts.into_iter().flatten().map(String::len).sum::<usize>()
    };
    card.name.len()
        + lists(&card.phones)
        + lists(&card.relations)
        + texts.into_iter().flatten().map(String::len).sum::<usize>()
        + card.contacts.iter().map(contact).sum::<usize>()
}
