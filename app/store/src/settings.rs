//! Settings of the company by name. What they mean is known where they are used.

use sea_orm::EntityTrait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::entity::setting;
use crate::error::StoreError;
use crate::sql;
use crate::store::Store;
use crate::text;

/// The setting `key`, if it was ever saved.
pub async fn get<T: DeserializeOwned>(store: &Store, key: &str) -> Result<Option<T>, StoreError> {
    match setting::Entity::find_by_id(text::key(key)).one(&store.db).await? {
        Some(row) => serde_json::from_str(&row.value)
            .map(Some)
            .map_err(|e| StoreError::damaged(format!("settings «{key}»: {e}"))),
        None => Ok(None),
    }
}

/// Saves the setting `key`. Tells whether it was another value before.
pub async fn set<T: Serialize>(store: &Store, key: &str, value: &T) -> Result<bool, StoreError> {
    let value = serde_json::to_string(value).map_err(|e| StoreError::damaged(format!("«{key}»: {e}")))?;
    let tx = store.write().await?;
    let sql = "INSERT INTO settings (key, value) VALUES ($1, $2) \
               ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE settings.value <> excluded.value";
    let changed = sql::execute(&*tx, sql, vec![text::key(key).into(), value.into()]).await? > 0;
    tx.commit().await?;
    Ok(changed)
}
