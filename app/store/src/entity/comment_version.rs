//! A comment as it once stood.

use sea_orm::entity::prelude::*;

/// A comment as it once stood.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment_versions")]
pub struct Model {
    /// Call.
    #[sea_orm(primary_key, auto_increment = false)]
    pub call_id: i64,
    /// Version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// Empty: removed.
    pub text: String,
    /// Who wrote it.
    pub author_id: Option<i64>,
    /// Their name then.
    pub author_name: String,
    /// ms UTC.
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
