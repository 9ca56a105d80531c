//! Customers in and out of files, as whoever uses the crate sees them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should stop"
)]

mod hostile;
mod round_trip;
mod tables;
mod vcards;
mod workbooks;

use std::io::Cursor;

use call_journal_cards::{Card, CardFile, Format, Layout, Place, Reason, Rejected, detect};

/// The customers of a file and what was rejected, read as the preview proposes.
fn read(bytes: impl Into<Vec<u8>>, name: &str) -> (Vec<Card>, Vec<(Place, Reason)>) {
    let bytes = bytes.into();
    let format = detect(&bytes, name);
    read_as(bytes, format, None)
}

fn read_as(bytes: Vec<u8>, format: Format, layout: Option<Layout>) -> (Vec<Card>, Vec<(Place, Reason)>) {
    let mut file = CardFile::open(Cursor::new(bytes), format).expect("it opens");
    let layout = layout.unwrap_or_else(|| file.preview(None, None).expect("it has a preview").layout);
    let (mut cards, mut rejected) = (Vec::new(), Vec::new());
    for card in file.cards(&layout).expect("it has customers") {
        match card {
            Ok(card) => cards.push(card),
            Err(Rejected { place, reason }) => rejected.push((place, reason)),
        }
    }
    (cards, rejected)
}

/// A customer in one line, for comparing: `key|name|phones|contact: position: phones`.
fn line(card: &Card) -> String {
    let mut parts = vec![
        card.key.clone().unwrap_or_default(),
        card.name.clone(),
        card.phones.join(", "),
    ];
    parts.extend(card.contacts.iter().map(|contact| {
        let position = contact.position.as_deref().unwrap_or("-");
        format!("{}: {position}: {}", contact.name, contact.phones.join(", "))
    }));
    parts.join("|")
}

fn lines(cards: &[Card]) -> Vec<String> {
    cards.iter().map(line).collect()
}
