//! The log of events, the threads that tie them together, and how far imports got.

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
        drop(manager, &["sources", "threads", "events", "ties", "imports"]).await
    }
}

const STATEMENTS: &[&str] = &[
    "CREATE TABLE sources (id {id}, name TEXT NOT NULL UNIQUE)",
    // Events that belong together. `version` grows with every change; `dirty` is 1 until calls of this version are stored.
    "CREATE TABLE threads (
        id {id},
        source_id BIGINT NOT NULL REFERENCES sources(id),
        version BIGINT NOT NULL,
        dirty INTEGER NOT NULL,
        events BIGINT NOT NULL
    )",
    "CREATE INDEX threads_dirty ON threads (id) WHERE dirty = 1",
    "CREATE TABLE events (
        id {id},
        source_id BIGINT NOT NULL REFERENCES sources(id),
        identity {bytes} NOT NULL,
        at BIGINT NOT NULL,
        thread_id BIGINT NOT NULL,
        payload TEXT NOT NULL
    )",
    "CREATE UNIQUE INDEX events_identity ON events (identity, source_id)",
    "CREATE INDEX events_thread ON events (thread_id)",
    "CREATE TABLE ties (
        source_id BIGINT NOT NULL REFERENCES sources(id),
        key TEXT NOT NULL,
        thread_id BIGINT NOT NULL,
        PRIMARY KEY (source_id, key)
    )",
    "CREATE INDEX ties_thread ON ties (thread_id)",
    "CREATE TABLE imports (
        file TEXT PRIMARY KEY,
        position BIGINT NOT NULL,
        finished INTEGER NOT NULL,
        state TEXT NOT NULL
    )",
];
