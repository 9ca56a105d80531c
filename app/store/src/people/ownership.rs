//! Whose a number is. Its calls follow, past ones too, and the parties concerned are settled anew.

use std::collections::BTreeMap;

use call_journal_model::employee::{ContactPersonId, CustomerId};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Timestamp;
use sea_orm::Value;

use crate::calls::{ensure_e164, mark_dirty};
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::{Store, Write};

/// The owner of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ownership {
    pub(super) customer: i64,
    pub(super) contact: Option<i64>,
    /// Used if the number belonged to nobody: moving it does not change since when it is registered.
    pub(super) registered_at: Timestamp,
}

/// Gives a number to a customer, or to a contact person there, at the moment `at`. Run `settle_dirty` afterwards.
pub async fn register_number(
    store: &Store,
    number: &PhoneNumber,
    customer: CustomerId,
    contact: Option<ContactPersonId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let numbers = ensure_e164(&tx, std::iter::once(number)).await?;
    let row = numbers
        .get(number)
        .ok_or_else(|| StoreError::damaged("numbers: a row vanished"))?;
    let owner = Ownership {
        customer: customer.0,
        contact: contact.map(|c| c.0),
        registered_at: at,
    };
    own(&tx, &BTreeMap::from([(row.id, owner)])).await?;
    tx.commit().await
}

/// Gives numbers to their owners. Tells how many had another one.
pub(super) async fn own(tx: &Write, owners: &BTreeMap<i64, Ownership>) -> Result<u64, StoreError> {
    let mut moved: Vec<(i64, Ownership, Option<i64>)> = Vec::new();
    let mut customer_changed: Vec<i64> = Vec::new();
    let mut left: Vec<i64> = Vec::new();
    let ids: Vec<i64> = owners.keys().copied().collect();
    for part in ids.chunks(IN_LIST) {
        let sql = format!(
            "SELECT id, customer_id, contact_person_id, registered_at FROM numbers WHERE id IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(&**tx, sql, sql::ids(part)).await? {
            let id: i64 = row.try_get_by_index(0)?;
            let customer: Option<i64> = row.try_get_by_index(1)?;
            let contact: Option<i64> = row.try_get_by_index(2)?;
            let Some(owner) = owners.get(&id) else { continue };
            if customer == Some(owner.customer) && contact == owner.contact {
                continue;
            }
            let registered_at = if customer.is_some() {
                row.try_get_by_index(3)?
            } else {
                None
            };
            moved.push((id, *owner, registered_at));
            if customer != Some(owner.customer) {
                customer_changed.push(id);
                left.extend(customer);
            }
        }
    }
    for part in moved.chunks(sql::rows_of(4)) {
        let sql = format!(
            "WITH owned (id, customer_id, contact_person_id, registered_at) AS (VALUES {}) \
             UPDATE numbers SET customer_id = owned.customer_id, contact_person_id = owned.contact_person_id, \
             registered_at = owned.registered_at FROM owned WHERE numbers.id = owned.id",
            sql::placeholders(part.len(), 4, 1)
        );
        let values = part.iter().flat_map(|(id, owner, since)| {
            let since = since.unwrap_or(owner.registered_at.0);
            [
                Value::from(*id),
                owner.customer.into(),
                owner.contact.into(),
                since.into(),
            ]
        });
        sql::execute(&**tx, sql, values.collect()).await?;
    }
    for part in customer_changed.chunks(IN_LIST) {
        let sql = format!(
            "UPDATE calls SET customer_id = numbers.customer_id FROM numbers \
             WHERE calls.number_id = numbers.id AND calls.number_id IN ({})",
            sql::list(part.len(), 1)
        );
        sql::execute(&**tx, sql, sql::ids(part)).await?;
    }
    settle_again(tx, &left).await?;
    mark_dirty(tx, customer_changed).await?;
    Ok(moved.len() as u64)
}

/// Customers that lost a number are parties too.
async fn settle_again(tx: &Write, customers: &[i64]) -> Result<(), StoreError> {
    for part in customers.chunks(IN_LIST) {
        let sql = format!(
            "UPDATE numbers SET dirty = 1 WHERE dirty = 0 AND customer_id IN ({})",
            sql::list(part.len(), 1)
        );
        sql::execute(&**tx, sql, sql::ids(part)).await?;
    }
    Ok(())
}
