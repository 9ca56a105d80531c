//! Calls in any order, by the index that costs least; and those of a search in another order than `newest`.
//!
//! Of few calls all are read and put in order; of many, the index of the order is gone through: the more there are, the sooner a
//! page of them is full.

use call_journal_model::call::CallId;
use call_journal_model::filter::Order;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::Cursor;
use sea_orm::{DbBackend, Value};

use super::clause::Clause;
use super::condition::Question;
use super::newest::{Hit, meant, newest};
use super::sources::{Sources, indexed};
use crate::error::StoreError;
use crate::finder::Found;
use crate::sql::{self, IN_LIST};
use crate::store::Store;

/// More calls than there are.
const ALL: usize = u32::MAX as usize;

/// Rows of one step through an index.
const STEP: (usize, usize) = (1_000, 20_000);

const BY_TALK: &str = "calls_by_talk";
const TALK: &str = "COALESCE(calls.talk_ms, 0)";

/// The index by which the first `most` calls of a question without a search cost least.
pub(super) fn index(question: &Question, most: usize) -> &'static str {
    if question.order != Order::LongestTalk || question.is_of_one_party() {
        return question.index;
    }
    let part = part_of_time(question);
    let sorted = question.whole.calls as f64 * question.shares.indexed * part;
    let walked = most as f64 / (question.shares.passing * part).max(1e-9);
    if walked < sorted { BY_TALK } else { question.index }
}

/// The part of the journal's time that a question is about.
pub(super) fn part_of_time(question: &Question) -> f64 {
    let (first, last) = question.whole.span;
    let (from, before) = question.period;
    let time = |from: i64, to: i64| (to as f64 - from as f64).max(1.0);
    (time(from.max(first), before.min(last)) / time(first, last)).min(1.0)
}

/// The statement for the first `most` calls after `cursor` of which only the database decides.
pub(super) fn statement(
    backend: DbBackend,
    question: &Question,
    index: &str,
    columns: &str,
    cursor: Option<Cursor>,
    most: usize,
) -> (String, Vec<Value>) {
    let mut clause = in_time(question, question.period);
    if let Some(cursor) = cursor {
        let (at, id) = (clause.bind(cursor.started_at.0), clause.bind(cursor.id.0));
        match question.order {
            Order::Newest => clause.and(&format!("(calls.started_at, calls.id) < ({at}, {id})")),
            Order::Oldest => clause.and(&format!("(calls.started_at, calls.id) > ({at}, {id})")),
            Order::LongestTalk => {
                let talk = clause.bind(cursor.talk.0);
                // SQLite begins at a place of an index of expressions by its first part alone.
                clause.and(&format!(
                    "{TALK} <= {talk} AND ({TALK}, calls.started_at, calls.id) < ({talk}, {at}, {id})"
                ));
            }
        }
    }
    let order = match question.order {
        Order::Newest => "calls.started_at DESC, calls.id DESC".to_owned(),
        Order::Oldest => "calls.started_at, calls.id".to_owned(),
        Order::LongestTalk => format!("{TALK} DESC, calls.started_at DESC, calls.id DESC"),
    };
    let limit = clause.bind(i64::try_from(most).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT {columns} FROM {} WHERE {} ORDER BY {order} LIMIT {limit}",
        indexed(backend, index),
        clause.text()
    );
    (sql, clause.into_values())
}

/// The statement that counts the calls of which only the database decides, `most` of them.
pub(super) fn to_count(backend: DbBackend, question: &Question, most: usize) -> (String, Vec<Value>) {
    let mut clause = in_time(question, question.period);
    let from = indexed(backend, question.index);
    let limit = clause.bind(i64::try_from(most).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM {from} WHERE {} LIMIT {limit}) AS counted",
        clause.text()
    );
    (sql, clause.into_values())
}

/// The conditions of a question, and that a call began in this time: from the former on, before the latter (ms UTC).
pub(super) fn in_time(question: &Question, (from, before): (i64, i64)) -> Clause {
    let mut clause = question.clause.clone();
    if from > i64::MIN {
        let place = clause.bind(from);
        clause.and(&format!("calls.started_at >= {place}"));
    }
    if before < i64::MAX {
        let place = clause.bind(before);
        clause.and(&format!("calls.started_at < {place}"));
    }
    clause
}

