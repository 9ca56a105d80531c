//! The directory loses no change, however changes, loads and other changes fall together.

use call_journal_model::customer::Assignee;
use call_journal_model::employee::CustomerId;
use call_journal_store::customers::{archive_customer, assign_number, number_of_call};
use rstest::rstest;
use tokio::task::JoinSet;

use super::{Filter, anna, assign, found, given, made};
use crate::support::{Backend, TestStore, bring, incoming, rows};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_changes_during_a_load_is_found_after_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming("+79160000001", "10:00")]).await;
    let mut owner = None;
    for round in 0..30 {
        let name = format!("Липа{round}");
        let to = Assignee::NewCustomer(name.clone());
        db.store.changed_elsewhere();
        let (_, assigned) = tokio::join!(found(&db, "липа"), assign(&db, "10:00", &to, owner.as_ref()));
        owner = given(assigned).0;
        assert_eq!(found(&db, &name).await, [name.as_str()]);
        assert_eq!(found(&db, "79160000001").await, [name.as_str()]);
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_many_changes_of_one_customer_at_once_none_is_lost(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    const NUMBERS: usize = 40;
    let calls: Vec<_> = (0..NUMBERS)
        .map(|n| incoming(&format!("+791700000{n:02}"), &format!("10:{n:02}")))
        .collect();
    bring(&db.store, &calls).await;
    let lime = made(&db, "Липа", &[]).await.id;
    assert_eq!(found(&db, "липа").await, ["Липа"]);
    let mut assigning = JoinSet::new();
    for row in rows(&db.store, &Filter::default()).await {
        let store = db.store.clone();
        assigning.spawn(async move {
            let number = number_of_call(&store, row.id).await.unwrap().unwrap();
            let to = Assignee::Customer(lime);
            given(
                assign_number(&store, number, &to, None, &anna("12:00"))
                    .await
                    .unwrap()
                    .answer,
            );
        });
    }
    assert_eq!(assigning.join_all().await.len(), NUMBERS);
    for n in 0..NUMBERS {
        assert_eq!(
            found(&db, &format!("791700000{n:02}")).await,
            ["Липа"],
            "number {n}"
        );
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_author_has_left_is_found(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let lime = made(&db, "Липа", &[]).await.id;
    assert_eq!(found(&db, "липа").await, ["Липа"]);
    let mut archived = false;
    for round in 0..200_u64 {
        // The browser hangs up somewhere in the middle.
        let patience = std::time::Duration::from_micros(round * 25);
        let author = anna("12:00");
        let changing = archive_customer(&db.store, lime, !archived, &author);
        let _ = tokio::time::timeout(patience, changing).await;
        // Whatever was begun is over when the next writer has its turn.
        archive_customer(&db.store, CustomerId(4_711), true, &anna("12:00"))
            .await
            .unwrap();
        archived = super::card(&db, lime).await.archived;
        assert_eq!(found(&db, "липа").await.is_empty(), archived, "round {round}");
    }
}
