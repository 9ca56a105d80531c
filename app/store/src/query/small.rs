//! Small questions of the pages.

use std::sync::atomic::Ordering;

use call_journal_model::call::CallId;
use call_journal_model::employee::EmployeeId;
use call_journal_model::view::PersonName;
use sea_orm::{DbBackend, Value};

use crate::error::StoreError;
use crate::log::ThreadId;
use crate::sql;
use crate::store::Store;
use crate::text;

/// Asks the database for nothing but an answer.
pub async fn answers(store: &Store) -> Result<(), StoreError> {
    sql::rows(&store.db, "SELECT 1", vec![]).await?;
    Ok(())
}

/// Whether the database's file holds together. PostgreSQL sees to that itself.
pub async fn is_sound(store: &Store) -> Result<(), StoreError> {
    if store.db.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let rows = sql::rows(&store.db, "PRAGMA quick_check(1)", vec![]).await?;
    let said: Option<String> = rows.first().map(|row| row.try_get_by_index(0)).transpose()?;
    match said.as_deref() {
        Some("ok") => Ok(()),
        said => Err(StoreError::damaged(format!(
            "SQLite: {}",
            said.unwrap_or_default()
        ))),
    }
}

/// Whether there is any call at all; asked until there is one, for calls are never all taken away.
pub async fn has_calls(store: &Store) -> Result<bool, StoreError> {
    if store.has_calls.load(Ordering::Relaxed) {
        return Ok(true);
    }
    let found = sql::rows(&store.db, "SELECT 1 FROM calls LIMIT 1", vec![]).await?;
    store.has_calls.store(!found.is_empty(), Ordering::Relaxed);
    Ok(!found.is_empty())
}

/// An employee's id, name and first extension.
const PERSON: &str = "SELECT e.id, e.name, (SELECT MIN(x.extension) FROM extensions x WHERE x.employee_id = e.id) FROM employees e";

async fn person_by(
    store: &Store,
    condition: &str,
    values: Vec<Value>,
) -> Result<Option<PersonName>, StoreError> {
    let rows = sql::rows(&store.db, format!("{PERSON} {condition}"), values).await?;
    let person = rows.first().map(|row| {
        Ok(PersonName {
            id: Some(EmployeeId(row.try_get_by_index(0)?)),
            name: row.try_get_by_index(1)?,
            extension: row.try_get_by_index::<Option<String>>(2)?.unwrap_or_default(),
        })
    });
    person.transpose()
}

/// An employee as rows show them, with the first of their extensions.
pub async fn person(store: &Store, id: EmployeeId) -> Result<Option<PersonName>, StoreError> {
    person_by(store, "WHERE e.id = $1", vec![id.0.into()]).await
}

/// The employee with this extension; without one, or if it is nobody's, the first of all.
pub async fn person_at(store: &Store, extension: Option<&str>) -> Result<Option<PersonName>, StoreError> {
    // The order of letters differs between databases and their locales; this one is that of `people::employees`.
    let collation = match store.db.get_database_backend() {
        DbBackend::Postgres => "\"C\"",
        _ => "BINARY",
    };
    let order = format!(
        "ORDER BY CASE WHEN e.id = (SELECT x.employee_id FROM extensions x WHERE x.extension = $1) THEN 0 ELSE 1 END, \
         e.learnt, e.search COLLATE {collation}, e.id LIMIT 1"
    );
    person_by(store, &order, vec![extension.map(text::key).into()]).await
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
