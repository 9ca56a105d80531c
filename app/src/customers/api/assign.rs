//! Whose a number is.

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assigned, Assignee, ContactChoice, CustomerRow, OwnedNumber, Undo};
use call_journal_model::employee::CustomerId;

use crate::error::AppError;

/// Customers to choose from while one types, best first; of an empty text those of the latest calls.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "find_customers", input = Json, output = Json)]
pub async fn find_customers(text: String) -> Result<Vec<CustomerRow>, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_model::access::Mask;
    use call_journal_model::search::query_seen;
    use call_journal_store::customers::lookup;
    const MOST: usize = 8;
    let masked = viewer()?.masked;
    let text = query_seen(&text, masked);
    let mut found = lookup(&journal().0.store, &text, MOST).await.map_err(internal)?;
    if masked {
        found.mask();
    }
    Ok(found)
}

/// The contact persons of a customer, to choose from.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "contacts", input = Json, output = Json)]
pub async fn contacts(customer: CustomerId) -> Result<Vec<ContactChoice>, AppError> {
    use crate::service::{internal, journal, viewer};
    use call_journal_model::access::Mask;
    use call_journal_store::customers::contacts_of;
    let masked = viewer()?.masked;
    let mut found = contacts_of(&journal().0.store, customer)
        .await
        .map_err(internal)?;
    let numbers = found.iter_mut().filter_map(|choice| choice.number.as_mut());
    numbers.filter(|_| masked).for_each(Mask::mask);
    Ok(found)
}

/// Gives the number of `call` to somebody. It is taken from `taking_from` and from nobody else: who else has it is told
/// in the answer.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such call or it has no number, [`AppError::Invalid`] for a name that is empty
/// or too long.
#[server(endpoint = "assign", input = Json, output = Json)]
pub async fn assign(
    call: CallId,
    to: Assignee,
    taking_from: Option<OwnedNumber>,
) -> Result<Assigned, AppError> {
    use crate::service::{author, internal, journal, refuse, sees, viewer};
    use call_journal_model::access::Mask;
    use call_journal_store::customers::{assign_number, number_of_call};
    let journal = journal();
    let (author, masked) = (author(&journal)?, viewer()?.masked);
    sees(&journal, call).await?;
    let store = &journal.0.store;
    let to = named(to).ok_or_else(|| refuse(AppError::Invalid))?;
    let number = number_of_call(store, call).await.map_err(internal)?;
    let number = number.ok_or_else(|| refuse(AppError::NotFound))?;
    let mut changed = assign_number(store, number, &to, taking_from.as_ref(), &author)
        .await
        .map_err(internal)?;
    journal.0.changes.numbers(changed.numbers);
    if masked {
        changed.answer.mask();
    }
    Ok(changed.answer)
}

/// Takes a number, by its key, from a customer and gives it to somebody else, or to nobody.
///
/// # Errors
/// [`AppError::Invalid`] for a name that is empty or too long.
#[server(endpoint = "split_number", input = Json, output = Json)]
pub async fn split_number(from: CustomerId, phone: String, to: Assignee) -> Result<Assigned, AppError> {
    use crate::service::{author, internal, journal, refuse};
    use call_journal_model::phone::WrittenPhone;
    use call_journal_store::customers::split_number;
    let journal = journal();
    let author = author(&journal)?;
    let to = named(to).ok_or_else(|| refuse(AppError::Invalid))?;
    let Ok(phone) = WrittenPhone::read(&phone, &journal.0.region) else {
        return Ok(Assigned::NoSuch);
    };
    let changed = split_number(&journal.0.store, from, phone.key(), &to, &author)
        .await
        .map_err(internal)?;
    journal.0.changes.numbers(changed.numbers);
    Ok(changed.answer)
}

/// Takes an assignment back, if it is one's own, of late, and nobody changed it since. Tells whether it did.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "undo_assignment", input = Json, output = Json)]
pub async fn undo_assignment(undo: Undo) -> Result<bool, AppError> {
    use crate::service::{author, internal, journal};
    use call_journal_store::customers::undo_assignment;
    let journal = journal();
    let author = author(&journal)?;
    let changed = undo_assignment(&journal.0.store, &undo, &author)
        .await
        .map_err(internal)?;
    journal.0.changes.numbers(changed.numbers);
    Ok(changed.answer)
}

/// The assignee with a name on one line; `None` when a name is empty or too long.
#[cfg(feature = "ssr")]
fn named(to: Assignee) -> Option<Assignee> {
    use call_journal_model::customer::NAME_CHARACTERS;
    let one_line = |name: String| {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        (1..=NAME_CHARACTERS)
            .contains(&name.chars().count())
            .then_some(name)
    };
    Some(match to {
        Assignee::NewContact(customer, name) => Assignee::NewContact(customer, one_line(name)?),
        Assignee::NewCustomer(name) => Assignee::NewCustomer(one_line(name)?),
        to => to,
    })
}
