//! The name of a line.

use sea_orm::entity::prelude::*;

/// The name of a line.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lines")]
pub struct Model {
    /// DID or trunk.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: String,
    /// Shown.
    pub name: Option<String>,
    /// «Канал привлечения»
    pub channel: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
