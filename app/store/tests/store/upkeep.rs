//! Statistics and logs are looked after.

use call_journal_store::upkeep::upkeep;
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database, Statement};

use crate::support::{Backend, TestStore, bring, incoming};

#[rstest]
#[tokio::test]
async fn it_can_be_done_at_any_time(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    upkeep(&db.store).await.unwrap();
    bring(&db.store, &[incoming("+79160000001", "10:00")]).await;
    upkeep(&db.store).await.unwrap();
}

#[tokio::test]
async fn statistics_are_made_and_the_log_is_emptied() {
    let Some(db) = TestStore::open(Backend::Sqlite).await else {
        return;
    };
    let calls: Vec<_> = (0..600)
        .map(|number| incoming(&format!("+7916000{number:04}"), "10:00"))
        .collect();
    let calls: Vec<_> = calls
        .into_iter()
        .enumerate()
        .map(|(number, call)| call_journal_model::call::Call {
            anchor: format!("call {number}"),
            source_ids: vec![format!("call {number}")],
            ..call
        })
        .collect();
    bring(&db.store, &calls).await;
    let path = db
        .url
        .trim_start_matches("sqlite://")
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let log = || std::fs::metadata(format!("{path}-wal")).map_or(0, |file| file.len());
    assert!(log() > 0);
    upkeep(&db.store).await.unwrap();
    assert_eq!(log(), 0);
    let raw = Database::connect(&db.url).await.unwrap();
    let sql = "SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'calls'";
    let row = raw
        .query_one_raw(Statement::from_string(raw.get_database_backend(), sql))
        .await
        .unwrap()
        .unwrap();
    assert!(row.try_get_by_index::<i64>(0).unwrap() > 0);
    raw.close().await.unwrap();
}
