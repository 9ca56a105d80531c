//! Customers as people work with them: cards, whose a number is, merging, and finding them.

mod agreed;
mod assign;
mod directory;
mod effects;
mod fresh;
mod hostile;
mod import;
mod list;
mod merge;
mod random;
mod relink;
mod save;
mod schema;
mod split;
mod undo;

use call_journal_model::customer::{
    Assigned, Assignee, CardFields, CardSaved, ContactFields, CustomerCard, Owned, OwnedNumber, Undo,
};
use call_journal_model::employee::{CustomerId, EmployeeId};
use call_journal_model::filter::Filter;
use call_journal_model::view::CallParty;
use call_journal_store::comments::Author;
use call_journal_store::customers::{assign_number, customer_card, lookup, number_of_call, save_card};

use crate::support::{TestStore, ZONE, at, id, row, rows};

pub(super) const A: &str = "+79160000001";
pub(super) const B: &str = "+79160000002";
pub(super) const C: &str = "+79160000003";
pub(super) const D: &str = "+79160000004";

/// Anna, at this time of the day of the stories.
pub(super) fn anna(time: &str) -> Author {
    Author {
        id: Some(EmployeeId(1)),
        name: "Анна".to_owned(),
        at: at(time),
    }
}

pub(super) fn fields(name: &str, phones: &[&str]) -> CardFields {
    CardFields {
        name: name.to_owned(),
        phones: phones.iter().map(|phone| (*phone).to_owned()).collect(),
        ..CardFields::default()
    }
}

pub(super) fn person(name: &str, phones: &[&str]) -> ContactFields {
    ContactFields {
        name: name.to_owned(),
        phones: phones.iter().map(|phone| (*phone).to_owned()).collect(),
        ..ContactFields::default()
    }
}

/// Anna saves at noon what stands in `fields`, having seen `seen`.
pub(super) async fn save(
    db: &TestStore,
    seen: Option<&CustomerCard>,
    fields: &CardFields,
    taking: &Owned,
) -> CardSaved {
    let card = fields.check("RU").unwrap();
    let seen = seen.map(|card| (card.id, card.version));
    save_card(&db.store, seen, &card, taking, &anna("12:00"), ZONE)
        .await
        .unwrap()
        .unwrap()
        .answer
}

pub(super) fn done(saved: CardSaved) -> CustomerCard {
    match saved {
        CardSaved::Done(card) => *card,
        other => panic!("{other:?}"),
    }
}

/// A new customer with these numbers.
pub(super) async fn made(db: &TestStore, name: &str, phones: &[&str]) -> CustomerCard {
    made_of(db, &fields(name, phones)).await
}

pub(super) async fn made_of(db: &TestStore, fields: &CardFields) -> CustomerCard {
    done(save(db, None, fields, &Owned::Refuse).await)
}

pub(super) async fn card(db: &TestStore, id: CustomerId) -> CustomerCard {
    customer_card(&db.store, id, ZONE).await.unwrap().unwrap()
}

/// The number of the call that began at this time.
pub(super) async fn number_at(db: &TestStore, time: &str) -> i64 {
    let call = id(&db.store, time).await;
    number_of_call(&db.store, call).await.unwrap().unwrap()
}

/// Anna gives the number of the call at `time` to somebody, at noon.
pub(super) async fn assign(
    db: &TestStore,
    time: &str,
    to: &Assignee,
    taking_from: Option<&OwnedNumber>,
) -> Assigned {
    assign_at(db, time, to, taking_from, "12:00").await
}

pub(super) async fn assign_at(
    db: &TestStore,
    time: &str,
    to: &Assignee,
    taking_from: Option<&OwnedNumber>,
    when: &str,
) -> Assigned {
    let number = number_at(db, time).await;
    assign_number(&db.store, number, to, taking_from, &anna(when))
        .await
        .unwrap()
        .answer
}

/// The new owner, and what takes the assignment back.
pub(super) fn given(assigned: Assigned) -> (Option<OwnedNumber>, Undo) {
    match assigned {
        Assigned::Done { owner, undo } => (owner, undo),
        other => panic!("{other:?}"),
    }
}

/// Who has it, as whoever was refused is told.
pub(super) fn theirs(assigned: Assigned) -> OwnedNumber {
    match assigned {
        Assigned::Owned(owner) => owner,
        other => panic!("{other:?}"),
    }
}

/// Names that are proposed for what was typed, best first.
pub(super) async fn found(db: &TestStore, query: &str) -> Vec<String> {
    let rows = lookup(&db.store, query, 10).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

/// «Customer» or «customer / contact person» of the call at this time; empty: nobody's.
pub(super) async fn party(db: &TestStore, time: &str) -> String {
    match row(&db.store, time).await.party {
        CallParty::Customer {
            name,
            contact: Some((_, contact)),
            ..
        } => format!("{name} / {contact}"),
        CallParty::Customer { name, .. } => name,
        CallParty::Unregistered { .. } => String::new(),
        other => panic!("{other:?}"),
    }
}

/// When the calls began that a filter finds, the newest first.
pub(super) async fn times(db: &TestStore, query: &str) -> Vec<String> {
    let found = rows(&db.store, &Filter::from_query(query)).await;
    found
        .iter()
        .map(|row| row.started.format("%H:%M").to_string())
        .collect()
}

/// The calls of a customer, as the filter finds them.
pub(super) async fn calls_of(db: &TestStore, customer: CustomerId) -> Vec<String> {
    times(db, &format!("customer={}", customer.0)).await
}
