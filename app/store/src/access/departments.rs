//! Departments: whose calls colleagues see.

use sea_orm::Value;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;
use crate::text;

/// All of them with their ids, by name.
///
/// # Errors
/// When the database fails.
pub async fn departments(store: &Store) -> Result<Vec<(i64, String)>, StoreError> {
    let rows = sql::rows(&store.db, "SELECT id, name FROM departments", vec![]).await?;
    let mut found = rows
        .iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect::<Result<Vec<(i64, String)>, StoreError>>()?;
    found.sort_by_key(|(_, name)| name.to_lowercase());
    Ok(found)
}

/// The department of this name; made, if there is none.
///
/// # Errors
/// When the database fails.
pub async fn add_department(store: &Store, name: &str) -> Result<i64, StoreError> {
    let tx = store.write().await?;
    let name: Value = text::key(&text::clean(name)).into();
    let sql = "INSERT INTO departments (name) VALUES ($1) ON CONFLICT (name) DO NOTHING";
    sql::execute(&*tx, sql, vec![name.clone()]).await?;
    let rows = sql::rows(&*tx, "SELECT id FROM departments WHERE name = $1", vec![name]).await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::damaged("departments: a row vanished"))?;
    let id = row.try_get_by_index(0)?;
    tx.commit().await?;
    Ok(id)
}

/// Takes a department away; its people have none then.
///
/// # Errors
/// When the database fails.
pub async fn delete_department(store: &Store, id: i64) -> Result<bool, StoreError> {
    let tx = store.write().await?;
    let sql = "UPDATE employees SET department_id = NULL WHERE department_id = $1";
    sql::execute(&*tx, sql, vec![id.into()]).await?;
    let gone = sql::execute(&*tx, "DELETE FROM departments WHERE id = $1", vec![id.into()]).await? > 0;
    tx.commit().await?;
    Ok(gone)
}
