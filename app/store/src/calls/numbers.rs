//! The outside numbers of calls: found or made, and marked for settling.

use std::collections::{BTreeMap, HashMap};

use call_journal_model::call::{Call, Direction};
use call_journal_model::phone::{Dialled, PhoneNumber, WrittenPhone};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, Value};

use crate::entity::number;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Write;
use crate::text;

/// A number's row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberRow {
    pub(crate) id: i64,
    pub(crate) customer_id: Option<i64>,
}

/// Rows of numbers by their key.
pub(crate) struct Numbers(HashMap<String, NumberRow>);

impl Numbers {
    /// The number of a call; `None` when withheld or internal.
    pub(crate) fn of(&self, call: &Call) -> Option<NumberRow> {
        key(call).and_then(|key| self.0.get(&key).copied())
    }

    /// The row of a number that was typed.
    pub(crate) fn written(&self, phone: &WrittenPhone) -> Option<NumberRow> {
        self.0.get(phone.key()).copied()
    }

    /// The row of an E.164 number that was ensured.
    pub(crate) fn get(&self, number: &PhoneNumber) -> Option<NumberRow> {
        self.0.get(number.as_str()).copied()
    }
}

/// The key of the row of a call's number.
fn key(call: &Call) -> Option<String> {
    if call.direction == Direction::Internal {
        return None;
    }
    match &call.number {
        Some(number) => Some(number.as_str().to_owned()),
        None if call.number_as_sent.trim().is_empty() => None,
        // Short and impossible numbers can be called back too: they are a party like any other.
        None => Some(text::key(call.number_as_sent.trim())),
    }
}

/// Finds or makes the numbers of calls.
pub(super) async fn ensure<'a>(
    tx: &Write,
    calls: impl Iterator<Item = &'a Call>,
) -> Result<Numbers, StoreError> {
    let wanted = calls
        .filter_map(|call| key(call).map(|key| (key, call.number.as_ref())))
        .collect();
    ensure_keys(tx, wanted).await
}

/// Finds or makes E.164 numbers.
pub(crate) async fn ensure_e164<'a>(
    tx: &Write,
    numbers: impl Iterator<Item = &'a PhoneNumber>,
) -> Result<Numbers, StoreError> {
    ensure_keys(
        tx,
        numbers
            .map(|number| (number.as_str().to_owned(), Some(number)))
            .collect(),
    )
    .await
}

/// Finds or makes numbers that somebody typed.
pub(crate) async fn ensure_written<'a>(
    tx: &Write,
    phones: impl Iterator<Item = &'a WrittenPhone>,
) -> Result<Numbers, StoreError> {
    let wanted = phones.map(|phone| {
        let number = match &phone.number {
            Dialled::E164(number) => Some(number),
            Dialled::Short(_) => None,
        };
        (phone.key().to_owned(), number)
    });
    ensure_keys(tx, wanted.collect()).await
}

async fn ensure_keys(
    tx: &Write,
    wanted: BTreeMap<String, Option<&PhoneNumber>>,
) -> Result<Numbers, StoreError> {
    use number::Column::{Digits, Dirty, Display, E164, Key};
    let keys: Vec<String> = wanted.keys().cloned().collect();
    let mut found = Numbers(HashMap::with_capacity(keys.len()));
    find(tx, &keys, &mut found).await?;
    let missing: Vec<String> = keys
        .into_iter()
        .filter(|key| !found.0.contains_key(key))
        .collect();
    let columns = [Key, E164, Display, Digits, Dirty];
    for part in missing.chunks(sql::rows_of(columns.len())) {
        let rows = part.iter().map(|key| {
            let e164 = wanted.get(key).copied().flatten();
            let display = e164.map_or_else(|| text::shorten(key, 60), PhoneNumber::display);
            vec![
                key.clone().into(),
                e164.map(|number| number.as_str().to_owned()).into(),
                display.into(),
                text::digits(key).into(),
                0.into(),
            ]
        });
        let mut insert = sql::insert(number::Entity, &columns, rows.collect())?;
        insert.on_conflict(OnConflict::column(Key).do_nothing().to_owned());
        tx.execute(&insert).await?;
    }
    find(tx, &missing, &mut found).await?;
    Ok(found)
}

async fn find(tx: &Write, keys: &[String], found: &mut Numbers) -> Result<(), StoreError> {
    for part in keys.chunks(IN_LIST) {
        let sql = format!(
            "SELECT key, id, customer_id FROM numbers WHERE key IN ({})",
            sql::list(part.len(), 1)
        );
        let values = part.iter().map(|key| Value::from(key.clone())).collect();
        for row in sql::rows(&**tx, sql, values).await? {
            let number = NumberRow {
                id: row.try_get_by_index(1)?,
                customer_id: row.try_get_by_index(2)?,
            };
            found.0.insert(row.try_get_by_index(0)?, number);
        }
    }
    Ok(())
}

/// Marks the parties of these numbers as not settled.
pub(crate) async fn mark_dirty(tx: &Write, mut numbers: Vec<i64>) -> Result<(), StoreError> {
    numbers.sort_unstable();
    numbers.dedup();
    for part in numbers.chunks(IN_LIST) {
        let sql = format!(
            "UPDATE numbers SET dirty = 1 WHERE dirty = 0 AND id IN ({})",
            sql::list(part.len(), 1)
        );
        sql::execute(&**tx, sql, sql::ids(part)).await?;
    }
    Ok(())
}
