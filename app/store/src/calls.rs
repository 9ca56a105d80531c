//! Storing what the assembler made of threads: calls, their details, employees and recordings.
//!
//! A call keeps its id, and so its comment and the links to it, as long as the source knows it. Statuses are only
//! roughly right here (what the call says by itself); `settle` judges it beside the others of its party.

use std::collections::HashMap;

use call_journal_model::call::{Call, CallId};

use crate::error::StoreError;
use crate::finder::{Changed, Heard};
use crate::log::Thread;
use crate::sql::{self, IN_LIST};
use crate::store::{Store, Write};
use crate::text;

mod comparison;
mod employees;
mod numbers;
mod recordings;
mod removal;
mod rows;

use comparison::Comparison;
use numbers::Numbers;
pub(crate) use numbers::{ensure_e164, ensure_written, mark_dirty};
pub(crate) use rows::{SETTLED, push_settled};

/// What a replacement changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Calls that were not there before.
    pub new: Vec<CallId>,
    /// Calls that were there and differ now.
    pub changed: Vec<CallId>,
    /// Calls that the events no longer make.
    pub removed: Vec<CallId>,
    /// Calls that were there just so.
    pub unchanged: u64,
    /// Threads that got new events meanwhile, or went into another thread: nothing was stored, they stay dirty.
    pub stale: u64,
}

/// A call on its way into the tables.
struct Incoming<'a> {
    source_id: i64,
    thread_id: i64,
    anchor: String,
    content: i64,
    call: &'a Call,
}

/// Makes the calls of these threads exactly the given ones, in one transaction.
///
/// Calls are known by source and anchor. A call that is no longer made is removed; its comment moves to the call of
/// the same thread that took its place. The same input again changes nothing. A few hundred threads at once are best.
pub async fn replace(store: &Store, threads: &[(Thread, Vec<Call>)]) -> Result<Replaced, StoreError> {
    let tx = store.write().await?;
    let current = current_threads(&tx, threads).await?;
    let stale = threads.len() as u64 - current.len() as u64;
    let thread_ids: Vec<i64> = current.iter().map(|(thread, _)| thread.id.0).collect();
    let incoming = incoming(&current)?;
    let Comparison {
        kept,
        changed,
        removed,
        unchanged,
    } = comparison::compare(&tx, &incoming, &thread_ids).await?;

    let mut replaced = Replaced {
        unchanged,
        stale,
        ..Replaced::default()
    };
    let numbers = numbers::ensure(&tx, changed.iter().map(|&index| incoming[index].call)).await?;
    let employees = employees::ensure(&tx, changed.iter().map(|&index| incoming[index].call)).await?;
    let writing: Vec<&Incoming<'_>> = changed.iter().map(|&index| &incoming[index]).collect();
    let ids = rows::upsert(&tx, &writing, &numbers).await?;
    for (incoming, &id) in writing.iter().zip(&ids) {
        let known = kept.contains_key(&(incoming.source_id, incoming.anchor.clone()));
        if known {
            replaced.changed.push(CallId(id))
        } else {
            replaced.new.push(CallId(id))
        }
    }
    let changed_ids: Vec<i64> = replaced.changed.iter().map(|id| id.0).collect();
    employees::write(&tx, &writing, &ids, &changed_ids, &employees).await?;
    recordings::write(&tx, &writing, &ids, &changed_ids).await?;
    let all_ids = all_ids(&incoming, &kept, &writing, &ids);
    removal::remove(&tx, &removed, &incoming, &all_ids).await?;
    if !replaced.new.is_empty() {
        removal::return_comments(&tx, &writing, &ids).await?;
    }
    replaced.removed = removed.iter().map(|stored| CallId(stored.id)).collect();

    let mut touched: Vec<i64> = writing
        .iter()
        .filter_map(|i| numbers.of(i.call).map(|n| n.id))
        .collect();
    touched.extend(removed.iter().filter_map(|stored| stored.number_id));
    touched.extend(changed.iter().filter_map(|&index| {
        kept.get(&(incoming[index].source_id, incoming[index].anchor.clone()))
            .and_then(|stored| stored.number_id)
    }));
    numbers::mark_dirty(&tx, touched).await?;
    for part in thread_ids.chunks(IN_LIST) {
        let sql = format!(
            "UPDATE threads SET dirty = 0 WHERE id IN ({})",
            sql::list(part.len(), 1)
        );
        sql::execute(&*tx, sql, sql::ids(part)).await?;
    }
    let mut found_by = Changed {
        heard: heard(&writing, &numbers),
        ..Changed::default()
    };
    found_by.comments.extend(&ids);
    if !removed.is_empty() {
        // Their comments went to calls beside them.
        found_by.comments.extend(all_ids);
        found_by.comments.extend(removed.iter().map(|stored| stored.id));
    }
    let change = store.finder().about_to_change();
    tx.commit().await?;
    change.done(store, found_by).await?;
    Ok(replaced)
}

