//! Customers out of cards. calcard reads a card's lines; here they are parted into cards, bounded, and understood.
//!
//! - A card of an organisation (`KIND:org`, `X-ABShowAs:COMPANY`, or a name that is the organisation's) and a card of a person
//!   without an organisation are customers: UID is the key, TEL their own phones.
//! - A card of a person at an organisation is a contact person of that customer. Its UID is the person's and no key;
//!   our own export names the customer's key in `X-CALL-JOURNAL-CUSTOMER`.
//! - Of several addresses and e-mails the first counts. Photographs are not read.

use std::io::Read;

use calcard::vcard::{VCard, VCardEntry, VCardKind, VCardProperty, VCardValue};

use crate::card::{Card, CardContact, Column, MAX_RECORD, Place, Reason, Rejected};
use crate::decode::Decoded;
use crate::field::clean;
use crate::format::Encoding;
use crate::group::{add, add_contact, check_phones, relations};
use crate::lines::{Line, Lines};

/// Our names for what vCard has none for.
pub(crate) const CUSTOMER: &str = "X-CALL-JOURNAL-CUSTOMER";
pub(crate) const MANAGER: &str = "X-CALL-JOURNAL-MANAGER";
const SHOW_AS: &str = "X-ABShowAs";

/// Pictures and the like, which may be longer than everything else together.
const SKIPPED: [&str; 4] = ["PHOTO", "LOGO", "SOUND", "KEY"];

/// Cards out of `R`.
pub(crate) struct VcardCards<R> {
    lines: Lines<Decoded<R>>,
    cards: u64,
    failed: bool,
    /// The line that begins the next card was taken while the one before had no end.
    begun: bool,
}

impl<R: Read> VcardCards<R> {
    pub(crate) fn new(input: R, encoding: Encoding) -> VcardCards<R> {
        VcardCards {
            lines: Lines::new(Decoded::new(input, encoding), MAX_RECORD),
            cards: 0,
            failed: false,
            begun: false,
        }
    }

    /// The next card.
    pub(crate) fn next(&mut self) -> Option<Result<Card, Rejected>> {
        if self.failed {
            return None;
        }
        let text = match self.text() {
            Ok(text) => text?,
            Err(error) => {
                self.failed = true;
                Err(Reason::Read(error.to_string()))
            }
        };
        let place = Place::Card(self.cards.max(1));
        let card = text.and_then(|text| understood(&text, place));
        Some(card.map_err(|reason| Rejected { place, reason }))
    }

    /// The lines of the next card.
    fn text(&mut self) -> std::io::Result<Option<Result<String, Reason>>> {
        let mut garbage = false;
        while !std::mem::take(&mut self.begun) {
            match self.lines.peek(0)? {
                None if garbage => return Ok(Some(Err(Reason::BrokenCard))),
                None => return Ok(None),
                Some(line) if is(line, "BEGIN:VCARD") => {
                    // Before the card that is coming, which is to keep its number.
                    if garbage {
                        return Ok(Some(Err(Reason::BrokenCard)));
                    }
                    self.begun = true;
                }
                Some(line) => garbage |= !line.bytes.trim_ascii().is_empty(),
            }
            self.lines.take()?;
        }
        self.cards += 1;
        let mut text = b"BEGIN:VCARD\n".to_vec();
        let (mut too_long, mut skipping) = (false, false);
        while let Some(line) = self.lines.take()? {
            if is(&line, "BEGIN:VCARD") {
                self.begun = true;
                return Ok(Some(Err(Reason::BrokenCard)));
            }
            skipping = match skipping {
                true => is_continued(&line),
                false => false,
            } || is_skipped(&line);
            if skipping {
                continue;
            }
            too_long |= line.too_long || text.len() + line.bytes.len() > MAX_RECORD;
            if !too_long {
                text.extend_from_slice(&line.bytes);
                text.push(b'\n');
            }
            if is(&line, "END:VCARD") {
                return Ok(Some(match String::from_utf8(text) {
                    _ if too_long => Err(Reason::RecordTooLong(MAX_RECORD)),
                    Ok(text) if text.contains('\0') => Err(Reason::Nul),
                    Ok(text) => Ok(text),
                    Err(_) => Err(Reason::Undecodable),
                }));
            }
        }
        Ok(Some(Err(Reason::BrokenCard)))
    }
}

fn is(line: &Line, text: &str) -> bool {
    line.bytes.trim_ascii().eq_ignore_ascii_case(text.as_bytes())
}

/// The name of the property, after that of its group.
fn is_skipped(line: &Line) -> bool {
    let end = line
        .bytes
        .iter()
        .take(100)
        .position(|byte| matches!(byte, b':' | b';'));
    let name = &line.bytes[..end.unwrap_or_default()];
    let name = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    SKIPPED
        .iter()
        .any(|skipped| name.eq_ignore_ascii_case(skipped.as_bytes()))
}

/// Lines of base64 go on with a space, or, in version 2.1, without anything that a property has.
fn is_continued(line: &Line) -> bool {
    line.bytes.first().is_none_or(|byte| matches!(byte, b' ' | b'\t')) || !line.bytes.contains(&b':')
}

fn understood(text: &str, place: Place) -> Result<Card, Reason> {
    let parsed = VCard::parse(text).map_err(|_| Reason::BrokenCard)?;
    let mut told = Told::default();
    for entry in &parsed.entries {
        told.take(entry)?;
    }
    told.card(place)
}

