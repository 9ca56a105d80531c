//! Calls of a number that has very many follow it in turns.

use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use call_journal_model::call::CallId;
use call_journal_model::customer::Assignee;
use call_journal_model::employee::CustomerId;
use call_journal_model::filter::Filter;
use call_journal_model::status::Status;
use call_journal_model::time::Timestamp;
use call_journal_model::view::CallParty;
use call_journal_store::Store;
use call_journal_store::comments::{Saved, save_comment};
use call_journal_store::customers::{
    Beside, assign_number, calls_beside, latest_calls, number_of_call, relink,
};
use call_journal_store::query::{call_count, call_page};
use rstest::rstest;

use super::{A, anna, given, made};
use crate::support::{Backend, TestStore, ZONE, at, bring, incoming, rows, settle_at, viewer};

const CALLS: u64 = 2_500;

/// Very many missed calls of one number, one each second; the number and the latest call.
async fn busy_number(db: &TestStore) -> (i64, CallId) {
    let time = |n: u64| format!("{:02}:{:02}:{:02}", 8 + n / 3_600, n / 60 % 60, n % 60);
    let calls: Vec<_> = (0..CALLS).map(|n| incoming(A, &time(n))).collect();
    bring(&db.store, &calls).await;
    let latest = rows(&db.store, &Filter::default()).await[0].id;
    (number_of_call(&db.store, latest).await.unwrap().unwrap(), latest)
}

async fn count(store: &Store, query: &str) -> u64 {
    let total = call_count(store, &Filter::from_query(query), &viewer(), Timestamp(0))
        .await
        .unwrap();
    u64::from(total.calls)
}

/// How many calls name this customer.
async fn linked(store: &Store, customer: CustomerId) -> u64 {
    let beside = calls_beside(store, Beside::Customer(customer), 1, &viewer())
        .await
        .unwrap();
    u64::from(beside.figures.calls)
}

/// Waits until some calls follow, and not all.
async fn until_some_follow(store: &Store, customer: CustomerId) {
    while linked(store, customer).await == 0 {
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
}

/// Goes so many steps into `future`, and leaves it there.
async fn interrupted<T>(steps: usize, future: impl Future<Output = T>) {
    let mut future = std::pin::pin!(future);
    let mut left = steps;
    std::future::poll_fn(move |context| {
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Pending if left > 0 => Poll::Pending,
            _ => Poll::Ready(()),
        }
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn rows_and_statuses_are_right_before_the_filter_finds_all(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (number, _) = busy_number(&db).await;
    let to = Assignee::NewCustomer("Липа".to_owned());
    let given_to = assign_number(&db.store, number, &to, None, &anna("12:00"))
        .await
        .unwrap();
    assert_eq!(given_to.numbers, [number]);
    let lime = given(given_to.answer).0.unwrap().customer;
    let page = call_page(&db.store, &Filter::default(), None, &viewer())
        .await
        .unwrap();
    let named = |party: &CallParty| matches!(party, CallParty::Customer { name, .. } if name == "Липа");
    assert!(page.rows.iter().all(|row| named(&row.party)));
    assert_eq!(linked(&db.store, lime).await, 0, "so many follow in turns");
    assert_eq!(count(&db.store, &format!("customer={}", lime.0)).await, 0);
    let (latest, more) = latest_calls(&db.store, &[number]).await.unwrap();
    assert_eq!((latest.len(), more), (500, true));

    settle_at(&db.store, at("2026-04-02 12:00")).await;
    let page = call_page(&db.store, &Filter::default(), None, &viewer())
        .await
        .unwrap();
    assert!(
        page.rows.iter().all(|row| row.status == Status::NoAnswer),
        "a customer's call is never lost"
    );
    assert_eq!(count(&db.store, "lost=1").await, 0);

    assert_eq!(relink(&db.store).await.unwrap(), CALLS);
    assert_eq!(linked(&db.store, lime).await, CALLS);
    assert_eq!(count(&db.store, "unregistered=1").await, 0);
    assert_eq!(relink(&db.store).await.unwrap(), 0);
}

#[rstest]
#[tokio::test]
async fn who_comments_meanwhile_gets_a_turn(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (number, call) = busy_number(&db).await;
    let to = Assignee::NewCustomer("Липа".to_owned());
    let given_to = assign_number(&db.store, number, &to, None, &anna("12:00"))
        .await
        .unwrap();
    let lime = given(given_to.answer).0.unwrap().customer;
    let over = AtomicBool::new(false);
    let linking = async {
        relink(&db.store).await.unwrap();
        over.store(true, Ordering::SeqCst);
    };
    let commenting = async {
        let mut between = 0;
        let mut version = None;
        while !over.load(Ordering::SeqCst) {
            let text = format!("текст {version:?}");
            let saved = save_comment(&db.store, call, version, &text, &anna("12:00"), ZONE)
                .await
                .unwrap();
            let Saved::Done(Some(comment)) = saved else {
                panic!("{saved:?}")
            };
            version = Some(comment.version);
            let linked = linked(&db.store, lime).await;
            between += u32::from(linked > 0 && linked < CALLS);
        }
        between
    };
    let ((), between) = tokio::join!(linking, commenting);
    assert!(between > 0, "no comment was saved between two turns");
    assert_eq!(linked(&db.store, lime).await, CALLS);
}

#[rstest]
#[tokio::test]
async fn a_number_that_moves_on_meanwhile_ends_with_its_last_owner(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (number, _) = busy_number(&db).await;
    let oak = made(&db, "Дуб", &[]).await.id;
    let to = Assignee::NewCustomer("Липа".to_owned());
    let first = assign_number(&db.store, number, &to, None, &anna("12:00"))
        .await
        .unwrap();
    let lime = given(first.answer).0.unwrap();
    let moving = async {
        until_some_follow(&db.store, lime.customer).await;
        let to = Assignee::Customer(oak);
        let moved = assign_number(&db.store, number, &to, Some(&lime), &anna("12:01")).await;
        given(moved.unwrap().answer);
    };
    let (changed, ()) = tokio::join!(relink(&db.store), moving);
    assert!(changed.unwrap() > 0);
    // Whatever came when relinking was over already.
    relink(&db.store).await.unwrap();
    assert_eq!(linked(&db.store, oak).await, CALLS);
    assert_eq!(linked(&db.store, lime.customer).await, 0);
}

#[rstest]
#[tokio::test]
async fn what_was_interrupted_is_finished_later(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (number, _) = busy_number(&db).await;
    let to = Assignee::NewCustomer("Липа".to_owned());
    let first = assign_number(&db.store, number, &to, None, &anna("12:00"))
        .await
        .unwrap();
    let lime = given(first.answer).0.unwrap().customer;
    // Each time a little later, until it had its first turn.
    let mut steps = 1;
    while linked(&db.store, lime).await == 0 {
        interrupted(steps, relink(&db.store)).await;
        steps += 1;
    }
    let before = linked(&db.store, lime).await;
    assert!(before > 0 && before < CALLS, "{before}");
    // As after a restart.
    let again = Store::connect(&db.url).await.unwrap();
    assert_eq!(relink(&again).await.unwrap(), CALLS - before);
    assert_eq!(linked(&again, lime).await, CALLS);
}
