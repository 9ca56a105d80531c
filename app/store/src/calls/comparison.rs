//! What of the incoming calls is new, changed, or gone.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{QueryResult, Value};

use super::Incoming;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Write;

/// A call as it is stored, as far as the comparison needs it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) source_id: i64,
    pub(super) anchor: String,
    pub(super) thread_id: i64,
    pub(super) number_id: Option<i64>,
    pub(super) started_at: i64,
    content: i64,
    /// Filled for calls that nothing incoming has the anchor of.
    pub(super) source_ids: Vec<String>,
}

/// Stored calls by source and anchor, whose incoming counterpart exists.
pub(super) type Kept = HashMap<(i64, String), Stored>;

/// The result; indexes are those of the incoming calls.
pub(super) struct Comparison {
    pub(super) kept: Kept,
    pub(super) changed: Vec<usize>,
    pub(super) removed: Vec<Stored>,
    pub(super) unchanged: u64,
}

/// Compares with the tables. A call whose anchor changed (an earlier event came late) is known again by its
/// source ids, and gets the new anchor here.
pub(super) async fn compare(
    tx: &Write,
    incoming: &[Incoming<'_>],
    threads: &[i64],
) -> Result<Comparison, StoreError> {
    let mut stored = stored(tx, incoming, threads).await?;
    let wanted: HashSet<(i64, &str)> = incoming
        .iter()
        .map(|i| (i.source_id, i.anchor.as_str()))
        .collect();
    let gone: Vec<(i64, String)> = stored
        .keys()
        .filter(|(source, anchor)| !wanted.contains(&(*source, anchor.as_str())))
        .cloned()
        .collect();
    let mut removed: BTreeMap<i64, Stored> = gone
        .iter()
        .filter_map(|key| stored.remove(key))
        .map(|call| (call.id, call))
        .collect();
    fill_source_ids(tx, &mut removed).await?;
    let renamed = rename(tx, incoming, &mut stored, &mut removed).await?;
    let mut changed = Vec::new();
    for (index, call) in incoming.iter().enumerate() {
        let same = stored
            .get(&(call.source_id, call.anchor.clone()))
            .is_some_and(|s| s.content == call.content && s.thread_id == call.thread_id);
        if !same || renamed.contains(&index) {
            changed.push(index);
        }
    }
    let unchanged = (incoming.len() - changed.len()) as u64;
    Ok(Comparison {
        kept: stored,
        changed,
        removed: removed.into_values().collect(),
        unchanged,
    })
}

const COLUMNS: &str = "SELECT id, source_id, anchor, thread_id, number_id, started_at, content FROM calls";

async fn stored(tx: &Write, incoming: &[Incoming<'_>], threads: &[i64]) -> Result<Kept, StoreError> {
    let mut found = HashMap::new();
    for part in threads.chunks(IN_LIST) {
        let sql = format!("{COLUMNS} WHERE thread_id IN ({})", sql::list(part.len(), 1));
        for row in sql::rows(&**tx, sql, sql::ids(part)).await? {
            let call = read(&row)?;
            found.insert((call.source_id, call.anchor.clone()), call);
        }
    }
    // A call may have been of another thread before.
    let mut elsewhere: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for call in incoming {
        if !found.contains_key(&(call.source_id, call.anchor.clone())) {
            elsewhere
                .entry(call.source_id)
                .or_default()
                .push(call.anchor.clone().into());
        }
    }
    for (source, anchors) in elsewhere {
        for part in anchors.chunks(IN_LIST) {
            let sql = format!(
                "{COLUMNS} WHERE source_id = $1 AND anchor IN ({})",
                sql::list(part.len(), 2)
            );
            let mut values: Vec<Value> = vec![source.into()];
            values.extend_from_slice(part);
            for row in sql::rows(&**tx, sql, values).await? {
                let call = read(&row)?;
                found.insert((call.source_id, call.anchor.clone()), call);
            }
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<Stored, StoreError> {
    Ok(Stored {
        id: row.try_get_by_index(0)?,
        source_id: row.try_get_by_index(1)?,
        anchor: row.try_get_by_index(2)?,
        thread_id: row.try_get_by_index(3)?,
        number_id: row.try_get_by_index(4)?,
        started_at: row.try_get_by_index(5)?,
        content: row.try_get_by_index(6)?,
        source_ids: Vec::new(),
    })
}

async fn fill_source_ids(tx: &Write, calls: &mut BTreeMap<i64, Stored>) -> Result<(), StoreError> {
    let ids: Vec<i64> = calls.keys().copied().collect();
    for part in ids.chunks(IN_LIST) {
        let sql = format!(
            "SELECT call_id, source_ids FROM call_details WHERE call_id IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(&**tx, sql, sql::ids(part)).await? {
            let id: i64 = row.try_get_by_index(0)?;
            let json: String = row.try_get_by_index(1)?;
            if let Some(call) = calls.get_mut(&id) {
                call.source_ids = serde_json::from_str(&json)
                    .map_err(|e| StoreError::damaged(format!("call_details.source_ids: {e}")))?;
            }
        }
    }
    Ok(())
}

/// Gives a new anchor to stored calls that an incoming one continues. Tells which incoming ones.
async fn rename(
    tx: &Write,
    incoming: &[Incoming<'_>],
    stored: &mut Kept,
    removed: &mut BTreeMap<i64, Stored>,
) -> Result<HashSet<usize>, StoreError> {
    let mut renamed = HashSet::new();
    if removed.is_empty() {
        return Ok(renamed);
    }
    let mut by_source_id: HashMap<(i64, String), i64> = HashMap::new();
    for call in removed.values() {
        for id in &call.source_ids {
            by_source_id
                .entry((call.source_id, id.clone()))
                .or_insert(call.id);
        }
    }
    for (index, new) in incoming.iter().enumerate() {
        let key = (new.source_id, new.anchor.clone());
        if stored.contains_key(&key) {
            continue;
        }
        let continued = new.call.source_ids.iter().find_map(|id| {
            let old = by_source_id.get(&(new.source_id, id.clone()))?;
            removed.contains_key(old).then_some(*old)
        });
        if let Some(mut call) = continued.and_then(|id| removed.remove(&id)) {
            let values = vec![new.anchor.clone().into(), call.id.into()];
            sql::execute(&**tx, "UPDATE calls SET anchor = $1 WHERE id = $2", values).await?;
            call.anchor.clone_from(&new.anchor);
            stored.insert(key, call);
            renamed.insert(index);
        }
    }
    Ok(renamed)
}
