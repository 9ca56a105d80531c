//! Who calls: employees, customers, numbers; and the names of lines and places.

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
                "employees",
                "extensions",
                "customers",
                "contact_persons",
                "numbers",
                "lines",
                "places",
            ],
        )
        .await
    }
}

const STATEMENTS: &[&str] = &[
    // `learnt` is 1 for an extension seen in calls that nobody has claimed yet.
    "CREATE TABLE employees (
        id {id},
        name TEXT NOT NULL,
        search TEXT NOT NULL,
        external_key TEXT UNIQUE,
        learnt INTEGER NOT NULL
    )",
    "CREATE TABLE extensions (
        extension TEXT PRIMARY KEY,
        employee_id BIGINT NOT NULL REFERENCES employees(id)
    )",
    "CREATE INDEX extensions_employee ON extensions (employee_id)",
    "CREATE TABLE customers (
        id {id},
        name TEXT NOT NULL,
        search TEXT NOT NULL,
        external_key TEXT UNIQUE,
        created_at BIGINT NOT NULL
    )",
    "CREATE TABLE contact_persons (
        id {id},
        customer_id BIGINT NOT NULL REFERENCES customers(id),
        name TEXT NOT NULL,
        search TEXT NOT NULL
    )",
    "CREATE INDEX contact_persons_customer ON contact_persons (customer_id)",
    // `key` is the E.164 form, or what the PBX wrote where there is none (short and impossible numbers).
    // `dirty` is 1 while the statuses of the number's party wait to be settled.
    "CREATE TABLE numbers (
        id {id},
        key TEXT NOT NULL UNIQUE,
        e164 TEXT,
        display TEXT NOT NULL,
        digits TEXT NOT NULL,
        customer_id BIGINT REFERENCES customers(id),
        contact_person_id BIGINT REFERENCES contact_persons(id),
        registered_at BIGINT,
        dirty INTEGER NOT NULL
    )",
    "CREATE INDEX numbers_customer ON numbers (customer_id)",
    "CREATE INDEX numbers_contact_person ON numbers (contact_person_id)",
    "CREATE INDEX numbers_dirty ON numbers (id) WHERE dirty = 1",
    "CREATE TABLE lines (line TEXT PRIMARY KEY, name TEXT, channel TEXT)",
    "CREATE TABLE places (
        kind INTEGER NOT NULL,
        place TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (kind, place)
    )",
];
