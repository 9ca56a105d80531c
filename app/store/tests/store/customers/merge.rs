//! Two customers that are one.

use call_journal_model::call::Extension;
use call_journal_model::customer::{Assigned, Assignee, CardSaved, CustomerCard, Owned};
use call_journal_model::employee::CustomerId;
use call_journal_model::time::Timestamp;
use call_journal_store::customers::{Merged, contacts_of, list, merge_customers, save_card};
use call_journal_store::people::{EmployeeEntry, upsert_employees};
use call_journal_store::query::call_count;
use rstest::rstest;

use super::{
    A, B, C, CardFields, D, Filter, anna, assign, calls_of, card, fields, found, made, made_of, party, person,
};
use crate::support::{
    Backend, TestStore, ZONE, answered, at, bring, incoming, outgoing, row, settle_at, viewer,
};

async fn merge(db: &TestStore, from: &CustomerCard, into: &CustomerCard) -> Merged {
    merge_customers(&db.store, from.id, into.id, &anna("13:00"))
        .await
        .unwrap()
        .answer
}

#[rstest]
#[tokio::test]
async fn the_heir_has_what_both_had(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let manager = EmployeeEntry {
        key: "m".to_owned(),
        name: "Фёдоров Борис".to_owned(),
        extensions: vec![Extension("203".to_owned())],
    };
    let manager = upsert_employees(&db.store, &[manager]).await.unwrap()[0];
    let heir = CardFields {
        relations: vec!["Клиент".to_owned(), "Партнёр".to_owned()],
        email: "lipa@example.ru".to_owned(),
        note: "Звонить утром".to_owned(),
        contacts: vec![person("Анна", &[B])],
        ..fields("Липа", &[A])
    };
    let gone = CardFields {
        relations: vec!["Поставщик".to_owned(), "Клиент".to_owned()],
        manager: Some(manager),
        email: "old@example.ru".to_owned(),
        address: "Тверь".to_owned(),
        note: "Скидка 5 %".to_owned(),
        contacts: vec![person("Пётр", &[D])],
        ..fields("Липа, мастерская", &[&format!("{C} доб. 7")])
    };
    let (heir, gone) = (made_of(&db, &heir).await, made_of(&db, &gone).await);
    let merged = merge_customers(&db.store, gone.id, heir.id, &anna("13:00"))
        .await
        .unwrap();
    assert_eq!((merged.answer, merged.numbers.len()), (Merged::Done, 2));

    let one = card(&db, heir.id).await;
    let mut expected = heir.fields.clone();
    expected.relations = ["Клиент", "Партнёр", "Поставщик"].map(str::to_owned).to_vec();
    expected.manager = Some(manager);
    expected.phones.push("+7 (916) 000-00-03, 7".to_owned());
    expected.address = "Тверь".to_owned();
    expected.note = "Звонить утром\nСкидка 5 %\nold@example.ru".to_owned();
    expected.contacts.extend(gone.fields.contacts.clone());
    assert_eq!(one.fields, expected);
    assert_eq!(one.also_named, ["Липа, мастерская"]);
    assert!(one.version > heir.version && !one.archived);
    assert_eq!(
        one.changed.as_ref().unwrap().at.to_string(),
        "2026-03-31 13:00:00"
    );
    assert_eq!(
        card(&db, gone.id).await,
        one,
        "a link to the old card leads to the heir"
    );
    let people = contacts_of(&db.store, heir.id).await.unwrap();
    assert_eq!(
        people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
        ["Анна", "Пётр"]
    );
}

#[rstest]
#[tokio::test]
async fn calls_and_statuses_follow(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(
        &db.store,
        &[incoming(A, "10:00"), answered(outgoing(B, "11:00"), &["201"])],
    )
    .await;
    let lime = made(&db, "Липа", &[A]).await;
    let gone = CardFields {
        contacts: vec![person("Пётр", &[B])],
        ..fields("Мастерская", &[])
    };
    let gone = made_of(&db, &gone).await;
    settle_at(&db.store, at("12:00")).await;
    assert!(row(&db.store, "10:00").await.attention);
    assert_eq!(merge(&db, &gone, &lime).await, Merged::Done);
    settle_at(&db.store, at("13:00")).await;
    assert!(
        !row(&db.store, "10:00").await.attention,
        "we talked with Пётр at 11:00"
    );
    assert_eq!(party(&db, "11:00").await, "Липа / Пётр");
    assert_eq!(calls_of(&db, lime.id).await, ["11:00", "10:00"]);
    let of_gone = Filter::from_query(&format!("customer={}", gone.id.0));
    assert_eq!(
        call_count(&db.store, &of_gone, &viewer(), Timestamp(0))
            .await
            .unwrap()
            .calls,
        0
    );
}

