//! Whose a number is. Rows name the owner at once, for they look it up; `calls.customer_id`, by which filters find
//! calls, follows here for few calls and in `relink` for many. The parties concerned are settled anew.

use std::collections::{BTreeMap, HashMap};

use call_journal_model::employee::{ContactPersonId, CustomerId};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Timestamp;
use sea_orm::Value;

use super::change::about_to_change;
use crate::calls::{ensure_e164, mark_dirty};
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::{Store, Write};

/// Calls of one number that follow it in the same transaction; more follow later, in turns that others fit between.
const AT_ONCE: i64 = 1_000;

/// Who is to have a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ownership {
    /// `None`: nobody.
    pub(crate) customer: Option<i64>,
    pub(crate) contact: Option<i64>,
    pub(crate) since: Since,
    /// `None`: stays as it is.
    pub(crate) extension: Option<String>,
}

/// Since when a number is registered once it has its new owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// This moment if it belonged to nobody: moving a number does not change since when it is registered.
    IfNew(Timestamp),
    /// This moment; `None`: it never was.
    Exactly(Option<i64>),
}

/// How a number stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) customer: Option<i64>,
    pub(crate) contact: Option<i64>,
    pub(crate) registered_at: Option<i64>,
    pub(crate) extension: String,
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
        customer: Some(customer.0),
        contact: contact.map(|c| c.0),
        since: Since::IfNew(at),
        extension: None,
    };
    own(&tx, &BTreeMap::from([(row.id, owner)])).await?;
    // Not told whom it concerns: from whom the number was taken is not known here.
    let _forgets = about_to_change(store);
    tx.commit().await
}

/// How these numbers stand.
pub(crate) async fn standing(tx: &Write, ids: &[i64]) -> Result<HashMap<i64, Standing>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for part in ids.chunks(IN_LIST) {
        let sql = format!(
            "SELECT id, customer_id, contact_person_id, registered_at, extension FROM numbers WHERE id IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(&**tx, sql, sql::ids(part)).await? {
            let stands = Standing {
                customer: row.try_get_by_index(1)?,
                contact: row.try_get_by_index(2)?,
                registered_at: row.try_get_by_index(3)?,
                extension: row.try_get_by_index(4)?,
            };
            found.insert(row.try_get_by_index(0)?, stands);
        }
    }
    Ok(found)
}

/// Gives numbers to their owners. Tells how many had another one.
pub(crate) async fn own(tx: &Write, owners: &BTreeMap<i64, Ownership>) -> Result<u64, StoreError> {
    let ids: Vec<i64> = owners.keys().copied().collect();
    let stand = standing(tx, &ids).await?;
    let mut changed: Vec<(i64, Standing)> = Vec::new();
    let mut customer_changed: Vec<i64> = Vec::new();
    let mut left: Vec<i64> = Vec::new();
    let mut moved = 0;
    for (&id, owner) in owners {
        let Some(stands) = stand.get(&id) else { continue };
        let becomes = Standing {
            customer: owner.customer,
            contact: owner.contact,
            registered_at: match (owner.since, owner.customer, stands.customer) {
                (Since::Exactly(at), ..) => at,
                (_, None, _) => None,
                (Since::IfNew(_), _, Some(_)) => stands.registered_at,
                (Since::IfNew(at), _, None) => Some(at.0),
            },
            extension: owner
                .extension
                .clone()
                .unwrap_or_else(|| stands.extension.clone()),
        };
        if becomes == *stands {
            continue;
        }
        moved += u64::from((becomes.customer, becomes.contact) != (stands.customer, stands.contact));
        if becomes.customer != stands.customer || becomes.registered_at != stands.registered_at {
            customer_changed.push(id);
            left.extend(stands.customer);
        }
        changed.push((id, becomes));
    }
    write(tx, &changed).await?;
    // A number that nobody called is no reason to settle anything: a file brings in hundreds of thousands of them.
    let called = link_calls(tx, &customer_changed).await?;
    settle_again(tx, &left).await?;
    mark_dirty(tx, called).await?;
    Ok(moved)
}

async fn write(tx: &Write, changed: &[(i64, Standing)]) -> Result<(), StoreError> {
    for part in changed.chunks(sql::rows_of(5)) {
        // PostgreSQL takes the type of a column of VALUES from its first row, which may be NULL.
        let sql = format!(
            "WITH owned (id, customer_id, contact_person_id, registered_at, extension) AS (VALUES {}) \
             UPDATE numbers SET customer_id = CAST(owned.customer_id AS BIGINT), \
             contact_person_id = CAST(owned.contact_person_id AS BIGINT), \
             registered_at = CAST(owned.registered_at AS BIGINT), extension = owned.extension \
             FROM owned WHERE numbers.id = owned.id",
            sql::placeholders(part.len(), 5, 1)
        );
        let values = part.iter().flat_map(|(id, becomes)| {
            [
                Value::from(*id),
                becomes.customer.into(),
                becomes.contact.into(),
                becomes.registered_at.into(),
                becomes.extension.clone().into(),
            ]
        });
        sql::execute(&**tx, sql, values.collect()).await?;
    }
    Ok(())
}

/// The calls of these numbers name the new owner: at once where they are few. Gives the numbers that have calls.
async fn link_calls(tx: &Write, numbers: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut called = Vec::new();
    for part in numbers.chunks(IN_LIST) {
        let list = sql::list(part.len(), 1);
        let count =
            format!("SELECT number_id, COUNT(*) FROM calls WHERE number_id IN ({list}) GROUP BY number_id");
        let (mut few, mut many) = (Vec::new(), Vec::new());
        for row in sql::rows(&**tx, count, sql::ids(part)).await? {
            let id: i64 = row.try_get_by_index(0)?;
            let calls: i64 = row.try_get_by_index(1)?;
            if calls > AT_ONCE {
                many.push(id)
            } else {
                few.push(id)
            }
        }
        if !few.is_empty() {
            let sql = format!(
                "UPDATE calls SET customer_id = numbers.customer_id FROM numbers \
                 WHERE calls.number_id = numbers.id AND calls.number_id IN ({})",
                sql::list(few.len(), 1)
            );
            sql::execute(&**tx, sql, sql::ids(&few)).await?;
        }
        if !many.is_empty() {
            let sql = format!(
                "UPDATE numbers SET relink = 1 WHERE id IN ({})",
                sql::list(many.len(), 1)
            );
            sql::execute(&**tx, sql, sql::ids(&many)).await?;
        }
        called.extend(few);
        called.extend(many);
    }
    Ok(called)
}

/// Customers that lost a number are parties too.
async fn settle_again(tx: &Write, customers: &[i64]) -> Result<(), StoreError> {
    for part in customers.chunks(IN_LIST) {
        let sql = format!(
            "UPDATE numbers SET dirty = 1 WHERE dirty <> 1 AND customer_id IN ({})",
            sql::list(part.len(), 1)
        );
        sql::execute(&**tx, sql, sql::ids(part)).await?;
    }
    Ok(())
}
