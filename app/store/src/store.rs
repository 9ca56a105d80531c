//! The handle to the database, and the one writer's turn.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use call_journal_model::view::{DayCount, Total};
use chrono::NaiveDate;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::counted::Counted;
use crate::directory::Directory;
use crate::error::StoreError;
use crate::finder::Finder;
use crate::query::Looking;

/// A database of the journal. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: DatabaseConnection,
    writer: Arc<Mutex<()>>,
    directory: Directory,
    finder: Finder,
    /// Long counts of calls, by the filter and whose it is.
    pub(crate) totals: Counted<(String, Looking), Total>,
    /// Calls of days, by the filter without its period, whose it is, and the day.
    pub(crate) days: Counted<(String, Looking, NaiveDate), DayCount>,
    /// One long count at a time.
    pub(crate) counting: Arc<Mutex<()>>,
    /// There was a call once.
    pub(crate) has_calls: Arc<AtomicBool>,
}

/// Taken by every writing transaction in PostgreSQL, so that writers follow one another there as they do in SQLite.
const WRITER_LOCK: i64 = 0x4361_6c6c_4a6f_7572;

impl Store {
    pub(crate) fn new(db: DatabaseConnection) -> Store {
        Store {
            db,
            writer: Arc::default(),
            directory: Directory::default(),
            finder: Finder::default(),
            totals: Counted::default(),
            days: Counted::default(),
            counting: Arc::default(),
            has_calls: Arc::default(),
        }
    }

    /// Waits for its turn and begins a transaction that may write. Dropped without `commit`, it undoes everything.
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        // Fair within the process; SQLite's own lock, polled, lets a busy import starve the person who comments.
        let turn = Arc::clone(&self.writer).lock_owned().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.db.begin_with_options(options).await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
                .await?;
        }
        Ok(Write { tx, _turn: turn })
    }

    /// What customers are found by, in memory.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// What calls are found by, in memory.
    #[must_use]
    pub fn finder(&self) -> &Finder {
        &self.finder
    }

    /// Another program changed the database: what lies in memory is read anew.
    pub fn changed_elsewhere(&self) {
        self.directory.forget();
        self.finder.forget();
        self.totals.forget();
        self.days.forget();
    }

    /// Ends all connections; waits until what runs is finished.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }
}

/// A transaction that may write.
pub(crate) struct Write {
    tx: DatabaseTransaction,
    // After `tx`: the next writer may begin only when this one is gone.
    _turn: OwnedMutexGuard<()>,
}

impl Write {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}

impl Deref for Write {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.tx
    }
}
