//! Giving one number to somebody, from a call; and taking that back for a while.

use std::collections::BTreeMap;

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assigned, Assignee, OwnedNumber, Undo};
use call_journal_model::employee::CustomerId;
use call_journal_model::search::normalise;
use call_journal_model::time::Millis;
use sea_orm::{EntityTrait, Value};
use serde::{Deserialize, Serialize};

use super::Changed;
use super::card::owned;
use super::history::{What, note, noted};
use super::ownership::{Ownership, Since, Standing, own, standing};
use super::save::insert;
use crate::comments::Author;
use crate::entity::{call, contact_person, customer};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};
use crate::text;

/// How long an assignment can be taken back: the button is there for ten seconds, and requests may be slow.
const UNDO_FOR: Millis = Millis(60_000);

/// An assignment as the history keeps it: how it was, and what was made for it.
#[derive(Serialize, Deserialize)]
struct Assignment {
    number: i64,
    customer: Option<i64>,
    contact: Option<i64>,
    registered_at: Option<i64>,
    extension: String,
    /// Whose it became.
    to: (Option<i64>, Option<i64>),
    new_customer: bool,
    new_contact: bool,
}

/// The number of a call, for [`assign_number`]; `None` when it has none or there is no such call.
///
/// # Errors
/// When the database fails.
pub async fn number_of_call(store: &Store, call: CallId) -> Result<Option<i64>, StoreError> {
    let found = call::Entity::find_by_id(call.0).one(&store.db).await?;
    Ok(found.and_then(|call| call.number_id))
}

/// Gives a number to somebody. It is taken from `taking_from` and from nobody else.
///
/// # Errors
/// When the database fails; then nothing is done.
pub async fn assign_number(
    store: &Store,
    number: i64,
    to: &Assignee,
    taking_from: Option<&OwnedNumber>,
    author: &Author,
) -> Result<Changed<Assigned>, StoreError> {
    let tx = store.write().await?;
    let stand = standing(&tx, &[number]).await?;
    let Some(stands) = stand.get(&number) else {
        return Ok(Changed::nothing(Assigned::NoSuch));
    };
    if let Some(theirs) = owned(&*tx, &[number]).await?.pop()
        && Some(&theirs) != taking_from
    {
        return Ok(Changed::nothing(Assigned::Owned(theirs)));
    }
    let Some((customer, contact)) = assignee(&tx, to, author).await? else {
        return Ok(Changed::nothing(Assigned::NoSuch));
    };
    let assignment = Assignment {
        number,
        customer: stands.customer,
        contact: stands.contact,
        registered_at: stands.registered_at,
        extension: stands.extension.clone(),
        to: (customer, contact),
        new_customer: matches!(to, Assignee::NewCustomer(_)),
        new_contact: matches!(to, Assignee::NewContact(..)),
    };
    let whose = customer.or(stands.customer).unwrap_or_default();
    let change = note(&tx, whose, What::Assigned, &assignment, author).await?;
    touch(&tx, [customer, stands.customer]).await?;
    let owner = Ownership {
        customer,
        contact,
        since: Since::IfNew(author.at),
        extension: None,
    };
    own(&tx, &BTreeMap::from([(number, owner)])).await?;
    let owner = owned(&*tx, &[number]).await?.pop();
    tx.commit().await?;
    found_by_now(store, [customer, stands.customer]).await?;
    Ok(Changed {
        answer: Assigned::Done {
            owner,
            undo: Undo { change },
        },
        numbers: vec![number],
    })
}

/// Customer and contact person; `None` when they are not there.
async fn assignee(
    tx: &Write,
    to: &Assignee,
    author: &Author,
) -> Result<Option<(Option<i64>, Option<i64>)>, StoreError> {
    let customer = match to {
        Assignee::Nobody => return Ok(Some((None, None))),
        Assignee::NewCustomer(name) => {
            let id = insert(tx, name, author).await?;
            note(tx, id, What::Created, &(), author).await?;
            return Ok(Some((Some(id), None)));
        }
        Assignee::Customer(id) | Assignee::Contact(id, _) | Assignee::NewContact(id, _) => *id,
    };
    let found = customer::Entity::find_by_id(customer.0).one(&**tx).await?;
    if found.is_none_or(|row| row.merged_into.is_some()) {
        return Ok(None);
    }
    let contact = match to {
        Assignee::Contact(_, contact) => {
            let found = contact_person::Entity::find_by_id(contact.0).one(&**tx).await?;
            match found.filter(|row| row.customer_id == customer.0) {
                Some(row) => Some(row.id),
                None => return Ok(None),
            }
        }
        Assignee::NewContact(_, name) => {
            let name = text::clean(name).into_owned();
            let sql =
                "INSERT INTO contact_persons (customer_id, name, search) VALUES ($1, $2, $3) RETURNING id";
            let search = normalise(&name);
            let rows = sql::rows(&**tx, sql, vec![customer.0.into(), name.into(), search.into()]).await?;
            rows.first().map(|row| row.try_get_by_index(0)).transpose()?
        }
        _ => None,
    };
    Ok(Some((Some(customer.0), contact)))
}

