//! Statuses that depend on time, on other calls and on whose a number is.

use call_journal_model::settle::Rules;
use call_journal_model::status::Status;
use call_journal_model::time::Timestamp;
use call_journal_model::view::{CallParty, WhyView};
use call_journal_model::window::Window;
use call_journal_store::customers::register_number;
use call_journal_store::people::{CustomerEntry, upsert_customers};
use call_journal_store::query::call_details;
use call_journal_store::settle::{mark_all_parties_dirty, next_due, settle_dirty, settle_due};
use rstest::rstest;

use crate::support::build::number;
use crate::support::{
    Backend, TestStore, ZONE, answered, at, bring, id, incoming, internal, outgoing, row, rules, settle_at,
};

const A: &str = "+79160000001";
const B: &str = "+79160000002";

fn customer(key: &str, numbers: &[&str]) -> CustomerEntry {
    CustomerEntry {
        key: key.to_owned(),
        name: format!("Клиент {key}"),
        numbers: numbers.iter().map(|n| number(n)).collect(),
        contacts: vec![],
        registered_at: Timestamp(i64::MIN),
    }
}

async fn why(db: &TestStore, time: &str) -> WhyView {
    let id = id(&db.store, time).await;
    call_details(&db.store, id, ZONE, at(time))
        .await
        .unwrap()
        .unwrap()
        .why
}

#[rstest]
#[tokio::test]
async fn a_call_is_lost_when_its_window_closes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(
        &db.store,
        &[incoming(A, "10:00"), incoming("", "11:00"), internal("12:00")],
    )
    .await;
    settle_at(&db.store, at("13:00")).await;
    let open = row(&db.store, "10:00").await;
    assert_eq!((open.status, open.attention), (Status::NoAnswer, true));
    let midnight = at("2026-04-01 00:00");
    assert_eq!(next_due(&db.store).await.unwrap(), Some(midnight));
    assert!(matches!(why(&db, "10:00").await, WhyView::WindowOpen { until_at, .. } if until_at == midnight));
    assert_eq!(why(&db, "11:00").await, WhyView::Withheld);

    let early = settle_due(&db.store, &rules(), Timestamp(midnight.0 - 1))
        .await
        .unwrap();
    assert_eq!(early.changed, []);
    let due = settle_due(&db.store, &rules(), midnight).await.unwrap();
    assert_eq!(due.changed, [open.id]);
    let lost = row(&db.store, "10:00").await;
    assert_eq!((lost.status, lost.attention), (Status::Lost, true));
    assert_eq!(next_due(&db.store).await.unwrap(), None);
    assert_eq!(
        settle_due(&db.store, &rules(), midnight).await.unwrap().changed,
        []
    );
}

#[rstest]
#[tokio::test]
async fn a_callback_that_comes_late_in_the_log_clears_attention_too(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    settle_at(&db.store, at("2026-04-02 12:00")).await;
    assert_eq!(row(&db.store, "10:00").await.status, Status::Lost);
    bring(&db.store, &[answered(outgoing(A, "11:00"), &["201"])]).await;
    settle_at(&db.store, at("2026-04-02 12:00")).await;
    let row = row(&db.store, "10:00").await;
    assert_eq!((row.status, row.attention), (Status::NoAnswer, false));
    let callback = id(&db.store, "11:00").await;
    assert!(
        matches!(why(&db, "10:00").await, WhyView::Contact { call, called_back: true, .. } if call == callback)
    );
}

#[rstest]
#[tokio::test]
async fn registering_shows_the_customer_on_past_calls_without_rewriting_lost_ones(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00"), incoming(B, "11:00")]).await;
    let ids = upsert_customers(&db.store, &[customer("1", &[])])
        .await
        .unwrap()
        .ids;
    register_number(&db.store, &number(A), ids[0], None, at("2026-04-01 09:00"))
        .await
        .unwrap();
    register_number(&db.store, &number(B), ids[0], None, at("15:00"))
        .await
        .unwrap();
    settle_at(&db.store, at("2026-04-02 12:00")).await;
    let (late, early) = (row(&db.store, "10:00").await, row(&db.store, "11:00").await);
    assert_eq!((late.status, early.status), (Status::Lost, Status::NoAnswer));
    assert!(matches!(late.party, CallParty::Customer { name, .. } if name == "Клиент 1"));
}

#[rstest]
#[tokio::test]
async fn a_number_that_moves_takes_its_calls_along_and_both_customers_are_settled(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    const B2: &str = "+79160000003";
    const D: &str = "+79160000004";
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let customers = [customer("b", &[B, B2]), customer("d", &[D])];
    let ids = upsert_customers(&db.store, &customers).await.unwrap().ids;
    let calls = [
        incoming(B, "10:00"),
        incoming(B2, "10:30"),
        answered(outgoing(D, "11:00"), &["201"]),
    ];
    bring(&db.store, &calls).await;
    settle_at(&db.store, at("12:00")).await;
    assert!(row(&db.store, "10:00").await.attention);

    register_number(&db.store, &number(B), ids[1], None, at("12:00"))
        .await
        .unwrap();
    settle_at(&db.store, at("12:01")).await;
    let moved = row(&db.store, "10:00").await;
    assert!(
        !moved.attention,
        "B belongs to D now, with whom we talked at 11:00"
    );
    assert!(matches!(moved.party, CallParty::Customer { id, .. } if id == ids[1]));
    assert!(row(&db.store, "10:30").await.attention);

    register_number(&db.store, &number(D), ids[0], None, at("13:00"))
        .await
        .unwrap();
    settle_at(&db.store, at("13:01")).await;
    assert!(
        row(&db.store, "10:00").await.attention,
        "the customer that lost the contact is settled again"
    );
    assert!(!row(&db.store, "10:30").await.attention);
}

#[rstest]
#[tokio::test]
async fn changing_the_rules_recomputes(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    settle_at(&db.store, at("12:00")).await;
    assert_eq!(row(&db.store, "10:00").await.status, Status::NoAnswer);
    let hour = Rules {
        window: Window::Minutes { minutes: 60 },
        zone: ZONE,
    };
    assert_eq!(
        settle_dirty(&db.store, &hour, at("12:00")).await.unwrap().parties,
        0
    );
    mark_all_parties_dirty(&db.store).await.unwrap();
    assert_eq!(
        settle_dirty(&db.store, &hour, at("12:00"))
            .await
            .unwrap()
            .changed
            .len(),
        1
    );
    assert_eq!(row(&db.store, "10:00").await.status, Status::Lost);
}

#[rstest]
#[tokio::test]
async fn a_short_number_is_a_party_like_any_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(
        &db.store,
        &[
            incoming("112", "10:00"),
            answered(outgoing("112", "11:00"), &["201"]),
        ],
    )
    .await;
    settle_at(&db.store, at("12:00")).await;
    let row = row(&db.store, "10:00").await;
    assert!(!row.attention);
    assert!(
        matches!(row.party, CallParty::Unregistered { number, .. } if number.display == "112" && number.e164.is_none())
    );
}

#[tokio::test]
async fn more_parties_than_a_batch_are_settled() {
    let Some(db) = TestStore::open(Backend::Sqlite).await else {
        return;
    };
    let calls: Vec<_> = (0..450)
        .map(|n| {
            incoming(
                &format!("+7916{n:07}"),
                &format!("10:{:02}:{:02}", n / 60, n % 60),
            )
        })
        .collect();
    bring(&db.store, &calls).await;
    let settlement = settle_dirty(&db.store, &rules(), at("2026-04-01 00:00"))
        .await
        .unwrap();
    assert_eq!((settlement.parties, settlement.changed.len()), (450, 450));
}
