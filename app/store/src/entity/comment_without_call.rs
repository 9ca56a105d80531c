//! A comment whose call is no longer made by the rules.

use sea_orm::entity::prelude::*;

/// A comment whose call is no longer made by the rules.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comments_without_call")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Source of the call.
    pub source_id: i64,
    /// Identity of the call.
    pub anchor: String,
    /// The text.
    pub text: String,
    /// Who wrote it.
    pub author_id: Option<i64>,
    /// Their name then.
    pub author_name: String,
    /// ms UTC.
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
