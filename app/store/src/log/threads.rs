//! Reading the log back by threads.

use std::collections::HashMap;

use call_journal_model::time::Timestamp;

use super::ThreadId;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Store;
use crate::text;

/// A thread as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Which.
    pub id: ThreadId,
    /// The name of its source.
    pub source: String,
    /// Grows with each new event. Calls made of an older version are not stored.
    pub version: i64,
    pub(crate) source_id: i64,
}

/// A thread's events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadEvents {
    /// Which thread.
    pub thread: ThreadId,
    /// By time; those of one instant in the order in which they came.
    pub events: Vec<StoredEvent>,
}

/// An event of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// When it happened.
    pub at: Timestamp,
    /// The event itself; opaque here.
    pub payload: String,
}

/// At most `limit` threads whose calls are not up to date. Read these before their events: then an event that comes
/// in between makes the version old instead of getting lost.
pub async fn dirty_threads(store: &Store, limit: u32) -> Result<Vec<Thread>, StoreError> {
    let sql = "SELECT t.id, s.name, t.version, t.source_id FROM threads t JOIN sources s ON s.id = t.source_id \
               WHERE t.dirty = 1 ORDER BY t.id LIMIT $1";
    let rows = sql::rows(&store.db, sql, vec![i64::from(limit).into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Thread {
                id: ThreadId(row.try_get_by_index(0)?),
                source: row.try_get_by_index(1)?,
                version: row.try_get_by_index(2)?,
                source_id: row.try_get_by_index(3)?,
            })
        })
        .collect()
}

/// Events of the threads, in the order given. A thread that was merged into another one meanwhile has none.
pub async fn events_of(store: &Store, threads: &[ThreadId]) -> Result<Vec<ThreadEvents>, StoreError> {
    let mut all: Vec<ThreadEvents> = threads
        .iter()
        .map(|&thread| ThreadEvents {
            thread,
            events: Vec::new(),
        })
        .collect();
    let places: HashMap<i64, usize> = threads
        .iter()
        .enumerate()
        .map(|(i, thread)| (thread.0, i))
        .collect();
    for part in threads.chunks(IN_LIST) {
        let ids: Vec<i64> = part.iter().map(|thread| thread.0).collect();
        let sql = format!(
            "SELECT thread_id, at, payload FROM events WHERE thread_id IN ({}) ORDER BY thread_id, at, id",
            sql::list(ids.len(), 1)
        );
        for row in sql::rows(&store.db, sql, sql::ids(&ids)).await? {
            let thread: i64 = row.try_get_by_index(0)?;
            if let Some(&place) = places.get(&thread) {
                all[place].events.push(StoredEvent {
                    at: Timestamp(row.try_get_by_index(1)?),
                    payload: row.try_get_by_index(2)?,
                });
            }
        }
    }
    Ok(all)
}

/// Threads of `source` with a call that began before `before` and did not end, as far as its events tell.
pub async fn open_threads(
    store: &Store,
    source: &str,
    before: Timestamp,
) -> Result<Vec<ThreadId>, StoreError> {
    let sql = "SELECT DISTINCT c.thread_id FROM calls c JOIN sources s ON s.id = c.source_id \
               WHERE c.ended_at IS NULL AND c.started_at < $2 AND s.name = $1 ORDER BY c.thread_id";
    let rows = sql::rows(&store.db, sql, vec![text::key(source).into(), before.0.into()]).await?;
    rows.iter()
        .map(|row| Ok(ThreadId(row.try_get_by_index(0)?)))
        .collect()
}

/// Makes every thread wait for its calls anew: the first step of a rebuild.
pub async fn mark_all_dirty(store: &Store) -> Result<u64, StoreError> {
    let tx = store.write().await?;
    let threads = sql::execute(
        &*tx,
        "UPDATE threads SET dirty = 1, version = version + 1",
        vec![],
    )
    .await?;
    tx.commit().await?;
    Ok(threads)
}
