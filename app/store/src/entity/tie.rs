//! A name that events share: those with one belong together.

use sea_orm::entity::prelude::*;

/// A name that events share: those with one belong together.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ties")]
pub struct Model {
    /// Source.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_id: i64,
    /// The name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Thread.
    pub thread_id: i64,
}

impl ActiveModelBehavior for ActiveModel {}