/// What the properties of a card tell.
#[derive(Default)]
struct Told {
    name: String,
    parts_of_name: String,
    nickname: String,
    organisation: String,
    department: String,
    title: String,
    role: String,
    uid: String,
    customer: String,
    manager: String,
    email: String,
    address: String,
    note: String,
    phones: Vec<String>,
    relations: Vec<String>,
    is_organisation: Option<bool>,
}

impl Told {
    fn take(&mut self, entry: &VCardEntry) -> Result<(), Reason> {
        let parts = parts(entry);
        let joined = |between: &str| {
            parts
                .iter()
                .map(|part| part.trim())
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(between)
        };
        let first = |field: &mut String, column, text: &str| {
            if field.is_empty() {
                *field = clean(column, text)?;
            }
            Ok(())
        };
        match &entry.name {
            VCardProperty::Fn => first(&mut self.name, Column::Name, &joined(" "))?,
            VCardProperty::N => {
                // Family name, given name, further names, and titles, which are no part of it.
                let names = parts
                    .iter()
                    .take(3)
                    .map(|part| part.trim())
                    .filter(|part| !part.is_empty());
                let names = names.collect::<Vec<_>>().join(" ");
                first(&mut self.parts_of_name, Column::Name, &names)?;
            }
            VCardProperty::Nickname => first(&mut self.nickname, Column::Name, &joined(", "))?,
            VCardProperty::Org => {
                let (organisation, departments) = parts
                    .split_first()
                    .map_or(("", &[][..]), |(a, b)| (a.as_str(), b));
                first(&mut self.organisation, Column::Name, organisation)?;
                first(
                    &mut self.department,
                    Column::ContactPosition,
                    &departments.join(", "),
                )?;
            }
            VCardProperty::Title => first(&mut self.title, Column::ContactPosition, &joined(" "))?,
            VCardProperty::Role => first(&mut self.role, Column::ContactPosition, &joined(" "))?,
            VCardProperty::Uid => first(&mut self.uid, Column::Key, &joined(""))?,
            VCardProperty::Email => first(&mut self.email, Column::Email, &joined(""))?,
            VCardProperty::Adr => first(&mut self.address, Column::Address, &joined(", "))?,
            VCardProperty::Note => first(&mut self.note, Column::Note, &joined("; "))?,
            VCardProperty::Categories => {
                let text = clean(Column::Relations, &joined(","))?;
                add(&mut self.relations, relations(&text));
            }
            VCardProperty::Tel => {
                let phone = clean(Column::Phone, &phone(&joined("")))?.replace('\n', " ");
                add(
                    &mut self.phones,
                    Some(phone)
                        .filter(|phone| !phone.is_empty())
                        .into_iter()
                        .collect(),
                );
            }
            VCardProperty::Kind => {
                self.is_organisation = match entry.values.first() {
                    Some(VCardValue::Kind(VCardKind::Org)) => Some(true),
                    Some(VCardValue::Kind(VCardKind::Individual)) => Some(false),
                    _ => self.is_organisation,
                }
            }
            VCardProperty::Other(name) if name.eq_ignore_ascii_case(SHOW_AS) => {
                self.is_organisation = Some(joined("").eq_ignore_ascii_case("COMPANY"));
            }
            VCardProperty::Other(name) if name.eq_ignore_ascii_case(CUSTOMER) => {
                first(&mut self.customer, Column::Key, &joined(""))?;
            }
            VCardProperty::Other(name) if name.eq_ignore_ascii_case(MANAGER) => {
                first(&mut self.manager, Column::Manager, &joined(" "))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn card(self, place: Place) -> Result<Card, Reason> {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let named = [self.name, self.parts_of_name, self.nickname];
        let name = named
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        let same_name = name.is_empty() || name == self.organisation;
        let is_customer = self.organisation.is_empty() || self.is_organisation.unwrap_or(same_name);
        let mut card = Card {
            place,
            relations: self.relations,
            manager: some(self.manager),
            address: some(self.address),
            note: some(self.note),
            ..Card::default()
        };
        if is_customer {
            card.key = some(self.uid);
            card.name = if self.organisation.is_empty() {
                name
            } else {
                self.organisation
            };
            card.phones = self.phones;
            card.email = some(self.email);
        } else {
            card.key = some(self.customer);
            card.name = self.organisation;
            let position = [self.title, self.role, self.department]
                .into_iter()
                .find(|text| !text.is_empty());
            let contact = CardContact {
                name,
                position,
                phones: self.phones,
                email: some(self.email),
            };
            add_contact(&mut card, contact);
        }
        if card.name.is_empty() {
            return Err(Reason::NoName);
        }
        check_phones(&card)?;
        Ok(card)
    }
}

fn parts(entry: &VCardEntry) -> Vec<String> {
    let text = |value: &VCardValue| match value {
        VCardValue::Text(text) => Some(text.clone()),
        VCardValue::Component(items) => Some(items.join(" ")),
        VCardValue::Integer(number) => Some(number.to_string()),
        VCardValue::Float(number) => Some(number.to_string()),
        _ => None,
    };
    entry.values.iter().filter_map(text).collect()
}

/// `tel:+7900…;ext=12` as a person would write it.
fn phone(value: &str) -> String {
    let Some(uri) = value
        .get(..4)
        .filter(|scheme| scheme.eq_ignore_ascii_case("tel:"))
        .map(|_| &value[4..])
    else {
        return value.to_owned();
    };
    let mut parameters = uri.split(';');
    let number = parameters.next().unwrap_or_default();
    let extension = parameters.find_map(|parameter| parameter.strip_prefix("ext="));
    match extension {
        Some(extension) => format!("{number} ext. {extension}"),
        None => number.to_owned(),
    }
}
