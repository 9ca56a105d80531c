//! Each filter by itself, and together.

use call_journal_model::employee::CustomerId;
use call_journal_model::filter::Filter;
use call_journal_model::time::Timestamp;
use call_journal_store::people::{ContactEntry, CustomerEntry, employees, upsert_customers};
use call_journal_store::query::{Viewer, call_page};
use rstest::rstest;

use crate::support::build::number;
use crate::support::{
    Backend, TestStore, answered, at, bring, incoming, internal, outgoing, rows, settle_at, viewer,
};

const A: &str = "+79160000001";
const B: &str = "+74959759357";
const C: &str = "+79031112233";

/// A day of the company; «Ромашка» has B, its Петрова has C.
async fn day(db: &TestStore) -> CustomerId {
    let romashka = CustomerEntry {
        key: "1".to_owned(),
        name: "ООО «Ромашка»".to_owned(),
        numbers: vec![number(B)],
        contacts: vec![ContactEntry {
            name: "Петрова Алёна".to_owned(),
            numbers: vec![number(C)],
        }],
        registered_at: Timestamp(i64::MIN),
    };
    let ids = upsert_customers(&db.store, &[romashka]).await.unwrap().ids;
    bring(
        &db.store,
        &[
            incoming(A, "2026-02-28 10:00"),
            incoming(A, "2026-03-30 10:00"),
            answered(incoming(A, "2026-03-31 00:00"), &["201"]),
            incoming(B, "10:00"),
            answered(incoming(C, "11:00"), &["202"]),
            answered(outgoing(B, "12:00"), &["203"]),
            outgoing("+79990000000", "13:00"),
            incoming("", "14:00"),
            answered(internal("15:00"), &["202"]),
            internal("16:00"),
            incoming("112", "2026-03-31 23:59"),
        ],
    )
    .await;
    settle_at(&db.store, at("2026-04-01 12:00")).await;
    ids[0]
}

async fn times(db: &TestStore, filter: Filter) -> Vec<String> {
    rows(&db.store, &filter)
        .await
        .iter()
        .map(|row| row.started.format("%d %H").to_string())
        .collect()
}

#[rstest]
#[case::nothing("", "31 23,31 14,31 13,31 12,31 11,31 10,31 00,30 10,28 10")]
#[case::incoming("in=1", "31 23,31 14,31 11,31 10,31 00,30 10,28 10")]
#[case::outgoing("out=1", "31 13,31 12")]
#[case::both_directions("in=1&out=1", "31 23,31 14,31 13,31 12,31 11,31 10,31 00,30 10,28 10")]
#[case::missed("missed=1", "31 23,31 14,31 10,30 10,28 10")]
#[case::lost("lost=1", "31 23,30 10,28 10")]
#[case::missed_and_lost("missed=1&lost=1", "31 23,31 14,31 10,30 10,28 10")]
#[case::missed_outgoing("missed=1&out=1", "")]
#[case::first_contact("first=1", "31 00")]
#[case::unregistered("unregistered=1", "31 23,31 13,31 00,30 10,28 10")]
#[case::internal(
    "internal=1&period=today",
    "31 23,31 16,31 15,31 14,31 13,31 12,31 11,31 10,31 00"
)]
#[case::internal_beside_outgoing("internal=1&out=1", "31 16,31 15,31 13,31 12")]
#[case::internal_missed("internal=1&missed=1&out=1", "31 16")]
#[case::internal_unregistered("internal=1&unregistered=1&out=1", "31 13")]
#[case::number("number=79160000001", "31 00,30 10,28 10")]
#[case::number_that_never_called("number=79160000099", "")]
#[case::today("period=today", "31 23,31 14,31 13,31 12,31 11,31 10,31 00")]
#[case::yesterday("period=yesterday", "30 10")]
#[case::days("from=2026-02-28&to=2026-03-30", "30 10,28 10")]
#[case::this_month("period=month&lost=1", "31 23,30 10")]
#[case::previous_month("period=last-month", "28 10")]
#[case::several("period=today&in=1&missed=1&unregistered=1", "31 23")]
#[tokio::test]
async fn a_filter_lets_through_what_it_says(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[case] query: &str,
    #[case] expected: &str,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    day(&db).await;
    assert_eq!(times(&db, Filter::from_query(query)).await.join(","), expected);
}

#[rstest]
#[tokio::test]
async fn a_customer_has_the_calls_of_its_contact_persons_too(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let customer = day(&db).await;
    let filter = Filter {
        customer: Some(customer),
        ..Filter::default()
    };
    assert_eq!(times(&db, filter).await, ["31 12", "31 11", "31 10"]);
    let nobody = Filter {
        customer: Some(CustomerId(999)),
        ..Filter::default()
    };
    assert_eq!(times(&db, nobody).await, [""; 0]);
}

#[rstest]
#[tokio::test]
async fn my_calls_are_those_i_talked_in_or_dialled_or_that_rang_at_mine_in_vain(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    day(&db).await;
    let people = employees(&db.store).await.unwrap();
    let me = people.iter().find(|e| e.name == "202").unwrap().id;
    let employee = Filter {
        employee: Some(me),
        internal: true,
        ..Filter::default()
    };
    assert_eq!(times(&db, employee).await, ["31 16", "31 15", "31 11"]);

    let mine = Filter {
        mine: true,
        ..Filter::default()
    };
    let viewer_me = Viewer {
        me: Some(me),
        ..viewer()
    };
    assert_eq!(
        call_page(&db.store, &mine, None, &viewer_me)
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
    assert_eq!(
        call_page(&db.store, &mine, None, &viewer()).await.unwrap().rows,
        []
    );
    let dialled = people.iter().find(|e| e.name == "201").unwrap().id;
    let dialled = Filter {
        employee: Some(dialled),
        outgoing: true,
        ..Filter::default()
    };
    assert_eq!(times(&db, dialled).await, ["31 13", "31 12"]);
}
