//! Writing the rows of calls and of their details.

use std::collections::HashMap;
use std::sync::LazyLock;

use call_journal_model::call::{Call, CallId, Talk};
use call_journal_model::settle::{CallFacts, Rules, settle};
use call_journal_model::status::{Settled, Why};
use call_journal_model::time::Millis;
use call_journal_model::window::Window;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, Value};

use super::numbers::{NumberRow, Numbers};
use super::{Incoming, json};
use crate::codes::{self, SettledColumns};
use crate::entity::call_detail;
use crate::error::StoreError;
use crate::sql;
use crate::store::Write;
use crate::text;

/// Columns that the events alone decide.
const OWN: [&str; 20] = [
    "source_id",
    "anchor",
    "thread_id",
    "content",
    "direction",
    "number_id",
    "customer_id",
    "number_as_sent",
    "caller_name",
    "caller",
    "dialled",
    "line",
    "started_at",
    "answered_at",
    "ended_at",
    "outcome",
    "talk_ms",
    "talking_since",
    "rang_last_kind",
    "rang_last",
];

/// Columns that the rules decide.
pub(crate) const SETTLED: [&str; 9] = [
    "status",
    "reason",
    "attention",
    "first_contact",
    "window_closes_at",
    "why",
    "why_call_id",
    "why_at",
    "why_flag",
];

/// The end of the statement. What was settled stays until `settle` looks again, unless it became plainly wrong.
static ON_CONFLICT: LazyLock<String> = LazyLock::new(|| {
    let own = OWN.iter().skip(2).map(|c| format!("{c} = excluded.{c}"));
    let settled = SETTLED.iter().map(|c| {
        format!(
            "{c} = CASE WHEN calls.outcome <> excluded.outcome OR calls.direction <> excluded.direction \
             OR excluded.number_id IS NULL THEN excluded.{c} ELSE calls.{c} END"
        )
    });
    let sets: Vec<String> = own.chain(settled).collect();
    format!(
        " ON CONFLICT (anchor, source_id) DO UPDATE SET {} RETURNING id, source_id, anchor",
        sets.join(", ")
    )
});

/// Inserts or updates calls; gives their ids in the order given.
pub(super) async fn upsert(
    tx: &Write,
    calls: &[&Incoming<'_>],
    numbers: &Numbers,
) -> Result<Vec<i64>, StoreError> {
    let columns = [&OWN[..], &SETTLED[..]].concat();
    let mut ids: HashMap<(i64, String), i64> = HashMap::with_capacity(calls.len());
    for part in calls.chunks(sql::rows_of(columns.len())) {
        let sql = format!(
            "INSERT INTO calls ({}) VALUES {}{}",
            columns.join(", "),
            sql::placeholders(part.len(), columns.len(), 1),
            *ON_CONFLICT
        );
        let mut values = Vec::with_capacity(part.len() * columns.len());
        for incoming in part {
            push_row(&mut values, incoming, numbers.of(incoming.call))?;
        }
        for row in sql::rows(&**tx, sql, values).await? {
            ids.insert(
                (row.try_get_by_index(1)?, row.try_get_by_index(2)?),
                row.try_get_by_index(0)?,
            );
        }
    }
    let ids = calls
        .iter()
        .map(|i| ids.get(&(i.source_id, i.anchor.clone())).copied())
        .collect::<Option<Vec<i64>>>()
        .ok_or_else(|| StoreError::damaged("calls: a row vanished"))?;
    write_details(tx, calls, &ids).await?;
    Ok(ids)
}

fn push_row(
    values: &mut Vec<Value>,
    incoming: &Incoming<'_>,
    number: Option<NumberRow>,
) -> Result<(), StoreError> {
    let call = incoming.call;
    let clean = |text: &Option<String>| text.as_deref().map(|t| text::clean(t).into_owned());
    let over = |talk: &&Talk| call.talking_since.is_none_or(|since| talk.ended_at <= since);
    let talk =
        (!call.talks.is_empty()).then(|| call.talks.iter().filter(over).map(Talk::length).sum::<Millis>().0);
    let rang_last = call.rang_last.as_ref().map(codes::of_party);
    values.extend::<[Value; OWN.len()]>([
        incoming.source_id.into(),
        incoming.anchor.clone().into(),
        incoming.thread_id.into(),
        incoming.content.into(),
        codes::of_direction(call.direction).into(),
        number.map(|n| n.id).into(),
        number.and_then(|n| n.customer_id).into(),
        text::clean(&call.number_as_sent).into_owned().into(),
        clean(&call.caller_name).into(),
        call.caller
            .as_ref()
            .map(|extension| text::key(&extension.0))
            .into(),
        clean(&call.dialled).into(),
        call.line.as_deref().map(text::key).into(),
        call.started_at.0.into(),
        call.answered_at.map(|t| t.0).into(),
        call.ended_at.map(|t| t.0).into(),
        codes::of_outcome(call.outcome).into(),
        talk.into(),
        call.talking_since.map(|t| t.0).into(),
        rang_last.map(|(kind, _)| kind).into(),
        rang_last.map(|(_, name)| text::key(name)).into(),
    ]);
    push_settled(values, &SettledColumns::from(&alone(call, number.is_some())?));
    Ok(())
}

/// Values of [`SETTLED`].
pub(crate) fn push_settled(values: &mut Vec<Value>, settled: &SettledColumns) {
    values.extend::<[Value; SETTLED.len()]>([
        settled.status.into(),
        settled.reason.into(),
        settled.attention.into(),
        settled.first_contact.into(),
        settled.window_closes_at.into(),
        settled.why.into(),
        settled.why_call_id.into(),
        settled.why_at.into(),
        settled.why_flag.into(),
    ]);
}

/// What a call says without any other. Final for calls without a number, which have no party.
fn alone(call: &Call, has_number: bool) -> Result<Settled, StoreError> {
    let facts = CallFacts {
        id: CallId(0),
        direction: call.direction,
        outcome: call.outcome,
        started_at: call.started_at,
        answered_at: call.answered_at,
        ended_at: call.ended_at,
        number: None,
        registered_at: None,
    };
    // Without a number there is no window, so neither window nor zone matter.
    let rules = Rules {
        window: Window::Day,
        zone: chrono_tz::UTC,
    };
    let mut settled = settle(&[facts], &rules, call.started_at)
        .pop()
        .ok_or_else(|| StoreError::damaged("the rules gave no status"))?;
    if has_number && settled.why == Why::Withheld {
        settled.why = Why::Plain;
    }
    Ok(settled)
}

async fn write_details(tx: &Write, calls: &[&Incoming<'_>], ids: &[i64]) -> Result<(), StoreError> {
    use call_detail::Column::{CallId, Legs, Rang, SourceIds, Talks};
    let columns = [CallId, SourceIds, Rang, Talks, Legs];
    let pairs: Vec<(&&Incoming<'_>, &i64)> = calls.iter().zip(ids).collect();
    for part in pairs.chunks(sql::rows_of(columns.len())) {
        let mut rows = Vec::with_capacity(part.len());
        for (incoming, id) in part {
            let call = incoming.call;
            rows.push(vec![
                (**id).into(),
                json(&call.source_ids)?.into(),
                json(&call.rang)?.into(),
                json(&call.talks)?.into(),
                json(&call.legs)?.into(),
            ]);
        }
        let mut insert = sql::insert(call_detail::Entity, &columns, rows)?;
        let update = OnConflict::column(CallId)
            .update_columns([SourceIds, Rang, Talks, Legs])
            .to_owned();
        insert.on_conflict(update);
        tx.execute(&insert).await?;
    }
    Ok(())
}
