//! Taking an assignment back.

use call_journal_model::customer::{Assignee, CustomerCard, Owned, OwnedNumber, Undo};
use call_journal_model::employee::EmployeeId;
use call_journal_store::comments::Author;
use call_journal_store::customers::{customer_card, merge_customers, undo_assignment};
use rstest::rstest;
use sea_orm::{Database, EntityTrait};

use super::{
    A, B, CardFields, anna, assign, assign_at, card, done, fields, found, given, made, made_of, number_at,
    party, person, save, theirs, times,
};
use crate::support::{Backend, TestStore, ZONE, bring, incoming};

async fn undo(db: &TestStore, undo: &Undo, author: &Author) -> bool {
    undo_assignment(&db.store, undo, author).await.unwrap().answer
}

/// The row of the number of the call at 10:00.
async fn number(db: &TestStore) -> call_journal_store::entity::number::Model {
    let raw = Database::connect(&db.url).await.unwrap();
    let id = number_at(db, "10:00").await;
    let found = call_journal_store::entity::number::Entity::find_by_id(id)
        .one(&raw)
        .await;
    raw.close().await.unwrap();
    call_journal_store::entity::number::Model {
        dirty: 0,
        ..found.unwrap().unwrap()
    }
}

/// Anna of the customer «Дуб» has the number of the call at 10:00, with an extension.
async fn oak(db: &TestStore) -> (CustomerCard, OwnedNumber) {
    bring(&db.store, &[incoming(A, "10:00"), incoming(B, "10:01")]).await;
    let oak = CardFields {
        contacts: vec![person("Анна", &[&format!("{A} доб. 12")])],
        ..fields("Дуб", &[])
    };
    let oak = made_of(db, &oak).await;
    let owner = theirs(assign(db, "10:00", &Assignee::Nobody, None).await);
    (oak, owner)
}

#[rstest]
#[tokio::test]
async fn everything_is_as_it_was_before(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (oak, owner) = oak(&db).await;
    let elm = made(&db, "Вяз", &[]).await;
    let before = number(&db).await;
    assert_eq!(
        (before.extension.as_str(), before.contact_person_id.is_some()),
        ("12", true)
    );
    for to in [
        Assignee::Nobody,
        Assignee::Customer(oak.id),
        Assignee::Customer(elm.id),
        Assignee::NewContact(elm.id, "Пётр".to_owned()),
        Assignee::NewCustomer("Липа".to_owned()),
    ] {
        let (_, back) = given(assign(&db, "10:00", &to, Some(&owner)).await);
        assert!(undo(&db, &back, &anna("12:00:59")).await, "{to:?}");
        assert_eq!(number(&db).await, before, "{to:?}");
        assert_eq!(party(&db, "10:00").await, "Дуб / Анна");
        assert_eq!(found(&db, "916 000 00 01").await, ["Дуб"]);
        assert!(!undo(&db, &back, &anna("12:01")).await, "once is enough: {to:?}");
    }
    assert_eq!(found(&db, "Липа").await, Vec::<String>::new());
    assert_eq!(found(&db, "Пётр").await, Vec::<String>::new());
    assert_eq!(card(&db, elm.id).await.fields, elm.fields);
    assert_eq!(card(&db, oak.id).await.fields, oak.fields);
}

