//! Employees and their extensions.

use std::collections::{BTreeMap, BTreeSet};

use call_journal_model::call::Extension;
use call_journal_model::employee::EmployeeId;
use call_journal_model::search::normalise;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::{employee, extension};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};
use crate::text;

/// An employee as the configuration knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployeeEntry {
    /// Tells employees apart when their name or extensions change.
    pub key: String,
    /// Shown.
    pub name: String,
    /// Theirs alone.
    pub extensions: Vec<Extension>,
}

/// An employee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployeeRow {
    /// Which.
    pub id: EmployeeId,
    /// Shown; of a learnt one the extension.
    pub name: String,
    /// In alphabetical order.
    pub extensions: Vec<Extension>,
    /// Known from calls only: nobody has named this extension.
    pub learnt: bool,
}

/// Makes or changes employees; those not mentioned stay as they are. Gives their ids in the order given.
///
/// An extension that was known from calls only passes to its owner with its id. One that an employee here no longer
/// has stands alone again. Calls follow their extensions.
pub async fn upsert_employees(
    store: &Store,
    entries: &[EmployeeEntry],
) -> Result<Vec<EmployeeId>, StoreError> {
    let tx = store.write().await?;
    let mut ids = Vec::with_capacity(entries.len());
    for entry in entries {
        ids.push(EmployeeId(upsert(&tx, entry).await?));
    }
    let sql = "DELETE FROM employees WHERE learnt = 1 AND NOT EXISTS \
               (SELECT 1 FROM extensions WHERE extensions.employee_id = employees.id) \
               AND NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.employee_id = employees.id)";
    sql::execute(&*tx, sql, vec![]).await?;
    let _forgets = store.finder().about_to_change();
    tx.commit().await?;
    Ok(ids)
}

async fn upsert(tx: &Write, entry: &EmployeeEntry) -> Result<i64, StoreError> {
    let wanted: BTreeSet<String> = entry.extensions.iter().map(|e| text::key(&e.0)).collect();
    let key = text::key(&entry.key);
    let known = employee::Entity::find()
        .filter(employee::Column::ExternalKey.eq(key.clone()))
        .one(&**tx)
        .await?;
    let claimed = match known {
        Some(employee) => Some(employee.id),
        None => learnt_owner(tx, &wanted).await?,
    };
    let name = text::clean(&entry.name).into_owned();
    let search = normalise(&name);
    let id = match claimed {
        Some(id) => {
            let sql =
                "UPDATE employees SET name = $1, search = $2, external_key = $3, learnt = 0 WHERE id = $4";
            sql::execute(
                &**tx,
                sql,
                vec![name.into(), search.into(), key.into(), id.into()],
            )
            .await?;
            id
        }
        None => {
            let sql = "INSERT INTO employees (name, search, external_key, learnt) VALUES ($1, $2, $3, 0) RETURNING id";
            let rows = sql::rows(&**tx, sql, vec![name.into(), search.into(), key.into()]).await?;
            let row = rows
                .first()
                .ok_or_else(|| StoreError::damaged("employees: a row vanished"))?;
            row.try_get_by_index(0)?
        }
    };
    let had = extension::Entity::find()
        .filter(extension::Column::EmployeeId.eq(id))
        .all(&**tx)
        .await?;
    for released in had.iter().filter(|e| !wanted.contains(&e.extension)) {
        release(tx, &released.extension).await?;
    }
    for extension in &wanted {
        give(tx, extension, id).await?;
    }
    Ok(id)
}

/// The employee who was made for one of these extensions when it was first seen.
async fn learnt_owner(tx: &Write, extensions: &BTreeSet<String>) -> Result<Option<i64>, StoreError> {
    let owned = extension::Column::Extension.is_in(extensions.iter().cloned());
    let owners = extension::Entity::find().filter(owned).all(&**tx).await?;
    let learnt = employee::Entity::find()
        .filter(employee::Column::Id.is_in(owners.iter().map(|owner| owner.employee_id)))
        .filter(employee::Column::Learnt.eq(1))
        .order_by_asc(employee::Column::Id)
        .one(&**tx)
        .await?;
    Ok(learnt.map(|employee| employee.id))
}

/// Makes `employee` the owner of an extension, of its past calls too.
async fn give(tx: &Write, extension: &str, employee: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO extensions (extension, employee_id) VALUES ($1, $2) \
               ON CONFLICT (extension) DO UPDATE SET employee_id = excluded.employee_id";
    sql::execute(&**tx, sql, vec![extension.into(), employee.into()]).await?;
    let sql = "UPDATE call_employees SET employee_id = $1 WHERE extension = $2 AND employee_id <> $1";
    sql::execute(&**tx, sql, vec![employee.into(), extension.into()]).await?;
    Ok(())
}

/// An extension that has no owner any more stands alone.
async fn release(tx: &Write, extension: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO employees (name, search, learnt) VALUES ($1, $2, 1) RETURNING id";
    let rows = sql::rows(&**tx, sql, vec![extension.into(), normalise(extension).into()]).await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::damaged("employees: a row vanished"))?;
    give(tx, extension, row.try_get_by_index(0)?).await
}

/// All employees, learnt ones last, each group by name.
pub async fn employees(store: &Store) -> Result<Vec<EmployeeRow>, StoreError> {
    let mut extensions: BTreeMap<i64, Vec<Extension>> = BTreeMap::new();
    for row in extension::Entity::find().all(&store.db).await? {
        extensions
            .entry(row.employee_id)
            .or_default()
            .push(Extension(row.extension));
    }
    let rows = employee::Entity::find().all(&store.db).await?;
    let mut rows: Vec<(String, EmployeeRow)> = rows
        .into_iter()
        .map(|row| {
            let mut extensions = extensions.remove(&row.id).unwrap_or_default();
            extensions.sort();
            let learnt = row.learnt != 0;
            (
                row.search,
                EmployeeRow {
                    id: EmployeeId(row.id),
                    name: row.name,
                    extensions,
                    learnt,
                },
            )
        })
        .collect();
    // Sorted here: the order of letters differs between databases.
    rows.sort_by(|(a, x), (b, y)| (x.learnt, a, x.id).cmp(&(y.learnt, b, y.id)));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
