//! Giving one number to somebody, from a call. Taking that back is `undo`'s.

use std::collections::BTreeMap;

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assigned, Assignee, OwnedNumber, Undo};
use call_journal_model::employee::CustomerId;
use call_journal_model::search::normalise;
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

use super::Changed;
use super::card::owned;
use super::change::about_to_change;
use super::history::{What, note};
use super::ownership::{Ownership, Since, own, standing};
use super::save::insert;
use crate::comments::Author;
use crate::entity::{call, contact_person, customer};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};
use crate::text;

/// An assignment as the history keeps it: how it was, and what was made for it.
#[derive(Serialize, Deserialize)]
pub(super) struct Assignment {
    pub(super) number: i64,
    pub(super) customer: Option<i64>,
    pub(super) contact: Option<i64>,
    pub(super) registered_at: Option<i64>,
    pub(super) extension: String,
    /// Whose it became.
    pub(super) to: (Option<i64>, Option<i64>),
    pub(super) new_customer: bool,
    pub(super) new_contact: bool,
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
    commit(store, tx, [customer, stands.customer]).await?;
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
pub(super) async fn touch(
    tx: &Write,
    customers: impl IntoIterator<Item = Option<i64>>,
) -> Result<(), StoreError> {
    for customer in customers.into_iter().flatten() {
        let sql = "UPDATE customers SET version = version + 1 WHERE id = $1";
        sql::execute(&**tx, sql, vec![customer.into()]).await?;
    }
    Ok(())
}

/// Commits; the directory learns of it.
pub(super) async fn commit(
    store: &Store,
    tx: Write,
    customers: impl IntoIterator<Item = Option<i64>>,
) -> Result<(), StoreError> {
    let ids: Vec<CustomerId> = customers.into_iter().flatten().map(CustomerId).collect();
    let change = about_to_change(store);
    tx.commit().await?;
    change.done(store, &ids).await
}
