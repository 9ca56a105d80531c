//! Server functions about the person who is looking.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::view::PersonName;

use crate::error::AppError;

/// All employees, by name, to choose from.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "employees", output = Json)]
pub async fn employees() -> Result<Vec<PersonName>, AppError> {
    use crate::service;
    service::employees(&service::journal().0.store).await
}