/// The first `most` calls after `cursor` that `question` means by what was found.
pub(super) async fn read(
    store: &Store,
    question: &Question,
    found: &Found,
    cursor: Option<Cursor>,
    most: usize,
) -> Result<Vec<Cursor>, StoreError> {
    let sources = Sources::new(found, question.shares);
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let expected = sources.expected() * part_of_time(question);
    let gone_through = match question.order {
        Order::LongestTalk => 1.0,
        Order::Newest | Order::Oldest => question.shares.indexed,
    } * question.whole.calls as f64;
    let walked = most as f64 * gone_through / expected.max(1.0);
    if expected <= walked || question.is_of_one_party() {
        return few(store, question, found, cursor, most).await;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let step = (walked * 2.0) as usize;
    many(store, question, found, cursor, most, step.clamp(STEP.0, STEP.1)).await
}

/// All are read and put in order.
async fn few(
    store: &Store,
    question: &Question,
    found: &Found,
    cursor: Option<Cursor>,
    most: usize,
) -> Result<Vec<Cursor>, StoreError> {
    let mut calls = newest(store, question, found, None, ALL).await?;
    if question.order == Order::LongestTalk {
        add_talks(store, &mut calls).await?;
    }
    let order = question.order;
    calls.retain(|call| cursor.is_none_or(|cursor| call.rank(order) > cursor.rank(order)));
    calls.sort_unstable_by_key(|call| call.rank(order));
    calls.truncate(most);
    Ok(calls)
}

async fn add_talks(store: &Store, calls: &mut [Cursor]) -> Result<(), StoreError> {
    for part in calls.chunks_mut(IN_LIST) {
        let ids: Vec<i64> = part.iter().map(|call| call.id.0).collect();
        let sql = format!(
            "SELECT id, talk_ms FROM calls WHERE talk_ms > 0 AND id IN ({})",
            sql::list(ids.len(), 1)
        );
        let mut talks = rustc_hash::FxHashMap::default();
        for row in sql::rows(&store.db, sql, sql::ids(&ids)).await? {
            let id: i64 = row.try_get_by_index(0)?;
            talks.insert(id, row.try_get_by_index(1)?);
        }
        for call in part {
            call.talk = Millis(talks.get(&call.id.0).copied().unwrap_or(0));
        }
    }
    Ok(())
}

/// The index of the order is gone through until there are enough.
async fn many(
    store: &Store,
    question: &Question,
    found: &Found,
    mut cursor: Option<Cursor>,
    most: usize,
    step: usize,
) -> Result<Vec<Cursor>, StoreError> {
    let backend = store.db.get_database_backend();
    let index = match question.order {
        Order::LongestTalk => BY_TALK,
        Order::Newest | Order::Oldest => question.index,
    };
    let columns = format!("calls.started_at, calls.id, calls.number_id, {TALK}");
    let mut calls = Vec::new();
    while calls.len() < most {
        let (sql, values) = statement(backend, question, index, &columns, cursor, step);
        let rows = sql::rows(&store.db, sql, values).await?;
        let mut hits = Vec::with_capacity(rows.len());
        let mut talks = rustc_hash::FxHashMap::default();
        for row in &rows {
            let place = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let talk: i64 = row.try_get_by_index(3)?;
            talks.insert(place.1, talk);
            hits.push(Hit {
                place,
                number: row.try_get_by_index(2)?,
            });
        }
        let place = |hit: &Hit| Cursor {
            started_at: Timestamp(hit.place.0),
            id: CallId(hit.place.1),
            talk: Millis(talks.get(&hit.place.1).copied().unwrap_or(0)),
        };
        cursor = hits.last().map(place);
        let enough = rows.len() < step;
        calls.extend(meant(store, found, hits).await?.iter().map(place));
        if enough {
            break;
        }
    }
    calls.truncate(most);
    Ok(calls)
}
