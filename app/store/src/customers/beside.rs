//! What stands beside a card: calls with what they add up to, and the comments on them. And which calls a moved number
//! takes along, for those who look at them now.

use call_journal_model::access::Reach;
use call_journal_model::call::{CallId, Direction};
use call_journal_model::customer::{CallsBeside, CommentOfCall, CustomerFigures};
use call_journal_model::employee::CustomerId;
use call_journal_model::status::Status;
use call_journal_model::time::Timestamp;

use crate::codes;
use crate::error::StoreError;
use crate::query::access::of_these;
use crate::query::clause::Clause;
use crate::query::time::local;
use crate::query::{Viewer, call_summaries};
use crate::sql::{self, IN_LIST};
use crate::store::Store;

/// Calls that are told one by one.
const LATEST: usize = 500;
/// Comments beside a card.
const COMMENTS: usize = 50;

/// Whose calls stand beside a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// A customer's.
    Customer(CustomerId),
    /// Those of the number that this call is from or to.
    NumberOf(CallId),
}

/// The newest calls and what all add up to.
///
/// # Errors
/// When the database fails.
pub async fn calls_beside(
    store: &Store,
    whose: Beside,
    most: u32,
    viewer: &Viewer,
) -> Result<CallsBeside, StoreError> {
    let mut clause = Clause::default();
    clause.and("calls.direction < 2");
    let condition = match whose {
        Beside::Customer(id) => format!("calls.customer_id = {}", clause.bind(id.0)),
        Beside::NumberOf(call) => format!(
            "calls.number_id = (SELECT number_id FROM calls c WHERE c.id = {})",
            clause.bind(call.0)
        ),
    };
    clause.and(&condition);
    within(&mut clause, &viewer.sees);
    let sql = format!(
        "SELECT id FROM calls WHERE {} ORDER BY started_at DESC, id DESC LIMIT {most}",
        clause.text()
    );
    let rows = sql::rows(&store.db, sql, clause.clone().into_values()).await?;
    let ids = rows
        .iter()
        .map(|row| Ok(CallId(row.try_get_by_index(0)?)))
        .collect::<Result<Vec<CallId>, StoreError>>()?;
    let calls = call_summaries(store, &ids, viewer).await?;
    let sql = format!(
        "SELECT direction, status, COUNT(*), CAST(COALESCE(SUM(talk_ms), 0) AS BIGINT) FROM calls \
         WHERE {} GROUP BY direction, status",
        clause.text()
    );
    let mut figures = CustomerFigures::default();
    for row in sql::rows(&store.db, sql, clause.into_values()).await? {
        let count: i64 = row.try_get_by_index(2)?;
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let talked: i64 = row.try_get_by_index(3)?;
        figures.calls += count;
        figures.talked_ms += talked;
        match codes::to_direction(row.try_get_by_index(0)?)? {
            Direction::In => figures.incoming += count,
            Direction::Out => figures.outgoing += count,
            Direction::Internal => {}
        }
        match codes::to_status(row.try_get_by_index(1)?)? {
            Status::NoAnswer => figures.missed += count,
            Status::Lost => {
                figures.missed += count;
                figures.lost += count;
            }
            _ => {}
        }
    }
    Ok(CallsBeside { calls, figures })
}

fn within(clause: &mut Clause, reach: &Reach) {
    if let Reach::Of(whose) = reach {
        let these = of_these(clause, whose);
        clause.and(&these);
    }
}

/// The latest comments on those of a customer's calls that `viewer` sees, newest call first.
///
/// # Errors
/// When the database fails.
pub async fn comments_of_customer(
    store: &Store,
    customer: CustomerId,
    viewer: &Viewer,
) -> Result<Vec<CommentOfCall>, StoreError> {
    let mut clause = Clause::default();
    let place = clause.bind(customer.0);
    clause.and(&format!("calls.customer_id = {place} AND m.text <> ''"));
    within(&mut clause, &viewer.sees);
    let sql = format!(
        "SELECT calls.id, calls.started_at, m.author_name, m.text FROM calls JOIN comments m ON m.call_id = calls.id \
         WHERE {} ORDER BY calls.started_at DESC, calls.id DESC LIMIT {COMMENTS}",
        clause.text()
    );
    let rows = sql::rows(&store.db, sql, clause.into_values()).await?;
    rows.iter()
        .map(|row| {
            Ok(CommentOfCall {
                call: CallId(row.try_get_by_index(0)?),
                started: local(viewer.zone, Timestamp(row.try_get_by_index(1)?)),
                author: row.try_get_by_index(2)?,
                text: row.try_get_by_index(3)?,
            })
        })
        .collect()
}

/// The latest calls of these numbers, and whether there are more.
///
/// # Errors
/// When the database fails.
pub async fn latest_calls(store: &Store, numbers: &[i64]) -> Result<(Vec<CallId>, bool), StoreError> {
    let mut found: Vec<(i64, i64)> = Vec::new();
    for part in numbers.chunks(IN_LIST) {
        let sql = format!(
            "SELECT started_at, id FROM calls WHERE number_id IN ({}) ORDER BY started_at DESC, id DESC LIMIT {}",
            sql::list(part.len(), 1),
            LATEST + 1
        );
        for row in sql::rows(&store.db, sql, sql::ids(part)).await? {
            found.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    let more = found.len() > LATEST;
    found.truncate(LATEST);
    Ok((found.into_iter().map(|(_, id)| CallId(id)).collect(), more))
}
