//! A card as it is being filled in: one signal for each field, so that nothing is built anew with each letter.

use leptos::prelude::*;

use call_journal_model::customer::{CardField, CardFields, ContactFields, FieldRefused};
use call_journal_model::employee::{ContactPersonId, EmployeeId};

/// A card that is being filled in.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    pub(in crate::customers) name: RwSignal<String>,
    pub(in crate::customers) relations: RwSignal<Vec<String>>,
    pub(in crate::customers) manager: RwSignal<Option<EmployeeId>>,
    pub(in crate::customers) phones: Phones,
    pub(in crate::customers) email: RwSignal<String>,
    pub(in crate::customers) address: RwSignal<String>,
    pub(in crate::customers) note: RwSignal<String>,
    pub(in crate::customers) contacts: RwSignal<Vec<ContactDraft>>,
    /// What the server refused, by the places of the fields then.
    pub(in crate::customers) refused: RwSignal<Vec<FieldRefused>>,
    /// As it was loaded or saved.
    saved: RwSignal<CardFields>,
    keys: StoredValue<u32>,
}

/// Numbers of one owner; there is always a field for one more or a first.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::customers) struct Phones(pub(super) RwSignal<Vec<Line>>);

/// A field that can be added and taken away.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::customers) struct Line {
    pub(in crate::customers) key: u32,
    pub(in crate::customers) text: RwSignal<String>,
}

/// A contact person who is being filled in.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::customers) struct ContactDraft {
    pub(in crate::customers) key: u32,
    id: Option<ContactPersonId>,
    pub(in crate::customers) name: RwSignal<String>,
    pub(in crate::customers) position: RwSignal<String>,
    pub(in crate::customers) email: RwSignal<String>,
    pub(in crate::customers) phones: Phones,
}

impl Draft {
    /// A draft that begins with `fields`.
    pub(crate) fn new(fields: CardFields) -> Draft {
        let keys = StoredValue::new(0);
        let draft = Draft {
            name: RwSignal::default(),
            relations: RwSignal::default(),
            manager: RwSignal::default(),
            phones: Phones(RwSignal::default()),
            email: RwSignal::default(),
            address: RwSignal::default(),
            note: RwSignal::default(),
            contacts: RwSignal::default(),
            refused: RwSignal::default(),
            saved: RwSignal::default(),
            keys,
        };
        draft.load(fields);
        draft
    }

    /// Shows `fields`, as they are stored now.
    pub(crate) fn load(self, fields: CardFields) {
        self.saved.set(fields.clone());
        self.fill(fields);
    }

    /// Shows `fields`, which are not stored.
    pub(in crate::customers) fn fill(self, fields: CardFields) {
        let CardFields {
            name,
            relations,
            manager,
            phones,
            email,
            address,
            note,
            contacts,
        } = fields;
        self.name.set(name);
        self.relations.set(relations);
        self.manager.set(manager);
        self.phones.0.set(self.lines(phones));
        self.email.set(email);
        self.address.set(address);
        self.note.set(note);
        let contacts = contacts.into_iter().map(|contact| self.contact(contact));
        self.contacts.set(contacts.collect());
        self.refused.set(Vec::new());
    }

    /// What stands in the fields. Tracks.
    pub(crate) fn fields(self) -> CardFields {
        let contacts = self.contacts.get().into_iter().map(|contact| ContactFields {
            id: contact.id,
            name: contact.name.get(),
            position: contact.position.get(),
            email: contact.email.get(),
            phones: contact.phones.texts(),
        });
        CardFields {
            name: self.name.get(),
            relations: self.relations.get(),
            manager: self.manager.get(),
            phones: self.phones.texts(),
            email: self.email.get(),
            address: self.address.get(),
            note: self.note.get(),
            contacts: contacts.collect(),
        }
    }

    /// Whether something stands there that is not stored. Tracks.
    pub(crate) fn unsaved(self) -> bool {
        filled(self.fields()) != filled(self.saved.get())
    }

    /// Goes back to what is stored.
    pub(in crate::customers) fn discard(self) {
        self.fill(self.saved.get_untracked());
    }

    /// A field for one more number.
    pub(in crate::customers) fn add_phone(self, phones: Phones, text: String) -> u32 {
        let line = self.line(text);
        phones.0.update(|lines| lines.push(line));
        line.key
    }

    /// One more contact person.
    pub(in crate::customers) fn add_contact(self) -> u32 {
        let contact = self.contact(ContactFields {
            phones: vec![String::new()],
            ..ContactFields::default()
        });
        self.contacts.update(|contacts| contacts.push(contact));
        contact.key
    }

    /// What the server refused of this field. Tracks.
    pub(in crate::customers) fn why(self, field: CardField) -> Option<FieldRefused> {
        self.refused
            .read()
            .iter()
            .find(|refused| refused.field == field)
            .cloned()
    }

    fn key(self) -> u32 {
        self.keys.update_value(|key| *key += 1);
        self.keys.get_value()
    }

    fn line(self, text: String) -> Line {
        Line {
            key: self.key(),
            text: RwSignal::new(text),
        }
    }

    fn lines(self, mut texts: Vec<String>) -> Vec<Line> {
        if texts.is_empty() {
            texts.push(String::new());
        }
        texts.into_iter().map(|text| self.line(text)).collect()
    }

    fn contact(self, contact: ContactFields) -> ContactDraft {
        ContactDraft {
            key: self.key(),
            id: contact.id,
            name: RwSignal::new(contact.name),
            position: RwSignal::new(contact.position),
            email: RwSignal::new(contact.email),
            phones: Phones(RwSignal::new(self.lines(contact.phones))),
        }
    }
}

impl Phones {
    fn texts(self) -> Vec<String> {
        self.0.get().into_iter().map(|line| line.text.get()).collect()
    }

    /// Puts a number where there is room: into an empty field, else into a new one.
    pub(in crate::customers) fn put(self, draft: Draft, number: &str) {
        let lines = self.0.get_untracked();
        match lines
            .iter()
            .find(|line| line.text.read_untracked().trim().is_empty())
        {
            Some(empty) => empty.text.set(number.to_owned()),
            None => {
                draft.add_phone(self, number.to_owned());
            }
        }
    }

    /// Whether this number stands there. Tracks.
    pub(in crate::customers) fn has(self, number: &str) -> bool {
        self.0.read().iter().any(|line| *line.text.read() == number)
    }
}

/// Without what is empty: an empty field for a number is no change.
fn filled(mut fields: CardFields) -> CardFields {
    let full = |texts: &mut Vec<String>| texts.retain(|text| !text.trim().is_empty());
    full(&mut fields.phones);
    for contact in &mut fields.contacts {
        full(&mut contact.phones);
    }
    fields
        .contacts
        .retain(|contact| *contact != ContactFields::default());
    fields
}
