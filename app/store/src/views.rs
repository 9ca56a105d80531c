//! Filters that people gave names to. Whose they are is an argument; what stands in them, the model's `Filter` knows.

use call_journal_model::employee::EmployeeId;
use call_journal_model::view::{SavedView, ViewRefused};
use sea_orm::{DbBackend, Value};

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;
use crate::text;

/// Views of one person.
const MOST: i64 = 100;

/// A view to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewView {
    /// Checked by [`SavedView::name_of`].
    pub name: String,
    /// The filter as an address says it.
    pub query: String,
    /// Everybody sees it.
    pub shared: bool,
}

/// One's own views and those that are shared, by name.
///
/// # Errors
/// When the database fails.
pub async fn views(store: &Store, me: EmployeeId) -> Result<Vec<SavedView>, StoreError> {
    // The order of letters differs between databases and their locales.
    let collation = match store.db.get_database_backend() {
        DbBackend::Postgres => "\"C\"",
        _ => "BINARY",
    };
    let sql = format!(
        "SELECT v.id, v.name, v.query, v.shared, v.owner_id, e.name, d.view_id FROM saved_views v \
         LEFT JOIN employees e ON e.id = v.owner_id \
         LEFT JOIN view_defaults d ON d.view_id = v.id AND d.employee_id = $1 \
         WHERE v.owner_id = $1 OR v.shared = 1 ORDER BY v.name COLLATE {collation}, v.id"
    );
    let mut found = Vec::new();
    for row in sql::rows(&store.db, sql, vec![me.0.into()]).await? {
        let (shared, owner): (i32, i64) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        found.push(SavedView {
            id: row.try_get_by_index(0)?,
            name: row.try_get_by_index(1)?,
            query: row.try_get_by_index(2)?,
            shared: shared != 0,
            owner: Some(row.try_get_by_index::<Option<String>>(5)?.unwrap_or_default())
                .filter(|_| owner != me.0),
            is_default: row.try_get_by_index::<Option<i64>>(6)?.is_some(),
        });
    }
    Ok(found)
}

/// Saves a view, over one's own of the same name.
///
/// # Errors
/// When the database fails; `Ok(Err(_))` when the person can mend it.
pub async fn save_view(
    store: &Store,
    me: EmployeeId,
    view: &NewView,
) -> Result<Result<(), ViewRefused>, StoreError> {
    let tx = store.write().await?;
    let name = text::key(&view.name);
    let sql = "SELECT COUNT(*) FROM saved_views WHERE owner_id = $1 AND name <> $2";
    let rows = sql::rows(&*tx, sql, vec![me.0.into(), name.clone().into()]).await?;
    let others: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    if others >= MOST {
        return Ok(Err(ViewRefused::TooMany));
    }
    let sql = "INSERT INTO saved_views (owner_id, name, query, shared) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (owner_id, name) DO UPDATE SET query = excluded.query, shared = excluded.shared";
    let values: Vec<Value> = vec![
        me.0.into(),
        name.into(),
        text::clean(&view.query).into_owned().into(),
        i32::from(view.shared).into(),
    ];
    sql::execute(&*tx, sql, values).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Takes one's own view away, wherever it was begun with. False: there is none.
///
/// # Errors
/// When the database fails.
pub async fn delete_view(store: &Store, me: EmployeeId, id: i64) -> Result<bool, StoreError> {
    let tx = store.write().await?;
    let sql = "DELETE FROM saved_views WHERE id = $1 AND owner_id = $2";
    let gone = sql::execute(&*tx, sql, vec![id.into(), me.0.into()]).await? > 0;
    if gone {
        sql::execute(
            &*tx,
            "DELETE FROM view_defaults WHERE view_id = $1",
            vec![id.into()],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(gone)
}

/// Which view the journal opens with; `None`: with all calls.
///
/// # Errors
/// When the database fails.
pub async fn set_default(store: &Store, me: EmployeeId, view: Option<i64>) -> Result<(), StoreError> {
    let tx = store.write().await?;
    sql::execute(
        &*tx,
        "DELETE FROM view_defaults WHERE employee_id = $1",
        vec![me.0.into()],
    )
    .await?;
    if let Some(view) = view {
        let sql = "INSERT INTO view_defaults (employee_id, view_id) SELECT $1, id FROM saved_views \
                   WHERE id = $2 AND (owner_id = $1 OR shared = 1)";
        sql::execute(&*tx, sql, vec![me.0.into(), view.into()]).await?;
    }
    tx.commit().await
}

/// The query of the view that the journal opens with.
///
/// # Errors
/// When the database fails.
pub async fn default_query(store: &Store, me: EmployeeId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT v.query FROM view_defaults d JOIN saved_views v ON v.id = d.view_id \
               WHERE d.employee_id = $1 AND (v.owner_id = $1 OR v.shared = 1)";
    let rows = sql::rows(&store.db, sql, vec![me.0.into()]).await?;
    Ok(rows.first().map(|row| row.try_get_by_index(0)).transpose()?)
}
