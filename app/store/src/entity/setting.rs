//! A setting of the company.

use sea_orm::entity::prelude::*;

/// A setting of the company.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settings")]
pub struct Model {
    /// Its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// JSON.
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}
