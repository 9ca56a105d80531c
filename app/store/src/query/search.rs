//! What the words of the search box stand for: ids of customers, numbers and employees.

use call_journal_model::search::{Word, words};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbBackend};

use crate::entity::{call, call_employee, contact_person, customer, employee, number};
use crate::error::StoreError;

/// More ids than this stay in the database as a sub-query.
const IDS: u64 = 300;

/// Digits after which a leading 8 or 0 may be a trunk prefix, as in `call_journal_model::search`.
const PREFIX_FROM: usize = 4;

/// The calls that every word of `search` is found in; `None` if there is no word.
pub(super) async fn condition(
    db: &DatabaseConnection,
    search: &str,
) -> Result<Option<Condition>, StoreError> {
    let words = words(search);
    if words.is_empty() {
        return Ok(None);
    }
    let mut all = Condition::all();
    for word in &words {
        all = all.add(one(db, word).await?);
    }
    Ok(Some(all))
}

/// `Word::in_text` as SQL.
pub(super) fn in_text(backend: DbBackend, column: impl ColumnTrait, word: &Word) -> Condition {
    let parts = word.text.split(' ').fold(Condition::all(), |all, part| {
        all.add(contains(backend, column, part))
    });
    Condition::any()
        .add(contains(backend, column, &word.text))
        .add(parts)
}

/// `Word::in_number` as SQL, over `numbers.digits`; `None` if the word is no part of a number.
pub(super) fn in_number(backend: DbBackend, word: &Word) -> Option<Condition> {
    if word.digits.is_empty() {
        return None;
    }
    let digits = |run: &str| contains(backend, number::Column::Digits, run);
    let mut any = Condition::any().add(digits(&word.digits));
    if word.digits.len() >= PREFIX_FROM {
        if let Some(national) = word.digits.strip_prefix('8') {
            let begin = position(backend, number::Column::Digits, &format!("7{national}"));
            any = any.add(begin.eq(1));
        }
        let national = word.digits.trim_start_matches('0');
        if !national.is_empty() {
            any = any.add(digits(national));
        }
    }
    let parts = word.text.split(' ').fold(Condition::all(), |all, part| {
        let run: String = part.chars().filter(char::is_ascii_digit).collect();
        all.add(digits(&run))
    });
    Some(any.add(parts))
}

/// `part` stands in `column`. Not LIKE: its wildcards would need escaping, and SQLite's ignores case in ASCII only.
fn contains(backend: DbBackend, column: impl ColumnTrait, part: &str) -> Expr {
    position(backend, column, part).gt(0)
}

/// Where `part` stands in `column`, counted from 1; 0 if nowhere.
fn position(backend: DbBackend, column: impl ColumnTrait, part: &str) -> Expr {
    let function = if backend == DbBackend::Postgres {
        "strpos"
    } else {
        "instr"
    };
    let column = Expr::col(column.as_column_ref());
    Expr::from(Func::cust(function).arg(column).arg(Expr::val(part.to_owned())))
}

async fn one(db: &DatabaseConnection, word: &Word) -> Result<Condition, StoreError> {
    let backend = db.get_database_backend();
    let customers = Query::select()
        .column(customer::Column::Id)
        .from(customer::Entity)
        .cond_where(in_text(backend, customer::Column::Search, word))
        .to_owned();
    let contacts = Query::select()
        .column(contact_person::Column::Id)
        .from(contact_person::Entity)
        .cond_where(in_text(backend, contact_person::Column::Search, word))
        .to_owned();
    let employees = Query::select()
        .column(employee::Column::Id)
        .from(employee::Entity)
        .cond_where(in_text(backend, employee::Column::Search, word))
        .to_owned();
    let mut of_number = Condition::any().add(number::Column::ContactPersonId.in_subquery(contacts));
    if let Some(found) = in_number(backend, word) {
        of_number = of_number.add(found);
    }
    let numbers = Query::select()
        .column(number::Column::Id)
        .from(number::Entity)
        .cond_where(of_number)
        .to_owned();
    let mut any = Condition::any();
    if let Some(found) = resolve(db, call::Column::CustomerId, customers).await? {
        any = any.add(found);
    }
    if let Some(found) = resolve(db, call::Column::NumberId, numbers).await? {
        any = any.add(found);
    }
    if let Some(found) = resolve(db, call_employee::Column::EmployeeId, employees).await? {
        let calls = Query::select()
            .column(call_employee::Column::CallId)
            .from(call_employee::Entity)
            .and_where(Expr::cust("role < 4"))
            .and_where(found)
            .to_owned();
        any = any.add(call::Column::Id.in_subquery(calls));
    }
    if any.is_empty() {
        any = any.add(Expr::cust("1 = 0"));
    }
    Ok(any)
}

/// `column IN (ids)` with the ids themselves if they are few, so that the database sees how few; `None` if none.
async fn resolve(
    db: &DatabaseConnection,
    column: impl ColumnTrait,
    ids: SelectStatement,
) -> Result<Option<Expr>, StoreError> {
    let first = ids.clone().limit(IDS + 1).to_owned();
    let rows = db.query_all(&first).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    if rows.len() as u64 > IDS {
        return Ok(Some(column.in_subquery(ids)));
    }
    let found = rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<Vec<i64>, _>>()?;
    Ok(Some(column.is_in(found)))
}
