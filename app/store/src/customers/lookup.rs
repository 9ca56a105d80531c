//! Stub.
use call_journal_model::customer::{ContactChoice, CustomerPage, CustomerRow};
use call_journal_model::employee::CustomerId;
use crate::error::StoreError;
use crate::store::Store;
/// Stub.
pub async fn lookup(_: &Store, _: &str, _: usize) -> Result<Vec<CustomerRow>, StoreError> { Ok(vec![]) }
/// Stub.
pub async fn similar(_: &Store, _: &str, _: usize) -> Result<Vec<CustomerRow>, StoreError> { Ok(vec![]) }
/// Stub.
pub async fn list(_: &Store, _: &str, _: bool, _: u32) -> Result<CustomerPage, StoreError> { Ok(CustomerPage::default()) }
/// Stub.
pub async fn contacts_of(_: &Store, _: CustomerId) -> Result<Vec<ContactChoice>, StoreError> { Ok(vec![]) }
