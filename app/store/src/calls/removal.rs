//! Calls that their events no longer make: rows go, what people wrote stays.

use std::collections::HashMap;

use sea_orm::Value;

use super::Incoming;
use super::comparison::Stored;
use crate::comments;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Write;

/// Removes calls. Their comments move to the call of the thread that took their place; `ids` are those of `calls`.
pub(super) async fn remove(
    tx: &Write,
    removed: &[Stored],
    calls: &[Incoming<'_>],
    ids: &[i64],
) -> Result<(), StoreError> {
    let gone: Vec<i64> = removed.iter().map(|stored| stored.id).collect();
    for part in gone.chunks(IN_LIST) {
        for comment in comments::of(tx, part).await? {
            let Some(old) = removed.iter().find(|stored| stored.id == comment.call_id) else {
                continue;
            };
            match heir(old, calls).and_then(|place| ids.get(place)) {
                Some(&call) => comments::join(tx, call, &comment).await?,
                None => comments::keep_without_call(tx, old.source_id, &old.anchor, &comment).await?,
            }
        }
        for table in ["comments", "call_details", "call_employees", "recordings"] {
            let sql = format!(
                "DELETE FROM {table} WHERE call_id IN ({})",
                sql::list(part.len(), 1)
            );
            sql::execute(&**tx, sql, sql::ids(part)).await?;
        }
        let sql = format!("DELETE FROM calls WHERE id IN ({})", sql::list(part.len(), 1));
        sql::execute(&**tx, sql, sql::ids(part)).await?;
    }
    Ok(())
}

/// The call that took the place of a removed one: that shares a source id with it, else the nearest of the thread.
fn heir(old: &Stored, calls: &[Incoming<'_>]) -> Option<usize> {
    let of_thread = || {
        calls
            .iter()
            .enumerate()
            .filter(|(_, c)| c.thread_id == old.thread_id && c.source_id == old.source_id)
    };
    let shares = of_thread().find(|(_, c)| c.call.source_ids.iter().any(|id| old.source_ids.contains(id)));
    let nearest = || of_thread().min_by_key(|(_, c)| c.call.started_at.0.abs_diff(old.started_at));
    shares.or_else(nearest).map(|(place, _)| place)
}

/// Gives comments back to calls that came back.
pub(super) async fn return_comments(
    tx: &Write,
    calls: &[&Incoming<'_>],
    ids: &[i64],
) -> Result<(), StoreError> {
    let waiting = comments::without_call(tx).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let by_anchor: HashMap<(i64, &str), i64> = calls
        .iter()
        .zip(ids)
        .map(|(call, &id)| ((call.source_id, call.anchor.as_str()), id))
        .collect();
    for comment in waiting {
        if let Some(&call) = by_anchor.get(&(comment.source_id, comment.anchor.as_str())) {
            comments::join(tx, call, &comments::as_of(&comment, call)).await?;
            let values: Vec<Value> = vec![comment.id.into()];
            sql::execute(&**tx, "DELETE FROM comments_without_call WHERE id = $1", values).await?;
        }
    }
    Ok(())
}
