//! A rehearsal tells what the run does, whatever is there and however the file is cut; and leaves nothing.

use call_journal_store::customers::archive_customer;
use call_journal_store::customers::import::Fate;
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database};

use super::{author, employees, keyed, named, rehearse, run, tangled, told, with_contact};
use crate::support::{Backend, TestStore};

async fn count(db: &TestStore, sql: &str) -> i64 {
    let direct = Database::connect(&db.url).await.unwrap();
    let statement = sea_orm::Statement::from_string(direct.get_database_backend(), sql);
    let row = direct.query_one_raw(statement).await.unwrap().unwrap();
    let count = row.try_get_by_index(0).unwrap();
    direct.close().await.unwrap();
    count
}

#[rstest]
#[tokio::test]
async fn a_rehearsal_tells_what_the_run_does_and_a_second_run_does_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(1, 2, 100)] batch: usize,
    #[values(false, true)] take: bool,
    #[values(false, true)] filled: bool,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    employees(&db.store).await;
    if filled {
        let there = [
            named("ип котов", &["84955555555"]),
            keyed("2", "Лютик", &["84951111111"]),
            keyed("9", "Чужие", &["84953333333", "89160000001"]),
            with_contact(keyed("8", "Без ключа", &[]), "Пётр", &["84954444444"]),
        ];
        let there = run(&db.store, &there, 100, false).await;
        archive_customer(&db.store, there[2].customer, true, &author())
            .await
            .unwrap();
    }
    let records = tangled();
    let before = count(&db, "SELECT COUNT(*) FROM customer_changes").await;
    let rehearsed = rehearse(&db.store, &records, batch, take).await;
    assert_eq!(
        rehearse(&db.store, &records, batch, take).await,
        rehearsed,
        "a rehearsal leaves nothing"
    );
    assert_eq!(count(&db, "SELECT COUNT(*) FROM customer_changes").await, before);
    let first = run(&db.store, &records, batch, take).await;
    assert_eq!(told(&first), rehearsed);
    assert!(first.iter().any(|one| one.fate == Fate::New));

    let noted = count(&db, "SELECT COUNT(*) FROM customer_changes").await;
    let versions = count(&db, "SELECT CAST(SUM(version) AS BIGINT) FROM customers").await;
    let rehearsed = rehearse(&db.store, &records, batch, take).await;
    let again = run(&db.store, &records, batch, take).await;
    assert_eq!(told(&again), rehearsed);
    for (record, one) in records.iter().zip(&again) {
        assert_eq!(one.fate, Fate::Unchanged, "{record:?}: {one:?}");
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM customer_changes").await, noted);
    assert_eq!(
        count(&db, "SELECT CAST(SUM(version) AS BIGINT) FROM customers").await,
        versions
    );
}
