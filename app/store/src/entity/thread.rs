//! Events that belong together by their ties.

use sea_orm::entity::prelude::*;

/// Events that belong together by their ties.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "threads")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Source.
    pub source_id: i64,
    /// Grows with each change.
    pub version: i64,
    /// 1 until calls of this version are stored.
    pub dirty: i32,
    /// How many events it has: on merging, the larger thread stays.
    pub events: i64,
}

impl ActiveModelBehavior for ActiveModel {}
