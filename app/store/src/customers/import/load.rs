//! What a batch concerns, as it stands: the customers with its keys, numbers and names, their contact persons, and whose
//! the numbers are. It is changed in memory by `decide`, and `write` stores the difference.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use call_journal_model::employee::CustomerId;
use call_journal_model::phone::WrittenPhone;
use call_journal_model::search::normalise;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{CustomerRecord, Found};
use crate::entity::{contact_person, customer, number};
use crate::error::StoreError;
use crate::sql::IN_LIST;
use crate::text;

/// By what the records of a batch are looked for.
pub(super) struct Keys {
    pub(super) external: BTreeSet<String>,
    pub(super) numbers: BTreeSet<String>,
    pub(super) without_key: bool,
}

impl Keys {
    pub(super) fn of(records: &[CustomerRecord]) -> Keys {
        let external = records.iter().filter_map(|record| record.key.as_deref());
        let phones = records.iter().flat_map(|record| {
            let theirs = record.contacts.iter().flat_map(|contact| &contact.phones);
            record.phones.iter().chain(theirs)
        });
        Keys {
            external: external.map(text::key).collect(),
            numbers: phones.map(|phone| phone.key().to_owned()).collect(),
            without_key: records.iter().any(|record| record.key.is_none()),
        }
    }
}

/// How many of the keys somebody has.
pub(super) async fn known_keys<C: ConnectionTrait>(db: &C, keys: &Keys) -> Result<usize, StoreError> {
    Ok(by_key(db, keys).await?.len())
}

async fn by_key<C: ConnectionTrait>(db: &C, keys: &Keys) -> Result<Vec<customer::Model>, StoreError> {
    let wanted: Vec<&String> = keys.external.iter().collect();
    let mut found = Vec::with_capacity(wanted.len());
    for part in wanted.chunks(IN_LIST) {
        let theirs = customer::Column::ExternalKey.is_in(part.iter().copied());
        found.extend(customer::Entity::find().filter(theirs).all(db).await?);
    }
    Ok(found)
}

/// A customer and its contact persons. New ones have ids below zero until they are written.
pub(super) struct Person {
    pub(super) row: customer::Model,
    pub(super) contacts: Vec<Contact>,
    pub(super) new: bool,
    /// A column of its own row changed.
    pub(super) row_changed: bool,
    /// Anything of its card changed.
    pub(super) changed: bool,
}

/// A contact person.
pub(super) struct Contact {
    pub(super) row: contact_person::Model,
    pub(super) new: bool,
    pub(super) changed: bool,
}

/// A number, and whose it is.
pub(super) struct Number {
    /// Below zero until it is written.
    pub(super) id: i64,
    pub(super) phone: Option<WrittenPhone>,
    pub(super) display: String,
    pub(super) customer: Option<i64>,
    /// Whose it was before this batch.
    was: Option<i64>,
    pub(super) contact: Option<i64>,
    pub(super) extension: String,
    pub(super) changed: bool,
}

/// See the module.
#[derive(Default)]
pub(super) struct State {
    pub(super) people: HashMap<i64, Person>,
    pub(super) by_key: Found<String>,
    pub(super) numbers: HashMap<String, Number>,
    next: i64,
}

/// The rows of a [`State`], as they are in a database.
pub(super) struct Rows {
    pub(super) customers: Vec<customer::Model>,
    pub(super) contacts: Vec<contact_person::Model>,
    pub(super) numbers: Vec<number::Model>,
}

impl Rows {
    pub(super) async fn read<C: ConnectionTrait>(
        db: &C,
        keys: &Keys,
        by_name: &BTreeSet<i64>,
    ) -> Result<Rows, StoreError> {
        let mut customers = by_key(db, keys).await?;
        let wanted: Vec<&String> = keys.numbers.iter().collect();
        let mut numbers = Vec::with_capacity(wanted.len());
        for part in wanted.chunks(IN_LIST) {
            let these = number::Column::Key.is_in(part.iter().copied());
            numbers.extend(number::Entity::find().filter(these).all(db).await?);
        }
        let mut here: HashSet<i64> = customers.iter().map(|row| row.id).collect();
        let owners = numbers.iter().filter_map(|number| number.customer_id);
        let mut wanted: BTreeSet<i64> = owners.chain(by_name.iter().copied()).collect();
        // Twice: those found may have been merged into others.
        for _ in 0..2 {
            wanted.extend(customers.iter().filter_map(|row| row.merged_into));
            let missing: Vec<i64> = wanted.iter().copied().filter(|id| here.insert(*id)).collect();
            for part in missing.chunks(IN_LIST) {
                let these = customer::Column::Id.is_in(part.iter().copied());
                customers.extend(customer::Entity::find().filter(these).all(db).await?);
            }
        }
        let ids: Vec<i64> = customers.iter().map(|row| row.id).collect();
        let mut contacts = Vec::new();
        for part in ids.chunks(IN_LIST) {
            let theirs = contact_person::Column::CustomerId.is_in(part.iter().copied());
            let found = contact_person::Entity::find().filter(theirs);
            let found = found.order_by_asc(contact_person::Column::Id);
            contacts.extend(found.all(db).await?);
        }
        Ok(Rows {
            customers,
            contacts,
            numbers,
        })
    }
}

