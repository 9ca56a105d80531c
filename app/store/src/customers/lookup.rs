//! The list of customers and what is proposed while one types: who, the directory knows; what is shown of them is read
//! here.

use std::collections::HashMap;

use call_journal_model::customer::{ContactChoice, CustomerPage, CustomerRow};
use call_journal_model::employee::{ContactPersonId, CustomerId};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::search::{normalise, words};
use call_journal_model::view::NumberText;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::card::lines;
use crate::entity::contact_person;
use crate::error::StoreError;
use crate::sql;
use crate::store::Store;
use crate::text;

/// Rows of a page of the list.
const PAGE: usize = 50;
/// Numbers that a row shows.
const NUMBERS: usize = 3;
/// Latest calls whose customers are proposed before anything is typed.
const LATEST: usize = 300;
/// Characters of an address that a row shows.
const ADDRESS: usize = 80;

/// Customers that all words of `query` are found at, best first; of an empty query those of the latest calls.
///
/// # Errors
/// When the database fails.
pub async fn lookup(store: &Store, query: &str, most: usize) -> Result<Vec<CustomerRow>, StoreError> {
    let found = if words(query).is_empty() {
        recent(store, most).await?
    } else {
        store.directory().find(store, query, most).await?
    };
    rows(store, &found, query).await
}

/// Customers whose names are like `name`, best first.
///
/// # Errors
/// When the database fails.
pub async fn similar(store: &Store, name: &str, most: usize) -> Result<Vec<CustomerRow>, StoreError> {
    let found = store.directory().similar(store, name, most).await?;
    rows(store, &found, name).await
}

/// The page of the list that begins at `from`.
///
/// # Errors
/// When the database fails.
pub async fn list(store: &Store, query: &str, archived: bool, from: u32) -> Result<CustomerPage, StoreError> {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let begin = usize::try_from(from).unwrap_or(usize::MAX);
    let found = store
        .directory()
        .page(store, query, archived, begin, PAGE)
        .await?;
    let end = begin.saturating_add(found.customers.len());
    Ok(CustomerPage {
        rows: rows(store, &found.customers, query).await?,
        total: count(found.total),
        next: (end < found.total).then(|| count(end)),
    })
}

/// The contact persons of a customer, by name.
///
/// # Errors
/// When the database fails.
pub async fn contacts_of(store: &Store, customer: CustomerId) -> Result<Vec<ContactChoice>, StoreError> {
    let mut numbers: HashMap<i64, NumberText> = HashMap::new();
    let sql = "SELECT contact_person_id, e164, display FROM numbers \
               WHERE customer_id = $1 AND contact_person_id IS NOT NULL ORDER BY id DESC";
    for row in sql::rows(&store.db, sql, vec![customer.0.into()]).await? {
        numbers.insert(row.try_get_by_index(0)?, number(&row, 1)?);
    }
    let people = contact_person::Entity::find()
        .filter(contact_person::Column::CustomerId.eq(customer.0))
        .order_by_asc(contact_person::Column::Search)
        .order_by_asc(contact_person::Column::Id)
        .all(&store.db)
        .await?;
    let choice = |person: contact_person::Model| ContactChoice {
        id: ContactPersonId(person.id),
        number: numbers.remove(&person.id),
        name: person.name,
        position: person.position,
    };
    Ok(people.into_iter().map(choice).collect())
}

fn number(row: &sea_orm::QueryResult, at: usize) -> Result<NumberText, StoreError> {
    let e164: Option<String> = row.try_get_by_index(at)?;
    Ok(NumberText {
        e164: e164.as_deref().and_then(PhoneNumber::from_e164),
        display: row.try_get_by_index(at + 1)?,
    })
}

/// The customers of the latest calls, each once.
async fn recent(store: &Store, most: usize) -> Result<Vec<CustomerId>, StoreError> {
    let sql = format!(
        "SELECT n.customer_id FROM (SELECT id, started_at, number_id FROM calls WHERE number_id IS NOT NULL \
         ORDER BY started_at DESC, id DESC LIMIT {LATEST}) latest JOIN numbers n ON n.id = latest.number_id \
         JOIN customers c ON c.id = n.customer_id WHERE c.archived_at IS NULL \
         ORDER BY latest.started_at DESC, latest.id DESC"
    );
    let mut found: Vec<CustomerId> = Vec::with_capacity(most);
    for row in sql::rows(&store.db, sql, vec![]).await? {
        let id = CustomerId(row.try_get_by_index(0)?);
        if found.len() < most && !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

/// What is shown of these customers, in this order.
async fn rows(store: &Store, ids: &[CustomerId], query: &str) -> Result<Vec<CustomerRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let values: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let list = sql::list(values.len(), 1);
    let mut contacts: HashMap<i64, Vec<(String, String)>> = HashMap::new();
    let sql = format!(
        "SELECT customer_id, name, search FROM contact_persons WHERE customer_id IN ({list}) ORDER BY id"
    );
    for row in sql::rows(&store.db, sql, sql::ids(&values)).await? {
        let names = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        contacts.entry(row.try_get_by_index(0)?).or_default().push(names);
    }
    let mut numbers: HashMap<i64, Vec<NumberText>> = HashMap::new();
    let sql =
        format!("SELECT customer_id, e164, display FROM numbers WHERE customer_id IN ({list}) ORDER BY id");
    for row in sql::rows(&store.db, sql, sql::ids(&values)).await? {
        let all = numbers.entry(row.try_get_by_index(0)?).or_default();
        if all.len() < NUMBERS {
            all.push(number(&row, 1)?);
        }
    }
    let mut found: HashMap<i64, CustomerRow> = HashMap::new();
    let sql = format!(
        "SELECT c.id, c.name, c.also_named, c.address, c.archived_at, e.name FROM customers c \
         LEFT JOIN employees e ON e.id = c.manager_id WHERE c.id IN ({list})"
    );
    for row in sql::rows(&store.db, sql, sql::ids(&values)).await? {
        let id: i64 = row.try_get_by_index(0)?;
        let name: String = row.try_get_by_index(1)?;
        let also_named: String = row.try_get_by_index(2)?;
        let address: String = row.try_get_by_index(3)?;
        let archived: Option<i64> = row.try_get_by_index(4)?;
        let people = contacts.remove(&id).unwrap_or_default();
        let customer = CustomerRow {
            id: CustomerId(id),
            found_by: found_by(query, &name, &also_named, &people),
            name,
            address: text::shorten(&address.replace('\n', ", "), ADDRESS),
            manager: row.try_get_by_index(5)?,
            contacts: u32::try_from(people.len()).unwrap_or(u32::MAX),
            numbers: numbers.remove(&id).unwrap_or_default(),
            archived: archived.is_some(),
        };
        found.insert(id, customer);
    }
    Ok(ids.iter().filter_map(|id| found.remove(&id.0)).collect())
}

/// The earlier name or the contact person in which a word is found that the name has not.
fn found_by(query: &str, name: &str, also_named: &str, people: &[(String, String)]) -> Option<String> {
    let name = normalise(name);
    let missing = words(query).into_iter().find(|word| !word.in_text(&name))?;
    let earlier = lines(also_named)
        .into_iter()
        .find(|name| missing.in_text(&normalise(name)));
    let contact = || people.iter().find(|(_, search)| missing.in_text(search));
    earlier.or_else(|| contact().map(|(name, _)| name.clone()))
}
