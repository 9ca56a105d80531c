//! Small helpers for statements of many rows. No tables are known here.

use sea_orm::sea_query::{Expr, InsertStatement, IntoIden, Query};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::error::StoreError;

/// Bound values of one statement. SQLite takes 32 766, PostgreSQL 65 535; but connections keep prepared statements,
/// and large ones of many lengths would fill the memory.
const BINDS: usize = 10_000;

/// Rows of one statement.
const ROWS: usize = 500;

/// Ids of one `IN` list.
pub(crate) const IN_LIST: usize = 1_000;

/// A statement that inserts `rows`, each with one value for each column.
pub(crate) fn insert<T, C>(
    table: T,
    columns: &[C],
    rows: Vec<Vec<Value>>,
) -> Result<InsertStatement, StoreError>
where
    T: sea_orm::sea_query::IntoTableRef,
    C: IntoIden + Copy,
{
    let mut insert = Query::insert()
        .into_table(table)
        .columns(columns.iter().copied())
        .to_owned();
    for row in rows {
        insert
            .values(row.into_iter().map(Expr::value))
            .map_err(|e| StoreError::Refused(sea_orm::DbErr::Custom(e.to_string())))?;
    }
    Ok(insert)
}

/// Rows that fit into one statement of `columns` columns.
pub(crate) fn rows_of(columns: usize) -> usize {
    (BINDS / columns).min(ROWS)
}

/// `($1, $2), ($3, $4)` for `rows` rows of `columns` values, counting from `first`.
pub(crate) fn placeholders(rows: usize, columns: usize, first: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    let mut number = first;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            if column > 0 {
                text.push_str(", ");
            }
            text.push('$');
            text.push_str(&number.to_string());
            number += 1;
        }
        text.push(')');
    }
    text
}

/// SQL with values. Nothing in our SQL has a dollar sign but the places of values.
fn statement(backend: DbBackend, sql: String, values: Vec<Value>) -> Statement {
    let (sql, values) = match backend {
        DbBackend::Sqlite => unnumbered(&sql, values),
        _ => (sql, values),
    };
    Statement::from_sql_and_values(backend, sql, values)
}

/// `$2 … $1` as `? … ?`, with the values in that order. SQLite takes a number for a name, and looks each name up among
/// all the others: ten thousand of them take half a second.
fn unnumbered(sql: &str, values: Vec<Value>) -> (String, Vec<Value>) {
    let mut parts = sql.split('$');
    let mut text = String::with_capacity(sql.len());
    text.push_str(parts.next().unwrap_or_default());
    let mut order = Vec::with_capacity(values.len());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        order.extend(number.parse::<usize>().ok());
        text.push('?');
        text.push_str(rest);
    }
    if order.iter().copied().eq(1..=values.len()) {
        return (text, values);
    }
    let values = order
        .iter()
        .filter_map(|number| values.get(number - 1).cloned())
        .collect();
    (text, values)
}

/// Runs SQL with values.
pub(crate) async fn execute<C: ConnectionTrait>(
    db: &C,
    sql: impl Into<String>,
    values: Vec<Value>,
) -> Result<u64, StoreError> {
    let statement = statement(db.get_database_backend(), sql.into(), values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// Runs SQL with values and reads rows.
pub(crate) async fn rows<C: ConnectionTrait>(
    db: &C,
    sql: impl Into<String>,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, StoreError> {
    let statement = statement(db.get_database_backend(), sql.into(), values);
    Ok(db.query_all_raw(statement).await?)
}

/// `$first, $first+1, …`: a list for `IN`.
pub(crate) fn list(count: usize, first: usize) -> String {
    (first..first + count)
        .map(|n| format!("${n}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Ids as values.
pub(crate) fn ids(ids: &[i64]) -> Vec<Value> {
    ids.iter().map(|&id| Value::from(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_their_places() {
        let values = || vec![Value::from(1), Value::from(2), Value::from(3)];
        let in_order = unnumbered("a = $1 AND b IN ($2, $3)", values());
        assert_eq!(in_order, ("a = ? AND b IN (?, ?)".to_owned(), values()));
        let (text, mixed) = unnumbered("a = $2 OR b = $1 OR c = $2", values());
        assert_eq!(text, "a = ? OR b = ? OR c = ?");
        assert_eq!(mixed, [2, 1, 2].map(Value::from));
    }
}
