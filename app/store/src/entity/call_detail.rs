//! The parts of a call that only the panel and the export read.

use sea_orm::entity::prelude::*;

/// The parts of a call that only the panel and the export read.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call_details")]
pub struct Model {
    /// Call.
    #[sea_orm(primary_key, auto_increment = false)]
    pub call_id: i64,
    /// JSON list of the source's ids.
    pub source_ids: String,
    /// JSON list of extensions.
    pub rang: String,
    /// JSON list of talks.
    pub talks: String,
    /// JSON list of legs.
    pub legs: String,
}

impl ActiveModelBehavior for ActiveModel {}
