//! Calls, their details, their employees and their recordings.

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
            &["calls", "call_details", "call_employees", "recordings"],
        )
        .await
    }
}

const STATEMENTS: &[&str] = &[
    // `content` is a fingerprint of the call as assembled: equal means nothing to write.
    // The columns from `status` on are settled: they depend on other calls of the party.
    "CREATE TABLE calls (
        id {id},
        source_id BIGINT NOT NULL REFERENCES sources(id),
        anchor TEXT NOT NULL,
        thread_id BIGINT NOT NULL,
        content BIGINT NOT NULL,
        direction INTEGER NOT NULL,
        number_id BIGINT REFERENCES numbers(id),
        customer_id BIGINT REFERENCES customers(id),
        number_as_sent TEXT NOT NULL,
        caller_name TEXT,
        caller TEXT,
        dialled TEXT,
        line TEXT,
        started_at BIGINT NOT NULL,
        answered_at BIGINT,
        ended_at BIGINT,
        outcome INTEGER NOT NULL,
        talk_ms BIGINT,
        talking_since BIGINT,
        rang_last_kind INTEGER,
        rang_last TEXT,
        status INTEGER NOT NULL,
        reason INTEGER,
        attention INTEGER NOT NULL,
        first_contact INTEGER NOT NULL,
        window_closes_at BIGINT,
        why INTEGER NOT NULL,
        why_call_id BIGINT,
        why_at BIGINT,
        why_flag INTEGER NOT NULL
    )",
    "CREATE UNIQUE INDEX calls_anchor ON calls (anchor, source_id)",
    "CREATE INDEX calls_thread ON calls (thread_id)",
    "CREATE INDEX calls_time ON calls (started_at, id)",
    "CREATE INDEX calls_customer ON calls (customer_id, started_at, status)",
    "CREATE INDEX calls_number ON calls (number_id, started_at, status)",
    // Partial: queries must repeat these conditions literally, or SQLite does not use the index.
    "CREATE INDEX calls_lost ON calls (started_at, id) WHERE status = 5",
    "CREATE INDEX calls_first_contact ON calls (started_at, id) WHERE first_contact = 1",
    "CREATE INDEX calls_unregistered ON calls (started_at, id) WHERE customer_id IS NULL",
    "CREATE INDEX calls_open ON calls (started_at) WHERE ended_at IS NULL",
    "CREATE INDEX calls_window_open ON calls (window_closes_at) WHERE why = 2",
    "CREATE TABLE call_details (
        call_id BIGINT PRIMARY KEY REFERENCES calls(id),
        source_ids TEXT NOT NULL,
        rang TEXT NOT NULL,
        talks TEXT NOT NULL,
        legs TEXT NOT NULL
    )",
    // `role`: 0 talked, 1 rang last and nobody answered, 2 dialled, 3 rang and nobody answered, 4 rang and somebody else
    // answered. Below 3 the row shows the employee, below 4 the call is one of theirs. `employee_id` follows `extensions`; a
    // reference would make each deleted employee scan the table.
    "CREATE TABLE call_employees (
        call_id BIGINT NOT NULL REFERENCES calls(id),
        ord INTEGER NOT NULL,
        role INTEGER NOT NULL,
        extension TEXT NOT NULL,
        employee_id BIGINT NOT NULL,
        started_at BIGINT NOT NULL,
        talk_ms BIGINT NOT NULL,
        PRIMARY KEY (call_id, ord)
    )",
    "CREATE INDEX call_employees_employee ON call_employees (employee_id, started_at DESC, call_id) WHERE role < 4",
    "CREATE INDEX call_employees_extension ON call_employees (extension)",
    "CREATE TABLE recordings (
        id {id},
        call_id BIGINT NOT NULL REFERENCES calls(id),
        ord INTEGER NOT NULL,
        path TEXT NOT NULL,
        started_at BIGINT NOT NULL,
        duration_ms BIGINT,
        extension TEXT
    )",
    "CREATE INDEX recordings_call ON recordings (call_id, ord)",
];
