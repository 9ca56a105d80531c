//! The history of customers: who did what when, and how it was before. Only grows.

use call_journal_model::customer::CardChange;
use call_journal_model::employee::EmployeeId;
use call_journal_model::time::Timestamp;
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Value};
use serde::Serialize;

use crate::codes;
use crate::comments::Author;
use crate::entity::customer_change;
use crate::error::StoreError;
use crate::query::time::local;
use crate::sql;
use crate::store::{Store, Write};
use crate::text;

/// What was done. Numbers of these stand in the database: `codes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Created,
    Edited,
    /// A number was given to somebody, or taken from everybody.
    Assigned,
    AssignmentUndone,
    /// Another customer was merged into this one.
    Merged,
    Archived,
    Restored,
    /// Brought in from a file, or changed by one.
    Imported,
}

/// Writes down what is about to change. Gives the change's id.
pub(crate) async fn note(
    tx: &Write,
    customer: i64,
    what: What,
    before: &impl Serialize,
    author: &Author,
) -> Result<i64, StoreError> {
    let before = serde_json::to_string(before).map_err(|e| StoreError::damaged(e.to_string()))?;
    let sql = "INSERT INTO customer_changes (customer_id, what, before, author_id, author_name, at) \
               VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let values: Vec<Value> = vec![
        customer.into(),
        codes::of_change(what).into(),
        before.into(),
        author.id.map(|id| id.0).into(),
        text::clean(&author.name).into_owned().into(),
        author.at.0.into(),
    ];
    let rows = sql::rows(&**tx, sql, values).await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::damaged("customer_changes: a row vanished"))?;
    Ok(row.try_get_by_index(0)?)
}

/// Writes down what is about to change of many customers, each with its card as it stands, as JSON.
pub(crate) async fn note_all(
    tx: &Write,
    what: What,
    changes: &[(i64, String)],
    author: &Author,
) -> Result<(), StoreError> {
    let name = text::clean(&author.name).into_owned();
    for part in changes.chunks(sql::rows_of(6)) {
        let sql = format!(
            "INSERT INTO customer_changes (customer_id, what, before, author_id, author_name, at) VALUES {}",
            sql::placeholders(part.len(), 6, 1)
        );
        let values = part.iter().flat_map(|(customer, before)| {
            [
                Value::from(*customer),
                codes::of_change(what).into(),
                before.clone().into(),
                author.id.map(|id| id.0).into(),
                name.clone().into(),
                author.at.0.into(),
            ]
        });
        sql::execute(&**tx, sql, values.collect()).await?;
    }
    Ok(())
}

/// A change that was written down.
pub(crate) struct Noted {
    pub(crate) what: What,
    pub(crate) before: String,
    pub(crate) author: Option<EmployeeId>,
    pub(crate) at: Timestamp,
}

/// The change of this id.
pub(crate) async fn noted(tx: &Write, id: i64) -> Result<Option<Noted>, StoreError> {
    let found = customer_change::Entity::find_by_id(id).one(&**tx).await?;
    found
        .map(|row| {
            Ok(Noted {
                what: codes::to_change(row.what)?,
                before: row.before,
                author: row.author_id.map(EmployeeId),
                at: Timestamp(row.at),
            })
        })
        .transpose()
}

/// The last change of a customer.
pub(super) async fn last(store: &Store, customer: i64, zone: Tz) -> Result<Option<CardChange>, StoreError> {
    let found = customer_change::Entity::find()
        .filter(customer_change::Column::CustomerId.eq(customer))
        .order_by_desc(customer_change::Column::Id)
        .one(&store.db)
        .await?;
    Ok(found.map(|row| CardChange {
        author: row.author_name,
        at: local(zone, Timestamp(row.at)),
    }))
}
