//! An import comes again after people have worked on its customers.

use call_journal_model::customer::{CardSaved, Owned};
use call_journal_model::time::Timestamp;
use call_journal_store::customers::merge_customers;
use call_journal_store::people::{ContactEntry, CustomerEntry, upsert_customers};
use rstest::rstest;

use super::{A, B, C, anna, card, fields, found, made, party, save};
use crate::support::build::number;
use crate::support::{Backend, TestStore, bring, incoming};

fn entry(key: &str, name: &str, phone: &str) -> CustomerEntry {
    CustomerEntry {
        key: key.to_owned(),
        name: name.to_owned(),
        numbers: vec![number(phone)],
        contacts: vec![],
        registered_at: Timestamp(i64::MIN),
    }
}

#[rstest]
#[tokio::test]
async fn a_key_of_a_merged_customer_leads_to_the_heir(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(
        &db.store,
        &[incoming(A, "10:00"), incoming(B, "10:01"), incoming(C, "10:02")],
    )
    .await;
    let lime = made(&db, "Липа", &[C]).await.id;
    let imported = [entry("1", "Мастерская", A), entry("2", "Липка", B)];
    let ids = upsert_customers(&db.store, &imported).await.unwrap().ids;
    for id in &ids {
        merge_customers(&db.store, *id, lime, &anna("12:00"))
            .await
            .unwrap();
    }
    let again = [
        CustomerEntry {
            contacts: vec![ContactEntry {
                name: "Пётр".to_owned(),
                numbers: vec![number("+79160000009")],
            }],
            ..entry("1", "Мастерская", A)
        },
        entry("2", "Липка", B),
    ];
    let upserted = upsert_customers(&db.store, &again).await.unwrap();
    assert_eq!(upserted.ids, [lime, lime]);
    assert_eq!(upserted.numbers_moved, 1, "only that of Пётр");
    for time in ["10:00", "10:01", "10:02"] {
        assert_eq!(party(&db, time).await, "Липа");
    }
    let heir = card(&db, lime).await;
    assert_eq!(heir.fields.contacts[0].name, "Пётр");
    assert_eq!(heir.fields.name, "Липа");
    assert_eq!(found(&db, "мастерская").await, ["Липа"]);
}

#[rstest]
#[tokio::test]
async fn an_import_keeps_earlier_names_and_is_noticed_by_who_edits(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let lime = upsert_customers(&db.store, &[entry("1", "Липа", A)])
        .await
        .unwrap()
        .ids[0];
    let workshop = made(&db, "Мастерская", &[]).await;
    merge_customers(&db.store, workshop.id, lime, &anna("12:00"))
        .await
        .unwrap();
    let seen = card(&db, lime).await;
    upsert_customers(&db.store, &[entry("1", "Липа", A)])
        .await
        .unwrap();
    assert_eq!(found(&db, "мастерская").await, ["Липа"]);
    assert_eq!(card(&db, lime).await, seen, "nothing is new");

    upsert_customers(&db.store, &[entry("1", "Липа и Ко", A)])
        .await
        .unwrap();
    assert_eq!(found(&db, "мастерская").await, ["Липа и Ко"]);
    let late = save(&db, Some(&seen), &fields("Лиственница", &[]), &Owned::Refuse).await;
    assert!(matches!(late, CardSaved::Conflict(theirs) if theirs.fields.name == "Липа и Ко"));
}
