//! Calls that must be kept whatever their age, and events that were forgotten and must not come back with the next import.

use sea_orm_migration::prelude::*;

use super::{drop, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["holds", "forgotten_events"]).await
    }
}

// An identity is a digest of what the PBX calls the event: it tells nothing of who called whom.
const UP: &[&str] = &[
    "CREATE TABLE holds (call_id BIGINT PRIMARY KEY, author_name TEXT NOT NULL, at BIGINT NOT NULL)",
    "CREATE TABLE forgotten_events (
        identity {bytes} NOT NULL,
        source_id BIGINT NOT NULL,
        PRIMARY KEY (identity, source_id)
    )",
];
