//! What records change, one after another: each sees what those before it did. Nothing is written here.

use std::collections::hash_map::Entry;

use call_journal_model::customer::import::ImportIssue;
use call_journal_model::customer::{CONTACTS, CardField, RELATIONS, WhyRefused};
use call_journal_model::employee::CustomerId;
use call_journal_model::phone::WrittenPhone;

use super::load::State;
use super::matching::find;
use super::{Bringing, Brought, ContactRecord, CustomerRecord, Fate, Known};
use crate::customers::card::lines;
use crate::text;

pub(super) fn decide(
    records: &[CustomerRecord],
    state: &mut State,
    known: &mut Known,
    how: &Bringing,
) -> Vec<Brought> {
    records
        .iter()
        .map(|record| one(record, state, known, how))
        .collect()
}

fn one(record: &CustomerRecord, state: &mut State, known: &mut Known, how: &Bringing) -> Brought {
    let found = find(record, state, known);
    let customer = match found {
        Some(found) => found.customer,
        None => {
            let id = state.create(record.key.as_deref(), &record.name, how.created_at.0);
            if let Some(names) = &mut known.names {
                names.add(&record.name, id);
            }
            id
        }
    };
    known.touched.insert(customer);
    let mut change = Change {
        customer,
        fill_only: found.is_some_and(|found| found.fill_only),
        changed: false,
        kept: false,
        moved: 0,
        issues: Vec::new(),
    };
    change.row(record, state, known);
    for phone in &record.phones {
        change.number(phone, None, state, known, how);
    }
    for contact in &record.contacts {
        let id = change.contact(contact, state);
        for phone in &contact.phones {
            change.number(phone, id, state, known, how);
        }
    }
    if change.kept {
        let name = state.people.get(&customer).map(|person| person.row.name.clone());
        change.issues.push(ImportIssue::OnlyFilled {
            name: name.unwrap_or_default(),
        });
    }
    if change.changed
        && let Some(person) = state.people.get_mut(&customer)
    {
        person.changed = true;
    }
    Brought {
        customer: CustomerId(customer),
        fate: match (found, change.changed) {
            (None, _) => Fate::New,
            (Some(_), true) => Fate::Changed,
            (Some(_), false) => Fate::Unchanged,
        },
        issues: change.issues,
        numbers_moved: change.moved,
    }
}

/// What one record does to its customer.
struct Change {
    customer: i64,
    /// What stands there stays.
    fill_only: bool,
    changed: bool,
    /// Something stayed that the record tells otherwise.
    kept: bool,
    moved: u64,
    issues: Vec<ImportIssue>,
}

impl Change {
    /// Whether a value that is there gives way to another.
    fn set<T: PartialEq>(&mut self, there: &mut T, told: T, empty: &T) -> bool {
        if told == *empty || told == *there {
            return false;
        }
        if self.fill_only && *there != *empty {
            self.kept = true;
            return false;
        }
        *there = told;
        self.changed = true;
        true
    }

    fn text(&mut self, there: &mut String, told: &str) -> bool {
        let told = text::clean(told).into_owned();
        self.set(there, told, &String::new())
    }

    fn row(&mut self, record: &CustomerRecord, state: &mut State, known: &mut Known) {
        let manager = record.manager.as_deref().and_then(|text| {
            let manager = known.manager(text);
            if manager.is_none() {
                self.issues.push(ImportIssue::UnknownManager(text.to_owned()));
            }
            manager
        });
        let Some(person) = state.people.get_mut(&self.customer) else {
            return;
        };
        let row = &mut person.row;
        let mut changed = false;
        if self.text(&mut row.name, &record.name) {
            changed = true;
            if let Some(names) = &mut known.names {
                names.add(&row.name, self.customer);
            }
        }
        changed |= self.text(&mut row.email, &record.email);
        changed |= self.text(&mut row.address, &record.address);
        changed |= self.text(&mut row.note, &record.note);
        changed |= self.set(&mut row.manager_id, manager.map(|id| id.0), &None);
        let mut relations = lines(&row.relations);
        for relation in &record.relations {
            let relation = text::clean(relation).into_owned();
            if relations.len() < RELATIONS && !relations.contains(&relation) {
                relations.push(relation);
            }
        }
        let relations = relations.join("\n");
        if row.relations != relations {
            row.relations = relations;
            changed = true;
        }
        // A customer that nobody else's file knew: from now on it is found by this key, unless the key leads here from
        // one that was merged into it.
        if let (None, Some(key)) = (&row.external_key, &record.key)
            && let Entry::Vacant(place) = state.by_key.entry(text::key(key))
        {
            row.external_key = Some(place.key().clone());
            place.insert(self.customer);
            changed = true;
        }
        self.changed |= changed;
        person.row_changed |= changed;
    }

    /// The id of the contact person; `None` if there are too many already.
    fn contact(&mut self, told: &ContactRecord, state: &mut State) -> Option<i64> {
        let before = state.people.get(&self.customer)?.contacts.len();
        let at = state.contact(self.customer, &told.name, CONTACTS);
        let Some(at) = at else {
            self.issues.push(ImportIssue::Value {
                field: CardField::Other,
                value: told.name.clone(),
                why: WhyRefused::TooMany,
            });
            return None;
        };
        let contact = state.people.get_mut(&self.customer)?.contacts.get_mut(at)?;
        self.changed |= at >= before;
        let position = self.text(&mut contact.row.position, &told.position);
        let email = self.text(&mut contact.row.email, &told.email);
        contact.changed |= position || email;
        Some(contact.row.id)
    }

    /// Gives the customer a number, if it is nobody's, or is to be taken.
    fn number(
        &mut self,
        phone: &WrittenPhone,
        contact: Option<i64>,
        state: &mut State,
        known: &mut Known,
        how: &Bringing,
    ) {
        let owner = state.numbers.get(phone.key()).and_then(|number| number.customer);
        let owner = owner.filter(|owner| *owner != self.customer);
        let name = owner
            .and_then(|owner| state.people.get(&owner))
            .map(|person| person.row.name.clone());
        let number = state.number(phone);
        if owner.is_some() {
            let (display, owner) = (number.display.clone(), name.unwrap_or_default());
            if !how.take_numbers || known.taken.contains(&number.id) {
                let number = display;
                return self.issues.push(ImportIssue::Double { number, owner });
            }
            let number = display;
            self.issues.push(ImportIssue::Taken { number, owner });
        }
        if how.take_numbers {
            known.taken.insert(number.id);
        }
        let here = number.customer == Some(self.customer);
        let extension = phone.extension.as_deref().unwrap_or_default();
        if !here {
            number.customer = Some(self.customer);
            number.contact = contact;
            number.extension = extension.to_owned();
            number.changed = true;
            self.changed = true;
            self.moved += 1;
            return;
        }
        // Whose it is there, a file knows better only if it says so.
        if contact.is_some() && self.set(&mut number.contact, contact, &None) {
            number.changed = true;
            self.moved += 1;
        }
        number.changed |= self.text(&mut number.extension, extension);
    }
}
