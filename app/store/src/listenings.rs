//! Who listened to which recording, and who took it along: an append-only list. Whether somebody may is not decided here.

use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::{Heard, Listening};
use chrono_tz::Tz;
use sea_orm::{DatabaseConnection, Value};

use crate::codes;
use crate::comments::Author;
use crate::entity::recording;
use crate::error::StoreError;
use crate::query::time::local;
use crate::sql::{self, IN_LIST};
use crate::store::{Store, Write};
use crate::text;

/// Whoever goes on listening within this time listens once.
pub const ONCE: Millis = Millis(30 * 60_000);

/// How many are shown of a call, the latest first.
const SHOWN: i64 = 50;

/// A PBX may name a file by its base name first and by its path later.
fn name(path: &str) -> String {
    text::key(path.rsplit('/').next().unwrap_or(path))
}

/// Writes down that somebody hears the file `path`, unless the same was written down less than [`ONCE`] ago.
///
/// # Errors
/// When the database fails.
pub async fn note(store: &Store, path: &str, what: Heard, who: &Author) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql = "INSERT INTO listenings (file, what, employee_id, employee_name, at) \
               SELECT $1, $2, CAST($3 AS BIGINT), $4, CAST($5 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM listenings WHERE file = $1 \
               AND what = $2 AND employee_name = $4 AND at > CAST($5 AS BIGINT) - CAST($6 AS BIGINT))";
    let values: Vec<Value> = vec![
        name(path).into(),
        codes::of_heard(what).into(),
        who.id.map(|id| id.0).into(),
        text::clean(&who.name).into_owned().into(),
        who.at.0.into(),
        ONCE.0.into(),
    ];
    sql::execute(&*tx, sql, values).await?;
    tx.commit().await
}

/// Forgets who heard these files: they are forgotten themselves.
pub(crate) async fn forget(tx: &Write, paths: impl Iterator<Item = &str>) -> Result<(), StoreError> {
    let names: Vec<Value> = paths.map(|path| Value::from(name(path))).collect();
    for part in names.chunks(IN_LIST) {
        let sql = format!(
            "DELETE FROM listenings WHERE file IN ({})",
            sql::list(part.len(), 1)
        );
        sql::execute(&**tx, sql, part.to_vec()).await?;
    }
    Ok(())
}

/// Who heard these files, the latest first. `zone` is the company's.
pub(crate) async fn of(
    db: &DatabaseConnection,
    files: &[recording::Model],
    zone: Tz,
) -> Result<Vec<Listening>, StoreError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<String> = files.iter().map(|file| name(&file.path)).collect();
    let sql = format!(
        "SELECT what, employee_name, at, file FROM listenings WHERE file IN ({}) ORDER BY at DESC, id DESC LIMIT {SHOWN}",
        sql::list(names.len(), 1)
    );
    let values = names.iter().cloned().map(Value::from).collect();
    let mut found = Vec::new();
    for row in sql::rows(db, sql, values).await? {
        let file: String = row.try_get_by_index(3)?;
        found.push(Listening {
            what: codes::to_heard(row.try_get_by_index(0)?)?,
            who: row.try_get_by_index(1)?,
            at: local(zone, Timestamp(row.try_get_by_index(2)?)),
            recording: files
                .iter()
                .zip(&names)
                .find(|(_, name)| **name == file)
                .map_or(0, |(file, _)| file.id),
        });
    }
    Ok(found)
}