#[rstest]
#[tokio::test]
async fn the_earlier_name_finds_the_heir_and_nothing_finds_the_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let lime = made(&db, "Липа", &[A]).await;
    let workshop = made(&db, "Мастерская Ёжик", &[B]).await;
    assert_eq!(found(&db, "ежик").await, ["Мастерская Ёжик"]);
    merge(&db, &workshop, &lime).await;
    for loaded in ["in memory", "anew"] {
        assert_eq!(found(&db, "ежик").await, ["Липа"], "{loaded}");
        assert_eq!(found(&db, "916 000 00 02").await, ["Липа"], "{loaded}");
        let page = list(&db.store, "", true, 0).await.unwrap();
        assert_eq!(page.total, 1, "{loaded}");
        let by = list(&db.store, "ёжик", false, 0).await.unwrap().rows;
        assert_eq!(by[0].found_by.as_deref(), Some("Мастерская Ёжик"));
        db.store.changed_elsewhere();
    }
    // The earlier name stays when the card is saved.
    let one = card(&db, lime.id).await;
    super::done(super::save(&db, Some(&one), &one.fields, &Owned::Refuse).await);
    assert_eq!(found(&db, "ежик").await, ["Липа"]);
}

#[rstest]
#[tokio::test]
async fn of_a_chain_the_last_one_is_the_heir(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let first = made(&db, "Первая", &[A]).await;
    let second = made(&db, "Вторая", &[B]).await;
    let third = made(&db, "Третья", &[C]).await;
    assert_eq!(merge(&db, &first, &second).await, Merged::Done);
    assert_eq!(merge(&db, &second, &third).await, Merged::Done);
    let heir = card(&db, third.id).await;
    assert_eq!(heir.also_named, ["Вторая", "Первая"]);
    assert_eq!(heir.fields.phones.len(), 3);
    assert_eq!(card(&db, first.id).await, heir);
    assert_eq!(card(&db, second.id).await, heir);
    assert_eq!(found(&db, "перв").await, ["Третья"]);
}

#[rstest]
#[tokio::test]
async fn what_is_not_two_customers_is_not_merged(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    let lime = made(&db, "Липа", &[B]).await;
    let oak = made(&db, "Дуб", &[]).await;
    let elm = made(&db, "Вяз", &[]).await;
    let unknown = CustomerCard {
        id: CustomerId(4_711),
        ..elm.clone()
    };
    assert_eq!(merge(&db, &lime, &lime).await, Merged::NoSuch);
    assert_eq!(merge(&db, &lime, &unknown).await, Merged::NoSuch);
    assert_eq!(merge(&db, &unknown, &lime).await, Merged::NoSuch);
    assert_eq!(card(&db, lime.id).await, lime);
    assert_eq!(merge(&db, &oak, &lime).await, Merged::Done);
    let heir = card(&db, lime.id).await;
    assert_eq!(merge(&db, &oak, &lime).await, Merged::NoSuch, "once is enough");
    assert_eq!(merge(&db, &oak, &elm).await, Merged::NoSuch);
    assert_eq!(
        merge(&db, &elm, &oak).await,
        Merged::NoSuch,
        "nobody joins who is gone"
    );
    assert_eq!(card(&db, lime.id).await, heir);

    // Nor does anybody give a number to who is gone, or save their card.
    assert_eq!(
        assign(&db, "10:00", &Assignee::Customer(oak.id), None).await,
        Assigned::NoSuch
    );
    let late = fields("Дуб", &[A]).check("RU").unwrap();
    let seen = Some((oak.id, oak.version + 1));
    let saved = save_card(&db.store, seen, &late, &Owned::Refuse, &anna("13:01"), ZONE)
        .await
        .unwrap();
    assert_eq!(saved.unwrap().answer, CardSaved::Conflict(Box::new(heir)));
}
