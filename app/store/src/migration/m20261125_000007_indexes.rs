//! Indexes by time that hold all that is asked of a call while one looks for those of a search: the row itself, which lies
//! somewhere else, is read only of what is shown.

use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, WIDE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, NARROW).await
    }
}

// Other names than those that are dropped: another connection of SQLite may not have noticed yet that they are gone.
const WIDE: &[&str] = &[
    "DROP INDEX calls_time",
    "DROP INDEX calls_lost",
    "DROP INDEX calls_first_contact",
    "DROP INDEX calls_unregistered",
    "CREATE INDEX calls_by_time ON calls (started_at, id, number_id, direction)",
    "CREATE INDEX lost_calls_by_time ON calls (started_at, id, number_id, direction, customer_id, first_contact, status)
        WHERE status = 5",
    "CREATE INDEX missed_calls_by_time ON calls (started_at, id, number_id, direction, customer_id, first_contact, status)
        WHERE status IN (4, 5)",
    "CREATE INDEX first_contacts_by_time ON calls (started_at, id, number_id, direction, customer_id, first_contact, status)
        WHERE first_contact = 1",
    "CREATE INDEX unregistered_calls_by_time ON calls (started_at, id, number_id, direction, customer_id, first_contact, status)
        WHERE customer_id IS NULL",
];

const NARROW: &[&str] = &[
    "DROP INDEX calls_by_time",
    "DROP INDEX lost_calls_by_time",
    "DROP INDEX missed_calls_by_time",
    "DROP INDEX first_contacts_by_time",
    "DROP INDEX unregistered_calls_by_time",
    "CREATE INDEX calls_time ON calls (started_at, id)",
    "CREATE INDEX calls_lost ON calls (started_at, id) WHERE status = 5",
    "CREATE INDEX calls_first_contact ON calls (started_at, id) WHERE first_contact = 1",
    "CREATE INDEX calls_unregistered ON calls (started_at, id) WHERE customer_id IS NULL",
];
