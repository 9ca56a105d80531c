//! How far the import of a file got.

use sea_orm::entity::prelude::*;

/// How far the import of a file got.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    /// Identity of the file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: String,
    /// Bytes or rows done, as the importer counts them.
    pub position: i64,
    /// 1 when the end was reached.
    pub finished: i32,
    /// The importer's own notes, JSON.
    pub state: String,
}

impl ActiveModelBehavior for ActiveModel {}
