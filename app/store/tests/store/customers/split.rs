//! Numbers that turn out to be somebody else's, and customers that are no longer worked with.

use call_journal_model::customer::{Assigned, Assignee};
use call_journal_model::employee::CustomerId;
use call_journal_store::customers::{archive_customer, list, similar, split_number};
use rstest::rstest;

use super::{A, B, CardFields, anna, calls_of, card, fields, found, given, made, made_of, party, person};
use crate::support::{Backend, TestStore, bring, incoming};

#[rstest]
#[tokio::test]
async fn a_number_is_split_off_with_its_calls(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00"), incoming(B, "10:01")]).await;
    let lime = CardFields {
        contacts: vec![person("Анна", &[B])],
        ..fields("Липа", &[A])
    };
    let lime = made_of(&db, &lime).await;
    let elm = made(&db, "Вяз", &[]).await;
    let split = |from: CustomerId, key: &'static str, to: Assignee| {
        let db = &db;
        async move {
            split_number(&db.store, from, key, &to, &anna("12:00"))
                .await
                .unwrap()
                .answer
        }
    };
    for (from, key) in [
        (elm.id, A),
        (lime.id, "+79169999999"),
        (CustomerId(4_711), A),
        (lime.id, ""),
    ] {
        assert_eq!(
            split(from, key, Assignee::Nobody).await,
            Assigned::NoSuch,
            "{key}"
        );
    }
    assert_eq!(
        split(lime.id, A, Assignee::Customer(CustomerId(4_711))).await,
        Assigned::NoSuch
    );
    assert_eq!(card(&db, lime.id).await, lime);

    let (owner, _) = given(split(lime.id, B, Assignee::NewCustomer("Дуб".to_owned())).await);
    let oak = owner.unwrap().customer;
    assert_eq!(party(&db, "10:01").await, "Дуб");
    assert_eq!(calls_of(&db, oak).await, ["10:01"]);
    assert_eq!(calls_of(&db, lime.id).await, ["10:00"]);
    assert_eq!(
        card(&db, lime.id).await.fields.contacts[0].phones,
        Vec::<String>::new()
    );
    assert_eq!(found(&db, "916 000 00 02").await, ["Дуб"]);
}

#[rstest]
#[tokio::test]
async fn who_is_archived_is_not_proposed_and_its_calls_keep_the_name(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    let lime = made(&db, "Мастерская Липа", &[A]).await;
    made(&db, "Дуб", &[]).await;
    let author = anna("12:30");
    let archive = |archived: bool| archive_customer(&db.store, lime.id, archived, &author);
    assert_eq!(found(&db, "").await, ["Мастерская Липа"]);
    assert!(archive(true).await.unwrap());
    for loaded in ["in memory", "anew"] {
        for query in ["", "липа", "916 000 00 01"] {
            assert_eq!(found(&db, query).await, Vec::<String>::new(), "{query} {loaded}");
        }
        assert_eq!(similar(&db.store, "Липа", 5).await.unwrap(), [], "{loaded}");
        assert_eq!(list(&db.store, "", false, 0).await.unwrap().total, 1, "{loaded}");
        let all = list(&db.store, "", true, 0).await.unwrap();
        let names: Vec<(&str, bool)> = all
            .rows
            .iter()
            .map(|row| (row.name.as_str(), row.archived))
            .collect();
        assert_eq!(names, [("Дуб", false), ("Мастерская Липа", true)], "{loaded}");
        db.store.changed_elsewhere();
    }
    assert_eq!(party(&db, "10:00").await, "Мастерская Липа");
    let archived = card(&db, lime.id).await;
    assert!(archived.archived && archived.version > lime.version);
    assert!(archive(true).await.unwrap());
    assert_eq!(card(&db, lime.id).await, archived, "it is in the archive already");

    assert!(archive(false).await.unwrap());
    assert!(!card(&db, lime.id).await.archived);
    assert_eq!(found(&db, "липа").await, ["Мастерская Липа"]);
    assert!(
        !archive_customer(&db.store, CustomerId(4_711), true, &anna("12:30"))
            .await
            .unwrap()
    );
}
