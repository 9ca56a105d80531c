//! An employee of a call.

use sea_orm::entity::prelude::*;

/// An employee of a call.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call_employees")]
pub struct Model {
    /// Call.
    #[sea_orm(primary_key, auto_increment = false)]
    pub call_id: i64,
    /// Order within the call.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ord: i32,
    /// `crate::codes`
    pub role: i32,
    /// Extension.
    pub extension: String,
    /// Its owner, repeated here for the index.
    pub employee_id: i64,
    /// The call's start, repeated here for the index.
    pub started_at: i64,
    /// Time this employee talked.
    pub talk_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
