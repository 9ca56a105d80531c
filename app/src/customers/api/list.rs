//! The list, and what is done to whole customers.

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::customer::CustomerPage;
use call_journal_model::employee::CustomerId;

use crate::error::AppError;

/// A page of the customers whose names or numbers all words of `text` are found in, by name.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "customers", input = Json, output = Json)]
pub async fn list_customers(text: String, archived: bool, from: u32) -> Result<CustomerPage, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_model::access::Mask;
    use call_journal_model::search::query_seen;
    use call_journal_store::customers::list;
    let masked = viewer()?.masked;
    let text = query_seen(&text, masked);
    let mut page = list(&journal().0.store, &text, archived, from)
        .await
        .map_err(internal)?;
    if masked {
        page.rows.mask();
    }
    Ok(page)
}

/// Makes one customer a part of another; nothing is lost.
///
/// # Errors
/// [`AppError::NotFound`] when one of them is not there, was merged already, or they are the same.
#[server(endpoint = "merge_customers", input = Json, output = Json)]
pub async fn merge_customers(from: CustomerId, into: CustomerId) -> Result<(), AppError> {
    use crate::service::{author, internal, journal, refuse};
    use call_journal_store::customers::{Merged, merge_customers};
    let journal = journal();
    let author = author(&journal)?;
    let changed = merge_customers(&journal.0.store, from, into, &author)
        .await
        .map_err(internal)?;
    journal.0.changes.numbers(changed.numbers);
    match changed.answer {
        Merged::Done => Ok(()),
        Merged::NoSuch => Err(refuse(AppError::NotFound)),
    }
}

/// Archives a customer, or takes it back into work.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such customer.
#[server(endpoint = "archive_customer", input = Json, output = Json)]
pub async fn archive_customer(id: CustomerId, archived: bool) -> Result<(), AppError> {
    use crate::service::{author, internal, journal, refuse};
    use call_journal_store::customers::archive_customer;
    let journal = journal();
    let author = author(&journal)?;
    let found = archive_customer(&journal.0.store, id, archived, &author)
        .await
        .map_err(internal)?;
    found.then_some(()).ok_or_else(|| refuse(AppError::NotFound))
}
