//! Who listened to which recording.

use sea_orm_migration::prelude::*;

use super::{drop, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["listenings"]).await
    }
}

const STATEMENTS: &[&str] = &[
    // Append-only. By the file's name and not by a row's id: calls that are put together anew have the same files.
    "CREATE TABLE listenings (
        id {id},
        file TEXT NOT NULL,
        what INTEGER NOT NULL,
        employee_id BIGINT,
        employee_name TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE INDEX listenings_file ON listenings (file, at)",
];
