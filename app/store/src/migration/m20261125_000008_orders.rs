//! Indexes for calls of a line, and for calls by the time talked. Lines become short enough to be looked up.

use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP INDEX calls_by_line", "DROP INDEX calls_by_talk"]).await
    }
}

const UP: &[&str] = &[
    "UPDATE calls SET line = substr(line, 1, 200) WHERE length(line) > 200",
    "CREATE INDEX calls_by_line ON calls (line, started_at, id, number_id, direction) WHERE line IS NOT NULL",
    "CREATE INDEX calls_by_talk ON calls ((COALESCE(talk_ms, 0)), started_at, id, number_id, direction)",
];
