//! How far imports of files got, so that an interrupted one goes on where it stopped.

use sea_orm::EntityTrait;

use crate::entity::import;
use crate::error::StoreError;
use crate::sql;
use crate::store::Store;
use crate::text;

/// How far the import of a file got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportState {
    /// Bytes or rows done, as the importer counts them.
    pub position: i64,
    /// The end was reached.
    pub finished: bool,
    /// The importer's own notes, such as a fingerprint of the file's beginning.
    pub notes: String,
}

/// The state of the import of `file` (any name that tells files apart); `None`: never begun.
pub async fn import_state(store: &Store, file: &str) -> Result<Option<ImportState>, StoreError> {
    let row = import::Entity::find_by_id(text::key(file)).one(&store.db).await?;
    Ok(row.map(|r| ImportState {
        position: r.position,
        finished: r.finished != 0,
        notes: r.state,
    }))
}

/// Remembers the state of the import of `file`. Call it after the events up to there are in the log.
pub async fn set_import_state(store: &Store, file: &str, state: &ImportState) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql = "INSERT INTO imports (file, position, finished, state) VALUES ($1, $2, $3, $4) ON CONFLICT (file) \
               DO UPDATE SET position = excluded.position, finished = excluded.finished, state = excluded.state";
    let values = vec![
        text::key(file).into(),
        state.position.into(),
        i32::from(state.finished).into(),
        text::clean(&state.notes).into_owned().into(),
    ];
    sql::execute(&*tx, sql, values).await?;
    tx.commit().await
}
