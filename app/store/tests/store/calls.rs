//! Storing the calls of threads.

use call_journal_model::call::{Call, Outcome, Recording};
use call_journal_model::filter::Filter;
use call_journal_model::status::Status;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_store::calls::replace;
use call_journal_store::comments::{Author, Saved, save_comment};
use call_journal_store::log::{append, dirty_threads, events_of};
use call_journal_store::query::{call_details, recording};
use rstest::rstest;

use crate::support::build::extension;
use crate::support::{
    Backend, TestStore, ZONE, answered, assemble, assembled, at, bring, event, id, incoming, internal,
    outgoing, row, rows,
};

const A: &str = "+79160000001";

async fn comment(db: &TestStore, time: &str, text: &str) {
    let author = Author {
        id: None,
        name: "Иванова".to_owned(),
        at: at(time),
    };
    let call = id(&db.store, time).await;
    let saved = save_comment(&db.store, call, None, text, &author, ZONE)
        .await
        .unwrap();
    assert!(matches!(saved, Saved::Done(Some(_))));
}

async fn comment_of(db: &TestStore, time: &str) -> Option<String> {
    let id = id(&db.store, time).await;
    let details = call_details(&db.store, id, ZONE, Timestamp(0))
        .await
        .unwrap()
        .unwrap();
    details.comment.map(|comment| comment.text)
}

#[rstest]
#[tokio::test]
async fn the_same_calls_again_change_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [
        incoming(A, "10:00"),
        answered(outgoing(A, "11:00"), &["201", "202"]),
        internal("12:00"),
        incoming("", "13:00"),
    ];
    let first = bring(&db.store, &calls).await;
    assert_eq!((first.new.len(), first.changed.len(), first.unchanged), (4, 0, 0));
    call_journal_store::log::mark_all_dirty(&db.store).await.unwrap();
    let again = assemble(&db.store).await;
    assert_eq!(
        (again.new.len(), again.changed.len(), again.removed.len()),
        (0, 0, 0)
    );
    assert_eq!(again.unchanged, 4);
}

#[rstest]
#[tokio::test]
async fn a_call_that_goes_on_changes_in_place(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let ringing = Call {
        outcome: Outcome::Ringing,
        ended_at: None,
        ..incoming(A, "10:00")
    };
    bring(&db.store, std::slice::from_ref(&ringing)).await;
    let before = row(&db.store, "10:00").await;
    assert_eq!((before.status, before.talk), (Status::Ringing, None));
    comment(&db, "10:00", "перезвонить").await;

    let replaced = bring(&db.store, &[answered(ringing, &["202", "203"])]).await;
    let after = row(&db.store, "10:00").await;
    assert_eq!(
        (after.id, after.status, after.talk),
        (before.id, Status::Accepted, Some(Millis(120_000)))
    );
    assert_eq!(replaced.changed, [before.id]);
    assert!(after.has_comment);
    let names: Vec<String> = after.employees.into_iter().map(|e| e.extension).collect();
    assert_eq!(names, ["202", "203"]);
}

#[rstest]
#[tokio::test]
async fn calls_that_turn_out_to_be_one_keep_both_comments(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let (first, second) = (incoming(A, "10:00"), incoming(A, "10:01"));
    bring(&db.store, &[first.clone(), second.clone()]).await;
    comment(&db, "10:00", "первый").await;
    comment(&db, "10:01", "второй").await;
    let kept = id(&db.store, "10:00").await;

    let one = Call {
        source_ids: [first.source_ids.clone(), second.source_ids.clone()].concat(),
        ..first
    };
    append(&db.store, "pbx", &[event(&one)]).await.unwrap();
    let mut threads = assembled(&db.store).await;
    assert_eq!(threads.len(), 1);
    threads[0].1 = vec![one];
    let replaced = replace(&db.store, &threads).await.unwrap();
    assert_eq!(
        (replaced.changed.len(), replaced.removed.len(), replaced.new.len()),
        (1, 1, 0)
    );
    assert_eq!(rows(&db.store, &Filter::default()).await.len(), 1);
    assert_eq!(id(&db.store, "10:00").await, kept);
    assert_eq!(
        comment_of(&db, "10:00").await.as_deref(),
        Some("первый\n\nвторой")
    );
}

