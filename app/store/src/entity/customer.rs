//! A customer.

use sea_orm::entity::prelude::*;

/// A customer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Shown.
    pub name: String,
    /// The name and the names of `also_named`, normalised, one a line.
    pub search: String,
    /// Key in the system it was imported from.
    pub external_key: Option<String>,
    /// When it was created here, ms UTC.
    pub created_at: i64,
    /// Names of customers that were merged into this one, one a line.
    pub also_named: String,
    /// What it is to the company («Клиент»), one a line.
    pub relations: String,
    /// The employee who looks after it.
    pub manager_id: Option<i64>,
    /// E-mail.
    pub email: String,
    /// Address.
    pub address: String,
    /// What to know before taking the phone.
    pub note: String,
    /// When it was archived, ms UTC.
    pub archived_at: Option<i64>,
    /// The customer that has its numbers and contact persons now.
    pub merged_into: Option<i64>,
    /// Goes up with each change of the card.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
