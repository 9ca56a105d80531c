//! Small questions of the pages.

use call_journal_model::call::CallId;
use call_journal_model::employee::EmployeeId;
use call_journal_model::view::PersonName;
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::{employee, extension};
use crate::error::StoreError;
use crate::log::ThreadId;
use crate::sql;
use crate::store::Store;
use crate::text;

/// Whether there is any call at all.
pub async fn has_calls(store: &Store) -> Result<bool, StoreError> {
    Ok(!sql::rows(&store.db, "SELECT 1 FROM calls LIMIT 1", vec![])
        .await?
        .is_empty())
}

/// An employee as rows show them, with the first of their extensions.
pub async fn person(store: &Store, id: EmployeeId) -> Result<Option<PersonName>, StoreError> {
    let Some(row) = employee::Entity::find_by_id(id.0).one(&store.db).await? else {
        return Ok(None);
    };
    let first = extension::Entity::find()
        .filter(extension::Column::EmployeeId.eq(id.0))
        .order_by_asc(extension::Column::Extension)
        .one(&store.db)
        .await?;
    let extension = first.map(|e| e.extension).unwrap_or_default();
    Ok(Some(PersonName {
        id: Some(id),
        name: row.name,
        extension,
    }))
}

/// The employee with this extension; without one, or if it is nobody's, the first of all.
pub async fn person_at(store: &Store, extension: Option<&str>) -> Result<Option<PersonName>, StoreError> {
    if let Some(extension) = extension
        && let Some(own) = extension::Entity::find_by_id(text::key(extension))
            .one(&store.db)
            .await?
    {
        return person(store, EmployeeId(own.employee_id)).await;
    }
    // The order of letters differs between databases and their locales; this one is that of `people::employees`.
    let collation = match store.db.get_database_backend() {
        DbBackend::Postgres => "\"C\"",
        _ => "BINARY",
    };
    let sql = format!("SELECT id FROM employees ORDER BY learnt, search COLLATE {collation}, id LIMIT 1");
    match sql::rows(&store.db, sql, vec![]).await?.first() {
        Some(first) => person(store, EmployeeId(first.try_get_by_index(0)?)).await,
        None => Ok(None),
    }
}

/// An audio file as the PBX named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingFile {
    /// Whose part it is.
    pub call: CallId,
    /// An attacker's text: never open it without the check of `server::recordings`.
    pub path: String,
    /// The name of the call's source.
    pub source: String,
    /// What the log tells of the call.
    pub thread: ThreadId,
}

/// The file of the recording `id`, as [`call_journal_model::view::RecordingView::id`] names it.
pub async fn recording(store: &Store, id: i64) -> Result<Option<RecordingFile>, StoreError> {
    let sql = "SELECT r.call_id, r.path, s.name, c.thread_id FROM recordings r JOIN calls c ON c.id = r.call_id \
               JOIN sources s ON s.id = c.source_id WHERE r.id = $1";
    let rows = sql::rows(&store.db, sql, vec![id.into()]).await?;
    let file = rows.first().map(|row| {
        Ok(RecordingFile {
            call: CallId(row.try_get_by_index(0)?),
            path: row.try_get_by_index(1)?,
            source: row.try_get_by_index(2)?,
            thread: ThreadId(row.try_get_by_index(3)?),
        })
    });
    file.transpose()
}