#[rstest]
#[tokio::test]
async fn an_earlier_event_that_comes_late_changes_the_anchor_but_not_the_call(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let late = incoming(A, "10:00");
    bring(&db.store, std::slice::from_ref(&late)).await;
    comment(&db, "10:00", "важно").await;
    let before = id(&db.store, "10:00").await;

    let earlier = Call {
        anchor: "earlier".to_owned(),
        source_ids: vec!["earlier".to_owned(), late.anchor.clone()],
        ..incoming(A, "09:59")
    };
    append(&db.store, "pbx", &[event(&earlier)]).await.unwrap();
    let mut threads = assembled(&db.store).await;
    threads[0].1 = vec![earlier];
    let replaced = replace(&db.store, &threads).await.unwrap();
    assert_eq!(replaced.changed, [before]);
    assert_eq!(replaced.removed, []);
    assert_eq!(id(&db.store, "09:59").await, before);
    assert_eq!(comment_of(&db, "09:59").await.as_deref(), Some("важно"));
}

#[rstest]
#[tokio::test]
async fn the_comment_of_a_call_that_is_made_no_more_waits_for_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let call = incoming(A, "10:00");
    bring(&db.store, std::slice::from_ref(&call)).await;
    comment(&db, "10:00", "не терять").await;
    call_journal_store::log::mark_all_dirty(&db.store).await.unwrap();
    let mut threads = assembled(&db.store).await;
    threads[0].1.clear();
    assert_eq!(replace(&db.store, &threads).await.unwrap().removed.len(), 1);
    assert_eq!(rows(&db.store, &Filter::default()).await, []);

    call_journal_store::log::mark_all_dirty(&db.store).await.unwrap();
    assemble(&db.store).await;
    assert_eq!(comment_of(&db, "10:00").await.as_deref(), Some("не терять"));
}

#[rstest]
#[tokio::test]
async fn calls_made_of_old_events_are_not_stored(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let call = incoming(A, "10:00");
    append(&db.store, "pbx", &[event(&call)]).await.unwrap();
    let old = assembled(&db.store).await;
    let newer = answered(call, &["202"]);
    append(&db.store, "pbx", &[event(&newer)]).await.unwrap();
    let replaced = replace(&db.store, &old).await.unwrap();
    assert_eq!((replaced.stale, replaced.new.len()), (1, 0));
    assert_eq!(dirty_threads(&db.store, 10).await.unwrap().len(), 1);
    assemble(&db.store).await;
    assert_eq!(row(&db.store, "10:00").await.status, Status::Accepted);
    // Another process that read the thread before must not put the old state back.
    assert_eq!(replace(&db.store, &old).await.unwrap().stale, 1);
    assert_eq!(row(&db.store, "10:00").await.status, Status::Accepted);
}

#[rstest]
#[tokio::test]
async fn a_recording_keeps_its_address_while_its_file_keeps_its_name(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let file = |path: &str, duration| Recording {
        path: path.to_owned(),
        started_at: at("10:00"),
        duration,
        employee: Some(extension("201")),
    };
    let call = answered(incoming(A, "10:00"), &["201"]);
    let named = Call {
        recordings: vec![file("a.wav", None), file("b.wav", None)],
        ..call.clone()
    };
    bring(&db.store, &[named]).await;
    let call_id = id(&db.store, "10:00").await;
    let before = call_details(&db.store, call_id, ZONE, at("11:00"))
        .await
        .unwrap()
        .unwrap()
        .recordings;
    assert_eq!(before.len(), 2);

    let found = Call {
        recordings: vec![file("2026/03/b.wav", Some(Millis(5_000)))],
        ..call
    };
    bring(&db.store, &[found]).await;
    let after = call_details(&db.store, call_id, ZONE, at("11:00"))
        .await
        .unwrap()
        .unwrap()
        .recordings;
    assert_eq!(after.iter().map(|r| r.id).collect::<Vec<_>>(), [before[1].id]);
    assert_eq!(after[0].duration, Some(Millis(5_000)));
    let path = recording(&db.store, before[1].id).await.unwrap().unwrap();
    assert_eq!((path.call, path.path.as_str()), (call_id, "2026/03/b.wav"));
    assert_eq!(path.source, "pbx");
    let told = events_of(&db.store, &[path.thread]).await.unwrap();
    assert!(!told[0].events.is_empty());
    assert_eq!(recording(&db.store, before[0].id).await.unwrap(), None);
}
