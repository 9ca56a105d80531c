//! The name of a queue, menu or group.

use sea_orm::entity::prelude::*;

/// The name of a queue, menu or group.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "places")]
pub struct Model {
    /// What it is (`crate::codes`).
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: i32,
    /// Number or name in the PBX.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    /// Shown.
    pub name: String,
}

impl ActiveModelBehavior for ActiveModel {}
