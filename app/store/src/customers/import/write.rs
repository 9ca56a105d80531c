//! The difference between what a batch concerns as it was and as it is to be, stored by few statements.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Value};

use super::Bringing;
use super::load::{Contact, Number, Person, State};
use crate::calls::ensure_written;
use crate::customers::card::fields_of;
use crate::customers::history::{What, note_all};
use crate::customers::ownership::{Ownership, Since, own};
use crate::customers::save::search_text;
use crate::entity::customer;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Write;

/// What new customers, contact persons and numbers are called now.
#[derive(Default)]
pub(super) struct Ids {
    /// Of customers and contact persons.
    rows: HashMap<i64, i64>,
    numbers: HashMap<i64, i64>,
}

impl Ids {
    pub(super) fn of(&self, id: i64) -> i64 {
        self.rows.get(&id).copied().unwrap_or(id)
    }

    pub(super) fn of_number(&self, id: i64) -> i64 {
        self.numbers.get(&id).copied().unwrap_or(id)
    }
}

pub(super) async fn write(tx: &Write, state: State, how: &Bringing) -> Result<Ids, StoreError> {
    let mut ids = Ids::default();
    let mut people: Vec<Person> = state.people.into_values().collect();
    people.retain(|person| person.new || person.changed);
    // New ones in the order in which they were found, which is from zero downwards.
    people.sort_unstable_by_key(|person| person.row.id.abs());
    let (new, changed): (Vec<Person>, Vec<Person>) = people.into_iter().partition(|person| person.new);
    note_changes(tx, &changed, how).await?;
    insert(tx, &new, &mut ids).await?;
    update(tx, &changed).await?;
    let contacts = || new.iter().chain(&changed).flat_map(|person| &person.contacts);
    insert_contacts(tx, contacts().filter(|contact| contact.new).collect(), &mut ids).await?;
    update_contacts(
        tx,
        contacts()
            .filter(|contact| contact.changed && !contact.new)
            .collect(),
    )
    .await?;
    let numbers: Vec<Number> = state
        .numbers
        .into_values()
        .filter(|number| number.changed)
        .collect();
    give(tx, &numbers, &mut ids, how).await?;
    if let Some(author) = &how.author {
        let created: Vec<(i64, String)> = new
            .iter()
            .map(|person| (ids.of(person.row.id), "null".to_owned()))
            .collect();
        note_all(tx, What::Imported, &created, author).await?;
    }
    Ok(ids)
}

/// How the cards stood.
async fn note_changes(tx: &Write, changed: &[Person], how: &Bringing) -> Result<(), StoreError> {
    let Some(author) = &how.author else { return Ok(()) };
    let ids: Vec<i64> = changed.iter().map(|person| person.row.id).collect();
    for part in ids.chunks(IN_LIST) {
        let these = customer::Column::Id.is_in(part.iter().copied());
        let rows = customer::Entity::find()
            .filter(these)
            .order_by_asc(customer::Column::Id);
        let rows = rows.all(&**tx).await?;
        let mut notes = Vec::with_capacity(rows.len());
        for (row, fields) in rows.iter().zip(fields_of(&**tx, &rows).await?) {
            let before =
                serde_json::to_string(&Some(fields)).map_err(|e| StoreError::damaged(e.to_string()))?;
            notes.push((row.id, before));
        }
        note_all(tx, What::Imported, &notes, author).await?;
    }
    Ok(())
}

fn columns(row: &customer::Model) -> [Value; 8] {
    [
        row.name.clone().into(),
        search_text(&row.name, &row.also_named).into(),
        row.external_key.clone().into(),
        row.relations.clone().into(),
        row.manager_id.into(),
        row.email.clone().into(),
        row.address.clone().into(),
        row.note.clone().into(),
    ]
}

async fn insert(tx: &Write, new: &[Person], ids: &mut Ids) -> Result<(), StoreError> {
    for part in new.chunks(sql::rows_of(9)) {
        let sql = format!(
            "INSERT INTO customers (name, search, external_key, relations, manager_id, email, address, note, created_at) \
             VALUES {} RETURNING id",
            sql::placeholders(part.len(), 9, 1)
        );
        let values = part.iter().flat_map(|person| {
            let created = Value::from(person.row.created_at);
            columns(&person.row).into_iter().chain([created])
        });
        let made = returned(tx, sql, values.collect()).await?;
        ids.rows.extend(part.iter().map(|person| person.row.id).zip(made));
    }
    Ok(())
}

