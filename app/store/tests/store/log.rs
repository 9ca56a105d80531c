//! The event log and its threads.

use call_journal_model::time::Timestamp;
use call_journal_store::Store;
use call_journal_store::log::{NewEvent, ThreadId, append, dirty_threads, events_of, mark_all_dirty};
use rstest::rstest;

use crate::support::{Backend, TestStore, assemble, bring, identity, incoming};

fn event(name: &str, ties: &[&str]) -> NewEvent {
    NewEvent {
        identity: identity(name),
        at: Timestamp(1_000),
        ties: ties.iter().map(|tie| (*tie).to_owned()).collect(),
        payload: name.to_owned(),
    }
}

/// Payloads of each thread, threads and payloads sorted.
async fn threads(store: &Store) -> Vec<Vec<String>> {
    let threads = dirty_threads(store, 1_000).await.unwrap();
    let ids: Vec<ThreadId> = threads.iter().map(|thread| thread.id).collect();
    let mut all: Vec<Vec<String>> = events_of(store, &ids)
        .await
        .unwrap()
        .into_iter()
        .map(|thread| {
            let mut payloads: Vec<String> = thread.events.into_iter().map(|event| event.payload).collect();
            payloads.sort();
            payloads
        })
        .collect();
    all.sort();
    all
}

#[rstest]
#[tokio::test]
async fn an_event_is_stored_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (a, b) = (event("a", &["1"]), event("b", &["1"]));
    let first = append(&db.store, "pbx", &[a.clone(), b.clone(), a.clone()])
        .await
        .unwrap();
    assert_eq!((first.new, first.repeated), (2, 1));
    let again = append(&db.store, "pbx", &[b, a.clone()]).await.unwrap();
    assert_eq!((again.new, again.repeated), (0, 2));
    let elsewhere = append(&db.store, "another", &[a]).await.unwrap();
    assert_eq!((elsewhere.new, elsewhere.repeated), (1, 0));
    assert_eq!(threads(&db.store).await, [vec!["a"], vec!["a", "b"]]);
}

#[rstest]
#[tokio::test]
async fn events_with_a_common_tie_are_one_thread_in_whatever_order_they_come(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(1, 2, 6)] batch: usize,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let events = [
        event("a", &["1"]),
        event("b", &["2"]),
        event("alone", &[]),
        event("c", &["3", "4"]),
        event("d", &["4", "1"]),
        event("e", &["2", "5"]),
    ];
    for part in events.chunks(batch) {
        append(&db.store, "pbx", part).await.unwrap();
    }
    assert_eq!(
        threads(&db.store).await,
        [vec!["a", "c", "d"], vec!["alone"], vec!["b", "e"]]
    );
    append(&db.store, "pbx", &[event("joins", &["5", "3"])])
        .await
        .unwrap();
    assert_eq!(
        threads(&db.store).await,
        [vec!["a", "b", "c", "d", "e", "joins"], vec!["alone"]]
    );
}

#[rstest]
#[tokio::test]
async fn ties_of_another_source_mean_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    append(&db.store, "one", &[event("a", &["1"])]).await.unwrap();
    append(&db.store, "two", &[event("b", &["1"])]).await.unwrap();
    assert_eq!(threads(&db.store).await, [["a"], ["b"]]);
}

#[rstest]
#[tokio::test]
async fn only_new_events_make_a_thread_dirty(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [
        incoming("+79160000001", "10:00"),
        incoming("+79160000002", "11:00"),
    ];
    bring(&db.store, &calls).await;
    assert_eq!(dirty_threads(&db.store, 10).await.unwrap(), []);
    bring(&db.store, &calls[..1]).await;
    assert_eq!(dirty_threads(&db.store, 10).await.unwrap(), []);
    assert_eq!(mark_all_dirty(&db.store).await.unwrap(), 2);
    assert_eq!(dirty_threads(&db.store, 1).await.unwrap().len(), 1);
    assert_eq!(dirty_threads(&db.store, 10).await.unwrap().len(), 2);
    let again = assemble(&db.store).await;
    assert_eq!((again.unchanged, again.new.len(), again.changed.len()), (2, 0, 0));
}

#[rstest]
#[tokio::test]
async fn ties_of_ten_kilobytes_tie_too(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let long = "\0ж".repeat(5_000);
    let longer = format!("{long}!");
    append(&db.store, &long, &[event("a", &[&long]), event("b", &[&longer])])
        .await
        .unwrap();
    append(&db.store, &long, &[event("c", &[&long])]).await.unwrap();
    assert_eq!(threads(&db.store).await, [vec!["a", "c"], vec!["b"]]);
}

#[rstest]
#[tokio::test]
async fn more_events_than_a_statement_holds_are_stored(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let events: Vec<NewEvent> = (0..12_000)
        .map(|n| {
            event(
                &n.to_string(),
                &[&format!("tie {}", n / 3), &format!("other {}", n % 4_000)],
            )
        })
        .collect();
    let appended = append(&db.store, "pbx", &events).await.unwrap();
    assert_eq!(appended.new, 12_000);
    let sizes: usize = threads(&db.store).await.iter().map(Vec::len).sum();
    assert_eq!(sizes, 12_000);
}
