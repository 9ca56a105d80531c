//! Reading the index from the database: all of it in steps, or what changed.

use std::collections::HashSet;

use call_journal_model::search::normalise;
use sea_orm::{QueryResult, Value};

use super::index::{Comment, Index, Rows};
use super::numbers::NumberFacts;
use super::{Changed, Heard};
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Store;

/// Rows of one step: as the driver hands them over they are ten times as large as what is kept.
const STEP: i64 = 10_000;

const NUMBERS: &str = "SELECT id, digits, customer_id, contact_person_id FROM numbers";
const COMMENTS: &str =
    "SELECT n.call_id, n.text, c.started_at FROM comments n JOIN calls c ON c.id = n.call_id";

/// Everything. `None`: the rows do not fit, because ids are not what they should be.
pub(super) async fn all(store: &Store) -> Result<Option<Index>, StoreError> {
    let mut index = Index::default();
    let mut fits = true;
    for (table, kind) in [
        ("customers", Rows::customers as fn(Vec<(i64, String)>) -> Rows),
        ("contact_persons", Rows::contacts),
        ("employees", Rows::employees),
    ] {
        let sql = format!("SELECT id, search FROM {table} WHERE id > $1 ORDER BY id LIMIT $2");
        each_step(store, &sql, |rows| {
            fits &= index.put(&kind(named(rows)?));
            Ok(())
        })
        .await?;
    }
    let sql = format!("{NUMBERS} WHERE id > $1 ORDER BY id LIMIT $2");
    each_step(store, &sql, |rows| {
        let numbers = rows.iter().map(number).collect::<Result<_, _>>()?;
        fits &= index.put(&Rows {
            numbers,
            ..Rows::default()
        });
        Ok(())
    })
    .await?;
    // Answered from an index alone.
    let heard = "SELECT number_id, COUNT(*), MAX(started_at) FROM calls WHERE number_id > $1 \
                 GROUP BY number_id ORDER BY number_id LIMIT $2";
    each_step(store, heard, |rows| {
        for row in rows {
            let calls: i64 = row.try_get_by_index(1)?;
            index.heard(&Heard {
                number: row.try_get_by_index(0)?,
                calls: u32::try_from(calls).unwrap_or(u32::MAX),
                last_at: row.try_get_by_index(2)?,
            });
        }
        Ok(())
    })
    .await?;
    let sql = format!("{COMMENTS} WHERE n.call_id > $1 ORDER BY n.call_id LIMIT $2");
    each_step(store, &sql, |rows| {
        let comments = rows.iter().map(comment).collect::<Result<_, _>>()?;
        fits &= index.put(&Rows {
            comments,
            ..Rows::default()
        });
        Ok(())
    })
    .await?;
    whole(store, &mut index).await?;
    index.shrink();
    Ok(fits.then_some(index))
}

/// What is told of all calls; each is answered from an index of few rows.
async fn whole(store: &Store, index: &mut Index) -> Result<(), StoreError> {
    let read = async |sql: &str| -> Result<Option<i64>, StoreError> {
        let rows = sql::rows(&store.db, sql, vec![]).await?;
        Ok(rows
            .first()
            .map(|row| row.try_get_by_index(0))
            .transpose()?
            .flatten())
    };
    if let Some(first) = read("SELECT MIN(started_at) FROM calls").await? {
        index.whole.span.0 = first;
    }
    let all = index.numbers.total().max(1) as f64;
    let part = |calls: Option<i64>| (calls.unwrap_or(0) as f64 / all).clamp(0.000_01, 1.0);
    index.whole.lost = part(read("SELECT COUNT(*) FROM calls WHERE status = 5").await?);
    index.whole.first_contacts = part(read("SELECT COUNT(*) FROM calls WHERE first_contact = 1").await?);
    let nobodys = (0..index.numbers.len())
        .filter_map(|number| u32::try_from(number).ok())
        .filter(|number| index.numbers.customer(*number) == 0);
    let nobodys: u64 = nobodys.map(|number| u64::from(index.numbers.calls(number))).sum();
    index.whole.unregistered = part(i64::try_from(nobodys).ok());
    Ok(())
}

