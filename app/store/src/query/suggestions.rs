//! What the search box proposes while one types.

use call_journal_model::employee::{CustomerId, EmployeeId};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::search::{Word, words};
use call_journal_model::view::Suggestion;
use sea_orm::sea_query::{Expr, Func, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, Iden};

use super::search::{in_number, in_text};
use crate::entity::{customer, employee, number};
use crate::error::StoreError;
use crate::store::Store;

/// Proposals of each kind.
const EACH: u64 = 5;

/// Customers, employees and numbers that all words of `text` are found in: shorter names first.
pub async fn suggestions(store: &Store, text: &str) -> Result<Vec<Suggestion>, StoreError> {
    let words = words(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let db = &store.db;
    let backend = db.get_database_backend();
    let mut found = Vec::new();
    let columns = (
        customer::Column::Id,
        customer::Column::Name,
        customer::Column::Search,
    );
    for row in db
        .query_all(&named(backend, customer::Entity, columns, &words))
        .await?
    {
        let id = CustomerId(row.try_get_by_index(0)?);
        found.push(Suggestion::Customer {
            id,
            name: row.try_get_by_index(1)?,
        });
    }
    let columns = (
        employee::Column::Id,
        employee::Column::Name,
        employee::Column::Search,
    );
    for row in db
        .query_all(&named(backend, employee::Entity, columns, &words))
        .await?
    {
        let id = EmployeeId(row.try_get_by_index(0)?);
        found.push(Suggestion::Employee {
            id,
            name: row.try_get_by_index(1)?,
        });
    }
    let found_in: Option<Vec<Condition>> = words.iter().map(|word| in_number(backend, word)).collect();
    if let Some(found_in) = found_in {
        let mut query = Query::select()
            .columns([number::Column::E164, number::Column::Display])
            .from(number::Entity)
            .and_where(number::Column::E164.is_not_null())
            .order_by(number::Column::Id, Order::Asc)
            .limit(EACH)
            .to_owned();
        for condition in found_in {
            query.cond_where(condition);
        }
        for row in db.query_all(&query).await? {
            let e164: String = row.try_get_by_index(0)?;
            if let Some(number) = PhoneNumber::from_e164(&e164) {
                found.push(Suggestion::Number {
                    number,
                    display: row.try_get_by_index(1)?,
                });
            }
        }
    }
    Ok(found)
}

/// Id and name of the first rows that hold all words. By length and id: the order of letters differs between databases.
fn named<E: EntityTrait, C: ColumnTrait + Iden>(
    backend: DbBackend,
    table: E,
    (id, name, search): (C, C, C),
    words: &[Word],
) -> SelectStatement {
    let mut query = Query::select()
        .columns([id, name])
        .from(table.table_ref())
        .order_by_expr(Expr::from(Func::char_length(Expr::col(search))), Order::Asc)
        .order_by(id, Order::Asc)
        .limit(EACH)
        .to_owned();
    for word in words {
        query.cond_where(in_text(backend, search, word));
    }
    query
}
