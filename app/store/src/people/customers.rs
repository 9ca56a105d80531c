//! Customers, their contact persons and their numbers, in bulk.

use std::collections::{BTreeMap, HashMap};

use call_journal_model::employee::CustomerId;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::search::normalise;
use call_journal_model::time::Timestamp;
use sea_orm::Value;

use crate::calls::ensure_e164;
use crate::customers::ownership::{Ownership, Since, own};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};
use crate::text;

/// A customer as another system or the demo company knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerEntry {
    /// Tells customers apart when their name changes.
    pub key: String,
    /// Shown.
    pub name: String,
    /// The customer's own numbers.
    pub numbers: Vec<PhoneNumber>,
    /// People there.
    pub contacts: Vec<ContactEntry>,
    /// Since when its numbers are registered; `Timestamp(i64::MIN)`: since always.
    pub registered_at: Timestamp,
}

/// A contact person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactEntry {
    /// Shown; tells the contact persons of a customer apart.
    pub name: String,
    /// Their numbers.
    pub numbers: Vec<PhoneNumber>,
}

/// What became of customers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpsertedCustomers {
    /// In the order given.
    pub ids: Vec<CustomerId>,
    /// Numbers that have another owner now.
    pub numbers_moved: u64,
}

/// Customers of one transaction.
const BATCH: usize = 1_000;

/// Makes or changes customers; what is not mentioned stays. A number goes to the customer that names it last, and its
/// calls with it. Run `settle_dirty` afterwards.
pub async fn upsert_customers(
    store: &Store,
    entries: &[CustomerEntry],
) -> Result<UpsertedCustomers, StoreError> {
    let mut upserted = UpsertedCustomers::default();
    for part in entries.chunks(BATCH) {
        let tx = store.write().await?;
        let ids = customers(&tx, part).await?;
        let contacts = contacts(&tx, part, &ids).await?;
        let named = part.iter().flat_map(|entry| {
            entry
                .numbers
                .iter()
                .chain(entry.contacts.iter().flat_map(|contact| &contact.numbers))
        });
        let numbers = ensure_e164(&tx, named).await?;
        let mut owners: BTreeMap<i64, Ownership> = BTreeMap::new();
        for (entry, &customer) in part.iter().zip(&ids) {
            let mut claim = |numbers_of: &[PhoneNumber], contact: Option<i64>| {
                for row in numbers_of.iter().filter_map(|number| numbers.get(number)) {
                    owners.insert(
                        row.id,
                        Ownership {
                            customer: Some(customer),
                            contact,
                            since: Since::IfNew(entry.registered_at),
                            extension: None,
                        },
                    );
                }
            };
            claim(&entry.numbers, None);
            for contact in &entry.contacts {
                let id = contacts
                    .get(&(customer, text::clean(&contact.name).into_owned()))
                    .copied();
                claim(&contact.numbers, id);
            }
        }
        upserted.numbers_moved += own(&tx, &owners).await?;
        tx.commit().await?;
        store.directory().forget();
        upserted.ids.extend(ids.into_iter().map(CustomerId));
    }
    Ok(upserted)
}

async fn customers(tx: &Write, entries: &[CustomerEntry]) -> Result<Vec<i64>, StoreError> {
    // One key twice: the later entry names it.
    let by_key: BTreeMap<String, &CustomerEntry> = entries
        .iter()
        .map(|entry| (text::key(&entry.key), entry))
        .collect();
    let rows: Vec<(&String, &&CustomerEntry)> = by_key.iter().collect();
    let mut ids: HashMap<String, i64> = HashMap::with_capacity(rows.len());
    for part in rows.chunks(sql::rows_of(4)) {
        let sql = format!(
            "INSERT INTO customers (name, search, external_key, created_at) VALUES {} \
             ON CONFLICT (external_key) DO UPDATE SET name = excluded.name, search = excluded.search \
             RETURNING external_key, id",
            sql::placeholders(part.len(), 4, 1)
        );
        let mut values: Vec<Value> = Vec::with_capacity(part.len() * 4);
        for (key, entry) in part {
            let name = text::clean(&entry.name).into_owned();
            let search = normalise(&name);
            values.extend::<[Value; 4]>([
                name.into(),
                search.into(),
                (*key).clone().into(),
                entry.registered_at.0.into(),
            ]);
        }
        for row in sql::rows(&**tx, sql, values).await? {
            ids.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    entries
        .iter()
        .map(|entry| ids.get(&text::key(&entry.key)).copied())
        .collect::<Option<Vec<i64>>>()
        .ok_or_else(|| StoreError::damaged("customers: a row vanished"))
}

/// Contact persons by customer and name.
async fn contacts(
    tx: &Write,
    entries: &[CustomerEntry],
    ids: &[i64],
) -> Result<HashMap<(i64, String), i64>, StoreError> {
    let mut found = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT customer_id, name, id FROM contact_persons WHERE customer_id IN ({})",
        sql::list(ids.len(), 1)
    );
    for row in sql::rows(&**tx, sql, sql::ids(ids)).await? {
        found.insert(
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
            row.try_get_by_index(2)?,
        );
    }
    let mut missing: Vec<(i64, String)> = entries
        .iter()
        .zip(ids)
        .flat_map(|(entry, &id)| {
            entry
                .contacts
                .iter()
                .map(move |c| (id, text::clean(&c.name).into_owned()))
        })
        .filter(|key| !found.contains_key(key))
        .collect();
    missing.sort();
    missing.dedup();
    for part in missing.chunks(sql::rows_of(3)) {
        let sql = format!(
            "INSERT INTO contact_persons (customer_id, name, search) VALUES {} RETURNING customer_id, name, id",
            sql::placeholders(part.len(), 3, 1)
        );
        let values = part.iter().flat_map(|(customer, name)| {
            [
                Value::from(*customer),
                name.clone().into(),
                normalise(name).into(),
            ]
        });
        for row in sql::rows(&**tx, sql, values.collect()).await? {
            found.insert(
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
                row.try_get_by_index(2)?,
            );
        }
    }
    Ok(found)
}
