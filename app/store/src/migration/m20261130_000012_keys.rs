//! Keys of programs that read calls, as administrators make them.

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
        drop(manager, &["api_keys"]).await
    }
}

// `digest`: of the key, which is shown once and kept nowhere. `department_id`: calls of its people alone; NULL: all calls.
const UP: &[&str] = &[
    "CREATE TABLE api_keys (
        id {id},
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        masked INTEGER NOT NULL,
        department_id BIGINT,
        made_at BIGINT NOT NULL,
        used_at BIGINT
    )",
    "CREATE UNIQUE INDEX api_keys_digest ON api_keys (digest)",
];
