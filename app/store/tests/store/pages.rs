//! Pages by keyset, totals, export.

use std::collections::BTreeSet;

use call_journal_model::call::{Call, CallId};
use call_journal_model::filter::Filter;
use call_journal_model::view::{Cursor, Total};
use call_journal_store::Store;
use call_journal_store::query::{EXPORT_ROWS, call_page, export_page, has_calls};
use rstest::rstest;

use crate::support::{Backend, TestStore, answered, bring, incoming, viewer};

/// Calls of which always ten begin at the same moment.
fn crowd(count: usize) -> Vec<Call> {
    (0..count)
        .map(|n| {
            let anchor = format!("call {n}");
            let time = format!("{:02}:{:02}", 8 + n / 600, n / 10 % 60);
            Call {
                source_ids: vec![anchor.clone()],
                anchor,
                ..incoming("+79160000001", &time)
            }
        })
        .collect()
}

async fn walk(store: &Store, filter: &Filter) -> Vec<CallId> {
    let mut ids = Vec::new();
    let mut cursor: Option<Cursor> = None;
    loop {
        let page = call_page(store, filter, cursor, &viewer()).await.unwrap();
        assert!(
            page.rows
                .windows(2)
                .all(|w| (w[0].started_at, w[0].id) > (w[1].started_at, w[1].id))
        );
        ids.extend(page.rows.iter().map(|row| row.id));
        match page.next {
            Some(next) => cursor = Some(next),
            None => return ids,
        }
    }
}

#[rstest]
#[tokio::test]
async fn pages_neither_repeat_nor_lose_calls_of_one_moment(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    assert!(!has_calls(&db.store).await.unwrap());
    bring(&db.store, &crowd(123)).await;
    assert!(has_calls(&db.store).await.unwrap());
    let ids = walk(&db.store, &Filter::default()).await;
    assert_eq!(ids.len(), 123);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 123);
}

#[rstest]
#[tokio::test]
async fn new_calls_do_not_move_the_pages_below(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &crowd(100)).await;
    let first = call_page(&db.store, &Filter::default(), None, &viewer())
        .await
        .unwrap();
    assert_eq!(first.rows.len(), 50);
    bring(&db.store, &[incoming("+79160000002", "23:00")]).await;
    let second = call_page(&db.store, &Filter::default(), first.next, &viewer())
        .await
        .unwrap();
    assert_eq!((second.rows.len(), second.next), (50, None));
    let seen: BTreeSet<CallId> = first.rows.iter().chain(&second.rows).map(|row| row.id).collect();
    assert_eq!(seen.len(), 100);
}

#[rstest]
#[tokio::test]
async fn a_total_is_counted_up_to_a_thousand_when_something_is_filtered(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &crowd(1_001)).await;
    let total = async |filter: &Filter| call_page(&db.store, filter, None, &viewer()).await.unwrap().total;
    assert_eq!(total(&Filter::default()).await, None);
    let incoming = Filter {
        incoming: true,
        ..Filter::default()
    };
    assert_eq!(
        total(&incoming).await,
        Some(Total {
            calls: 1_000,
            more: true
        })
    );
    let outgoing = Filter {
        outgoing: true,
        ..Filter::default()
    };
    assert_eq!(
        total(&outgoing).await,
        Some(Total {
            calls: 0,
            more: false
        })
    );
}

#[rstest]
#[tokio::test]
async fn an_export_tells_everything_in_pages(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let mut calls = crowd(1_050);
    calls.push(answered(
        incoming("+79160000003", "20:00"),
        &["202", "201", "202"],
    ));
    bring(&db.store, &calls).await;
    let first = export_page(&db.store, &Filter::default(), None, EXPORT_ROWS, &viewer())
        .await
        .unwrap();
    let second = export_page(&db.store, &Filter::default(), first.next, EXPORT_ROWS, &viewer())
        .await
        .unwrap();
    assert_eq!(
        (first.rows.len(), second.rows.len(), second.next),
        (1_000, 51, None)
    );
    let newest = &first.rows[0];
    assert_eq!(newest.number.as_deref(), Some("+79160000003"));
    assert_eq!(newest.talk.0, 180_000);
    assert_eq!(
        newest.employees.iter().map(|e| e.0.as_str()).collect::<Vec<_>>(),
        ["202", "201"]
    );
    assert_eq!(newest.talks, calls[1_050].talks);
    assert_eq!(newest.source_ids, calls[1_050].source_ids);
}
