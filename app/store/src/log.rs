//! The event log: append-only but for what is forgotten on purpose (`crate::forgetting`), and tied into threads.
//!
//! A *thread* is a set of events that belong together because they share ties (names such as Asterisk's linkedid).
//! Ties may turn out later to join two threads; then the smaller one goes into the larger one. What events mean is
//! not known here: payloads are opaque text.

use std::collections::HashMap;

use call_journal_model::time::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, Value};

use crate::entity::{event, source, tie};
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::{Store, Write};
use crate::text;

mod threads;
mod union;

pub use threads::{
    StoredEvent, Thread, ThreadEvents, dirty_threads, events_of, mark_all_dirty, open_threads,
};

/// A set of events that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(pub i64);

/// An event for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Tells events of the source apart: one that is there already is not stored again.
    pub identity: [u8; 16],
    /// When it happened.
    pub at: Timestamp,
    /// Names that it shares with the events it belongs to. Without any it stands alone.
    pub ties: Vec<String>,
    /// The event itself; opaque here.
    pub payload: String,
}

/// What became of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Stored now.
    pub new: u64,
    /// In the log already, or twice among these.
    pub repeated: u64,
}

/// Stores those events that are not there yet, in one transaction, and marks their threads dirty.
pub async fn append(store: &Store, source: &str, events: &[NewEvent]) -> Result<Appended, StoreError> {
    let mut first = HashMap::with_capacity(events.len());
    for (index, event) in events.iter().enumerate() {
        first.entry(event.identity).or_insert(index);
    }
    let tx = store.write().await?;
    let source_id = source_id(&tx, source).await?;
    forget_stored(&tx, source_id, &mut first).await?;
    let mut new: Vec<usize> = first.into_values().collect();
    new.sort_unstable();
    let fresh: Vec<&NewEvent> = new.into_iter().map(|index| &events[index]).collect();
    if !fresh.is_empty() {
        let known = known_ties(&tx, source_id, &fresh).await?;
        let placed = union::place(&tx, source_id, &fresh, &known).await?;
        insert_events(&tx, source_id, &fresh, &placed.threads).await?;
        insert_ties(&tx, source_id, placed.ties).await?;
    }
    tx.commit().await?;
    let new = fresh.len() as u64;
    Ok(Appended {
        new,
        repeated: events.len() as u64 - new,
    })
}

/// Whether `source` told an event with this tie.
pub async fn knows(store: &Store, source: &str, tie: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM ties t JOIN sources s ON s.id = t.source_id WHERE s.name = $1 AND t.key = $2";
    let values = vec![text::key(source).into(), text::key(tie).into()];
    Ok(!sql::rows(&store.db, sql, values).await?.is_empty())
}

/// The id of a source, made on first use.
pub(crate) async fn source_id(tx: &Write, name: &str) -> Result<i64, StoreError> {
    let name = text::key(name);
    let find = "SELECT id FROM sources WHERE name = $1";
    if let Some(row) = sql::rows(&**tx, find, vec![name.clone().into()]).await?.first() {
        return Ok(row.try_get("", "id")?);
    }
    let insert = sql::insert(
        source::Entity,
        &[source::Column::Name],
        vec![vec![name.clone().into()]],
    )?;
    tx.execute(&insert).await?;
    let found = sql::rows(&**tx, find, vec![name.into()]).await?;
    let row = found
        .first()
        .ok_or_else(|| StoreError::damaged("sources: a row vanished"))?;
    Ok(row.try_get("", "id")?)
}

async fn forget_stored(
    tx: &Write,
    source_id: i64,
    events: &mut HashMap<[u8; 16], usize>,
) -> Result<(), StoreError> {
    let identities: Vec<[u8; 16]> = events.keys().copied().collect();
    for part in identities.chunks(IN_LIST) {
        // What was forgotten on purpose does not come back either.
        for table in ["events", "forgotten_events"] {
            let sql = format!(
                "SELECT identity FROM {table} WHERE source_id = $1 AND identity IN ({})",
                sql::list(part.len(), 2)
            );
            let mut values: Vec<Value> = vec![source_id.into()];
            values.extend(part.iter().map(|identity| Value::from(identity.to_vec())));
            for row in sql::rows(&**tx, sql, values).await? {
                let identity: Vec<u8> = row.try_get_by_index(0)?;
                if let Ok(identity) = <[u8; 16]>::try_from(identity) {
                    events.remove(&identity);
                }
            }
        }
    }
    Ok(())
}

/// Threads of the ties that are known already.
async fn known_ties(
    tx: &Write,
    source_id: i64,
    events: &[&NewEvent],
) -> Result<HashMap<String, i64>, StoreError> {
    let mut keys: Vec<String> = events
        .iter()
        .flat_map(|e| &e.ties)
        .map(|tie| text::key(tie))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut known = HashMap::new();
    for part in keys.chunks(IN_LIST) {
        let sql = format!(
            "SELECT key, thread_id FROM ties WHERE source_id = $1 AND key IN ({})",
            sql::list(part.len(), 2)
        );
        let mut values: Vec<Value> = vec![source_id.into()];
        values.extend(part.iter().map(|key| Value::from(key.clone())));
        for row in sql::rows(&**tx, sql, values).await? {
            known.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    Ok(known)
}

async fn insert_events(
    tx: &Write,
    source_id: i64,
    events: &[&NewEvent],
    threads: &[i64],
) -> Result<(), StoreError> {
    use event::Column::{At, Identity, Payload, SourceId, ThreadId};
    let columns = [SourceId, Identity, At, ThreadId, Payload];
    let rows: Vec<(&&NewEvent, &i64)> = events.iter().zip(threads).collect();
    for part in rows.chunks(sql::rows_of(columns.len())) {
        let values = part.iter().map(|(event, thread)| {
            vec![
                source_id.into(),
                event.identity.to_vec().into(),
                event.at.0.into(),
                (**thread).into(),
                text::clean(&event.payload).into_owned().into(),
            ]
        });
        tx.execute(&sql::insert(event::Entity, &columns, values.collect())?)
            .await?;
    }
    Ok(())
}

async fn insert_ties(tx: &Write, source_id: i64, ties: Vec<(String, i64)>) -> Result<(), StoreError> {
    use tie::Column::{Key, SourceId, ThreadId};
    let columns = [SourceId, Key, ThreadId];
    for part in ties.chunks(sql::rows_of(columns.len())) {
        let values = part
            .iter()
            .map(|(key, thread)| vec![source_id.into(), key.clone().into(), (*thread).into()]);
        let mut insert = sql::insert(tie::Entity, &columns, values.collect())?;
        insert.on_conflict(OnConflict::new().do_nothing().to_owned());
        tx.execute(&insert).await?;
    }
    Ok(())
}
