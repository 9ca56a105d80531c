//! An employee.

use sea_orm::entity::prelude::*;

/// An employee.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "employees")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Shown.
    pub name: String,
    /// The name, normalised.
    pub search: String,
    /// Key in the configuration.
    pub external_key: Option<String>,
    /// 1 for an extension seen in calls that nobody has claimed.
    pub learnt: i32,
}

impl ActiveModelBehavior for ActiveModel {}
