//! Recordings whose files were not seen yet.

use call_journal_model::call::{Call, Recording};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_store::log::knows;
use call_journal_store::query::{WaitingRecording, waiting_recordings};
use rstest::rstest;

use crate::support::{Backend, TestStore, at, bring, incoming};

/// A call with a recording for each path; those with a length behind `=` were seen.
fn call(time: &str, files: &[&str]) -> Call {
    let recordings = files.iter().map(|file| {
        let (path, length) = file.split_once('=').unwrap_or((file, ""));
        Recording {
            path: path.to_owned(),
            started_at: at(time),
            duration: length.parse().ok().map(Millis),
            employee: None,
        }
    });
    Call {
        recordings: recordings.collect(),
        ..incoming("+79160000001", time)
    }
}

#[rstest]
#[tokio::test]
async fn those_without_a_length_come_in_pages_oldest_call_first(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let calls = [
        call("09:59", &["too-old.wav"]),
        call("10:00", &["a.wav", "seen.wav=7000", "b.wav"]),
        call("10:01", &["empty.wav=0"]),
        call("10:02", &["c.wav"]),
        call("10:03", &["d.wav"]),
        call("10:04", &["too-late.wav"]),
    ];
    bring(&db.store, &calls).await;
    for limit in 1..6 {
        let mut found: Vec<WaitingRecording> = Vec::new();
        loop {
            let page = waiting_recordings(&db.store, at("10:00"), at("10:04"), found.last(), limit)
                .await
                .unwrap();
            if page.is_empty() {
                break;
            }
            found.extend(page);
        }
        let told: Vec<(&str, Timestamp)> = found
            .iter()
            .map(|one| (one.path.as_str(), one.call_started))
            .collect();
        let expected = [
            ("a.wav", at("10:00")),
            ("b.wav", at("10:00")),
            ("c.wav", at("10:02")),
            ("d.wav", at("10:03")),
        ];
        assert_eq!(told, expected, "{limit} at once");
        assert!(found.iter().all(|one| one.source == found[0].source));
    }
}

#[rstest]
#[tokio::test]
async fn a_tie_is_known_to_its_own_source(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let long = format!("H:{}", "x".repeat(500));
    let event = |ties: &[&str]| call_journal_store::log::NewEvent {
        identity: [7; 16],
        at: Timestamp(1_000),
        ties: ties.iter().map(|tie| (*tie).to_owned()).collect(),
        payload: "{}".to_owned(),
    };
    call_journal_store::log::append(&db.store, "pbx", &[event(&["H:1", &long])])
        .await
        .unwrap();
    for (source, tie, known) in [
        ("pbx", "H:1", true),
        ("pbx", &long, true),
        ("pbx", "H:2", false),
        ("pbx", "H:1\0", false),
        ("other", "H:1", false),
    ] {
        assert_eq!(
            knows(&db.store, source, tie).await.unwrap(),
            known,
            "{source} {tie}"
        );
    }
}
