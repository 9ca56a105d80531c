//! Two customers that are one, a number that is somebody else's, and customers that are no longer worked with. Nothing is
//! deleted.

use std::collections::BTreeMap;

use call_journal_model::customer::{Assigned, Assignee};
use call_journal_model::employee::CustomerId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};

use super::Changed;
use super::assign::assign_number;
use super::card::{fields, lines, owned};
use super::change::about_to_change;
use super::history::{What, note};
use super::ownership::{Ownership, Since, own};
use super::save::search_text;
use crate::comments::Author;
use crate::entity::{customer, number};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};

/// What merging came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    /// They are one.
    Done,
    /// One of them is not there, was merged already, or they are the same.
    NoSuch,
}

/// Makes `from` a part of `into`: its numbers, contact persons, names and note go there, and with the numbers the calls.
/// What both have filled in stays as `into` has it. `from` is kept, as a pointer to `into`.
///
/// # Errors
/// When the database fails; then nothing is done.
pub async fn merge_customers(
    store: &Store,
    from: CustomerId,
    into: CustomerId,
    author: &Author,
) -> Result<Changed<Merged>, StoreError> {
    let tx = store.write().await?;
    let both = (alive(&tx, from).await?, alive(&tx, into).await?);
    let (Some(gone), Some(heir)) = both else {
        return Ok(Changed::nothing(Merged::NoSuch));
    };
    if from == into {
        return Ok(Changed::nothing(Merged::NoSuch));
    }
    let before = (fields(&*tx, &heir).await?, fields(&*tx, &gone).await?, gone.id);
    note(&tx, into.0, What::Merged, &before, author).await?;

    let has = number::Entity::find().filter(number::Column::CustomerId.eq(gone.id));
    let owners: BTreeMap<i64, Ownership> = has
        .all(&*tx)
        .await?
        .into_iter()
        .map(|number| {
            let owner = Ownership {
                customer: Some(heir.id),
                contact: number.contact_person_id,
                since: Since::Exactly(number.registered_at),
                extension: None,
            };
            (number.id, owner)
        })
        .collect();
    let sql = "UPDATE contact_persons SET customer_id = $1 WHERE customer_id = $2";
    sql::execute(&*tx, sql, vec![heir.id.into(), gone.id.into()]).await?;
    own(&tx, &owners).await?;

    // A key leads an import to the heir even if the heir has one of its own: `merged_into`.
    let sql = "UPDATE customers SET merged_into = $1, archived_at = $2, version = version + 1 \
               WHERE id = $3 OR merged_into = $3";
    sql::execute(
        &*tx,
        sql,
        vec![heir.id.into(), author.at.0.into(), gone.id.into()],
    )
    .await?;
    join(&tx, &heir, &gone).await?;
    let change = about_to_change(store);
    tx.commit().await?;
    change.done(store, &[from, into]).await?;
    Ok(Changed {
        answer: Merged::Done,
        numbers: owners.into_keys().collect(),
    })
}

/// A customer that was not merged into another.
async fn alive(tx: &Write, id: CustomerId) -> Result<Option<customer::Model>, StoreError> {
    let found = customer::Entity::find_by_id(id.0).one(&**tx).await?;
    Ok(found.filter(|row| row.merged_into.is_none()))
}

/// Writes what the heir takes over from the other's card.
async fn join(tx: &Write, heir: &customer::Model, gone: &customer::Model) -> Result<(), StoreError> {
    let distinct = |first: &str, then: &[&str]| {
        let mut all = lines(first);
        for line in then.iter().flat_map(|text| text.lines()) {
            if !all.iter().any(|known| known == line) {
                all.push(line.to_owned());
            }
        }
        all.join("\n")
    };
    let either = |mine: &str, theirs: &str| if mine.is_empty() { theirs } else { mine }.to_owned();
    let also_named = distinct(&heir.also_named, &[&gone.name, &gone.also_named]);
    // Whatever `either` leaves out is kept in the note: a person wrote it.
    let mut note = heir.note.clone();
    let lost = [(&heir.email, &gone.email), (&heir.address, &gone.address)];
    let lost = lost
        .iter()
        .filter(|(mine, theirs)| !mine.is_empty() && mine != theirs);
    for text in std::iter::once(&gone.note).chain(lost.map(|(_, theirs)| *theirs)) {
        if !text.is_empty() && !note.contains(text.as_str()) {
            note = [note.as_str(), text].join(if note.is_empty() { "" } else { "\n" });
        }
    }
    let sql = "UPDATE customers SET also_named = $1, search = $2, relations = $3, \
               manager_id = CAST($4 AS BIGINT), email = $5, address = $6, note = $7, version = version + 1 WHERE id = $8";
    let values: Vec<Value> = vec![
        also_named.clone().into(),
        search_text(&heir.name, &also_named).into(),
        distinct(&heir.relations, &[&gone.relations]).into(),
        heir.manager_id.or(gone.manager_id).into(),
        either(&heir.email, &gone.email).into(),
        either(&heir.address, &gone.address).into(),
        note.into(),
        heir.id.into(),
    ];
    sql::execute(&**tx, sql, values).await?;
    Ok(())
}

/// Takes a number, by its key, from the customer who has it and gives it to `to`.
///
/// # Errors
/// When the database fails; then nothing is done.
pub async fn split_number(
    store: &Store,
    from: CustomerId,
    key: &str,
    to: &Assignee,
    author: &Author,
) -> Result<Changed<Assigned>, StoreError> {
    let found = number::Entity::find()
        .filter(number::Column::Key.eq(key))
        .filter(number::Column::CustomerId.eq(from.0))
        .one(&store.db)
        .await?;
    let Some(row) = found else {
        return Ok(Changed::nothing(Assigned::NoSuch));
    };
    let stands = owned(&store.db, &[row.id]).await?.pop();
    assign_number(store, row.id, to, stands.as_ref(), author).await
}

/// Archives a customer, or takes it back into work: it is proposed no more, its calls keep its name. Tells whether it is
/// there.
///
/// # Errors
/// When the database fails; then nothing is done.
pub async fn archive_customer(
    store: &Store,
    id: CustomerId,
    archived: bool,
    author: &Author,
) -> Result<bool, StoreError> {
    let tx = store.write().await?;
    let Some(row) = alive(&tx, id).await? else {
        return Ok(false);
    };
    if row.archived_at.is_some() == archived {
        return Ok(true);
    }
    let what = if archived { What::Archived } else { What::Restored };
    note(&tx, id.0, what, &(), author).await?;
    let sql = "UPDATE customers SET archived_at = CAST($1 AS BIGINT), version = version + 1 WHERE id = $2";
    let at = archived.then_some(author.at.0);
    sql::execute(&*tx, sql, vec![at.into(), id.0.into()]).await?;
    let change = about_to_change(store);
    tx.commit().await?;
    change.done(store, &[id]).await?;
    Ok(true)
}
