//! Numbers of others on a card: nothing is stored, or exactly what was agreed is taken.

use call_journal_model::customer::{CardSaved, Owned, OwnedNumber};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database, Statement};

use super::{A, B, C, CardFields, card, done, fields, found, made, made_of, party, person, save};
use crate::support::{Backend, TestStore, bring, incoming};

fn told(saved: CardSaved) -> Vec<OwnedNumber> {
    match saved {
        CardSaved::Owned(owned) => owned,
        other => panic!("{other:?}"),
    }
}

/// How many rows there are that saving a card may write.
async fn stored(db: &TestStore) -> Vec<i64> {
    let raw = Database::connect(&db.url).await.unwrap();
    let mut counts = Vec::new();
    for table in ["customers", "contact_persons", "numbers", "customer_changes"] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let row = raw
            .query_one_raw(Statement::from_string(raw.get_database_backend(), sql))
            .await
            .unwrap();
        counts.push(row.unwrap().try_get_by_index(0).unwrap());
    }
    raw.close().await.unwrap();
    counts
}

#[rstest]
#[tokio::test]
async fn a_number_of_somebody_else_is_told_and_nothing_is_stored(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let oak = CardFields {
        contacts: vec![person("Анна", &[B])],
        ..fields("Дуб", &[A])
    };
    let oak = made_of(&db, &oak).await;
    let before = stored(&db).await;
    let wanted = CardFields {
        contacts: vec![person("Пётр", &[A])],
        ..fields("Липа", &[C, B])
    };
    let owners = told(save(&db, None, &wanted, &Owned::Refuse).await);
    let shown: Vec<_> = owners
        .iter()
        .map(|owned| {
            let contact = owned.contact.as_ref().map(|(_, name)| name.as_str());
            (
                owned.number.display.as_str(),
                owned.customer,
                owned.name.as_str(),
                contact,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("+7 (916) 000-00-01", oak.id, "Дуб", None),
            ("+7 (916) 000-00-02", oak.id, "Дуб", Some("Анна")),
        ]
    );
    assert_eq!(stored(&db).await, before);
    assert_eq!(found(&db, "Липа").await, Vec::<String>::new());
    assert_eq!(card(&db, oak.id).await, oak);
}

#[rstest]
#[tokio::test]
async fn exactly_what_was_agreed_is_taken(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00"), incoming(B, "10:01")]).await;
    let oak = made(&db, "Дуб", &[A, B, C]).await;
    let agreed = told(save(&db, None, &fields("Липа", &[A]), &Owned::Refuse).await);
    // C was not asked for, so it is not agreed.
    let more = told(save(&db, None, &fields("Липа", &[A, C]), &Owned::Move(agreed.clone())).await);
    assert_eq!(more.len(), 2);

    let lime = done(save(&db, None, &fields("Липа", &[A]), &Owned::Move(agreed)).await);
    assert_eq!(lime.fields.phones, ["+7 (916) 000-00-01"]);
    let left = card(&db, oak.id).await;
    assert_eq!(left.fields.phones, ["+7 (916) 000-00-02", "+7 (916) 000-00-03"]);
    assert!(left.version > oak.version, "who has Дуб open has not seen this");
    assert_eq!(party(&db, "10:00").await, "Липа");
    assert_eq!(party(&db, "10:01").await, "Дуб");
    assert_eq!(found(&db, "916 000 00 01").await, ["Липа"]);
}

#[rstest]
#[tokio::test]
async fn nothing_is_taken_from_whom_nobody_asked(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    made(&db, "Дуб", &[A]).await;
    let agreed = told(save(&db, None, &fields("Липа", &[A]), &Owned::Refuse).await);
    let elm = done(save(&db, None, &fields("Вяз", &[A]), &Owned::Move(agreed.clone())).await);
    let before = stored(&db).await;
    let owners = told(save(&db, None, &fields("Липа", &[A]), &Owned::Move(agreed)).await);
    assert_eq!(
        owners.iter().map(|owned| owned.customer).collect::<Vec<_>>(),
        [elm.id]
    );
    assert_eq!(stored(&db).await, before);
    assert_eq!(card(&db, elm.id).await, elm);
}

#[rstest]
#[tokio::test]
async fn of_two_who_save_a_new_number_at_once_one_has_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let elsewhere = db.reopen().await;
    for round in 0..5 {
        let phone = format!("+7917000000{round}");
        let (oak, lime) = (fields("Дуб", &[&phone]), fields("Липа", &[&phone]));
        let (one, other) = tokio::join!(
            save(&db, None, &oak, &Owned::Refuse),
            save(&elsewhere, None, &lime, &Owned::Refuse),
        );
        match (one, other) {
            (CardSaved::Done(card), CardSaved::Owned(owners))
            | (CardSaved::Owned(owners), CardSaved::Done(card)) => {
                assert_eq!(owners.len(), 1);
                assert_eq!(owners[0].customer, card.id);
            }
            both => panic!("{both:?}"),
        }
    }
    assert_eq!(stored(&db).await[0], 5);
}