/// Numbers of calls that were written. A changed call counts once more; how many there are is an estimate.
fn heard(writing: &[&Incoming<'_>], numbers: &Numbers) -> Vec<Heard> {
    let mut heard: HashMap<i64, Heard> = HashMap::new();
    for incoming in writing {
        let Some(number) = numbers.of(incoming.call) else {
            continue;
        };
        let last_at = incoming.call.started_at.0;
        let first = Heard {
            number: number.id,
            calls: 0,
            last_at,
        };
        let heard = heard.entry(number.id).or_insert(first);
        heard.calls += 1;
        heard.last_at = heard.last_at.max(last_at);
    }
    heard.into_values().collect()
}

/// Those threads that have got no new events since they were read.
async fn current_threads<'a>(
    tx: &Write,
    threads: &'a [(Thread, Vec<Call>)],
) -> Result<Vec<&'a (Thread, Vec<Call>)>, StoreError> {
    let mut versions: HashMap<i64, i64> = HashMap::with_capacity(threads.len());
    for part in threads.chunks(IN_LIST) {
        let ids: Vec<i64> = part.iter().map(|(thread, _)| thread.id.0).collect();
        let sql = format!(
            "SELECT id, version FROM threads WHERE id IN ({})",
            sql::list(ids.len(), 1)
        );
        for row in sql::rows(&**tx, sql, sql::ids(&ids)).await? {
            versions.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    // Removing from the map also drops a thread that was given twice.
    Ok(threads
        .iter()
        .filter(|(thread, _)| versions.remove(&thread.id.0) == Some(thread.version))
        .collect())
}

/// The calls of all threads, each anchor once.
fn incoming<'a>(threads: &[&'a (Thread, Vec<Call>)]) -> Result<Vec<Incoming<'a>>, StoreError> {
    let mut seen = std::collections::HashSet::new();
    let mut incoming = Vec::new();
    for (thread, calls) in threads {
        for call in calls {
            let anchor = text::key(&call.anchor);
            if !seen.insert((thread.source_id, anchor.clone())) {
                tracing::warn!(
                    source = thread.source,
                    anchor,
                    "two calls with one anchor: the first is kept"
                );
                continue;
            }
            let json = serde_json::to_vec(call).map_err(|e| StoreError::damaged(e.to_string()))?;
            incoming.push(Incoming {
                source_id: thread.source_id,
                thread_id: thread.id.0,
                anchor,
                content: text::fingerprint(&json),
                call,
            });
        }
    }
    Ok(incoming)
}

/// Ids of all incoming calls, in their order.
fn all_ids(
    incoming: &[Incoming<'_>],
    kept: &comparison::Kept,
    written: &[&Incoming<'_>],
    ids: &[i64],
) -> Vec<i64> {
    let written: HashMap<(i64, &str), i64> = written
        .iter()
        .zip(ids)
        .map(|(i, &id)| ((i.source_id, i.anchor.as_str()), id))
        .collect();
    incoming
        .iter()
        .map(|i| {
            let written = written.get(&(i.source_id, i.anchor.as_str())).copied();
            let kept = || kept.get(&(i.source_id, i.anchor.clone())).map(|stored| stored.id);
            written.or_else(kept).unwrap_or_default()
        })
        .collect()
}

/// JSON for a column.
fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    // NUL is \u0000 in JSON already.
    serde_json::to_string(value).map_err(|e| StoreError::damaged(e.to_string()))
}
