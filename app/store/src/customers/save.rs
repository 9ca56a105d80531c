//! Saving a card: a new customer, or one that somebody saw and changed. All of it or nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use call_journal_model::customer::{CardSaved, CheckedCard, CheckedContact, Owned, OwnedNumber};
use call_journal_model::employee::CustomerId;
use call_journal_model::phone::WrittenPhone;
use call_journal_model::search::normalise;
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};

use super::assign::touch;
use super::card::{customer_card, fields, lines, owned};
use super::change::about_to_change;
use super::history::{What, note};
use super::ownership::{Ownership, Since, own, standing};
use super::{Changed, SavedCard};
use crate::calls::ensure_written;
use crate::comments::Author;
use crate::entity::{contact_person, customer, number};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};
use crate::text;

/// Saves a card. `seen`: which customer, and the version that the writer saw; `None`: a new one. Numbers of others are
/// taken only as far as `taking` says. `None` in the answer: there is no such customer.
///
/// # Errors
/// When the database fails; then nothing is saved.
pub async fn save_card(
    store: &Store,
    seen: Option<(CustomerId, i64)>,
    card: &CheckedCard,
    taking: &Owned,
    author: &Author,
    zone: Tz,
) -> Result<Option<SavedCard>, StoreError> {
    let tx = store.write().await?;
    let stands = match seen {
        None => None,
        Some((id, version)) => {
            let Some(row) = customer::Entity::find_by_id(id.0).one(&*tx).await? else {
                return Ok(None);
            };
            if row.version != version || row.merged_into.is_some() {
                drop(tx);
                let theirs = customer_card(store, id, zone).await?;
                return Ok(theirs.map(|card| Changed::nothing(CardSaved::Conflict(Box::new(card)))));
            }
            Some(row)
        }
    };
    let numbers = ensure_written(&tx, phones(card).map(|(_, phone)| phone)).await?;
    let ids = |phone: &WrittenPhone| numbers.written(phone).map(|row| row.id);
    let wanted: Vec<i64> = phones(card).filter_map(|(_, phone)| ids(phone)).collect();
    let others = others(&tx, &wanted, seen.map(|(id, _)| id)).await?;
    let agreed = match taking {
        Owned::Refuse => others.is_empty(),
        Owned::Move(agreed) => others.iter().all(|other| agreed.contains(other)),
    };
    if !agreed {
        return Ok(Some(Changed::nothing(CardSaved::Owned(others))));
    }

    let (id, what, before) = match &stands {
        Some(row) => (row.id, What::Edited, Some(fields(&*tx, row).await?)),
        None => (insert(&tx, &card.name, author).await?, What::Created, None),
    };
    note(&tx, id, what, &before, author).await?;
    let also_named = stands.map(|row| row.also_named).unwrap_or_default();
    update(&tx, id, card, &also_named).await?;
    let contacts = contacts(&tx, id, &card.contacts).await?;

    let mut owners: BTreeMap<i64, Ownership> = BTreeMap::new();
    let has = number::Entity::find().filter(number::Column::CustomerId.eq(id));
    for left in has.all(&*tx).await? {
        owners.insert(left.id, nobody());
    }
    for (contact, phone) in phones(card) {
        if let Some(number) = ids(phone) {
            let owner = Ownership {
                customer: Some(id),
                contact: contact.and_then(|at| contacts.get(at).copied()),
                since: Since::IfNew(author.at),
                extension: Some(phone.extension.clone().unwrap_or_default()),
            };
            owners.insert(number, owner);
        }
    }
    own(&tx, &owners).await?;
    remove_contacts(&tx, id, &contacts).await?;
    let lost: BTreeSet<i64> = others.iter().map(|other| other.customer.0).collect();
    touch(&tx, lost.into_iter().map(Some)).await?;
    let touched: Vec<CustomerId> = others
        .iter()
        .map(|other| other.customer)
        .chain([CustomerId(id)])
        .collect();
    let change = about_to_change(store);
    tx.commit().await?;
    change.done(store, &touched).await?;
    let saved = customer_card(store, CustomerId(id), zone).await?;
    let saved = saved.ok_or_else(|| StoreError::damaged("customers: a row vanished"))?;
    Ok(Some(Changed {
        answer: CardSaved::Done(Box::new(saved)),
        numbers: owners.into_keys().collect(),
    }))
}

fn nobody() -> Ownership {
    Ownership {
        customer: None,
        contact: None,
        since: Since::Exactly(None),
        extension: Some(String::new()),
    }
}

/// The numbers of a card, each with the place of its contact person.
fn phones(card: &CheckedCard) -> impl Iterator<Item = (Option<usize>, &WrittenPhone)> {
    let own = card.phones.iter().map(|phone| (None, phone));
    let theirs = card.contacts.iter().enumerate();
    let theirs = theirs.flat_map(|(at, contact)| contact.phones.iter().map(move |phone| (Some(at), phone)));
    own.chain(theirs)
}