/// What changed, as it is now. `known_numbers` are those that the changed customers had.
pub(super) async fn some(
    store: &Store,
    changed: &Changed,
    known_numbers: HashSet<i64>,
    last_employee: i64,
) -> Result<Rows, StoreError> {
    let customers: Vec<i64> = changed.customers.iter().copied().collect();
    let mut rows = Rows::default();
    let mut numbers = known_numbers;
    numbers.extend(changed.heard.iter().map(|heard| heard.number));
    for part in customers.chunks(IN_LIST) {
        let list = sql::list(part.len(), 1);
        let read = async |sql: String| sql::rows(&store.db, sql, sql::ids(part)).await;
        rows.customers.extend(named(
            &read(format!("SELECT id, search FROM customers WHERE id IN ({list})")).await?,
        )?);
        let contacts = format!("SELECT id, search FROM contact_persons WHERE customer_id IN ({list})");
        rows.contacts.extend(named(&read(contacts).await?)?);
        for row in read(format!("SELECT id FROM numbers WHERE customer_id IN ({list})")).await? {
            numbers.insert(row.try_get_by_index(0)?);
        }
    }
    let mut numbers: Vec<i64> = numbers.into_iter().collect();
    numbers.sort_unstable();
    for part in numbers.chunks(IN_LIST) {
        let sql = format!("{NUMBERS} WHERE id IN ({}) ORDER BY id", sql::list(part.len(), 1));
        for row in sql::rows(&store.db, sql, sql::ids(part)).await? {
            rows.numbers.push(number(&row)?);
        }
    }
    let comments: Vec<i64> = changed.comments.iter().copied().collect();
    for part in comments.chunks(IN_LIST) {
        let sql = format!("{COMMENTS} WHERE n.call_id IN ({})", sql::list(part.len(), 1));
        for row in sql::rows(&store.db, sql, sql::ids(part)).await? {
            rows.comments.push(comment(&row)?);
        }
    }
    let employees = sql::rows(
        &store.db,
        "SELECT id, search FROM employees WHERE id > $1",
        vec![last_employee.into()],
    );
    rows.employees = named(&employees.await?)?;
    Ok(rows)
}

fn named(rows: &[QueryResult]) -> Result<Vec<(i64, String)>, StoreError> {
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

fn number(row: &QueryResult) -> Result<NumberFacts, StoreError> {
    let small = |id: Option<i64>| {
        u32::try_from(id.unwrap_or(0))
            .map_err(|_| StoreError::damaged("numbers: an id is beyond all counting"))
    };
    Ok(NumberFacts {
        id: small(row.try_get_by_index(0)?)?,
        digits: row.try_get_by_index(1)?,
        customer: small(row.try_get_by_index(2)?)?,
        contact: small(row.try_get_by_index(3)?)?,
    })
}

fn comment(row: &QueryResult) -> Result<Comment, StoreError> {
    let text: String = row.try_get_by_index(1)?;
    Ok(Comment {
        call: row.try_get_by_index(0)?,
        text: normalise(&text),
        call_began: row.try_get_by_index(2)?,
    })
}

/// Reads a table step by step; `sql` takes the last id, which its first column gives, and how many.
async fn each_step(
    store: &Store,
    sql: &str,
    mut each: impl FnMut(&[QueryResult]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after = 0_i64;
    loop {
        let values: Vec<Value> = vec![after.into(), STEP.into()];
        let rows = sql::rows(&store.db, sql, values).await?;
        each(&rows)?;
        match rows.last() {
            Some(last) if rows.len() as i64 == STEP => after = last.try_get_by_index(0)?,
            _ => return Ok(()),
        }
    }
}
