//! Whether a card that was filled in can be stored, field by field; on the server only, for it reads numbers.

use std::collections::HashSet;

use super::{CardField, CardFields, FieldRefused, WhyRefused};
use crate::employee::{ContactPersonId, EmployeeId};
use crate::phone::WrittenPhone;

/// Longest name of a customer or a contact person, in characters.
pub const NAME_CHARACTERS: usize = 200;
/// Longest line: an e-mail, a position, a relation.
pub const LINE_CHARACTERS: usize = 250;
/// Longest address and note.
pub const TEXT_CHARACTERS: usize = 5_000;
/// Numbers of one owner.
pub const PHONES: usize = 50;
/// Contact persons of a customer.
pub const CONTACTS: usize = 200;
/// Relations of a customer.
pub const RELATIONS: usize = 20;

/// A card that can be stored: texts trimmed, numbers read, empty rows left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCard {
    /// Not empty.
    pub name: String,
    /// Without doubles.
    pub relations: Vec<String>,
    /// The main manager.
    pub manager: Option<EmployeeId>,
    /// Of the customer itself.
    pub phones: Vec<WrittenPhone>,
    /// Empty or an address.
    pub email: String,
    /// One or more lines.
    pub address: String,
    /// One or more lines.
    pub note: String,
    /// Each with a name.
    pub contacts: Vec<CheckedContact>,
}

/// A contact person who can be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedContact {
    /// `None`: a new one.
    pub id: Option<ContactPersonId>,
    /// Not empty.
    pub name: String,
    /// What they do there.
    pub position: String,
    /// Empty or an address.
    pub email: String,
    /// Theirs.
    pub phones: Vec<WrittenPhone>,
}

impl CardFields {
    /// The card as it is stored.
    ///
    /// # Errors
    /// Every field that is to be mended.
    pub fn check(&self, region: &str) -> Result<CheckedCard, Vec<FieldRefused>> {
        let mut check = Check {
            region,
            seen: HashSet::new(),
            refused: Vec::new(),
        };
        let name = check.name(CardField::Name, &self.name);
        let email = check.email(CardField::Email, &self.email);
        let phones = check.phones(&self.phones, CardField::Phone);
        let contacts: Vec<CheckedContact> = (0_u32..)
            .zip(&self.contacts)
            .filter(|(_, contact)| !contact.is_empty())
            .map(|(at, contact)| CheckedContact {
                id: contact.id,
                name: check.name(CardField::ContactName(at), &contact.name),
                position: check.text(CardField::Other, &contact.position, LINE_CHARACTERS),
                email: check.email(CardField::ContactEmail(at), &contact.email),
                phones: check.phones(&contact.phones, |phone| CardField::ContactPhone(at, phone)),
            })
            .collect();
        let mut relations: Vec<String> = Vec::new();
        for relation in &self.relations {
            let relation = check.text(
                CardField::Other,
                &relation.replace(['\n', '\r'], " "),
                LINE_CHARACTERS,
            );
            if !relation.is_empty() && !relations.contains(&relation) {
                relations.push(relation);
            }
        }
        let card = CheckedCard {
            name,
            manager: self.manager,
            phones,
            email,
            address: check.text(CardField::Other, &self.address, TEXT_CHARACTERS),
            note: check.text(CardField::Other, &self.note, TEXT_CHARACTERS),
            contacts,
            relations,
        };
        if card.contacts.len() > CONTACTS || card.relations.len() > RELATIONS {
            check.refuse(CardField::Other, WhyRefused::TooMany);
        }
        if check.refused.is_empty() {
            Ok(card)
        } else {
            Err(check.refused)
        }
    }
}

impl super::ContactFields {
    /// Whether nothing was filled in.
    fn is_empty(&self) -> bool {
        let texts = [&self.name, &self.position, &self.email];
        let mut all = texts.into_iter().chain(&self.phones);
        self.id.is_none() && all.all(|text| text.trim().is_empty())
    }
}

struct Check<'a> {
    region: &'a str,
    /// Numbers that stood on the card already.
    seen: HashSet<String>,
    refused: Vec<FieldRefused>,
}

