//! The comment of a call as it stands.

use sea_orm::entity::prelude::*;

/// The comment of a call as it stands.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    /// Call.
    #[sea_orm(primary_key, auto_increment = false)]
    pub call_id: i64,
    /// Empty: removed.
    pub text: String,
    /// Who wrote it last.
    pub author_id: Option<i64>,
    /// Their name then.
    pub author_name: String,
    /// ms UTC.
    pub at: i64,
    /// Grows with each change.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
