//! Calls of a stretch of time, newest first, from whichever tables.

use sea_orm::QueryResult;

use super::clause::Clause;
use super::newest::{Hit, Place, Window};
use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// Which column tells when a call began.
#[derive(Clone, Copy, Debug)]
pub(super) enum Time {
    OfCalls,
    /// A call stands there once for each of its employees.
    OfEmployees,
}

/// Calls of `table` in the window that pass, newest first, `limit` rows at most (of employees a call may come twice: to leave that to
/// the database would make it read them all), and down to where they are all here, if not to its
/// end.
pub(super) async fn read(
    store: &Store,
    table: &str,
    time: Time,
    mut clause: Clause,
    window: Window,
    limit: usize,
) -> Result<(Vec<Hit>, Option<Place>), StoreError> {
    let (began, id) = match time {
        Time::OfCalls => ("calls.started_at", "calls.id"),
        Time::OfEmployees => ("e.started_at", "e.call_id"),
    };
    let from = clause.bind(window.from);
    let (until, below) = (clause.bind(window.below.0), clause.bind(window.below.1));
    // Every index knows the first two conditions.
    clause.and(&format!(
        "{began} >= {from} AND {began} <= {until} AND ({began} < {until} OR {id} < {below})"
    ));
    let one_more = clause.bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
    let sql = format!(
        "SELECT {began}, {id}, calls.number_id FROM {table} WHERE {} ORDER BY {began} DESC, {id} DESC LIMIT {one_more}",
        clause.text()
    );
    let rows = sql::rows(&store.db, sql, clause.into_values()).await?;
    let hit = |row: &QueryResult| {
        Ok(Hit {
            place: (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
            number: row.try_get_by_index(2)?,
        })
    };
    let hits = rows
        .iter()
        .take(limit)
        .map(hit)
        .collect::<Result<Vec<_>, StoreError>>()?;
    let reached = hits.last().filter(|_| rows.len() > limit).map(|hit| hit.place);
    Ok((hits, reached))
}
