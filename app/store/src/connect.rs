//! Opening a database: address, options, checks, migrations.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Connection, PgConnection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxError,
    Statement,
};
use sea_orm_migration::MigratorTrait;

use crate::error::StoreError;
use crate::migration::Migrator;
use crate::settle::release_all;
use crate::store::Store;

/// Readers at once; writers take turns.
const CONNECTIONS: u32 = 8;

/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 40;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

impl Store {
    /// Opens `sqlite://path?mode=rwc`, `sqlite::memory:` or `postgres://user:password@host/name`, and brings its
    /// schema up to date. A missing SQLite file is made (with its folder) when the address says `mode=rwc`.
    pub async fn connect(url: &str) -> Result<Store, StoreError> {
        let scheme = url.split(':').next().unwrap_or_default();
        let (db, place) = match scheme {
            "sqlite" => sqlite(url).await?,
            "postgres" | "postgresql" => postgres(url).await?,
            other => {
                return Err(StoreError::UnknownScheme {
                    scheme: shorten(other),
                });
            }
        };
        refuse_newer(&db, &place).await?;
        Migrator::up(&db, None)
            .await
            .map_err(|e| StoreError::connecting(e, &place))?;
        let store = Store::new(db);
        release_all(&store).await?;
        Ok(store)
    }
}

impl Store {
    /// An empty database that goes with its handle: SQLite keeps it in memory as long as it is small, then in a file of its
    /// own that has no name.
    ///
    /// # Errors
    /// When there is no room for it.
    pub(crate) async fn scratch() -> Result<Store, StoreError> {
        let (db, place) = sqlite("sqlite://").await?;
        Migrator::up(&db, None)
            .await
            .map_err(|e| StoreError::connecting(e, &place))?;
        Ok(Store::new(db))
    }
}

/// An unknown scheme may be a whole address with a password in it.
fn shorten(scheme: &str) -> String {
    let name: String = scheme
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .take(20)
        .collect();
    if name.is_empty() {
        "(none)".to_owned()
    } else {
        name
    }
}

async fn sqlite(url: &str) -> Result<(DatabaseConnection, String), StoreError> {
    let rest = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let place = if path.is_empty() {
        "(no path)".to_owned()
    } else {
        path.to_owned()
    };
    // Without a path it is a scratch database, which ends with its connection too.
    let memory = path == ":memory:" || path.is_empty() || query.contains("mode=memory");
    if query.split('&').any(|part| part == "mode=rwc")
        && let Some(folder) = Path::new(path).parent()
    {
        // A failure shows when the file is opened.
        let _ = std::fs::create_dir_all(folder);
    }
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        // Each connection to :memory: would be a database of its own.
        .max_connections(if memory { 1 } else { CONNECTIONS })
        .acquire_timeout(Duration::from_secs(30))
        // A file does not grow old; and whoever looks for old connections while the pool is closed may look for ever.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(20))
                .statement_cache_capacity(STATEMENTS)
                .pragma("temp_store", "memory")
                // KiB, for each connection. No mapped file: its pages would count as the program's memory once for each
                // connection, and the system caches them anyway.
                .pragma("cache_size", "-8192")
                .pragma("mmap_size", "0");
            if memory {
                return sqlite;
            }
            // NORMAL loses no consistency under WAL; the last moments before a power cut come again from the source.
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
        });
    if memory {
        options.min_connections(1);
    }
    let db = Database::connect(options)
        .await
        .map_err(|e| StoreError::connecting(e, &place))?;
    Ok((db, place))
}

async fn postgres(url: &str) -> Result<(DatabaseConnection, String), StoreError> {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    let without_query = rest.split('?').next().unwrap_or_default();
    let place = without_query.rsplit('@').next().unwrap_or_default().to_owned();
    let url = format!("postgres://{rest}");
    // A pool tries again and again until its time is up; one connection says at once what is wrong.
    let attempt = tokio::time::timeout(PATIENCE, PgConnection::connect(&url));
    let attempt = attempt.await.unwrap_or(Err(SqlxError::PoolTimedOut));
    let attempt = attempt.map_err(|e| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(e))));
    let first = attempt.map_err(|e| StoreError::connecting(e, &place))?;
    // Only a courtesy to the server.
    let _ = first.close().await;
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .max_connections(CONNECTIONS)
        .map_sqlx_postgres_opts(|postgres| {
            postgres
                .statement_cache_capacity(STATEMENTS)
                // A plan kept from when a table was empty walks the whole table after an import.
                .options([("plan_cache_mode", "force_custom_plan")])
        })
        .connect_timeout(PATIENCE)
        .acquire_timeout(Duration::from_secs(30))
        // As for SQLite; each connection is tried before it is used.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>);
    let db = Database::connect(options)
        .await
        .map_err(|e| StoreError::connecting(e, &place))?;
    let check = Statement::from_string(
        DbBackend::Postgres,
        "SELECT pg_encoding_to_char(encoding)::text AS encoding, datctype::text AS locale, \
         lower('ЁЖ') = 'ёж' AS cyrillic FROM pg_database WHERE datname = current_database()",
    );
    let row = db
        .query_one_raw(check)
        .await
        .map_err(|e| StoreError::connecting(e, &place))?;
    let row = row.ok_or_else(|| StoreError::NoSuchDatabase { place: place.clone() })?;
    let encoding: String = row.try_get("", "encoding")?;
    let cyrillic: bool = row.try_get("", "cyrillic")?;
    if encoding != "UTF8" || !cyrillic {
        return Err(StoreError::WrongLocale {
            place,
            encoding,
            locale: row.try_get("", "locale")?,
        });
    }
    Ok((db, place))
}

async fn refuse_newer(db: &DatabaseConnection, place: &str) -> Result<(), StoreError> {
    let applied = Migrator::get_migration_models(db)
        .await
        .map_err(|e| StoreError::connecting(e, place))?;
    let known = Migrator::migrations();
    match applied
        .into_iter()
        .find(|done| !known.iter().any(|m| m.name() == done.version))
    {
        Some(newer) => Err(StoreError::NewerSchema {
            place: place.to_owned(),
            migration: newer.version,
        }),
        None => Ok(()),
    }
}
