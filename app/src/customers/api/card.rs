//! The card: reading, saving, and what stands beside it.

use leptos::prelude::server;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use call_journal_model::call::CallId;
use call_journal_model::customer::{
    CallsBeside, CardFields, CardSaved, CommentOfCall, CustomerCard, CustomerRow, Owned,
};
use call_journal_model::employee::CustomerId;
use call_journal_model::view::{NumberText, PersonName};

use crate::error::AppError;

/// What the dialog of a new customer begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCard {
    /// The number of the call it was opened from.
    pub number: Option<NumberText>,
    /// The name that came with the call.
    pub caller_name: Option<String>,
    /// Calls with this number.
    pub beside: CallsBeside,
    /// Who can be the main manager.
    pub employees: Vec<PersonName>,
}

/// What the page of a customer shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardPage {
    /// The card.
    pub card: CustomerCard,
    /// Calls with it.
    pub beside: CallsBeside,
    /// Comments on these calls.
    pub comments: Vec<CommentOfCall>,
    /// Who can be the main manager.
    pub employees: Vec<PersonName>,
}

/// Calls that stand beside a card.
#[cfg(feature = "ssr")]
const BESIDE: u32 = 50;

/// What a new customer begins with, who calls or is called in `call`.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such call.
#[server(endpoint = "begin_card", input = Json, output = Json)]
pub async fn begin_card(call: Option<CallId>) -> Result<NewCard, AppError> {
    use crate::service::{employees, internal, journal, refuse, viewer};
    use call_journal_model::view::CallParty;
    use call_journal_store::customers::{Beside, calls_beside};
    use call_journal_store::query::call_summaries;
    let (journal, viewer) = (journal(), viewer()?);
    let store = &journal.0.store;
    let employees = employees(store).await?;
    let Some(call) = call else {
        return Ok(NewCard {
            number: None,
            caller_name: None,
            beside: CallsBeside::default(),
            employees,
        });
    };
    let found = call_summaries(store, &[call], &viewer).await.map_err(internal)?;
    let party = found.into_iter().next().map(|call| call.party);
    let party = party.ok_or_else(|| refuse(AppError::NotFound))?;
    Ok(NewCard {
        number: party.number().cloned(),
        caller_name: match party {
            CallParty::Unregistered { name, .. } => name,
            _ => None,
        },
        beside: calls_beside(store, Beside::NumberOf(call), BESIDE, &viewer)
            .await
            .map_err(internal)?,
        employees,
    })
}

/// The card of a customer and what stands beside it. Of one that was merged into another, that one's.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such customer.
#[server(endpoint = "card", input = Json, output = Json)]
pub async fn load_card(id: CustomerId) -> Result<CardPage, AppError> {
    use crate::service::{employees, internal, journal, refuse, viewer};
    use call_journal_model::access::Mask;
    use call_journal_store::customers::{Beside, calls_beside, comments_of_customer, customer_card};
    let (journal, viewer) = (journal(), viewer()?);
    let store = &journal.0.store;
    let card = customer_card(store, id, journal.0.zone).await.map_err(internal)?;
    let mut card = card.ok_or_else(|| refuse(AppError::NotFound))?;
    if viewer.masked {
        card.mask();
    }
    Ok(CardPage {
        beside: calls_beside(store, Beside::Customer(card.id), BESIDE, &viewer)
            .await
            .map_err(internal)?,
        comments: comments_of_customer(store, card.id, &viewer)
            .await
            .map_err(internal)?,
        employees: employees(store).await?,
        card,
    })
}

/// Saves a card. `seen`: which customer, and the version that the writer saw; `None`: a new one. Numbers of others are
/// taken only as far as `taking` says; what is refused, taken already or changed meanwhile is told in the answer.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such customer.
#[server(endpoint = "save_card", input = Json, output = Json)]
pub async fn save_card(
    seen: Option<(CustomerId, i64)>,
    fields: CardFields,
    taking: Owned,
) -> Result<CardSaved, AppError> {
    use crate::service::{author, internal, journal, refuse};
    use call_journal_store::customers::save_card;
    let journal = journal();
    let author = author(&journal)?;
    let card = match fields.check(&journal.0.region) {
        Ok(card) => card,
        Err(refused) => return Ok(CardSaved::Refused(refused)),
    };
    let saved = save_card(&journal.0.store, seen, &card, &taking, &author, journal.0.zone)
        .await
        .map_err(internal)?;
    let saved = saved.ok_or_else(|| refuse(AppError::NotFound))?;
    journal.0.changes.numbers(saved.numbers);
    Ok(saved.answer)
}

/// Customers whose name is like this one, best first.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "similar_customers", input = Json, output = Json)]
pub async fn similar_customers(name: String) -> Result<Vec<CustomerRow>, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_store::customers::similar;
    const MOST: usize = 4;
    viewer()?;
    similar(&journal().0.store, &name, MOST).await.map_err(internal)
}
