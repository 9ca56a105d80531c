//! What is written is read back as it was.

use call_journal_cards::{
    COLUMNS, Card, CardContact, CsvWriter, HeaderLanguage, Place, VcardVersion, VcardWriter,
};
use proptest::prelude::*;

use crate::read;

/// A text as the reader makes it: trimmed, in one line, with everything that a format might stumble over.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Zа-яё0-9=+@'\"\\\\;,:/|№«»😀-]{1,8}( [a-zа-я=+@'\"\\\\;,:-]{1,8}){0,12}"
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Zа-яё]{1,8}( [a-zа-я'\"\\\\:=+-]{1,8}){0,2}"
}

fn phone() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\+7[0-9]{10}",
        "8 \\(9[0-9]{2}\\) [0-9]{3}-[0-9]{2}-[0-9]{2}",
        "\\+7[0-9]{10} доб\\. [1-9][0-9]{1,3}"
    ]
}

fn phones() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set(phone(), 0..4).prop_map(|phones| phones.into_iter().collect())
}

fn contact() -> impl Strategy<Value = CardContact> {
    (
        text(),
        proptest::option::of(text()),
        phones(),
        proptest::option::of("[a-z]{1,9}@[a-z]{1,9}\\.ru"),
    )
        .prop_map(|(name, position, phones, email)| CardContact {
            name,
            position,
            phones,
            email,
        })
}

/// Customers that the reader can tell from their neighbours, by key or by name.
fn cards() -> impl Strategy<Value = Vec<Card>> {
    let note = proptest::option::of((text(), text()).prop_map(|(a, b)| format!("{a}\n\n{b}")));
    let relations = proptest::collection::btree_set(word(), 0..3);
    let contacts = proptest::collection::vec(contact(), 0..4);
    let texts = (
        proptest::option::of(text()),
        text(),
        proptest::option::of(text()),
        proptest::option::of(text()),
        note,
    );
    let card = (texts, relations, phones(), contacts).prop_map(
        |((key, name, manager, address, note), relations, phones, contacts)| Card {
            place: Place::default(),
            key,
            name,
            relations: relations.into_iter().collect(),
            manager,
            phones,
            email: None,
            address,
            note,
            contacts,
        },
    );
    proptest::collection::vec(card, 1..5).prop_map(|mut cards| {
        for (number, card) in cards.iter_mut().enumerate() {
            card.name = format!("{} {number}", card.name);
            card.key = card.key.take().map(|key| format!("{key}{number}"));
            for (number, contact) in card.contacts.iter_mut().enumerate() {
                contact.name = format!("{} {number}", contact.name);
            }
        }
        cards
    })
}

fn without_places(cards: Vec<Card>) -> Vec<Card> {
    cards
        .into_iter()
        .map(|card| Card {
            place: Place::default(),
            ..card
        })
        .collect()
}

proptest! {
    #[test]
    fn tables(cards in cards(), delimiter in prop_oneof![Just(b';'), Just(b','), Just(b'\t')], russian: bool) {
        let language = if russian { HeaderLanguage::Ru } else { HeaderLanguage::En };
        let mut writer = CsvWriter::new(Vec::new(), delimiter, language).unwrap();
        for card in &cards {
            writer.write(card).unwrap();
        }
        let (read, rejected) = read(writer.finish().unwrap(), "customers.csv");
        prop_assert_eq!(rejected, []);
        prop_assert_eq!(without_places(read), cards);
    }

    #[test]
    fn vcards(cards in cards(), old: bool) {
        let version = if old { VcardVersion::V3 } else { VcardVersion::V4 };
        let mut writer = VcardWriter::new(Vec::new(), version);
        for card in &cards {
            writer.write(card).unwrap();
        }
        let bytes = writer.finish().unwrap();
        for line in bytes.split(|byte| *byte == b'\n') {
            prop_assert!(line.len() <= 76, "folded at 75 octets");
        }
        let (read, rejected) = read(bytes, "customers.vcf");
        prop_assert_eq!(rejected, []);
        prop_assert_eq!(without_places(read), cards);
    }
}

#[test]
fn every_header_that_is_written_is_understood() {
    for language in [HeaderLanguage::En, HeaderLanguage::Ru] {
        let bytes = CsvWriter::new(Vec::new(), b';', language)
            .unwrap()
            .finish()
            .unwrap();
        let mut file = call_journal_cards::CardFile::open(
            std::io::Cursor::new(&bytes),
            call_journal_cards::detect(&bytes, ""),
        )
        .unwrap();
        assert_eq!(file.preview(None, None).unwrap().layout.columns, COLUMNS);
    }
}

#[test]
fn no_cell_is_a_formula() {
    let card = Card {
        name: "=HYPERLINK(\"http://x\")".into(),
        phones: vec!["+79160001122".into()],
        ..Card::default()
    };
    let mut writer = CsvWriter::new(Vec::new(), b';', HeaderLanguage::Ru).unwrap();
    writer.write(&card).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert!(text.contains(";\"'=HYPERLINK(\"\"http://x\"\")\";"), "{text}");
    assert!(text.contains(";+79160001122;"), "{text}");
}
