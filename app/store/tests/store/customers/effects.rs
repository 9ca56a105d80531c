//! What giving a number to somebody does to its past calls: rows, filters, statuses, marks and figures.

use call_journal_model::customer::Assignee;
use call_journal_model::status::Status;
use call_journal_store::comments::save_comment;
use call_journal_store::customers::{
    Beside, calls_beside, comments_of_customer, latest_calls, undo_assignment,
};
use rstest::rstest;

use super::{A, B, C, anna, assign, assign_at, calls_of, given, made, number_at, party, theirs, times};
use crate::support::{
    Backend, TestStore, ZONE, answered, at, bring, id, incoming, outgoing, row, settle_at, viewer,
};

async fn shown(db: &TestStore, time: &str) -> (Status, bool) {
    let row = row(&db.store, time).await;
    (row.status, row.attention)
}

#[rstest]
#[tokio::test]
async fn all_past_calls_name_the_customer_at_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [
        incoming(A, "09:00"),
        answered(outgoing(A, "09:30"), &["201"]),
        incoming(B, "10:00"),
        incoming(A, "11:00"),
    ];
    bring(&db.store, &calls).await;
    let (owner, _) = given(assign(&db, "09:30", &Assignee::NewCustomer("Липа".to_owned()), None).await);
    let lime = owner.unwrap().customer;
    for time in ["09:00", "09:30", "11:00"] {
        assert_eq!(party(&db, time).await, "Липа", "{time}");
    }
    assert_eq!(calls_of(&db, lime).await, ["11:00", "09:30", "09:00"]);
    assert_eq!(times(&db, "unregistered=1").await, ["10:00"]);
    assert_eq!(times(&db, "q=липа").await, ["11:00", "09:30", "09:00"]);
    let (latest, more) = latest_calls(&db.store, &[number_at(&db, "09:00").await])
        .await
        .unwrap();
    assert_eq!(latest.len(), 3);
    assert!(!more);
    assert_eq!(latest[0], id(&db.store, "11:00").await);
    // A call that comes afterwards names its customer by itself.
    bring(&db.store, &[incoming(A, "12:30")]).await;
    assert_eq!(calls_of(&db, lime).await, ["12:30", "11:00", "09:30", "09:00"]);
}

