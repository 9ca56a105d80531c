//! All customers, step by step, as a file has them.

use std::collections::HashMap;

use call_journal_model::customer::CardFields;
use call_journal_model::employee::CustomerId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::card::fields_of;
use crate::entity::{customer, employee};
use crate::error::StoreError;
use crate::store::Store;

/// Customers of one step.
const STEP: u64 = 500;

/// A customer to write into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Which.
    pub id: CustomerId,
    /// Key in the system it was imported from.
    pub external_key: Option<String>,
    /// The main manager's name.
    pub manager: Option<String>,
    /// The rest of the card; numbers as the screen shows them.
    pub fields: CardFields,
}

/// Customers that are worked with, from the one after `after` on, in the order in which they came in. Empty at the end.
///
/// # Errors
/// When the database fails.
pub async fn export_step(store: &Store, after: Option<CustomerId>) -> Result<Vec<Exported>, StoreError> {
    let rows = customer::Entity::find()
        .filter(customer::Column::Id.gt(after.map_or(0, |id| id.0)))
        .filter(customer::Column::MergedInto.is_null())
        .filter(customer::Column::ArchivedAt.is_null())
        .order_by_asc(customer::Column::Id)
        .limit(STEP)
        .all(&store.db)
        .await?;
    let managers = rows.iter().filter_map(|row| row.manager_id);
    let managers = employee::Entity::find().filter(employee::Column::Id.is_in(managers));
    let managers: HashMap<i64, String> = managers
        .all(&store.db)
        .await?
        .into_iter()
        .map(|employee| (employee.id, employee.name))
        .collect();
    let fields = fields_of(&store.db, &rows).await?;
    let exported = rows.into_iter().zip(fields).map(|(row, fields)| Exported {
        id: CustomerId(row.id),
        external_key: row.external_key,
        manager: row.manager_id.and_then(|id| managers.get(&id).cloned()),
        fields,
    });
    Ok(exported.collect())
}
