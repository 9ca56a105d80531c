//! One fact that a PBX told; never changed but for its thread.

use sea_orm::entity::prelude::*;

/// One fact that a PBX told; never changed but for its thread.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Source.
    pub source_id: i64,
    /// 16 bytes that tell events of the source apart.
    pub identity: Vec<u8>,
    /// When, ms UTC.
    pub at: i64,
    /// Thread.
    pub thread_id: i64,
    /// Opaque here.
    pub payload: String,
}

impl ActiveModelBehavior for ActiveModel {}
