//! Whose an extension is.

use sea_orm::entity::prelude::*;

/// Whose an extension is.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "extensions")]
pub struct Model {
    /// The short number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub extension: String,
    /// Owner.
    pub employee_id: i64,
}

impl ActiveModelBehavior for ActiveModel {}
