//! Cards of customers: their fields, contact persons, what was changed by whom; and the work that moving numbers leaves.

use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UNDO).await
    }
}

const STATEMENTS: &[&str] = &[
    // One name a line. `also_named`: names of customers that were merged into this one.
    "ALTER TABLE customers ADD COLUMN also_named TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customers ADD COLUMN relations TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customers ADD COLUMN manager_id BIGINT",
    "ALTER TABLE customers ADD COLUMN email TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customers ADD COLUMN address TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customers ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customers ADD COLUMN archived_at BIGINT",
    "ALTER TABLE customers ADD COLUMN merged_into BIGINT",
    "ALTER TABLE customers ADD COLUMN version BIGINT NOT NULL DEFAULT 1",
    "ALTER TABLE contact_persons ADD COLUMN position TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE contact_persons ADD COLUMN email TEXT NOT NULL DEFAULT ''",
    // What is dialled after the number is answered: «доб. 12».
    "ALTER TABLE numbers ADD COLUMN extension TEXT NOT NULL DEFAULT ''",
    // 1 while `calls.customer_id` of the number's calls does not follow its owner yet.
    "ALTER TABLE numbers ADD COLUMN relink INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX numbers_relink ON numbers (id) WHERE relink = 1",
    // Append-only. `before` is the card as it stood, as JSON; empty for a new one.
    "CREATE TABLE customer_changes (
        id {id},
        customer_id BIGINT NOT NULL,
        what INTEGER NOT NULL,
        before TEXT NOT NULL,
        author_id BIGINT,
        author_name TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE INDEX customer_changes_customer ON customer_changes (customer_id, id)",
];

const UNDO: &[&str] = &[
    "DROP TABLE customer_changes",
    "DROP INDEX numbers_relink",
    "ALTER TABLE numbers DROP COLUMN relink",
    "ALTER TABLE numbers DROP COLUMN extension",
    "ALTER TABLE contact_persons DROP COLUMN email",
    "ALTER TABLE contact_persons DROP COLUMN position",
    "ALTER TABLE customers DROP COLUMN version",
    "ALTER TABLE customers DROP COLUMN merged_into",
    "ALTER TABLE customers DROP COLUMN archived_at",
    "ALTER TABLE customers DROP COLUMN note",
    "ALTER TABLE customers DROP COLUMN address",
    "ALTER TABLE customers DROP COLUMN email",
    "ALTER TABLE customers DROP COLUMN manager_id",
    "ALTER TABLE customers DROP COLUMN relations",
    "ALTER TABLE customers DROP COLUMN also_named",
];
