//! A person at a customer.

use sea_orm::entity::prelude::*;

/// A person at a customer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_persons")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Customer.
    pub customer_id: i64,
    /// Shown.
    pub name: String,
    /// The name, normalised.
    pub search: String,
    /// What they do there.
    pub position: String,
    /// E-mail.
    pub email: String,
}

impl ActiveModelBehavior for ActiveModel {}
