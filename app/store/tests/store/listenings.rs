//! Who listened is written down once, and belongs to the file whatever becomes of the call's rows.

use call_journal_model::call::{Call, Recording};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::Heard;
use call_journal_store::comments::Author;
use call_journal_store::listenings::{ONCE, note};
use call_journal_store::query::call_details;
use rstest::rstest;

use crate::support::build::at;
use crate::support::{Backend, TestStore, ZONE, bring, id, incoming};

fn who(name: &str, at: i64) -> Author {
    Author {
        id: None,
        name: name.to_owned(),
        at: Timestamp(at),
    }
}

#[rstest]
#[tokio::test]
async fn going_on_is_no_new_listening(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let recording = Recording {
        path: "2026/11/a.wav".to_owned(),
        started_at: at("10:00"),
        duration: Some(Millis(5_000)),
        employee: None,
    };
    let recorded = Call {
        recordings: vec![recording],
        ..incoming("+79160000001", "10:00")
    };
    bring(&db.store, &[recorded]).await;
    let call = id(&db.store, "10:00").await;
    let listened = async || {
        let details = call_details(&db.store, call, ZONE, Timestamp(0))
            .await
            .unwrap()
            .unwrap();
        let lines = details.listened.into_iter().map(|one| (one.who, one.what));
        lines.collect::<Vec<_>>()
    };
    let (anna, boris) = ("Анна".to_owned(), "Борис".to_owned());
    for (path, what, name, at) in [
        ("2026/11/a.wav", Heard::Listened, "Анна", 1_000),
        // She goes on; the PBX named the file by its base name once.
        ("a.wav", Heard::Listened, "Анна", 2_000),
        ("2026/11/a.wav", Heard::Downloaded, "Анна", 3_000),
        ("2026/11/a.wav", Heard::Listened, "Борис", 4_000),
        ("2026/11/b.wav", Heard::Listened, "Борис", 5_000),
        ("2026/11/a.wav", Heard::Listened, "Анна", 2_000 + ONCE.0),
    ] {
        note(&db.store, path, what, &who(name, at)).await.unwrap();
    }
    assert_eq!(
        listened().await,
        [
            (anna.clone(), Heard::Listened),
            (boris, Heard::Listened),
            (anna.clone(), Heard::Downloaded),
            (anna, Heard::Listened),
        ]
    );
}
