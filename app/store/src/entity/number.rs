//! An outside number.

use sea_orm::entity::prelude::*;

/// An outside number.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "numbers")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The E.164 form, or what the PBX wrote.
    #[sea_orm(unique)]
    pub key: String,
    /// `+74951234567`
    pub e164: Option<String>,
    /// `+7 (495) 123-45-67`
    pub display: String,
    /// Digits alone, for the search.
    pub digits: String,
    /// Owner.
    pub customer_id: Option<i64>,
    /// Whose at the customer.
    pub contact_person_id: Option<i64>,
    /// Since when it belongs to a customer, ms UTC; the least value: since always.
    pub registered_at: Option<i64>,
    /// 1 while its party waits to be settled.
    pub dirty: i32,
    /// Dialled after the number is answered: `12` of «доб. 12».
    pub extension: String,
    /// 1 while its calls do not name its owner yet.
    pub relink: i32,
}

impl ActiveModelBehavior for ActiveModel {}