impl Check<'_> {
    fn refuse(&mut self, field: CardField, why: WhyRefused) {
        self.refused.push(FieldRefused { field, why });
    }

    fn text(&mut self, field: CardField, text: &str, longest: usize) -> String {
        let text = text.trim();
        if text.chars().count() > longest {
            self.refuse(field, WhyRefused::TooLong);
        }
        text.to_owned()
    }

    fn name(&mut self, field: CardField, text: &str) -> String {
        // A name is one line wherever it is shown.
        let text: Vec<&str> = text.split_whitespace().collect();
        let text = self.text(field, &text.join(" "), NAME_CHARACTERS);
        if text.is_empty() {
            self.refuse(field, WhyRefused::Empty);
        }
        text
    }

    /// The form alone: whether letters arrive there only a letter can tell.
    fn email(&mut self, field: CardField, text: &str) -> String {
        let text = self.text(field, text, LINE_CHARACTERS);
        let is_address = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        });
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"');
        if !text.is_empty() && (!is_address || text.contains(odd) || text.matches('@').count() > 1) {
            self.refuse(field, WhyRefused::NoEmail);
        }
        text
    }

    fn phones(&mut self, phones: &[String], field: impl Fn(u32) -> CardField) -> Vec<WrittenPhone> {
        let mut read = Vec::with_capacity(phones.len().min(PHONES));
        for (at, text) in (0_u32..).zip(phones) {
            if text.trim().is_empty() {
                continue;
            }
            if read.len() == PHONES {
                self.refuse(field(at), WhyRefused::TooMany);
                break;
            }
            match WrittenPhone::read(text, self.region) {
                Ok(phone) if self.seen.insert(phone.key().to_owned()) => read.push(phone),
                Ok(_) => self.refuse(field(at), WhyRefused::Twice),
                Err(why) => self.refuse(field(at), WhyRefused::Phone(why)),
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::ContactFields;
    use crate::phone::PhoneRefused;

    fn card(name: &str, phones: &[&str]) -> CardFields {
        CardFields {
            name: name.to_owned(),
            phones: phones.iter().map(|phone| (*phone).to_owned()).collect(),
            ..CardFields::default()
        }
    }

    fn refused(fields: &CardFields) -> Vec<(CardField, WhyRefused)> {
        let refused = fields.check("RU").err().unwrap_or_default();
        refused
            .into_iter()
            .map(|refused| (refused.field, refused.why))
            .collect()
    }

    #[test]
    fn texts_are_trimmed_and_empty_rows_left_out() {
        let mut fields = card("  Мастерская \n «Липа» ", &["", "8 (900) 000-27-63 доб. 12", " "]);
        fields.contacts = vec![ContactFields::default()];
        fields.relations = ["Клиент", " Клиент", ""].map(str::to_owned).to_vec();
        let checked = fields.check("RU").unwrap();
        assert_eq!(checked.name, "Мастерская «Липа»");
        assert_eq!(checked.phones.len(), 1);
        assert_eq!(checked.phones[0].key(), "+79000002763");
        assert_eq!(checked.phones[0].extension.as_deref(), Some("12"));
        assert_eq!(checked.relations, ["Клиент"]);
        assert!(checked.contacts.is_empty());
    }

    #[test]
    fn every_field_that_is_to_be_mended_is_told() {
        let mut fields = card(" ", &["8 900 000-27-63", "слово", "+79000002763"]);
        fields.email = "нет адреса".to_owned();
        fields.contacts = vec![ContactFields {
            phones: vec!["9000002763".to_owned()],
            ..ContactFields::default()
        }];
        assert_eq!(
            refused(&fields),
            [
                (CardField::Name, WhyRefused::Empty),
                (CardField::Email, WhyRefused::NoEmail),
                (CardField::Phone(1), WhyRefused::Phone(PhoneRefused::NotANumber)),
                (CardField::Phone(2), WhyRefused::Twice),
                (CardField::ContactName(0), WhyRefused::Empty),
                (CardField::ContactPhone(0, 0), WhyRefused::Twice),
            ]
        );
    }

    #[test]
    fn a_flood_is_refused() {
        assert_eq!(
            refused(&card(&"я".repeat(201), &[])),
            [(CardField::Name, WhyRefused::TooLong)]
        );
        let numbers: Vec<String> = (0..60).map(|n| format!("+7900000{n:04}")).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        assert_eq!(
            refused(&card("Я", &numbers)),
            [(CardField::Phone(50), WhyRefused::TooMany)]
        );
    }

    #[test]
    fn an_email_is_an_address() {
        for (email, fine) in [
            ("", true),
            ("ann@example.ru", true),
            ("почта@пример.рф", true),
            ("ann@example", false),
            ("@example.ru", false),
            ("a@b@c.ru", false),
            ("a b@c.ru", false),
            ("<a@c.ru>", false),
        ] {
            let mut fields = card("Я", &[]);
            fields.email = email.to_owned();
            assert_eq!(refused(&fields).is_empty(), fine, "{email}");
        }
    }
}
