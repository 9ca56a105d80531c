//! A change of a customer's card.

use sea_orm::entity::prelude::*;

/// A change of a customer's card.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_changes")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Customer; kept when the customer was merged into another.
    pub customer_id: i64,
    /// What was done: `crate::codes`.
    pub what: i32,
    /// The card as it stood, as JSON; empty for a new one.
    pub before: String,
    /// Who did it.
    pub author_id: Option<i64>,
    /// Their name then.
    pub author_name: String,
    /// ms UTC.
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
