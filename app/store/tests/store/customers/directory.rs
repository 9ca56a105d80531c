//! What is proposed while one types follows each change at once.

use call_journal_model::customer::{Assignee, Owned};
use call_journal_model::time::Timestamp;
use call_journal_store::customers::{
    archive_customer, contacts_of, lookup, merge_customers, similar, split_number, undo_assignment,
};
use call_journal_store::people::{CustomerEntry, upsert_customers};
use rstest::rstest;

use super::{
    A, B, C, CardFields, anna, assign, card, done, fields, found, given, made, made_of, person, save, theirs,
};
use crate::support::build::number;
use crate::support::{Backend, TestStore, bring, incoming};

const NONE: [&str; 0] = [];

#[rstest]
#[tokio::test]
async fn each_change_is_found_at_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00"), incoming(B, "10:01")]).await;
    assert_eq!(found(&db, "липа").await, NONE);

    let lime = made(&db, "Липа", &[C]).await;
    assert_eq!(found(&db, "липа").await, ["Липа"]);
    let edited = CardFields {
        contacts: vec![person("Громов Пётр", &[])],
        ..fields("Лиственница", &[C])
    };
    done(save(&db, Some(&lime), &edited, &Owned::Refuse).await);
    assert_eq!(found(&db, "липа").await, NONE);
    assert_eq!(found(&db, "петр листв 916").await, ["Лиственница"]);

    let (_, back) = given(
        assign(
            &db,
            "10:00",
            &Assignee::NewContact(lime.id, "Вера".to_owned()),
            None,
        )
        .await,
    );
    assert_eq!(found(&db, "вера").await, ["Лиственница"]);
    assert_eq!(found(&db, "916 000 00 01").await, ["Лиственница"]);
    undo_assignment(&db.store, &back, &anna("12:00:10"))
        .await
        .unwrap();
    assert_eq!(found(&db, "вера").await, NONE);
    assert_eq!(found(&db, "916 000 00 01").await, NONE);

    let oak = given(assign(&db, "10:01", &Assignee::NewCustomer("Дуб".to_owned()), None).await)
        .0
        .unwrap();
    assert_eq!(found(&db, "916 000 00 02").await, ["Дуб"]);
    given(assign(&db, "10:01", &Assignee::Customer(lime.id), Some(&oak)).await);
    assert_eq!(found(&db, "916 000 00 02").await, ["Лиственница"]);
    split_number(
        &db.store,
        lime.id,
        B,
        &Assignee::Customer(oak.customer),
        &anna("12:01"),
    )
    .await
    .unwrap();
    assert_eq!(found(&db, "916 000 00 02").await, ["Дуб"]);

    archive_customer(&db.store, oak.customer, true, &anna("12:02"))
        .await
        .unwrap();
    assert_eq!(found(&db, "дуб").await, NONE);
    archive_customer(&db.store, oak.customer, false, &anna("12:03"))
        .await
        .unwrap();
    assert_eq!(found(&db, "дуб").await, ["Дуб"]);
    merge_customers(&db.store, oak.customer, lime.id, &anna("12:04"))
        .await
        .unwrap();
    assert_eq!(found(&db, "дуб").await, ["Лиственница"]);
    assert_eq!(found(&db, "916 000 00 02").await, ["Лиственница"]);

    let entry = CustomerEntry {
        key: "1".to_owned(),
        name: "Вяз".to_owned(),
        numbers: vec![number(B)],
        contacts: vec![],
        registered_at: Timestamp(i64::MIN),
    };
    upsert_customers(&db.store, &[entry]).await.unwrap();
    assert_eq!(found(&db, "вяз").await, ["Вяз"]);
    assert_eq!(found(&db, "916 000 00 02").await, ["Вяз"]);
}

#[rstest]
#[tokio::test]
async fn a_number_that_is_taken_by_a_card_is_found_at_its_new_owner_only(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    made(&db, "Дуб", &[A]).await;
    assert_eq!(found(&db, "916 000 00 01").await, ["Дуб"]);
    let owner = theirs(assign(&db, "10:00", &Assignee::Nobody, None).await);
    done(save(&db, None, &fields("Липа", &[A]), &Owned::Move(vec![owner])).await);
    assert_eq!(found(&db, "916 000 00 01").await, ["Липа"]);
}

#[rstest]
#[tokio::test]
async fn before_anything_is_typed_the_latest_callers_are_proposed(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    for (name, phone) in [("Липа", A), ("Дуб", B), ("Вяз", C)] {
        made(&db, name, &[phone]).await;
    }
    assert_eq!(found(&db, " ").await, NONE, "nobody has called");
    let calls = [
        incoming(B, "09:00"),
        incoming(A, "10:00"),
        incoming(B, "11:00"),
        incoming("112", "12:00"),
    ];
    bring(&db.store, &calls).await;
    assert_eq!(found(&db, " ").await, ["Дуб", "Липа"]);
    let one = lookup(&db.store, "", 1).await.unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].name, "Дуб");
}

#[rstest]
#[tokio::test]
async fn a_proposal_tells_who_it_is_and_why(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let lime = CardFields {
        address: format!("Тверь\n{}", "Липовая улица ".repeat(20)),
        contacts: vec![person("Яна", &[]), person("Ёлкина Анна", &[B])],
        ..fields("Мастерская «Липа»", &[A, "112", C])
    };
    let lime = made_of(&db, &lime).await;
    let row = lookup(&db.store, "елкина", 5).await.unwrap().remove(0);
    assert_eq!(
        (row.id, row.contacts, row.found_by.as_deref()),
        (lime.id, 2, Some("Ёлкина Анна"))
    );
    assert_eq!(row.numbers.len(), 3, "the first three of four");
    assert!(
        row.address.starts_with("Тверь, Липовая") && row.address.chars().count() == 81,
        "{}",
        row.address
    );
    let row = lookup(&db.store, "липа", 5).await.unwrap().remove(0);
    assert_eq!((&row.found_by, &row.manager, row.archived), (&None, &None, false));
    assert_eq!(similar(&db.store, "ООО «Липа»", 5).await.unwrap(), [row]);

    let choices = contacts_of(&db.store, lime.id).await.unwrap();
    let shown: Vec<(&str, Option<&str>)> = choices
        .iter()
        .map(|choice| {
            (
                choice.name.as_str(),
                choice.number.as_ref().map(|n| n.display.as_str()),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [("Ёлкина Анна", Some("+7 (916) 000-00-02")), ("Яна", None)]
    );
    assert_eq!(card(&db, lime.id).await, lime);
}
