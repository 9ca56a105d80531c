//! Pages of the journal by keyset: the place is the last row shown, never a count of rows.

use std::collections::HashMap;

use call_journal_model::access::Reach;
use call_journal_model::call::CallId;
use call_journal_model::filter::{Filter, Order};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::{After, CallPage, CallSummary, Cursor, PAGE_ROWS, Total};
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Statement};

use super::condition::{self, Question};
use super::count::{self, COUNTED};
use super::newest::newest;
use super::{Viewer, is_within, ordered, rows, time};
use crate::entity::call;
use crate::error::StoreError;
use crate::sql::IN_LIST;
use crate::store::Store;

/// The page after `cursor` (the first one without it). The first page knows the total; of a search only whether there is more
/// than the page, for counting takes longer than finding: [`super::call_count`].
pub async fn call_page(
    store: &Store,
    filter: &Filter,
    cursor: Option<Cursor>,
    viewer: &Viewer,
) -> Result<CallPage, StoreError> {
    let question = condition::of(store, filter, viewer).await?;
    let rows = PAGE_ROWS as usize;
    let mut calls = read(store, &question, cursor, rows + 1).await?;
    let more = calls.len() > rows;
    calls.truncate(rows);
    let total = match &question.found {
        _ if cursor.is_some() || filter.is_default() => None,
        Some(_) => Some(Total {
            calls: u32::try_from(calls.len()).unwrap_or(PAGE_ROWS),
            more,
        }),
        None => Some(count::to(store, &question, COUNTED).await?),
    };
    let next = calls.last().filter(|_| more);
    let next = next.map(|call| cursor_of(question.order, call));
    Ok(CallPage {
        rows: rows::shown(&store.db, calls, viewer).await?,
        next,
        total,
        after: cursor,
        as_of: None,
    })
}

/// The place after which a list begins.
#[must_use]
pub fn place_of(after: After, filter: &Filter, zone: Tz) -> Option<Cursor> {
    let before = |at: Timestamp| Cursor {
        started_at: at,
        // No call has it.
        id: CallId(i64::MIN),
        talk: Millis(0),
    };
    match (after, filter.order) {
        (After::Row(cursor), _) => Some(cursor),
        (After::Day(day), Order::Newest) => Some(before(time::days(zone, day, day).1)),
        (After::Day(day), Order::Oldest) => Some(before(time::day_start(zone, day))),
        (After::Day(_), Order::LongestTalk) => None,
    }
}

/// Rows of these calls, newest first; those that are gone or that `viewer` does not see are left out.
pub async fn call_summaries(
    store: &Store,
    ids: &[CallId],
    viewer: &Viewer,
) -> Result<Vec<CallSummary>, StoreError> {
    let mut seen = Vec::with_capacity(ids.len());
    for id in ids {
        if viewer.sees == Reach::All || is_within(store, *id, &viewer.sees).await? {
            seen.push(id.0);
        }
    }
    let calls = call::Entity::find()
        .filter(call::Column::Id.is_in(seen))
        .order_by_desc(call::Column::StartedAt)
        .order_by_desc(call::Column::Id)
        .all(&store.db)
        .await?;
    rows::shown(&store.db, calls, viewer).await
}

pub(super) fn cursor_of(order: Order, call: &call::Model) -> Cursor {
    let talk = match order {
        Order::LongestTalk => call.talk_ms.unwrap_or(0),
        Order::Newest | Order::Oldest => 0,
    };
    Cursor {
        started_at: Timestamp(call.started_at),
        id: CallId(call.id),
        talk: Millis(talk),
    }
}

/// The `most` first calls after `cursor`.
pub(super) async fn read(
    store: &Store,
    question: &Question,
    cursor: Option<Cursor>,
    most: usize,
) -> Result<Vec<call::Model>, StoreError> {
    let Some(found) = &question.found else {
        let backend = store.db.get_database_backend();
        let index = ordered::index(question, most);
        let (sql, values) = ordered::statement(backend, question, index, "calls.*", cursor, most);
        let statement = Statement::from_sql_and_values(backend, sql, values);
        return Ok(call::Entity::find()
            .from_raw_sql(statement)
            .all(&store.db)
            .await?);
    };
    let places = match question.order {
        Order::Newest => newest(store, question, found, cursor, most).await?,
        Order::Oldest | Order::LongestTalk => ordered::read(store, question, found, cursor, most).await?,
    };
    let mut calls = HashMap::with_capacity(places.len());
    for part in places.chunks(IN_LIST) {
        let ids = part.iter().map(|place| place.id.0);
        let some = call::Entity::find()
            .filter(call::Column::Id.is_in(ids))
            .all(&store.db)
            .await?;
        calls.extend(some.into_iter().map(|call| (call.id, call)));
    }
    Ok(places
        .iter()
        .filter_map(|place| calls.remove(&place.id.0))
        .collect())
}
