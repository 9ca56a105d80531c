//! A customer of a file as the store takes it: under the same rules as a card that somebody fills in. What breaks a rule is
//! left out and told; the rest comes in.

use std::collections::HashSet;

use call_journal_cards::{Card, CardContact};
use call_journal_model::customer::import::{ImportIssue, RowRefused};
use call_journal_model::customer::{
    CONTACTS, CardField, CardFields, CheckedCard, ContactFields, FieldRefused, LINE_CHARACTERS, PHONES,
    RELATIONS, TEXT_CHARACTERS, WhyRefused,
};
use call_journal_store::customers::import::{ContactRecord, CustomerRecord};

/// Characters of a value that a report quotes.
const QUOTED: usize = 60;

/// The record of a card, and what was left out of it. `region`: whose numbers are written without a country code.
///
/// # Errors
/// Why there is none.
pub fn record(card: Card, region: &str) -> Result<(CustomerRecord, Vec<ImportIssue>), ImportIssue> {
    let (key, manager) = (card.key.clone(), card.manager.clone());
    let mut issues = Vec::new();
    let mut fields = bounded(card, &mut issues);
    let checked = match fields.check(region) {
        Ok(checked) => checked,
        Err(refused) => {
            leave_out(&mut fields, &refused, &mut issues)?;
            // Nothing that could be left out is left.
            fields
                .check(region)
                .map_err(|_| ImportIssue::Row(RowRefused::TooLong))?
        }
    };
    Ok((made(checked, key, manager), issues))
}

/// The fields of a card, no longer and no more of them than are stored.
fn bounded(card: Card, issues: &mut Vec<ImportIssue>) -> CardFields {
    let mut text = |text: Option<String>, longest: usize| {
        let text = text.unwrap_or_default();
        let Some((end, _)) = text.char_indices().nth(longest) else {
            return text;
        };
        issues.push(value(CardField::Other, &text, WhyRefused::TooLong));
        text[..end].to_owned()
    };
    let mut fields = CardFields {
        name: card.name,
        address: text(card.address, TEXT_CHARACTERS),
        note: text(card.note, TEXT_CHARACTERS),
        relations: card
            .relations
            .into_iter()
            .map(|relation| text(Some(relation), LINE_CHARACTERS))
            .collect(),
        email: card.email.unwrap_or_default(),
        phones: card.phones,
        ..CardFields::default()
    };
    let contact = |contact: CardContact| ContactFields {
        id: None,
        name: contact.name,
        position: text(contact.position, LINE_CHARACTERS),
        email: contact.email.unwrap_or_default(),
        phones: contact.phones,
    };
    fields.contacts = card.contacts.into_iter().map(contact).collect();
    for more in fields.relations.drain(RELATIONS.min(fields.relations.len())..) {
        issues.push(value(CardField::Other, &more, WhyRefused::TooMany));
    }
    for more in fields.contacts.drain(CONTACTS.min(fields.contacts.len())..) {
        issues.push(value(CardField::Other, &more.name, WhyRefused::TooMany));
    }
    let phones = fields.contacts.iter_mut().map(|contact| &mut contact.phones);
    for phones in phones.chain([&mut fields.phones]) {
        for more in phones.drain(PHONES.min(phones.len())..) {
            issues.push(value(CardField::Other, &more, WhyRefused::TooMany));
        }
    }
    fields
}

/// Takes out what was refused.
fn leave_out(
    fields: &mut CardFields,
    refused: &[FieldRefused],
    issues: &mut Vec<ImportIssue>,
) -> Result<(), ImportIssue> {
    let mut contacts = HashSet::new();
    for FieldRefused { field, why } in refused {
        let contact = |at: u32| usize::try_from(at).ok();
        let taken = match *field {
            CardField::Name => {
                return Err(ImportIssue::Row(match why {
                    WhyRefused::Empty => RowRefused::NoName,
                    _ => RowRefused::TooLong,
                }));
            }
            CardField::Email => Some(std::mem::take(&mut fields.email)),
            CardField::Phone(at) => contact(at)
                .and_then(|at| fields.phones.get_mut(at))
                .map(std::mem::take),
            CardField::ContactName(at) => {
                let found = contact(at).and_then(|at| fields.contacts.get(at));
                contacts.insert(at);
                found.map(|contact| contact.name.clone())
            }
            CardField::ContactEmail(at) => {
                let found = contact(at).and_then(|at| fields.contacts.get_mut(at));
                found.map(|contact| std::mem::take(&mut contact.email))
            }
            CardField::ContactPhone(at, phone) => {
                let found = contact(at).and_then(|at| fields.contacts.get_mut(at));
                found
                    .and_then(|found| found.phones.get_mut(contact(phone)?))
                    .map(std::mem::take)
            }
            CardField::Other => None,
        };
        // A number that stands there twice is there once.
        if *why != WhyRefused::Twice {
            issues.push(value(*field, &taken.unwrap_or_default(), *why));
        }
    }
    let mut at = 0_u32..;
    fields
        .contacts
        .retain(|_| at.next().is_none_or(|at| !contacts.contains(&at)));
    Ok(())
}

