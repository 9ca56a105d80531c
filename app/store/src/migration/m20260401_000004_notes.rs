//! What people write: comments with their history, and settings.

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
        drop(
            manager,
            &[
                "comments",
                "comment_versions",
                "comments_without_call",
                "settings",
            ],
        )
        .await
    }
}

const STATEMENTS: &[&str] = &[
    "CREATE TABLE comments (
        call_id BIGINT PRIMARY KEY REFERENCES calls(id),
        text TEXT NOT NULL,
        author_id BIGINT,
        author_name TEXT NOT NULL,
        at BIGINT NOT NULL,
        version BIGINT NOT NULL
    )",
    // Append-only; without a reference, for it outlives its call.
    "CREATE TABLE comment_versions (
        call_id BIGINT NOT NULL,
        version BIGINT NOT NULL,
        text TEXT NOT NULL,
        author_id BIGINT,
        author_name TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (call_id, version)
    )",
    // Comments of calls that a mended rule no longer makes. They go back if the call comes back.
    "CREATE TABLE comments_without_call (
        id {id},
        source_id BIGINT NOT NULL,
        anchor TEXT NOT NULL,
        text TEXT NOT NULL,
        author_id BIGINT,
        author_name TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
];