/// Those of the numbers that belong to somebody else.
async fn others(
    tx: &Write,
    numbers: &[i64],
    customer: Option<CustomerId>,
) -> Result<Vec<OwnedNumber>, StoreError> {
    let stand = standing(tx, numbers).await?;
    let theirs: Vec<i64> = numbers
        .iter()
        .copied()
        .filter(|id| {
            let owner = stand.get(id).and_then(|stands| stands.customer);
            owner.is_some() && owner != customer.map(|id| id.0)
        })
        .collect();
    owned(&**tx, &theirs).await
}

/// A customer of this name.
pub(super) async fn insert(tx: &Write, name: &str, author: &Author) -> Result<i64, StoreError> {
    let name = text::clean(name).into_owned();
    let search = normalise(&name);
    let sql = "INSERT INTO customers (name, search, created_at) VALUES ($1, $2, $3) RETURNING id";
    let rows = sql::rows(&**tx, sql, vec![name.into(), search.into(), author.at.0.into()]).await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::damaged("customers: a row vanished"))?;
    Ok(row.try_get_by_index(0)?)
}

async fn update(tx: &Write, id: i64, card: &CheckedCard, also_named: &str) -> Result<(), StoreError> {
    let clean = |text: &str| Value::from(text::clean(text).into_owned());
    let sql = "UPDATE customers SET name = $1, search = $2, relations = $3, manager_id = CAST($4 AS BIGINT), \
               email = $5, address = $6, note = $7, version = version + 1 WHERE id = $8";
    let values: Vec<Value> = vec![
        clean(&card.name),
        clean(&search_text(&card.name, also_named)),
        clean(&card.relations.join("\n")),
        card.manager.map(|id| id.0).into(),
        clean(&card.email),
        clean(&card.address),
        clean(&card.note),
        id.into(),
    ];
    sql::execute(&**tx, sql, values).await?;
    Ok(())
}

/// By what a customer is found: its name and earlier ones, one a line.
pub(crate) fn search_text(name: &str, also_named: &str) -> String {
    let mut names = vec![normalise(name)];
    names.extend(lines(also_named).iter().map(|name| normalise(name)));
    names.join("\n")
}

/// Makes and changes the contact persons; gives their ids in the order of the card. An id that is not the customer's
/// stands for somebody new.
async fn contacts(tx: &Write, customer: i64, wanted: &[CheckedContact]) -> Result<Vec<i64>, StoreError> {
    let has = contact_person::Entity::find().filter(contact_person::Column::CustomerId.eq(customer));
    let mut has: HashSet<i64> = has.all(&**tx).await?.into_iter().map(|row| row.id).collect();
    let mut ids = Vec::with_capacity(wanted.len());
    for contact in wanted {
        let name = text::clean(&contact.name).into_owned();
        let search = normalise(&name);
        let values: Vec<Value> = vec![
            customer.into(),
            name.into(),
            search.into(),
            text::clean(&contact.position).into_owned().into(),
            text::clean(&contact.email).into_owned().into(),
        ];
        let known = contact.id.map(|id| id.0).filter(|id| has.remove(id));
        let (sql, values) = match known {
            Some(id) => (
                "UPDATE contact_persons SET customer_id = $1, name = $2, search = $3, position = $4, email = $5 \
                 WHERE id = $6 RETURNING id",
                values.into_iter().chain([id.into()]).collect(),
            ),
            None => (
                "INSERT INTO contact_persons (customer_id, name, search, position, email) \
                 VALUES ($1, $2, $3, $4, $5) RETURNING id",
                values,
            ),
        };
        let rows = sql::rows(&**tx, sql, values).await?;
        let row = rows
            .first()
            .ok_or_else(|| StoreError::damaged("contact_persons: a row vanished"))?;
        ids.push(row.try_get_by_index(0)?);
    }
    Ok(ids)
}

/// Removes contact persons that are not on the card any more; their numbers have new owners already.
async fn remove_contacts(tx: &Write, customer: i64, kept: &[i64]) -> Result<(), StoreError> {
    let has = contact_person::Entity::find().filter(contact_person::Column::CustomerId.eq(customer));
    let gone: Vec<i64> = has
        .all(&**tx)
        .await?
        .into_iter()
        .map(|row| row.id)
        .filter(|id| !kept.contains(id))
        .collect();
    for id in gone {
        sql::execute(
            &**tx,
            "DELETE FROM contact_persons WHERE id = $1",
            vec![id.into()],
        )
        .await?;
    }
    Ok(())
}
