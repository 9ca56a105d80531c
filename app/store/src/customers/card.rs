//! Reading a card.

use std::collections::HashMap;

use call_journal_model::customer::{CardFields, ContactFields, CustomerCard, OwnedNumber};
use call_journal_model::employee::{ContactPersonId, CustomerId, EmployeeId};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::view::NumberText;
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::history;
use crate::entity::{contact_person, customer, number};
use crate::error::StoreError;
use crate::query::person;
use crate::sql::{self, IN_LIST};
use crate::store::Store;

/// The card of a customer; of one that was merged into another, that one's. `zone` is the company's.
///
/// # Errors
/// When the database fails.
pub async fn customer_card(
    store: &Store,
    id: CustomerId,
    zone: Tz,
) -> Result<Option<CustomerCard>, StoreError> {
    let Some(mut row) = customer::Entity::find_by_id(id.0).one(&store.db).await? else {
        return Ok(None);
    };
    if let Some(heir) = row.merged_into
        && let Some(found) = customer::Entity::find_by_id(heir).one(&store.db).await?
    {
        row = found;
    }
    let fields = fields(&store.db, &row).await?;
    let manager = match fields.manager {
        Some(manager) => person(store, manager).await?,
        None => None,
    };
    Ok(Some(CustomerCard {
        id: CustomerId(row.id),
        manager,
        fields,
        also_named: lines(&row.also_named),
        external_key: row.external_key,
        archived: row.archived_at.is_some(),
        changed: history::last(store, row.id, zone).await?,
        version: row.version,
    }))
}

/// What is filled in of a customer, numbers as the screen shows them.
pub(super) async fn fields<C: ConnectionTrait>(
    db: &C,
    row: &customer::Model,
) -> Result<CardFields, StoreError> {
    let found = fields_of(db, std::slice::from_ref(row)).await?.pop();
    found.ok_or_else(|| StoreError::damaged("customers: a row vanished"))
}

/// [`fields`] of many, in their order.
pub(super) async fn fields_of<C: ConnectionTrait>(
    db: &C,
    rows: &[customer::Model],
) -> Result<Vec<CardFields>, StoreError> {
    let mut all = Vec::with_capacity(rows.len());
    for part in rows.chunks(IN_LIST) {
        let ids: Vec<i64> = part.iter().map(|row| row.id).collect();
        let contacts = contact_person::Entity::find()
            .filter(contact_person::Column::CustomerId.is_in(ids.iter().copied()))
            .order_by_asc(contact_person::Column::Id)
            .all(db)
            .await?;
        let numbers = number::Entity::find()
            .filter(number::Column::CustomerId.is_in(ids))
            .order_by_asc(number::Column::Id)
            .all(db)
            .await?;
        let mut phones: HashMap<(Option<i64>, Option<i64>), Vec<String>> = HashMap::new();
        for number in numbers {
            let text = written(&number);
            let of = (number.customer_id, number.contact_person_id);
            phones.entry(of).or_default().push(text);
        }
        let mut people: HashMap<i64, Vec<ContactFields>> = HashMap::new();
        for contact in contacts {
            let of = (Some(contact.customer_id), Some(contact.id));
            people
                .entry(contact.customer_id)
                .or_default()
                .push(ContactFields {
                    id: Some(ContactPersonId(contact.id)),
                    name: contact.name,
                    position: contact.position,
                    email: contact.email,
                    phones: phones.remove(&of).unwrap_or_default(),
                });
        }
        all.extend(part.iter().map(|row| CardFields {
            name: row.name.clone(),
            relations: lines(&row.relations),
            manager: row.manager_id.map(EmployeeId),
            phones: phones.remove(&(Some(row.id), None)).unwrap_or_default(),
            email: row.email.clone(),
            address: row.address.clone(),
            note: row.note.clone(),
            contacts: people.remove(&row.id).unwrap_or_default(),
        }));
    }
    Ok(all)
}

/// A number as a card shows it and reads it back: `+7 (495) 123-45-67, 12` with an extension.
fn written(number: &number::Model) -> String {
    if number.extension.is_empty() {
        number.display.clone()
    } else {
        format!("{}, {}", number.display, number.extension)
    }
}

/// One text a line.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Numbers with their owners, in the order of the numbers' ids; those that nobody has are left out.
pub(super) async fn owned<C: ConnectionTrait>(
    db: &C,
    numbers: &[i64],
) -> Result<Vec<OwnedNumber>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT n.e164, n.display, c.id, c.name, p.id, p.name FROM numbers n \
         JOIN customers c ON c.id = n.customer_id LEFT JOIN contact_persons p ON p.id = n.contact_person_id \
         WHERE n.id IN ({}) ORDER BY n.id",
        sql::list(numbers.len(), 1)
    );
    let mut found = Vec::new();
    for row in sql::rows(db, sql, sql::ids(numbers)).await? {
        let e164: Option<String> = row.try_get_by_index(0)?;
        let contact: Option<i64> = row.try_get_by_index(4)?;
        found.push(OwnedNumber {
            number: NumberText {
                e164: e164.as_deref().and_then(PhoneNumber::from_e164),
                display: row.try_get_by_index(1)?,
            },
            customer: CustomerId(row.try_get_by_index(2)?),
            name: row.try_get_by_index(3)?,
            contact: contact.map(ContactPersonId).zip(row.try_get_by_index(5)?),
        });
    }
    Ok(found)
}
