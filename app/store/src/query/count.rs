//! How many calls pass a filter: to a thousand at once, and all of them where somebody waits for that.

use call_journal_model::filter::{Filter, Order};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::Total;

use super::condition::{self, Question};
use super::newest::newest;
use super::{Viewer, ordered};
use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// Calls counted for a first page.
pub(super) const COUNTED: usize = 1_000;

/// Calls of a search that are counted at all: they are gone through one by one.
const MOST_FOUND: usize = 20_000;

/// A long count is as good as new for so long.
const FRESH: Millis = Millis(30_000);

/// How many calls pass the filter; more than a thousand as of half a minute ago at most, and of a search to 20 000.
pub async fn call_count(
    store: &Store,
    filter: &Filter,
    viewer: &Viewer,
    now: Timestamp,
) -> Result<Total, StoreError> {
    let any_order = Filter {
        order: Order::Newest,
        ..filter.clone()
    };
    let key = (any_order.to_query(), viewer.looking_for(filter));
    if let Some(total) = store.totals.get(&key, now, FRESH) {
        return Ok(total);
    }
    let question = condition::of(store, filter, viewer).await?;
    let few = to(store, &question, COUNTED).await?;
    if !few.more {
        return Ok(few);
    }
    let _turn = store.counting.lock().await;
    // Whoever was before may have counted the same.
    if let Some(total) = store.totals.get(&key, now, FRESH) {
        return Ok(total);
    }
    let total = match &question.found {
        Some(_) => to(store, &question, MOST_FOUND).await?,
        None => to(store, &question, usize::MAX).await?,
    };
    store.totals.put(key, total, now);
    Ok(total)
}

/// How many calls pass the filter, counted to `most`.
pub(super) async fn count_to(
    store: &Store,
    filter: &Filter,
    viewer: &Viewer,
    most: usize,
) -> Result<Total, StoreError> {
    let question = condition::of(store, filter, viewer).await?;
    to(store, &question, most).await
}

/// How many calls a question is about, counted to `most`.
pub(super) async fn to(store: &Store, question: &Question, most: usize) -> Result<Total, StoreError> {
    let counted = match &question.found {
        Some(found) => newest(store, question, found, None, most + 1).await?.len(),
        None => {
            let backend = store.db.get_database_backend();
            let (sql, values) = ordered::to_count(backend, question, most.saturating_add(1));
            let rows = sql::rows(&store.db, sql, values).await?;
            let counted: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
            usize::try_from(counted).unwrap_or(0)
        }
    };
    Ok(Total {
        calls: u32::try_from(counted.min(most)).unwrap_or(u32::MAX),
        more: counted > most,
    })
}