/// Somebody who has the card open has not seen this.
async fn touch(tx: &Write, customers: impl IntoIterator<Item = Option<i64>>) -> Result<(), StoreError> {
    for customer in customers.into_iter().flatten() {
        let sql = "UPDATE customers SET version = version + 1 WHERE id = $1";
        sql::execute(&**tx, sql, vec![customer.into()]).await?;
    }
    Ok(())
}

/// The directory learns of it.
async fn found_by_now(
    store: &Store,
    customers: impl IntoIterator<Item = Option<i64>>,
) -> Result<(), StoreError> {
    let ids: Vec<CustomerId> = customers.into_iter().flatten().map(CustomerId).collect();
    store.directory().refresh(store, &ids).await
}

/// Takes an assignment back, if it is the author's own, of late, and the number still stands as it left it. Tells
/// whether it did.
///
/// # Errors
/// When the database fails; then nothing is done.
pub async fn undo_assignment(
    store: &Store,
    undo: &Undo,
    author: &Author,
) -> Result<Changed<bool>, StoreError> {
    let tx = store.write().await?;
    let Some(noted) = noted(&tx, undo.change).await? else {
        return Ok(Changed::nothing(false));
    };
    let late = author.at.since(noted.at) > UNDO_FOR;
    if noted.what != What::Assigned || noted.author != author.id || late {
        return Ok(Changed::nothing(false));
    }
    let was: Assignment =
        serde_json::from_str(&noted.before).map_err(|e| StoreError::damaged(e.to_string()))?;
    let stand = standing(&tx, &[was.number]).await?;
    let as_left = |stands: &Standing| {
        (stands.customer, stands.contact) == was.to && was.to != (was.customer, was.contact)
    };
    if !stand.get(&was.number).is_some_and(as_left) {
        return Ok(Changed::nothing(false));
    }
    note(
        &tx,
        was.to.0.or(was.customer).unwrap_or_default(),
        What::AssignmentUndone,
        &undo.change,
        author,
    )
    .await?;
    let owner = Ownership {
        customer: was.customer,
        contact: was.contact,
        since: Since::Exactly(was.registered_at),
        extension: Some(was.extension.clone()),
    };
    own(&tx, &BTreeMap::from([(was.number, owner)])).await?;
    touch(&tx, [was.customer, was.to.0]).await?;
    remove_made(&tx, &was).await?;
    tx.commit().await?;
    found_by_now(store, [was.customer, was.to.0]).await?;
    Ok(Changed {
        answer: true,
        numbers: vec![was.number],
    })
}

/// What was made for the assignment and holds nothing else goes with it.
async fn remove_made(tx: &Write, was: &Assignment) -> Result<(), StoreError> {
    let made = [
        (was.new_contact, "contact_persons", "contact_person_id", was.to.1),
        (was.new_customer, "customers", "customer_id", was.to.0),
    ];
    for (new, table, column, id) in made {
        let Some(id) = id.filter(|_| new) else { continue };
        let contacts = match table {
            "customers" => {
                "AND NOT EXISTS (SELECT 1 FROM contact_persons p WHERE p.customer_id = customers.id)"
            }
            _ => "",
        };
        // A customer that somebody has edited since was not made for the number alone.
        let untouched = match table {
            "customers" => "AND version <= 3 AND note = '' AND email = '' AND address = ''",
            _ => "",
        };
        let sql = format!(
            "DELETE FROM {table} WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM numbers n WHERE n.{column} = {table}.id) \
             {contacts} {untouched}"
        );
        sql::execute(&**tx, sql, vec![Value::from(id)]).await?;
    }
    Ok(())
}
