//! A customer.

use sea_orm::entity::prelude::*;

/// A customer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Shown.
    pub name: String,
    /// The name, normalised.
    pub search: String,
    /// Key in the system it was imported from.
    pub external_key: Option<String>,
    /// When it was created here, ms UTC.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