/// Keys of inserted rows in the order of the rows: keys count upwards, and what is returned need not be in order.
async fn returned(tx: &Write, sql: String, values: Vec<Value>) -> Result<Vec<i64>, StoreError> {
    let rows = sql::rows(&**tx, sql, values).await?;
    let ids = rows.iter().map(|row| row.try_get_by_index(0));
    let mut ids = ids.collect::<Result<Vec<i64>, _>>()?;
    ids.sort_unstable();
    Ok(ids)
}

async fn update(tx: &Write, changed: &[Person]) -> Result<(), StoreError> {
    for part in changed.chunks(sql::rows_of(9)) {
        let sql = format!(
            "WITH told (id, name, search, external_key, relations, manager_id, email, address, note) AS (VALUES {}) \
             UPDATE customers SET name = told.name, search = told.search, \
             external_key = CAST(told.external_key AS TEXT), relations = told.relations, \
             manager_id = CAST(told.manager_id AS BIGINT), email = told.email, address = told.address, \
             note = told.note, version = version + 1 FROM told WHERE customers.id = told.id",
            sql::placeholders(part.len(), 9, 1)
        );
        let values = part
            .iter()
            .flat_map(|person| std::iter::once(Value::from(person.row.id)).chain(columns(&person.row)));
        sql::execute(&**tx, sql, values.collect()).await?;
    }
    Ok(())
}

async fn insert_contacts(tx: &Write, mut new: Vec<&Contact>, ids: &mut Ids) -> Result<(), StoreError> {
    new.sort_unstable_by_key(|contact| contact.row.id.abs());
    for part in new.chunks(sql::rows_of(5)) {
        let sql = format!(
            "INSERT INTO contact_persons (customer_id, name, search, position, email) VALUES {} RETURNING id",
            sql::placeholders(part.len(), 5, 1)
        );
        let values = part.iter().flat_map(|contact| {
            let row = &contact.row;
            [
                Value::from(ids.of(row.customer_id)),
                row.name.clone().into(),
                row.search.clone().into(),
                row.position.clone().into(),
                row.email.clone().into(),
            ]
        });
        let made = returned(tx, sql, values.collect()).await?;
        ids.rows
            .extend(part.iter().map(|contact| contact.row.id).zip(made));
    }
    Ok(())
}

async fn update_contacts(tx: &Write, changed: Vec<&Contact>) -> Result<(), StoreError> {
    for part in changed.chunks(sql::rows_of(3)) {
        let sql = format!(
            "WITH told (id, position, email) AS (VALUES {}) UPDATE contact_persons \
             SET position = told.position, email = told.email FROM told WHERE contact_persons.id = told.id",
            sql::placeholders(part.len(), 3, 1)
        );
        let values = part.iter().flat_map(|contact| {
            let row = &contact.row;
            [
                Value::from(row.id),
                row.position.clone().into(),
                row.email.clone().into(),
            ]
        });
        sql::execute(&**tx, sql, values.collect()).await?;
    }
    Ok(())
}

/// Makes numbers that are not there yet and gives all to their owners.
async fn give(tx: &Write, numbers: &[Number], ids: &mut Ids, how: &Bringing) -> Result<(), StoreError> {
    let made = ensure_written(tx, numbers.iter().filter_map(|number| number.phone.as_ref())).await?;
    let mut owners = BTreeMap::new();
    for number in numbers {
        let id = match &number.phone {
            Some(phone) => made.written(phone).map(|row| row.id),
            None => Some(number.id),
        };
        let Some(id) = id else {
            return Err(StoreError::damaged("numbers: a row vanished"));
        };
        ids.numbers.insert(number.id, id);
        let owner = Ownership {
            customer: number.customer.map(|id| ids.of(id)),
            contact: number.contact.map(|id| ids.of(id)),
            since: Since::IfNew(how.registered_at),
            extension: Some(number.extension.clone()),
        };
        owners.insert(id, owner);
    }
    own(tx, &owners).await?;
    Ok(())
}
