//! The database of a rehearsal. What a batch concerns is copied there before the batch, unless it was before: then it
//! stands there as the rehearsal left it.

use std::collections::BTreeSet;

use sea_orm::sea_query::{InsertStatement, OnConflict};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryTrait};

use super::load::{Keys, Rows};
use crate::entity::{contact_person, customer, number};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};

/// Rows that are new in a rehearsal count from here, far from those that are copied.
const NEW_FROM: i64 = 1 << 40;

pub(super) struct Scratch(Store);

impl Scratch {
    pub(super) async fn new() -> Result<Scratch, StoreError> {
        let store = Store::scratch().await?;
        let tx = store.write().await?;
        for table in ["customers", "contact_persons", "numbers"] {
            let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)";
            sql::execute(&*tx, sql, vec![table.into(), NEW_FROM.into()]).await?;
        }
        tx.commit().await?;
        Ok(Scratch(store))
    }

    pub(super) fn store(&self) -> &Store {
        &self.0
    }

    /// Copies what a batch concerns out of the journal.
    pub(super) async fn fill(
        &mut self,
        journal: &Store,
        keys: &Keys,
        by_name: &BTreeSet<i64>,
    ) -> Result<&Store, StoreError> {
        let rows = Rows::read(&journal.db, keys, by_name).await?;
        let tx = self.0.write().await?;
        // A customer that was merged into another points to it without a foreign key: any order will do.
        for part in chunks(rows.customers, 15) {
            let models = part.into_iter().map(IntoActiveModel::into_active_model);
            unless_there(
                &tx,
                customer::Entity::insert_many::<customer::ActiveModel, _>(models).into_query(),
            )
            .await?;
        }
        for part in chunks(rows.contacts, 6) {
            let models = part.into_iter().map(IntoActiveModel::into_active_model);
            let insert = contact_person::Entity::insert_many::<contact_person::ActiveModel, _>(models);
            unless_there(&tx, insert.into_query()).await?;
        }
        for part in chunks(rows.numbers, 11) {
            let models = part.into_iter().map(IntoActiveModel::into_active_model);
            unless_there(
                &tx,
                number::Entity::insert_many::<number::ActiveModel, _>(models).into_query(),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(&self.0)
    }
}

fn chunks<T>(rows: Vec<T>, columns: usize) -> impl Iterator<Item = Vec<T>> {
    let size = sql::rows_of(columns);
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let part: Vec<T> = rows.by_ref().take(size).collect();
        (!part.is_empty()).then_some(part)
    })
}

async fn unless_there(tx: &Write, mut insert: InsertStatement) -> Result<(), StoreError> {
    insert.on_conflict(OnConflict::new().do_nothing().to_owned());
    tx.execute(&insert).await?;
    Ok(())
}
