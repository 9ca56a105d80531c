//! An audio file of a call.

use sea_orm::entity::prelude::*;

/// An audio file of a call.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recordings")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Call.
    pub call_id: i64,
    /// Order within the call.
    pub ord: i32,
    /// As the PBX named it.
    pub path: String,
    /// ms UTC.
    pub started_at: i64,
    /// Length, where known.
    pub duration_ms: Option<i64>,
    /// Whose talk.
    pub extension: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
