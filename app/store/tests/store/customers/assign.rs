//! Giving the number of a call to somebody.

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assigned, Assignee};
use call_journal_model::employee::{ContactPersonId, CustomerId};
use call_journal_store::customers::{assign_number, number_of_call};
use rstest::rstest;

use super::{
    A, B, C, CardFields, anna, assign, calls_of, card, fields, found, given, made, made_of, party, person,
    theirs,
};
use crate::support::{Backend, TestStore, bring, id, incoming, internal};

#[rstest]
#[tokio::test]
async fn a_number_goes_to_whomever_it_is_given(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    let oak = CardFields {
        contacts: vec![person("Анна", &[])],
        ..fields("Дуб", &[])
    };
    let oak = made_of(&db, &oak).await;
    let anna = oak.fields.contacts[0].id.unwrap();
    let mut owner = None;
    for (to, name, contact, shown) in [
        (Assignee::Customer(oak.id), "Дуб", None, "Дуб"),
        (Assignee::Contact(oak.id, anna), "Дуб", Some("Анна"), "Дуб / Анна"),
        (
            Assignee::NewContact(oak.id, "Пётр".to_owned()),
            "Дуб",
            Some("Пётр"),
            "Дуб / Пётр",
        ),
        (Assignee::NewCustomer("Липа".to_owned()), "Липа", None, "Липа"),
        (Assignee::Customer(oak.id), "Дуб", None, "Дуб"),
    ] {
        let (now, _) = given(assign(&db, "10:00", &to, owner.as_ref()).await);
        let now = now.unwrap();
        assert_eq!(now.number.display, "+7 (916) 000-00-01");
        assert_eq!(
            (
                now.name.as_str(),
                now.contact.as_ref().map(|(_, name)| name.as_str())
            ),
            (name, contact)
        );
        assert_eq!(party(&db, "10:00").await, shown);
        assert_eq!(calls_of(&db, now.customer).await, ["10:00"]);
        owner = Some(now);
    }
    let (nobody, _) = given(assign(&db, "10:00", &Assignee::Nobody, owner.as_ref()).await);
    assert_eq!(nobody, None);
    assert_eq!(party(&db, "10:00").await, "");
    assert_eq!(calls_of(&db, oak.id).await, Vec::<String>::new());
    let people = card(&db, oak.id).await.fields.contacts;
    assert_eq!(
        people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
        ["Анна", "Пётр"]
    );
    assert!(
        card(&db, oak.id).await.version > oak.version,
        "who has Дуб open has not seen this"
    );
    assert_eq!(found(&db, "Липа").await, ["Липа"]);
}

#[rstest]
#[tokio::test]
async fn a_number_is_taken_only_from_whom_one_was_told(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    let oak = made(&db, "Дуб", &[A]).await;
    let elm = made(&db, "Вяз", &[]).await;
    let lime = Assignee::NewCustomer("Липа".to_owned());
    let asked = theirs(assign(&db, "10:00", &lime, None).await);
    assert_eq!((asked.customer, asked.name.as_str()), (oak.id, "Дуб"));
    assert_eq!(found(&db, "Липа").await, Vec::<String>::new(), "nobody was made");
    assert_eq!(party(&db, "10:00").await, "Дуб");

    given(assign(&db, "10:00", &Assignee::Customer(elm.id), Some(&asked)).await);
    let now = theirs(assign(&db, "10:00", &lime, Some(&asked)).await);
    assert_eq!(now.customer, elm.id, "it has moved on since one was asked");
    given(assign(&db, "10:00", &lime, Some(&now)).await);
    assert_eq!(party(&db, "10:00").await, "Липа");
}

#[rstest]
#[tokio::test]
async fn nobody_gets_a_number_who_is_not_there(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    let oak = CardFields {
        contacts: vec![person("Анна", &[])],
        ..fields("Дуб", &[B])
    };
    let oak = made_of(&db, &oak).await;
    let elm = made(&db, "Вяз", &[C]).await;
    let anna_of_oak = oak.fields.contacts[0].id.unwrap();
    for to in [
        Assignee::Contact(elm.id, anna_of_oak),
        Assignee::Contact(oak.id, ContactPersonId(4_711)),
        Assignee::Customer(CustomerId(4_711)),
        Assignee::NewContact(CustomerId(4_711), "Пётр".to_owned()),
    ] {
        assert_eq!(assign(&db, "10:00", &to, None).await, Assigned::NoSuch, "{to:?}");
    }
    assert_eq!(party(&db, "10:00").await, "");
    assert_eq!(
        (card(&db, oak.id).await, card(&db, elm.id).await),
        (oak.clone(), elm)
    );
    let unknown = assign_number(
        &db.store,
        4_711,
        &Assignee::Customer(oak.id),
        None,
        &anna("12:00"),
    )
    .await;
    assert_eq!(unknown.unwrap().answer, Assigned::NoSuch);
}

#[rstest]
#[tokio::test]
async fn short_and_odd_numbers_belong_to_people_too(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let long = "9".repeat(300);
    let calls = [
        incoming("112", "10:00"),
        incoming("anonymous@10.0.0.1\0", "10:01"),
        incoming(&long, "10:02"),
        incoming("", "10:03"),
        internal("10:04"),
        incoming("112", "10:05"),
    ];
    bring(&db.store, &calls).await;
    for (time, name) in [("10:00", "Служба"), ("10:01", "Домофон"), ("10:02", "Мусор")] {
        let (owner, _) = given(assign(&db, time, &Assignee::NewCustomer(name.to_owned()), None).await);
        assert_eq!(owner.unwrap().number.e164, None, "{name}");
        assert_eq!(party(&db, time).await, name);
        assert_eq!(found(&db, name).await, [name]);
    }
    assert_eq!(party(&db, "10:05").await, "Служба");
    assert_eq!(found(&db, "112").await, ["Служба"]);
    for time in ["10:03", "10:04"] {
        let call = id(&db.store, time).await;
        assert_eq!(number_of_call(&db.store, call).await.unwrap(), None, "{time}");
    }
    assert_eq!(number_of_call(&db.store, CallId(4_711)).await.unwrap(), None);
}
