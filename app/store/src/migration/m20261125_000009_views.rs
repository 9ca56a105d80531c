//! Filters that people gave names to, and the one that each begins with.

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
        drop(manager, &["saved_views", "view_defaults"]).await
    }
}

// `query`: the filter as an address says it.
const UP: &[&str] = &[
    "CREATE TABLE saved_views (
        id {id},
        owner_id BIGINT NOT NULL,
        name TEXT NOT NULL,
        query TEXT NOT NULL,
        shared INTEGER NOT NULL
    )",
    "CREATE UNIQUE INDEX saved_views_name ON saved_views (owner_id, name)",
    "CREATE TABLE view_defaults (employee_id BIGINT PRIMARY KEY, view_id BIGINT NOT NULL)",
];
