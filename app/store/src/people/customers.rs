//! Customers, their contact persons and their numbers, as the demo company and tests name them: the little that
//! `customers::import` needs.

use call_journal_model::employee::CustomerId;
use call_journal_model::phone::{Dialled, PhoneNumber, WrittenPhone};
use call_journal_model::time::Timestamp;

use crate::customers::import::{BATCH, Bringing, ContactRecord, CustomerRecord, Import};
use crate::error::StoreError;
use crate::store::Store;

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

/// Makes or changes customers; what is not mentioned stays. A number goes to the customer that names it, and its calls with
/// it. Run `settle_dirty` afterwards.
///
/// # Errors
/// When the database fails.
pub async fn upsert_customers(
    store: &Store,
    entries: &[CustomerEntry],
) -> Result<UpsertedCustomers, StoreError> {
    let mut upserted = UpsertedCustomers::default();
    // Neighbours that are registered since the same moment go together.
    for part in entries.chunk_by(|one, next| one.registered_at == next.registered_at) {
        let Some(first) = part.first() else { continue };
        let how = Bringing {
            author: None,
            take_numbers: true,
            registered_at: first.registered_at,
            created_at: first.registered_at,
        };
        let mut import = Import::new(store, how).await?;
        for batch in part.chunks(BATCH) {
            let records: Vec<CustomerRecord> = batch.iter().map(record).collect();
            for brought in import.bring(&records).await? {
                upserted.ids.push(brought.customer);
                upserted.numbers_moved += brought.numbers_moved;
            }
        }
    }
    Ok(upserted)
}

fn record(entry: &CustomerEntry) -> CustomerRecord {
    let contacts = entry.contacts.iter().map(|contact| ContactRecord {
        name: contact.name.clone(),
        phones: phones(&contact.numbers),
        ..ContactRecord::default()
    });
    CustomerRecord {
        key: Some(entry.key.clone()),
        name: entry.name.clone(),
        phones: phones(&entry.numbers),
        contacts: contacts.collect(),
        ..CustomerRecord::default()
    }
}

fn phones(numbers: &[PhoneNumber]) -> Vec<WrittenPhone> {
    let phone = |number: &PhoneNumber| WrittenPhone {
        number: Dialled::E164(number.clone()),
        extension: None,
    };
    numbers.iter().map(phone).collect()
}