fn value(field: CardField, text: &str, why: WhyRefused) -> ImportIssue {
    let value = match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    ImportIssue::Value { field, value, why }
}

fn made(card: CheckedCard, key: Option<String>, manager: Option<String>) -> CustomerRecord {
    let contacts = card.contacts.into_iter().map(|contact| ContactRecord {
        name: contact.name,
        position: contact.position,
        email: contact.email,
        phones: contact.phones,
    });
    CustomerRecord {
        key,
        name: card.name,
        relations: card.relations,
        manager,
        email: card.email,
        address: card.address,
        note: card.note,
        phones: card.phones,
        contacts: contacts.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use call_journal_model::phone::PhoneRefused;

    fn card(name: &str, phones: &[&str]) -> Card {
        Card {
            name: name.to_owned(),
            phones: phones.iter().map(|phone| (*phone).to_owned()).collect(),
            ..Card::default()
        }
    }

    #[test]
    fn what_breaks_a_rule_is_left_out_and_the_rest_comes_in() {
        let mut told = card("Ромашка", &["нет", "84951111111", "+7 495 111-11-11"]);
        told.email = Some("no address".to_owned());
        told.note = Some("я".repeat(TEXT_CHARACTERS + 1));
        let contact = |name: &str| CardContact {
            name: name.to_owned(),
            phones: vec!["0".to_owned(), "89160000001 доб. 5".to_owned()],
            email: Some("<b>".to_owned()),
            ..CardContact::default()
        };
        told.contacts = vec![contact(&"Ж".repeat(300)), contact("Пётр")];
        let (record, issues) = record(told, "RU").unwrap();
        assert_eq!(record.phones.len(), 1);
        assert_eq!(record.note.chars().count(), TEXT_CHARACTERS);
        assert_eq!(
            (record.contacts.len(), record.contacts[0].name.as_str()),
            (1, "Пётр")
        );
        assert_eq!(record.email, "");
        let whys: Vec<(CardField, WhyRefused)> = issues
            .iter()
            .filter_map(|issue| match issue {
                ImportIssue::Value { field, why, .. } => Some((*field, *why)),
                _ => None,
            })
            .collect();
        assert_eq!(whys.len(), issues.len());
        for expected in [
            (CardField::Other, WhyRefused::TooLong),
            (CardField::Email, WhyRefused::NoEmail),
            (CardField::Phone(0), WhyRefused::Phone(PhoneRefused::NotANumber)),
            (CardField::ContactName(0), WhyRefused::TooLong),
            (CardField::ContactEmail(1), WhyRefused::NoEmail),
        ] {
            assert!(whys.contains(&expected), "{expected:?}: {whys:?}");
        }
        assert!(!whys.iter().any(|(_, why)| *why == WhyRefused::Twice));
    }

    #[test]
    fn too_much_of_anything_is_bounded() {
        let phones: Vec<String> = (0..PHONES + 3).map(|n| format!("8916{n:07}")).collect();
        let mut told = card("Ромашка", &phones.iter().map(String::as_str).collect::<Vec<_>>());
        told.relations = (0..RELATIONS + 2).map(|n| n.to_string()).collect();
        let (record, issues) = record(told, "RU").unwrap();
        assert_eq!(
            (record.phones.len(), record.relations.len(), issues.len()),
            (PHONES, RELATIONS, 5)
        );
        let long = card(&"я".repeat(201), &[]);
        assert_eq!(
            super::record(long, "RU"),
            Err(ImportIssue::Row(RowRefused::TooLong))
        );
    }
}
