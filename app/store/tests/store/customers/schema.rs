//! The cards' migration goes back and forth.

use call_journal_store::migration::Migrator;
use rstest::rstest;
use sea_orm::Database;
use sea_orm_migration::MigratorTrait;

use super::{A, card, made, party};
use crate::support::{Backend, TestStore, bring, incoming};

#[rstest]
#[tokio::test]
async fn the_schema_goes_a_step_back_and_forth_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    bring(&db.store, &[incoming(A, "10:00")]).await;
    let lime = made(&db, "Липа", &[A]).await;
    db.store.clone().close().await.unwrap();
    let raw = Database::connect(&db.url).await.unwrap();
    // The cards' and all that came after it.
    let steps = 8;
    Migrator::down(&raw, Some(steps)).await.unwrap();
    let pending = Migrator::get_pending_migrations(&raw).await.unwrap();
    assert_eq!(pending.len(), steps as usize);
    raw.close().await.unwrap();

    // Opening brings it up to date.
    let again = db.reopen().await;
    assert_eq!(party(&again, "10:00").await, "Липа");
    let back = card(&again, lime.id).await;
    assert_eq!(back.fields, lime.fields);
    assert_eq!((back.version, back.changed), (1, None));
}
