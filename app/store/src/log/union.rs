//! Which thread new events belong to: joins them by their ties, makes threads, merges threads that turn out to be one.

use std::collections::{BTreeMap, HashMap};

use sea_orm::Value;

use super::NewEvent;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Write;
use crate::text;

/// Where events went.
pub(super) struct Placed {
    /// The thread of each event, in the order given.
    pub(super) threads: Vec<i64>,
    /// Ties that were not known before.
    pub(super) ties: Vec<(String, i64)>,
}

/// Events of one batch that belong together, with the stored threads that they touch.
#[derive(Default)]
struct Group {
    events: i64,
    threads: Vec<i64>,
}

/// Finds or makes the thread of each event. Touched threads end dirty, with a new version.
pub(super) async fn place(
    tx: &Write,
    source_id: i64,
    events: &[&NewEvent],
    known: &HashMap<String, i64>,
) -> Result<Placed, StoreError> {
    let (roots, keys) = join(events, known);
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for &root in &roots {
        groups.entry(root).or_default().events += 1;
    }
    for (key, &root) in &keys {
        if let (Some(&thread), Some(group)) = (known.get(key), groups.get_mut(&root)) {
            group.threads.push(thread);
        }
    }
    let mut thread_of: HashMap<usize, i64> = HashMap::with_capacity(groups.len());
    let mut fresh: Vec<(usize, i64)> = Vec::new();
    let mut grown: Vec<(i64, i64)> = Vec::new();
    let mut merging: Vec<(usize, Group)> = Vec::new();
    for (root, mut group) in groups {
        group.threads.sort_unstable();
        group.threads.dedup();
        match group.threads[..] {
            [] => fresh.push((root, group.events)),
            [thread] => {
                grown.push((thread, group.events));
                thread_of.insert(root, thread);
            }
            _ => merging.push((root, group)),
        }
    }
    for (root, group) in merging {
        let (thread, events) = merge(tx, &group.threads).await?;
        grown.push((thread, events + group.events));
        thread_of.insert(root, thread);
    }
    grow(tx, &grown).await?;
    make(tx, source_id, fresh, &mut thread_of).await?;
    let thread = |root: &usize| thread_of.get(root).copied().unwrap_or_default();
    let threads = roots.iter().map(thread).collect();
    let ties = keys
        .iter()
        .filter(|(key, _)| !known.contains_key(*key))
        .map(|(key, root)| (key.clone(), thread(root)))
        .collect();
    Ok(Placed { threads, ties })
}

/// Union-find over the events of a batch. Gives the root of each event, and of each tie.
fn join(events: &[&NewEvent], known: &HashMap<String, i64>) -> (Vec<usize>, HashMap<String, usize>) {
    let mut parents: Vec<usize> = (0..events.len()).collect();
    let mut first_with: HashMap<String, usize> = HashMap::new();
    let mut first_in: HashMap<i64, usize> = HashMap::new();
    for (index, event) in events.iter().enumerate() {
        for tie in &event.ties {
            let key = text::key(tie);
            if let Some(&thread) = known.get(&key) {
                let other = *first_in.entry(thread).or_insert(index);
                unite(&mut parents, index, other);
            }
            let other = *first_with.entry(key).or_insert(index);
            unite(&mut parents, index, other);
        }
    }
    let roots = (0..events.len()).map(|index| root(&mut parents, index)).collect();
    let keys = first_with
        .into_iter()
        .map(|(key, index)| (key, root(&mut parents, index)))
        .collect();
    (roots, keys)
}

fn root(parents: &mut [usize], mut node: usize) -> usize {
    while parents[node] != node {
        parents[node] = parents[parents[node]];
        node = parents[node];
    }
    node
}

fn unite(parents: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parents, a), root(parents, b));
    parents[a.max(b)] = a.min(b);
}

/// Merges stored threads into the largest, so that no event moves more than log n times. Gives it and its events
/// that came from the others.
async fn merge(tx: &Write, threads: &[i64]) -> Result<(i64, i64), StoreError> {
    let mut sizes: Vec<(i64, i64)> = Vec::new();
    for part in threads.chunks(IN_LIST) {
        let sql = format!(
            "SELECT id, events FROM threads WHERE id IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(&**tx, sql, sql::ids(part)).await? {
            sizes.push((row.try_get_by_index(1)?, row.try_get_by_index(0)?));
        }
    }
    // The largest; of equal ones the oldest.
    sizes.sort_unstable_by_key(|&(events, id)| (-events, id));
    let Some((&(_, survivor), others)) = sizes.split_first() else {
        return Err(StoreError::damaged("ties: their threads are gone"));
    };
    let moved = others.iter().map(|(events, _)| events).sum();
    let gone: Vec<i64> = others.iter().map(|&(_, id)| id).collect();
    for part in gone.chunks(IN_LIST) {
        let list = sql::list(part.len(), 2);
        let mut values: Vec<Value> = vec![survivor.into()];
        values.extend(sql::ids(part));
        for table in ["events", "ties", "calls"] {
            let sql = format!("UPDATE {table} SET thread_id = $1 WHERE thread_id IN ({list})");
            sql::execute(&**tx, sql, values.clone()).await?;
        }
        let sql = format!("DELETE FROM threads WHERE id IN ({})", sql::list(part.len(), 1));
        sql::execute(&**tx, sql, sql::ids(part)).await?;
    }
    Ok((survivor, moved))
}

/// Counts new events into stored threads.
async fn grow(tx: &Write, grown: &[(i64, i64)]) -> Result<(), StoreError> {
    for part in grown.chunks(sql::rows_of(2)) {
        let sql = format!(
            "WITH grown (id, events) AS (VALUES {}) \
             UPDATE threads SET version = version + 1, dirty = 1, events = threads.events + grown.events \
             FROM grown WHERE threads.id = grown.id",
            sql::placeholders(part.len(), 2, 1)
        );
        let values = part
            .iter()
            .flat_map(|&(id, events)| [Value::from(id), Value::from(events)]);
        sql::execute(&**tx, sql, values.collect()).await?;
    }
    Ok(())
}

/// Makes threads for groups that touch no stored one.
async fn make(
    tx: &Write,
    source_id: i64,
    groups: Vec<(usize, i64)>,
    thread_of: &mut HashMap<usize, i64>,
) -> Result<(), StoreError> {
    for part in groups.chunks(sql::rows_of(2)) {
        let sql = format!(
            "WITH made (source_id, events) AS (VALUES {}) \
             INSERT INTO threads (source_id, version, dirty, events) SELECT source_id, 1, 1, events FROM made \
             RETURNING id, events",
            sql::placeholders(part.len(), 2, 1)
        );
        let values = part
            .iter()
            .flat_map(|&(_, events)| [Value::from(source_id), Value::from(events)]);
        // The order of RETURNING is not promised: any new thread of the right size will do.
        let mut made: HashMap<i64, Vec<i64>> = HashMap::new();
        for row in sql::rows(&**tx, sql, values.collect()).await? {
            made.entry(row.try_get_by_index(1)?)
                .or_default()
                .push(row.try_get_by_index(0)?);
        }
        // Older events get the smaller id: the same log makes the same ids on both databases.
        for ids in made.values_mut() {
            ids.sort_unstable_by(|a, b| b.cmp(a));
        }
        for (root, events) in part {
            let thread = made.get_mut(events).and_then(Vec::pop);
            thread_of.insert(
                *root,
                thread.ok_or_else(|| StoreError::damaged("threads: a row vanished"))?,
            );
        }
    }
    Ok(())
}
