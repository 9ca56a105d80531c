//! Who may enter and do what: departments, accounts, sessions, one-time links, and what was done.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

use super::{drop, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        match manager.get_database_backend() {
            DbBackend::Postgres => run(manager, KEPT_IN_POSTGRES).await,
            _ => run(manager, KEPT_IN_SQLITE).await,
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "departments",
            "accounts",
            "sessions",
            "devices",
            "invitations",
            "audit",
        ];
        drop(manager, &tables).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            run(manager, &["DROP FUNCTION audit_is_kept"]).await?;
        }
        run(manager, &["ALTER TABLE employees DROP COLUMN department_id"]).await
    }
}

// Secrets are not kept: `token` and `previous` are digests, `password` is made by argon2.
const UP: &[&str] = &[
    "CREATE TABLE departments (id {id}, name TEXT NOT NULL)",
    "CREATE UNIQUE INDEX departments_name ON departments (name)",
    "ALTER TABLE employees ADD COLUMN department_id BIGINT",
    "CREATE TABLE accounts (
        employee_id BIGINT PRIMARY KEY,
        login TEXT NOT NULL,
        password TEXT,
        role INTEGER NOT NULL,
        rights TEXT NOT NULL,
        disabled INTEGER NOT NULL
    )",
    "CREATE UNIQUE INDEX accounts_login ON accounts (login)",
    "CREATE TABLE sessions (
        id {id},
        token TEXT NOT NULL,
        previous TEXT,
        rotated_at BIGINT NOT NULL,
        confirmed_at BIGINT,
        employee_id BIGINT NOT NULL,
        begun_at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL,
        address TEXT NOT NULL,
        agent TEXT NOT NULL
    )",
    "CREATE UNIQUE INDEX sessions_token ON sessions (token)",
    "CREATE INDEX sessions_previous ON sessions (previous)",
    "CREATE INDEX sessions_employee ON sessions (employee_id)",
    "CREATE TABLE devices (token TEXT PRIMARY KEY, employee_id BIGINT NOT NULL, seen_at BIGINT NOT NULL)",
    "CREATE TABLE invitations (token TEXT PRIMARY KEY, employee_id BIGINT, expires_at BIGINT NOT NULL)",
    "CREATE TABLE audit (
        id {id},
        at BIGINT NOT NULL,
        employee_id BIGINT,
        who TEXT NOT NULL,
        address TEXT NOT NULL,
        what INTEGER NOT NULL,
        subject TEXT NOT NULL
    )",
    "CREATE INDEX audit_at ON audit (at, id)",
];

const KEPT_IN_SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
     BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
     BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
];

const KEPT_IN_POSTGRES: &[&str] = &[
    "CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS
     $kept$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $kept$",
    "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept()",
    "CREATE TRIGGER audit_kept_whole BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()",
];
