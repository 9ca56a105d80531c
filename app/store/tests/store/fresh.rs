//! The finder misses no change, however changes and loads fall together.

use call_journal_model::call::CallId;
use call_journal_model::filter::Filter;
use call_journal_store::comments::{Author, save_comment};
use rstest::rstest;

use crate::support::{Backend, TestStore, ZONE, answered, at, bring, incoming, rows};

/// The times of the calls that the search finds.
async fn found(db: &TestStore, search: &str) -> Vec<String> {
    let filter = Filter {
        search: search.to_owned(),
        ..Filter::default()
    };
    let rows = rows(&db.store, &filter).await;
    rows.iter()
        .map(|row| row.started.format("%H:%M").to_string())
        .collect()
}

async fn comment(db: &TestStore, call: CallId, version: Option<i64>, text: &str) {
    let author = Author {
        id: None,
        name: "Анна".to_owned(),
        at: at("12:00"),
    };
    save_comment(&db.store, call, version, text, &author, ZONE)
        .await
        .unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn calls_that_come_during_a_load_are_found_after_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    for round in 0..30 {
        db.store.changed_elsewhere();
        let number = format!("+79160000{round:03}");
        let call = answered(
            incoming(&number, &format!("10:{round:02}")),
            &[&(500 + round).to_string()],
        );
        let calls = [call];
        tokio::join!(found(&db, "0"), bring(&db.store, &calls));
        let expected = [format!("10:{round:02}")];
        assert_eq!(found(&db, &number).await, expected, "the number of round {round}");
        assert_eq!(
            found(&db, &(500 + round).to_string()).await,
            expected,
            "who took the call of round {round}"
        );
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_comments_the_latest_words_are_found(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(
        &db.store,
        &[
            incoming("+79160000001", "10:00"),
            incoming("+79160000002", "11:00"),
        ],
    )
    .await;
    let calls: Vec<CallId> = rows(&db.store, &Filter::default())
        .await
        .iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(found(&db, "прайс").await, [""; 0]);
    comment(&db, calls[0], None, "Просил ПРАЙС\nна доски").await;
    comment(&db, calls[1], None, "Прайс отправлен").await;
    assert_eq!(found(&db, "прайс").await, ["11:00", "10:00"]);
    assert_eq!(found(&db, "прайс доски").await, ["11:00"]);
    assert_eq!(found(&db, "прайс 0002").await, ["11:00"]);
    comment(&db, calls[0], Some(1), "Дозвонился").await;
    comment(&db, calls[1], Some(1), "").await;
    assert_eq!(found(&db, "прайс").await, [""; 0]);
    assert_eq!(found(&db, "дозвон").await, ["11:00"]);
    db.store.changed_elsewhere();
    assert_eq!(found(&db, "дозвон").await, ["11:00"]);
    assert_eq!(found(&db, "прайс").await, [""; 0]);
}
