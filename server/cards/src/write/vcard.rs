//! Customers as cards: one of the organisation, and one of each contact person. calcard folds and escapes.

use std::io::{self, Write};

use calcard::vcard::{self as calcard_vcard, VCard, VCardEntry, VCardKind, VCardProperty, VCardValue};

use crate::card::{Card, CardContact};
use crate::vcard::{CUSTOMER, MANAGER};

/// The version of the cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VcardVersion {
    /// 3.0, which every telephone and mail program reads.
    V3,
    /// 4.0.
    V4,
}

/// Writes a file of cards.
pub struct VcardWriter<W> {
    out: W,
    version: VcardVersion,
}

impl<W: Write> VcardWriter<W> {
    /// Cards have no header: nothing is written yet.
    pub fn new(out: W, version: VcardVersion) -> VcardWriter<W> {
        VcardWriter { out, version }
    }

    /// Writes a customer and its contact persons.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write(&mut self, card: &Card) -> io::Result<()> {
        self.put(customer(card))?;
        for person in &card.contacts {
            self.put(contact(card, person))?;
        }
        Ok(())
    }

    /// Writes what is left and gives the writer back.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn put(&mut self, entries: Vec<VCardEntry>) -> io::Result<()> {
        let version = match self.version {
            VcardVersion::V3 => calcard_vcard::VCardVersion::V3_0,
            VcardVersion::V4 => calcard_vcard::VCardVersion::V4_0,
        };
        let mut text = String::new();
        let card = VCard { entries };
        card.write_to(&mut text, version).map_err(io::Error::other)?;
        self.out.write_all(text.as_bytes())
    }
}

fn customer(card: &Card) -> Vec<VCardEntry> {
    let mut entries = named(&card.name, ["", &card.name], &card.name, VCardKind::Org);
    entries.push(entry(VCardProperty::Other("X-ABShowAs".to_owned()), "COMPANY"));
    entries.extend(card.key.as_deref().map(|key| entry(VCardProperty::Uid, key)));
    entries.extend(reached(&card.phones, card.email.as_deref()));
    if let Some(address) = &card.address {
        // Box, extension, street, town, region, code, country: ours is one text.
        let parts = ["", "", address, "", "", "", ""];
        entries.push(structured(VCardProperty::Adr, &parts));
    }
    if !card.relations.is_empty() {
        let relations: Vec<&str> = card.relations.iter().map(String::as_str).collect();
        entries.push(structured(VCardProperty::Categories, &relations));
    }
    entries.extend(card.note.as_deref().map(|note| entry(VCardProperty::Note, note)));
    entries.extend(
        card.manager
            .as_deref()
            .map(|name| entry(VCardProperty::Other(MANAGER.to_owned()), name)),
    );
    entries
}

fn contact(card: &Card, person: &CardContact) -> Vec<VCardEntry> {
    let mut entries = named(
        &person.name,
        [&person.name, ""],
        &card.name,
        VCardKind::Individual,
    );
    entries.extend(
        card.key
            .as_deref()
            .map(|key| entry(VCardProperty::Other(CUSTOMER.to_owned()), key)),
    );
    entries.extend(
        person
            .position
            .as_deref()
            .map(|position| entry(VCardProperty::Title, position)),
    );
    entries.extend(reached(&person.phones, person.email.as_deref()));
    entries
}

/// Version 3.0 wants N; which part of a name is which we do not know.
fn named(name: &str, [given, family]: [&str; 2], organisation: &str, kind: VCardKind) -> Vec<VCardEntry> {
    // The kind is one of version 4.0; in 3.0 it does no harm, and says who a person is whose firm has the same name.
    vec![
        VCardEntry::new(VCardProperty::Kind).with_value(VCardValue::Kind(kind)),
        entry(VCardProperty::Fn, name),
        structured(VCardProperty::N, &[family, given, "", "", ""]),
        structured(VCardProperty::Org, &[organisation]),
    ]
}

fn reached(phones: &[String], email: Option<&str>) -> Vec<VCardEntry> {
    let phones = phones.iter().map(|phone| entry(VCardProperty::Tel, phone));
    phones
        .chain(email.map(|email| entry(VCardProperty::Email, email)))
        .collect()
}

fn entry(name: VCardProperty, text: &str) -> VCardEntry {
    VCardEntry::new(name).with_value(VCardValue::Text(text.to_owned()))
}

fn structured(name: VCardProperty, parts: &[&str]) -> VCardEntry {
    let values = parts
        .iter()
        .map(|part| VCardValue::Text((*part).to_owned()))
        .collect();
    VCardEntry::new(name).with_values(values)
}
