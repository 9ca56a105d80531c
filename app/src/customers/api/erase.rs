//! Everything about a customer, deleted for good.

use leptos::prelude::server;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use call_journal_model::employee::CustomerId;

use crate::error::AppError;

/// What deleting came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EraseProtocol {
    /// Nothing is left.
    Done {
        /// So many calls went.
        calls: u64,
        /// So many recordings, as far as the journal keeps their files.
        recordings: u64,
        /// So many numbers.
        numbers: u64,
    },
    /// Nothing was done: so many calls must be kept.
    Held(u64),
    /// Nothing was done: another name was typed.
    OtherName,
}

/// Deletes a customer with all numbers, calls, comments and recordings. Whoever asks typed the customer's name.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such customer.
#[server(endpoint = "erase_customer", input = Json, output = Json)]
pub async fn erase_customer(id: CustomerId, name: String) -> Result<EraseProtocol, AppError> {
    use crate::service::{internal, journal, note, refuse};
    use call_journal_model::access::Deed;
    use call_journal_store::customers::customer_card;
    use call_journal_store::forgetting::{Erased, erase_customer};
    let journal = journal();
    let store = &journal.0.store;
    let card = customer_card(store, id, journal.0.zone).await.map_err(internal)?;
    let card = card.ok_or_else(|| refuse(AppError::NotFound))?;
    if card.fields.name.trim() != name.trim() {
        return Ok(EraseProtocol::OtherName);
    }
    let forgotten = match erase_customer(store, card.id).await.map_err(internal)? {
        Erased::Done(forgotten) => forgotten,
        Erased::Held(calls) => return Ok(EraseProtocol::Held(calls)),
        Erased::NoSuch => return Err(refuse(AppError::NotFound)),
    };
    let (calls, numbers) = (forgotten.calls, forgotten.numbers);
    let recordings = forgotten.recordings.len() as u64;
    journal.0.sounds.forget(forgotten.recordings);
    journal.0.changes.everything();
    // The protocol names nobody: only how much of whom, by a number that means nothing any more.
    let subject = format!(
        "#{}: calls {calls}, recordings {recordings}, numbers {numbers}",
        id.0
    );
    note(&journal, Deed::DataErased, &subject).await?;
    Ok(EraseProtocol::Done {
        calls,
        recordings,
        numbers,
    })
}
