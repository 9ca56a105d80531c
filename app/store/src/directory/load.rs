//! Reading the directory's entries, in steps: rows as the driver hands them over are ten times as large as what is kept.

use std::collections::HashMap;

use super::entry::Entry;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Store;

/// Rows of one step.
const STEP: i64 = 10_000;

/// What a customer has, as lines.
#[derive(Default)]
struct Lines {
    contacts: HashMap<i64, String>,
    numbers: HashMap<i64, String>,
}

/// Everybody who was not merged into another.
pub(super) async fn all(store: &Store) -> Result<Vec<Entry>, StoreError> {
    let mut lines = Lines::default();
    let contacts = "SELECT id, customer_id, search FROM contact_persons WHERE id > $1 ORDER BY id LIMIT $2";
    each_step(store, contacts, |row| {
        put(
            &mut lines.contacts,
            row.try_get_by_index(1)?,
            &row.try_get_by_index::<String>(2)?,
        );
        Ok(())
    })
    .await?;
    let numbers = "SELECT id, customer_id, digits FROM numbers WHERE customer_id IS NOT NULL AND id > $1 ORDER BY id LIMIT $2";
    each_step(store, numbers, |row| {
        put(
            &mut lines.numbers,
            row.try_get_by_index(1)?,
            &row.try_get_by_index::<String>(2)?,
        );
        Ok(())
    })
    .await?;
    let mut entries = Vec::new();
    let customers = "SELECT id, search, archived_at FROM customers WHERE merged_into IS NULL AND id > $1 ORDER BY id LIMIT $2";
    each_step(store, customers, |row| {
        entries.push(entry(row, &lines)?);
        Ok(())
    })
    .await?;
    Ok(entries)
}

/// Those of these customers who are there and were not merged into another.
pub(super) async fn some(store: &Store, ids: &[i64]) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::with_capacity(ids.len());
    for part in ids.chunks(IN_LIST) {
        let list = sql::list(part.len(), 1);
        let mut lines = Lines::default();
        let contacts = format!(
            "SELECT id, customer_id, search FROM contact_persons WHERE customer_id IN ({list}) ORDER BY id"
        );
        for row in sql::rows(&store.db, contacts, sql::ids(part)).await? {
            put(
                &mut lines.contacts,
                row.try_get_by_index(1)?,
                &row.try_get_by_index::<String>(2)?,
            );
        }
        let numbers =
            format!("SELECT id, customer_id, digits FROM numbers WHERE customer_id IN ({list}) ORDER BY id");
        for row in sql::rows(&store.db, numbers, sql::ids(part)).await? {
            put(
                &mut lines.numbers,
                row.try_get_by_index(1)?,
                &row.try_get_by_index::<String>(2)?,
            );
        }
        let customers = format!(
            "SELECT id, search, archived_at FROM customers WHERE merged_into IS NULL AND id IN ({list})"
        );
        for row in sql::rows(&store.db, customers, sql::ids(part)).await? {
            entries.push(entry(&row, &lines)?);
        }
    }
    Ok(entries)
}

fn put(lines: &mut HashMap<i64, String>, customer: i64, line: &str) {
    let lines = lines.entry(customer).or_default();
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(line);
}

fn entry(row: &sea_orm::QueryResult, lines: &Lines) -> Result<Entry, StoreError> {
    let id: i64 = row.try_get_by_index(0)?;
    let names: String = row.try_get_by_index(1)?;
    let archived: Option<i64> = row.try_get_by_index(2)?;
    let of = |lines: &HashMap<i64, String>| lines.get(&id).cloned().unwrap_or_default();
    Ok(Entry::new(
        id,
        archived.is_some(),
        &names,
        &of(&lines.contacts),
        &of(&lines.numbers),
    ))
}

/// Reads a table step by step; `sql` takes the last id and how many.
async fn each_step(
    store: &Store,
    sql: &str,
    mut each: impl FnMut(&sea_orm::QueryResult) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after = 0_i64;
    loop {
        let rows = sql::rows(&store.db, sql, vec![after.into(), STEP.into()]).await?;
        for row in &rows {
            each(row)?;
        }
        match rows.last() {
            Some(last) if rows.len() as i64 == STEP => after = last.try_get_by_index(0)?,
            _ => return Ok(()),
        }
    }
}