impl State {
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        keys: &Keys,
        by_name: &BTreeSet<i64>,
    ) -> Result<State, StoreError> {
        let rows = Rows::read(db, keys, by_name).await?;
        let mut state = State::default();
        for row in rows.customers {
            if let Some(key) = &row.external_key {
                state.by_key.insert(key.clone(), row.id);
            }
            let person = Person {
                row,
                contacts: Vec::new(),
                new: false,
                row_changed: false,
                changed: false,
            };
            state.people.insert(person.row.id, person);
        }
        for row in rows.contacts {
            if let Some(person) = state.people.get_mut(&row.customer_id) {
                person.contacts.push(Contact {
                    row,
                    new: false,
                    changed: false,
                });
            }
        }
        for row in rows.numbers {
            let number = Number {
                id: row.id,
                phone: None,
                display: row.display,
                customer: row.customer_id,
                was: row.customer_id,
                contact: row.contact_person_id,
                extension: row.extension,
                changed: false,
            };
            state.numbers.insert(row.key, number);
        }
        Ok(state)
    }

    /// Customers that are found by something else than before: those that changed and those that lost a number.
    pub(super) fn concerned(&self) -> Vec<CustomerId> {
        let changed = self.people.values().filter(|person| person.new || person.changed);
        let lost = self.numbers.values().filter(|number| number.changed);
        let ids = changed.map(|person| person.row.id);
        let ids: BTreeSet<i64> = ids.chain(lost.filter_map(|number| number.was)).collect();
        ids.into_iter().map(CustomerId).collect()
    }

    fn provisional(&mut self) -> i64 {
        self.next -= 1;
        self.next
    }

    /// A customer that is not there yet.
    pub(super) fn create(&mut self, key: Option<&str>, name: &str, created_at: i64) -> i64 {
        let id = self.provisional();
        let key = key.map(text::key);
        if let Some(key) = &key {
            self.by_key.insert(key.clone(), id);
        }
        let row = customer::Model {
            id,
            name: text::clean(name).into_owned(),
            search: String::new(),
            external_key: key,
            created_at,
            also_named: String::new(),
            relations: String::new(),
            manager_id: None,
            email: String::new(),
            address: String::new(),
            note: String::new(),
            archived_at: None,
            merged_into: None,
            version: 1,
        };
        let person = Person {
            row,
            contacts: Vec::new(),
            new: true,
            row_changed: false,
            changed: false,
        };
        self.people.insert(id, person);
        id
    }

    /// The place of the contact person of this name, who is made if there is none, unless there are `most` already.
    pub(super) fn contact(&mut self, customer: i64, name: &str, most: usize) -> Option<usize> {
        let search = normalise(name);
        let person = self.people.get_mut(&customer)?;
        let known = person
            .contacts
            .iter()
            .position(|contact| contact.row.search == search);
        if known.is_some() || person.contacts.len() >= most {
            return known;
        }
        self.next -= 1;
        let id = self.next;
        person.contacts.push(Contact {
            row: contact_person::Model {
                id,
                customer_id: customer,
                name: text::clean(name).into_owned(),
                search,
                position: String::new(),
                email: String::new(),
            },
            new: true,
            changed: false,
        });
        Some(person.contacts.len() - 1)
    }

    /// The number, which is made if it is not there.
    pub(super) fn number(&mut self, phone: &WrittenPhone) -> &mut Number {
        match self.numbers.entry(phone.key().to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                self.next -= 1;
                place.insert(Number {
                    id: self.next,
                    phone: Some(phone.clone()),
                    display: phone.display(),
                    customer: None,
                    was: None,
                    contact: None,
                    extension: String::new(),
                    changed: false,
                })
            }
        }
    }
}
