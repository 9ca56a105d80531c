//! Taking an assignment back, for a while.

use std::collections::BTreeMap;

use call_journal_model::customer::Undo;
use call_journal_model::time::Millis;
use sea_orm::{EntityTrait, Value};

use super::Changed;
use super::assign::{Assignment, commit, touch};
use super::history::{What, note, noted};
use super::ownership::{Ownership, Since, Standing, own, standing};
use crate::comments::Author;
use crate::entity::{contact_person, customer};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};

/// How long an assignment can be taken back: the button is there for ten seconds, and requests may be slow.
const UNDO_FOR: Millis = Millis(60_000);

/// Takes an assignment back, if it is the author's own, of late, the number still stands as it left it, and whoever had
/// it is still there. Tells whether it did.
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
    if !stand.get(&was.number).is_some_and(as_left) || !is_there(&tx, was.customer, was.contact).await? {
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
    commit(store, tx, [was.customer, was.to.0]).await?;
    Ok(Changed {
        answer: true,
        numbers: vec![was.number],
    })
}

/// Whether whoever had the number could have it again: since then the customer may have become a part of another, and
/// the contact person may have been taken off the card.
async fn is_there(tx: &Write, customer: Option<i64>, contact: Option<i64>) -> Result<bool, StoreError> {
    let Some(customer) = customer else {
        return Ok(true);
    };
    let found = customer::Entity::find_by_id(customer).one(&**tx).await?;
    if found.is_none_or(|row| row.merged_into.is_some()) {
        return Ok(false);
    }
    let Some(contact) = contact else {
        return Ok(true);
    };
    let found = contact_person::Entity::find_by_id(contact).one(&**tx).await?;
    Ok(found.is_some_and(|row| row.customer_id == customer))
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
