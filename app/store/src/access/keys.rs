//! Keys with which other programs read calls. They come as digests.

use call_journal_model::access::Reach;
use call_journal_model::employee::EmployeeId;
use call_journal_model::time::{Millis, Timestamp};
use sea_orm::Value;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;
use crate::text;

/// How exactly it is known when a key was used last.
const USED: Millis = Millis(60_000);

/// A key, but for the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Which.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// Numbers come without their middle.
    pub masked: bool,
    /// Calls of this department's people alone; `None`: all.
    pub department: Option<i64>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was used last, by the minute.
    pub used_at: Option<Timestamp>,
}

/// What a key gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyReach {
    /// What it is for.
    pub name: String,
    /// Whose calls.
    pub sees: Reach,
    /// Numbers come without their middle.
    pub masked: bool,
}

/// Makes a key.
///
/// # Errors
/// When the database fails.
pub async fn add_key(
    store: &Store,
    digest: &str,
    name: &str,
    masked: bool,
    department: Option<i64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql =
        "INSERT INTO api_keys (name, digest, masked, department_id, made_at) VALUES ($1, $2, $3, $4, $5)";
    let values: Vec<Value> = vec![
        text::clean(name).into_owned().into(),
        digest.into(),
        i32::from(masked).into(),
        department.into(),
        now.0.into(),
    ];
    sql::execute(&*tx, sql, values).await?;
    tx.commit().await
}

/// All keys, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn keys(store: &Store) -> Result<Vec<ApiKey>, StoreError> {
    let sql = "SELECT id, name, masked, department_id, made_at, used_at FROM api_keys ORDER BY id DESC";
    let rows = sql::rows(&store.db, sql, vec![]).await?;
    rows.iter()
        .map(|row| {
            let masked: i32 = row.try_get_by_index(2)?;
            Ok(ApiKey {
                id: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                masked: masked != 0,
                department: row.try_get_by_index(3)?,
                made_at: Timestamp(row.try_get_by_index(4)?),
                used_at: row.try_get_by_index::<Option<i64>>(5)?.map(Timestamp),
            })
        })
        .collect()
}

/// Takes a key away: its name, if there was one.
///
/// # Errors
/// When the database fails.
pub async fn delete_key(store: &Store, id: i64) -> Result<Option<String>, StoreError> {
    let tx = store.write().await?;
    let sql = "DELETE FROM api_keys WHERE id = $1 RETURNING name";
    let rows = sql::rows(&*tx, sql, vec![id.into()]).await?;
    let name = rows.first().map(|row| row.try_get_by_index(0)).transpose()?;
    tx.commit().await?;
    Ok(name)
}

/// What the key of this digest gives; `None`: it is none. That it was used is written down.
///
/// # Errors
/// When the database fails.
pub async fn use_key(store: &Store, digest: &str, now: Timestamp) -> Result<Option<KeyReach>, StoreError> {
    let sql = "SELECT id, name, masked, department_id, used_at FROM api_keys WHERE digest = $1";
    let rows = sql::rows(&store.db, sql, vec![digest.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let (id, masked): (i64, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
    let department: Option<i64> = row.try_get_by_index(3)?;
    let used: Option<i64> = row.try_get_by_index(4)?;
    if used.is_none_or(|used| now.since(Timestamp(used)) > USED) {
        let tx = store.write().await?;
        let sql = "UPDATE api_keys SET used_at = $1 WHERE id = $2";
        sql::execute(&*tx, sql, vec![now.0.into(), id.into()]).await?;
        tx.commit().await?;
    }
    let sees = match department {
        None => Reach::All,
        // Of a department that is gone: nobody's.
        Some(department) => {
            let sql = "SELECT id FROM employees WHERE department_id = $1 ORDER BY id";
            let people = sql::rows(&store.db, sql, vec![department.into()]).await?;
            let ids = people.iter().map(|row| Ok(EmployeeId(row.try_get_by_index(0)?)));
            Reach::Of(ids.collect::<Result<_, StoreError>>()?)
        }
    };
    Ok(Some(KeyReach {
        name: row.try_get_by_index(1)?,
        sees,
        masked: masked != 0,
    }))
}