#[rstest]
#[tokio::test]
async fn a_number_of_nobody_is_nobodys_again(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    let (owner, back) = given(assign(&db, "10:00", &Assignee::NewCustomer("Липа".to_owned()), None).await);
    let lime = owner.unwrap().customer;
    assert!(undo(&db, &back, &anna("12:00:10")).await);
    assert_eq!(number(&db).await.registered_at, None);
    assert_eq!(times(&db, "unregistered=1").await, ["10:00"]);
    assert_eq!(customer_card(&db.store, lime, ZONE).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn what_somebody_has_worked_on_stays(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    let (owner, back) = given(assign(&db, "10:00", &Assignee::NewCustomer("Липа".to_owned()), None).await);
    let lime = card(&db, owner.unwrap().customer).await;
    let noted = CardFields {
        note: "Звонить утром".to_owned(),
        ..lime.fields.clone()
    };
    done(save(&db, Some(&lime), &noted, &Owned::Refuse).await);
    assert!(undo(&db, &back, &anna("12:00:30")).await);
    assert_eq!(party(&db, "10:00").await, "");
    assert_eq!(card(&db, lime.id).await.fields.note, "Звонить утром");
    assert_eq!(found(&db, "Липа").await, ["Липа"]);
}

#[rstest]
#[tokio::test]
async fn only_who_did_it_takes_it_back_and_only_of_late(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (oak, owner) = oak(&db).await;
    let elm = made(&db, "Вяз", &[]).await;
    let to = Assignee::Customer(elm.id);
    let (_, back) = given(assign_at(&db, "10:00", &to, Some(&owner), "12:00").await);
    let boris = Author {
        id: Some(EmployeeId(2)),
        ..anna("12:00:10")
    };
    assert!(!undo(&db, &back, &boris).await);
    let nobody = Author {
        id: None,
        ..anna("12:00:10")
    };
    assert!(!undo(&db, &back, &nobody).await);
    assert!(!undo(&db, &back, &anna("12:01:01")).await);
    assert!(!undo(&db, &Undo { change: 4_711 }, &anna("12:00:10")).await);
    // The first change of all made the customer: not an assignment.
    assert!(!undo(&db, &Undo { change: 1 }, &anna("12:00:10")).await);
    assert_eq!(party(&db, "10:00").await, "Вяз");
    assert!(undo(&db, &back, &anna("12:01:00")).await);
    assert_eq!(party(&db, "10:00").await, "Дуб / Анна");
    assert_eq!(card(&db, oak.id).await.fields, oak.fields);
}

#[rstest]
#[tokio::test]
async fn what_somebody_else_changed_since_stands(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (oak, owner) = oak(&db).await;
    let elm = made(&db, "Вяз", &[]).await;
    let (now, back) = given(assign(&db, "10:00", &Assignee::Customer(elm.id), Some(&owner)).await);
    given(
        assign(
            &db,
            "10:00",
            &Assignee::NewCustomer("Липа".to_owned()),
            now.as_ref(),
        )
        .await,
    );
    assert!(!undo(&db, &back, &anna("12:00:10")).await);
    assert_eq!(party(&db, "10:00").await, "Липа");

    let (_, back) = given(assign(&db, "10:01", &Assignee::Customer(elm.id), None).await);
    assert_eq!(
        merge_customers(&db.store, elm.id, oak.id, &anna("12:00:10"))
            .await
            .unwrap()
            .numbers
            .len(),
        1
    );
    assert!(!undo(&db, &back, &anna("12:00:20")).await);
    assert_eq!(party(&db, "10:01").await, "Дуб");
}

#[rstest]
#[tokio::test]
async fn a_number_does_not_go_back_to_whom_is_no_longer_there(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (oak, owner) = oak(&db).await;
    let elm = made(&db, "Вяз", &[]).await;
    let lime = made(&db, "Липа", &[]).await;
    let (now, back) = given(assign(&db, "10:00", &Assignee::Customer(elm.id), Some(&owner)).await);
    let without_anna = CardFields {
        contacts: vec![],
        ..oak.fields.clone()
    };
    done(save(&db, Some(&card(&db, oak.id).await), &without_anna, &Owned::Refuse).await);
    assert!(!undo(&db, &back, &anna("12:00:10")).await, "Anna is gone");
    assert_eq!(party(&db, "10:00").await, "Вяз");

    given(assign(&db, "10:00", &Assignee::Customer(oak.id), now.as_ref()).await);
    let owner = theirs(assign(&db, "10:00", &Assignee::Nobody, None).await);
    let (_, back) = given(assign(&db, "10:00", &Assignee::Customer(elm.id), Some(&owner)).await);
    merge_customers(&db.store, oak.id, lime.id, &anna("12:00:10"))
        .await
        .unwrap();
    assert!(
        !undo(&db, &back, &anna("12:00:20")).await,
        "Дуб is a part of Липа"
    );
    assert_eq!(party(&db, "10:00").await, "Вяз");
}
