//! The audio files of calls. A row keeps its id while its file keeps its name, so that a player's address stays good.

use std::collections::HashMap;

use call_journal_model::call::Recording;
use sea_orm::{ConnectionTrait, Value};

use super::Incoming;
use crate::entity::recording;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Write;
use crate::text;

/// A row without its id.
#[derive(PartialEq, Eq)]
struct Row {
    ord: i32,
    path: String,
    started_at: i64,
    duration_ms: Option<i64>,
    extension: Option<String>,
}

impl Row {
    fn new(ord: i32, recording: &Recording) -> Row {
        Row {
            ord,
            path: text::clean(&recording.path).into_owned(),
            started_at: recording.started_at.0,
            duration_ms: recording.duration.map(|d| d.0),
            extension: recording
                .employee
                .as_ref()
                .map(|extension| text::key(&extension.0)),
        }
    }

    fn values(self) -> [Value; 5] {
        let Row {
            ord,
            path,
            started_at,
            duration_ms,
            extension,
        } = self;
        [
            ord.into(),
            path.into(),
            started_at.into(),
            duration_ms.into(),
            extension.into(),
        ]
    }
}

/// The PBX may name a file first by its base name alone, and later by its path.
fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Writes the recordings of calls. `known` are those of `ids` that were stored before.
pub(super) async fn write(
    tx: &Write,
    calls: &[&Incoming<'_>],
    ids: &[i64],
    known: &[i64],
) -> Result<(), StoreError> {
    use recording::Column::{CallId, DurationMs, Extension, Ord, Path, StartedAt};
    let mut stored = stored(tx, known).await?;
    let mut inserted: Vec<Vec<Value>> = Vec::new();
    for (incoming, &id) in calls.iter().zip(ids) {
        for (ord, recording) in (0_i32..).zip(&incoming.call.recordings) {
            let row = Row::new(ord, recording);
            let name = (id, base_name(&row.path).to_owned());
            match stored.get_mut(&name).and_then(Vec::pop) {
                Some((_, old)) if old == row => {}
                Some((recording_id, _)) => {
                    let mut values: Vec<Value> = row.values().into();
                    values.push(recording_id.into());
                    let sql = "UPDATE recordings SET ord = $1, path = $2, started_at = $3, duration_ms = $4, \
                               extension = $5 WHERE id = $6";
                    sql::execute(&**tx, sql, values).await?;
                }
                None => {
                    let mut values: Vec<Value> = vec![id.into()];
                    values.extend(row.values());
                    inserted.push(values);
                }
            }
        }
    }
    let gone: Vec<i64> = stored.into_values().flatten().map(|(id, _)| id).collect();
    for part in gone.chunks(IN_LIST) {
        let sql = format!(
            "DELETE FROM recordings WHERE id IN ({})",
            sql::list(part.len(), 1)
        );
        sql::execute(&**tx, sql, sql::ids(part)).await?;
    }
    let columns = [CallId, Ord, Path, StartedAt, DurationMs, Extension];
    for part in inserted.chunks(sql::rows_of(columns.len())) {
        tx.execute(&sql::insert(recording::Entity, &columns, part.to_vec())?)
            .await?;
    }
    Ok(())
}

/// Stored rows with their ids, by call and base name; the one to take first is the last.
type Stored = HashMap<(i64, String), Vec<(i64, Row)>>;

async fn stored(tx: &Write, calls: &[i64]) -> Result<Stored, StoreError> {
    let mut found = Stored::new();
    for part in calls.chunks(IN_LIST) {
        let sql = format!(
            "SELECT id, call_id, ord, path, started_at, duration_ms, extension FROM recordings \
             WHERE call_id IN ({}) ORDER BY call_id, ord DESC",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(&**tx, sql, sql::ids(part)).await? {
            let call: i64 = row.try_get_by_index(1)?;
            let value = Row {
                ord: row.try_get_by_index(2)?,
                path: row.try_get_by_index(3)?,
                started_at: row.try_get_by_index(4)?,
                duration_ms: row.try_get_by_index(5)?,
                extension: row.try_get_by_index(6)?,
            };
            let name = (call, base_name(&value.path).to_owned());
            found
                .entry(name)
                .or_default()
                .push((row.try_get_by_index(0)?, value));
        }
    }
    Ok(found)
}
