//! What the search box proposes while one types, and how many calls each proposal leads to.

use call_journal_model::access::Reach;
use call_journal_model::employee::EmployeeId;
use call_journal_model::filter::Filter;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::search::{query_seen, words_seen};
use call_journal_model::view::{Suggested, Suggestion};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Viewer;
use super::count::count_to;
use crate::customers::lookup;
use crate::entity::{employee, number};
use crate::error::StoreError;
use crate::store::Store;

/// Proposals of each kind.
const EACH: usize = 5;

/// Calls counted of each.
const COUNTED: usize = 100;

/// Customers, employees and numbers that all words of the filter's search are found in. Calls are counted under the rest of the
/// filter.
pub async fn suggestions(
    store: &Store,
    filter: &Filter,
    viewer: &Viewer,
) -> Result<Vec<Suggested>, StoreError> {
    let text = &filter.search;
    let words = words_seen(text, viewer.masked);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let named = query_seen(text, viewer.masked);
    let customers = match named.is_empty() {
        true => Vec::new(),
        false => lookup(store, &named, EACH).await?,
    };
    let mut found: Vec<Suggestion> = customers
        .into_iter()
        .map(|row| Suggestion::Customer {
            id: row.id,
            name: row.name,
            found_by: row.found_by,
        })
        .collect();
    // Some numbers have no form that can be filtered by.
    let (employees, numbers) = store.finder().like(store, &words, 4 * EACH).await?;
    found.extend(of_employees(store, &employees).await?);
    if !viewer.masked {
        found.extend(of_numbers(store, &numbers).await?);
    }
    let mut suggested = Vec::with_capacity(found.len());
    for what in found {
        let filter = what.narrow(filter);
        let calls = count_to(store, &filter, viewer, COUNTED).await?;
        // Whoever does not see all calls learns nothing of parties whose calls they do not see.
        if calls.calls > 0 || viewer.sees == Reach::All {
            suggested.push(Suggested { what, calls });
        }
    }
    Ok(suggested)
}

/// In the order of `ids`.
async fn of_employees(store: &Store, ids: &[i64]) -> Result<Vec<Suggestion>, StoreError> {
    let rows = employee::Entity::find()
        .filter(employee::Column::Id.is_in(ids.iter().copied()))
        .all(&store.db)
        .await?;
    let of = |id: &i64| rows.iter().find(|row| row.id == *id);
    let suggestion = |row: &employee::Model| Suggestion::Employee {
        id: EmployeeId(row.id),
        name: row.name.clone(),
    };
    Ok(ids.iter().filter_map(of).map(suggestion).take(EACH).collect())
}

/// In the order of `ids`.
async fn of_numbers(store: &Store, ids: &[i64]) -> Result<Vec<Suggestion>, StoreError> {
    let rows = number::Entity::find()
        .filter(number::Column::Id.is_in(ids.iter().copied()))
        .all(&store.db)
        .await?;
    let of = |id: &i64| rows.iter().find(|row| row.id == *id);
    let suggestion = |row: &number::Model| {
        Some(Suggestion::Number {
            number: PhoneNumber::from_e164(row.e164.as_deref()?)?,
            display: row.display.clone(),
        })
    };
    Ok(ids
        .iter()
        .filter_map(of)
        .filter_map(suggestion)
        .take(EACH)
        .collect())
}
