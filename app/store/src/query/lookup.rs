//! Names by their keys: a constant number of queries for any number of rows.

use std::collections::{BTreeSet, HashMap};

use call_journal_model::employee::{ContactPersonId, CustomerId, EmployeeId};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::view::{NumberText, PersonName, Place, PlaceKind};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Value};

use crate::codes;
use crate::entity::place;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};

/// A number with its owner.
#[derive(Clone, Debug)]
pub(super) struct NumberNames {
    pub(super) text: NumberText,
    pub(super) customer: Option<(CustomerId, String)>,
    pub(super) contact: Option<(ContactPersonId, String)>,
}

/// Numbers by id, or by key when `column` is `key`.
async fn numbers_by(
    db: &DatabaseConnection,
    column: &str,
    wanted: Vec<Value>,
) -> Result<Vec<(i64, String, NumberNames)>, StoreError> {
    let mut found = Vec::with_capacity(wanted.len());
    for part in wanted.chunks(IN_LIST) {
        let sql = format!(
            "SELECT n.id, n.key, n.e164, n.display, c.id, c.name, p.id, p.name FROM numbers n \
             LEFT JOIN customers c ON c.id = n.customer_id \
             LEFT JOIN contact_persons p ON p.id = n.contact_person_id WHERE n.{column} IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(db, sql, part.to_vec()).await? {
            let e164: Option<String> = row.try_get_by_index(2)?;
            let customer: Option<i64> = row.try_get_by_index(4)?;
            let contact: Option<i64> = row.try_get_by_index(6)?;
            let names = NumberNames {
                text: NumberText {
                    e164: e164.as_deref().and_then(PhoneNumber::from_e164),
                    display: row.try_get_by_index(3)?,
                },
                customer: customer.map(CustomerId).zip(row.try_get_by_index(5)?),
                contact: contact.map(ContactPersonId).zip(row.try_get_by_index(7)?),
            };
            found.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?, names));
        }
    }
    Ok(found)
}

/// Numbers by their row id.
pub(super) async fn numbers(
    db: &DatabaseConnection,
    ids: &BTreeSet<i64>,
) -> Result<HashMap<i64, NumberNames>, StoreError> {
    let wanted = ids.iter().map(|&id| id.into()).collect();
    Ok(numbers_by(db, "id", wanted)
        .await?
        .into_iter()
        .map(|(id, _, names)| (id, names))
        .collect())
}

/// Numbers by their key.
pub(super) async fn numbers_by_key(
    db: &DatabaseConnection,
    keys: &BTreeSet<String>,
) -> Result<HashMap<String, NumberNames>, StoreError> {
    let wanted = keys.iter().map(|key| key.clone().into()).collect();
    Ok(numbers_by(db, "key", wanted)
        .await?
        .into_iter()
        .map(|(_, key, names)| (key, names))
        .collect())
}

/// Employees by extension. Extensions that nobody owns are not in the answer.
pub(super) async fn people(
    db: &DatabaseConnection,
    extensions: &BTreeSet<String>,
) -> Result<HashMap<String, PersonName>, StoreError> {
    let wanted: Vec<Value> = extensions
        .iter()
        .map(|extension| extension.clone().into())
        .collect();
    let mut found = HashMap::with_capacity(wanted.len());
    for part in wanted.chunks(IN_LIST) {
        let sql = format!(
            "SELECT x.extension, e.id, e.name FROM extensions x JOIN employees e ON e.id = x.employee_id \
             WHERE x.extension IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(db, sql, part.to_vec()).await? {
            let extension: String = row.try_get_by_index(0)?;
            let id: i64 = row.try_get_by_index(1)?;
            let name = PersonName {
                id: Some(EmployeeId(id)),
                name: row.try_get_by_index(2)?,
                extension: extension.clone(),
            };
            found.insert(extension, name);
        }
    }
    Ok(found)
}

/// Names of places of the PBX.
pub(super) struct Places(HashMap<(i32, String), String>);

impl Places {
    /// The place with its name, or with its number where it has none.
    pub(super) fn named(&self, kind: PlaceKind, place: &str) -> Place {
        let name = self.0.get(&(codes::of_place(kind), place.to_owned()));
        Place {
            kind,
            name: name.map_or_else(|| place.to_owned(), Clone::clone),
        }
    }
}

/// Names of these places.
pub(super) async fn places(db: &DatabaseConnection, wanted: &BTreeSet<String>) -> Result<Places, StoreError> {
    let mut found = HashMap::new();
    if !wanted.is_empty() {
        let rows = place::Entity::find().filter(place::Column::Place.is_in(wanted.iter().cloned()));
        for row in rows.all(db).await? {
            found.insert((row.kind, row.place), row.name);
        }
    }
    Ok(Places(found))
}