#[rstest]
#[tokio::test]
async fn case_10_registered_before_the_window_closed(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    settle_at(&db.store, at("14:00")).await;
    let to = Assignee::NewCustomer("Липа".to_owned());
    given(assign_at(&db, "10:00", &to, None, "15:00").await);
    settle_at(&db.store, at("2026-04-02 00:00")).await;
    assert_eq!(shown(&db, "10:00").await, (Status::NoAnswer, true));
    assert_eq!(times(&db, "lost=1").await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn case_11_registered_the_next_day_stays_lost(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    settle_at(&db.store, at("2026-04-01 00:00")).await;
    let to = Assignee::NewCustomer("Липа".to_owned());
    let (_, back) = given(assign_at(&db, "10:00", &to, None, "2026-04-01 09:00").await);
    settle_at(&db.store, at("2026-04-01 09:01")).await;
    assert_eq!(shown(&db, "10:00").await, (Status::Lost, true));
    assert_eq!(party(&db, "10:00").await, "Липа");
    assert_eq!(times(&db, "lost=1").await, ["10:00"]);

    undo_assignment(&db.store, &back, &anna("2026-04-01 09:01"))
        .await
        .unwrap();
    settle_at(&db.store, at("2026-04-01 09:02")).await;
    assert_eq!(shown(&db, "10:00").await, (Status::Lost, true));
}

#[rstest]
#[tokio::test]
async fn case_27_a_number_that_moves_is_judged_by_its_new_owner(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [
        incoming(A, "10:00"),
        incoming(B, "10:30"),
        answered(outgoing(C, "11:00"), &["201"]),
    ];
    bring(&db.store, &calls).await;
    made(&db, "Б", &[A, B]).await;
    let d = made(&db, "Д", &[C]).await;
    settle_at(&db.store, at("12:00")).await;
    assert!(shown(&db, "10:00").await.1);
    let owner = theirs(assign(&db, "10:00", &Assignee::Nobody, None).await);
    let (_, back) = given(assign(&db, "10:00", &Assignee::Customer(d.id), Some(&owner)).await);
    settle_at(&db.store, at("12:01")).await;
    assert_eq!(shown(&db, "10:00").await, (Status::NoAnswer, false));
    assert!(shown(&db, "10:30").await.1, "nobody talked with Б");

    assert!(
        undo_assignment(&db.store, &back, &anna("12:00:30"))
            .await
            .unwrap()
            .answer
    );
    settle_at(&db.store, at("12:02")).await;
    assert!(shown(&db, "10:00").await.1);
}

#[rstest]
#[tokio::test]
async fn a_number_that_moves_is_registered_since_it_was_first(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    made(&db, "Б", &[A]).await;
    let d = made(&db, "Д", &[]).await;
    let owner = theirs(assign(&db, "10:00", &Assignee::Nobody, None).await);
    let to = Assignee::Customer(d.id);
    given(assign_at(&db, "10:00", &to, Some(&owner), "2026-04-01 09:00").await);
    settle_at(&db.store, at("2026-04-01 09:01")).await;
    assert_eq!(shown(&db, "10:00").await, (Status::NoAnswer, true));
}

#[rstest]
#[tokio::test]
async fn a_number_that_loses_its_contact_with_its_owner_asks_for_attention_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(
        &db.store,
        &[incoming(A, "10:00"), answered(outgoing(B, "11:00"), &["201"])],
    )
    .await;
    let lime = made(&db, "Липа", &[A, B]).await;
    settle_at(&db.store, at("12:00")).await;
    assert_eq!(shown(&db, "10:00").await, (Status::NoAnswer, false));
    // B, by which we talked with Липа, turns out to be nobody's.
    let owner = theirs(assign(&db, "11:00", &Assignee::Nobody, None).await);
    given(assign(&db, "11:00", &Assignee::Nobody, Some(&owner)).await);
    settle_at(&db.store, at("2026-04-01 12:00")).await;
    assert_eq!(
        shown(&db, "10:00").await,
        (Status::NoAnswer, true),
        "a customer's call is never lost"
    );
    assert_eq!(calls_of(&db, lime.id).await, ["10:00"]);
}

#[rstest]
#[tokio::test]
async fn whom_we_know_is_no_first_contact(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[answered(incoming(A, "10:00"), &["201"])]).await;
    let to = Assignee::NewCustomer("Липа".to_owned());
    for (registered, first) in [("12:00", vec!["10:00"]), ("09:00", vec![])] {
        let (_, back) = given(assign_at(&db, "10:00", &to, None, registered).await);
        settle_at(&db.store, at("13:00")).await;
        assert_eq!(times(&db, "first=1").await, first, "registered at {registered}");
        undo_assignment(&db.store, &back, &anna(registered))
            .await
            .unwrap();
        settle_at(&db.store, at("13:00")).await;
        assert_eq!(times(&db, "first=1").await, ["10:00"]);
    }
}

#[rstest]
#[tokio::test]
async fn what_stands_beside_the_card_follows(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [
        incoming(A, "09:00"),
        answered(outgoing(A, "10:00"), &["201", "202"]),
        incoming(B, "11:00"),
    ];
    bring(&db.store, &calls).await;
    let call = id(&db.store, "09:00").await;
    save_comment(&db.store, call, None, "ждёт звонка", &anna("12:00"), ZONE)
        .await
        .unwrap();
    settle_at(&db.store, at("2026-04-02 12:00")).await;
    let of_number = calls_beside(&db.store, Beside::NumberOf(call), 1, &viewer())
        .await
        .unwrap();
    assert_eq!((of_number.calls.len(), of_number.figures.calls), (1, 2));

    let (owner, _) = given(assign(&db, "09:00", &Assignee::NewCustomer("Липа".to_owned()), None).await);
    let lime = owner.unwrap().customer;
    given(assign(&db, "11:00", &Assignee::Customer(lime), None).await);
    settle_at(&db.store, at("2026-04-02 12:01")).await;
    let beside = calls_beside(&db.store, Beside::Customer(lime), 10, &viewer())
        .await
        .unwrap();
    assert_eq!(beside.calls.len(), 3);
    let figures = beside.figures;
    assert_eq!(
        (
            figures.calls,
            figures.incoming,
            figures.outgoing,
            figures.missed,
            figures.talked_ms
        ),
        (3, 2, 1, 2, 120_000)
    );
    let comments = comments_of_customer(&db.store, lime, &viewer()).await.unwrap();
    assert_eq!(comments.len(), 1);
    assert_eq!(
        (comments[0].call, comments[0].text.as_str()),
        (call, "ждёт звонка")
    );
}
