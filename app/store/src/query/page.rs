//! Pages of the journal, newest first, by keyset: the place is the last row shown, never a count of rows.

use call_journal_model::call::CallId;
use call_journal_model::filter::Filter;
use call_journal_model::time::Timestamp;
use call_journal_model::view::{CallPage, CallSummary, Cursor, PAGE_ROWS, Total};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Viewer, condition, rows};
use crate::entity::call;
use crate::error::StoreError;
use crate::store::Store;

/// Calls counted for a total.
const COUNTED: u64 = 1_000;

/// Rows of a page that reaches down to a given call.
const UNTIL_ROWS: u64 = 1_000;

/// The page after `cursor` (the first one without it). The total is counted for the first page only.
pub async fn call_page(
    store: &Store,
    filter: &Filter,
    cursor: Option<Cursor>,
    viewer: &Viewer,
) -> Result<CallPage, StoreError> {
    let passing = condition::of(&store.db, filter, viewer).await?;
    let calls = read(&store.db, after(passing.clone(), cursor), u64::from(PAGE_ROWS)).await?;
    let mut page = to_page(store, calls, u64::from(PAGE_ROWS), viewer).await?;
    if cursor.is_none() && !filter.is_default() {
        page.total = Some(count(&store.db, passing).await?);
    }
    Ok(page)
}

/// The rows from the newest down to the place `last` (that row included, at most 1000), so that a reload shows again
/// what was scrolled to.
pub async fn call_page_until(
    store: &Store,
    filter: &Filter,
    last: Cursor,
    viewer: &Viewer,
) -> Result<CallPage, StoreError> {
    let passing = condition::of(&store.db, filter, viewer).await?;
    let wanted = passing.clone().add(place().gte(place_of(last)));
    let calls = read(&store.db, wanted, UNTIL_ROWS).await?;
    let all = calls.len() as u64 <= UNTIL_ROWS;
    let mut page = to_page(store, calls, UNTIL_ROWS, viewer).await?;
    if all {
        let below = read(&store.db, after(passing.clone(), Some(last)), 0).await?;
        page.next = (!below.is_empty()).then_some(last);
    }
    if !filter.is_default() {
        page.total = Some(count(&store.db, passing).await?);
    }
    Ok(page)
}

/// How many calls pass the filter, counted to 1000 at most.
pub async fn call_count(store: &Store, filter: &Filter, viewer: &Viewer) -> Result<Total, StoreError> {
    let passing = condition::of(&store.db, filter, viewer).await?;
    count(&store.db, passing).await
}

/// Rows of these calls, newest first; those that are gone are left out.
pub async fn call_summaries(
    store: &Store,
    ids: &[CallId],
    viewer: &Viewer,
) -> Result<Vec<CallSummary>, StoreError> {
    let calls = call::Entity::find()
        .filter(call::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .order_by_desc(call::Column::StartedAt)
        .order_by_desc(call::Column::Id)
        .all(&store.db)
        .await?;
    rows::summaries(&store.db, calls, viewer.zone).await
}

/// `(started_at, id)`
fn place() -> Expr {
    Expr::tuple([
        Expr::col((call::Entity, call::Column::StartedAt)),
        Expr::col((call::Entity, call::Column::Id)),
    ])
}

fn place_of(cursor: Cursor) -> Expr {
    Expr::tuple([Expr::val(cursor.started_at.0), Expr::val(cursor.id.0)])
}

pub(super) fn cursor_of(call: &call::Model) -> Cursor {
    Cursor {
        started_at: Timestamp(call.started_at),
        id: CallId(call.id),
    }
}

/// Calls newest first, one more than `rows` if there is one.
pub(super) async fn read(
    db: &DatabaseConnection,
    condition: Condition,
    rows: u64,
) -> Result<Vec<call::Model>, StoreError> {
    Ok(call::Entity::find()
        .filter(condition)
        .order_by_desc(call::Column::StartedAt)
        .order_by_desc(call::Column::Id)
        .limit(rows + 1)
        .all(db)
        .await?)
}

/// The condition that continues after `cursor`.
pub(super) fn after(condition: Condition, cursor: Option<Cursor>) -> Condition {
    match cursor {
        Some(cursor) => condition.add(place().lt(place_of(cursor))),
        None => condition,
    }
}

async fn to_page(
    store: &Store,
    mut calls: Vec<call::Model>,
    limit: u64,
    viewer: &Viewer,
) -> Result<CallPage, StoreError> {
    let more = calls.len() as u64 > limit;
    calls.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = calls.last().filter(|_| more).map(cursor_of);
    Ok(CallPage {
        rows: rows::summaries(&store.db, calls, viewer.zone).await?,
        next,
        total: None,
        as_of: None,
    })
}

async fn count(db: &DatabaseConnection, condition: Condition) -> Result<Total, StoreError> {
    let some = Query::select()
        .expr(Expr::cust("1"))
        .from(call::Entity)
        .cond_where(condition)
        .limit(COUNTED + 1)
        .to_owned();
    let query = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from_subquery(some, "some")
        .to_owned();
    let counted: i64 = match db.query_one(&query).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    let counted = u64::try_from(counted).unwrap_or(0);
    Ok(Total {
        calls: u32::try_from(Ord::min(counted, COUNTED)).unwrap_or(u32::MAX),
        more: counted > COUNTED,
    })
}
