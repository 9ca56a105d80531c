//! Calls per day. Days that are over are counted once in a while, those that still change each time.

use std::collections::BTreeMap;

use call_journal_model::filter::{Filter, Order};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::{DayCount, DayStrip, strip_days};
use chrono::{Days, NaiveDate};

use super::condition::{self, MISSED_BY_TIME, Question};
use super::newest::newest;
use super::ordered::{in_time, part_of_time};
use super::sources::{Sources, indexed};
use super::{Viewer, time};
use crate::error::StoreError;
use crate::finder::Found;
use crate::sql::{self, IN_LIST};
use crate::store::Store;

/// Clocks of the world differ by multiples of this.
const QUARTER: i64 = 15 * 60_000;

/// Calls of a search that are gone through for it.
const MOST_FOUND: usize = 20_000;

/// A day that is over is as good as new for so long.
const FRESH: Millis = Millis(10 * 60_000);

/// Calls per day around the period of `filter`; `None`: its search means too many to be counted by the day.
///
/// # Errors
/// When the database fails.
pub async fn day_strip(
    store: &Store,
    filter: &Filter,
    viewer: &Viewer,
    now: Timestamp,
) -> Result<Option<DayStrip>, StoreError> {
    let period = filter.period.map(|period| period.days(viewer.today));
    let (first, last) = strip_days(period, viewer.today);
    let any_time = Filter {
        period: None,
        order: Order::Newest,
        ..filter.clone()
    };
    let mut question = condition::of(store, &any_time, viewer).await?;
    let all: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= last).collect();
    let counts = match question.found.take() {
        Some(found) => {
            question.period = bounds(viewer, first, last);
            match of_search(store, &question, &found, viewer).await? {
                Some(counts) => counts,
                None => return Ok(None),
            }
        }
        None => kept_or_counted(store, &question, &any_time, viewer, &all, now).await?,
    };
    let count = |day: &NaiveDate| counts.get(day).copied().unwrap_or_default();
    Ok(Some(DayStrip {
        first,
        days: all.iter().map(count).collect(),
    }))
}

/// Calls of these days, counted only where they are not kept.
async fn kept_or_counted(
    store: &Store,
    question: &Question,
    any_time: &Filter,
    viewer: &Viewer,
    all: &[NaiveDate],
    now: Timestamp,
) -> Result<BTreeMap<NaiveDate, DayCount>, StoreError> {
    let looking = viewer.looking_for(any_time);
    let query = any_time.to_query();
    let key = |day: NaiveDate| (query.clone(), looking.clone(), day);
    // Calls that began yesterday may go on, and are rung back today.
    let yesterday = viewer.today.checked_sub_days(Days::new(1));
    let is_over = |day: NaiveDate| yesterday.is_some_and(|yesterday| day < yesterday);
    let mut counts: BTreeMap<NaiveDate, DayCount> = BTreeMap::new();
    for day in all.iter().copied().filter(|day| is_over(*day)) {
        let kept = store.days.get(&key(day), now, FRESH);
        counts.extend(kept.map(|count| (day, count)));
    }
    let missing = |day: &&NaiveDate| !counts.contains_key(day);
    let (Some(first), Some(last)) = (all.iter().find(missing), all.iter().rfind(missing)) else {
        return Ok(counts);
    };
    let counted = of_days(store, question, viewer, (*first, *last)).await?;
    for day in all.iter().copied().filter(|day| (first..=last).contains(&day)) {
        let count = counted.get(&day).copied().unwrap_or_default();
        counts.insert(day, count);
        if is_over(day) {
            store.days.put(key(day), count, now);
        }
    }
    Ok(counts)
}

fn bounds(viewer: &Viewer, first: NaiveDate, last: NaiveDate) -> (i64, i64) {
    let (from, before) = time::days(viewer.zone, first, last);
    (from.0, before.0)
}

/// Calls of a search per day, if they are not too many.
async fn of_search(
    store: &Store,
    question: &Question,
    found: &Found,
    viewer: &Viewer,
) -> Result<Option<BTreeMap<NaiveDate, DayCount>>, StoreError> {
    let expected = Sources::new(found, question.shares).expected() * part_of_time(question);
    #[allow(clippy::cast_precision_loss, reason = "a rough number")]
    if expected > 2.0 * MOST_FOUND as f64 {
        return Ok(None);
    }
    let calls = newest(store, question, found, None, MOST_FOUND + 1).await?;
    if calls.len() > MOST_FOUND {
        return Ok(None);
    }
    let mut counts: BTreeMap<NaiveDate, DayCount> = BTreeMap::new();
    for call in &calls {
        counts.entry(day(viewer, call.started_at)).or_default().calls += 1;
    }
    let ids: Vec<i64> = calls.iter().map(|call| call.id.0).collect();
    for part in ids.chunks(IN_LIST) {
        let sql = format!(
            "SELECT started_at FROM calls WHERE status IN (4, 5) AND id IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(&store.db, sql, sql::ids(part)).await? {
            let at = Timestamp(row.try_get_by_index(0)?);
            counts.entry(day(viewer, at)).or_default().missed += 1;
        }
    }
    Ok(Some(counts))
}

fn day(viewer: &Viewer, at: Timestamp) -> NaiveDate {
    time::local(viewer.zone, at).date()
}

/// Calls of these days, counted by the database.
async fn of_days(
    store: &Store,
    question: &Question,
    viewer: &Viewer,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<BTreeMap<NaiveDate, DayCount>, StoreError> {
    let backend = store.db.get_database_backend();
    let mut counts: BTreeMap<NaiveDate, DayCount> = BTreeMap::new();
    for missed in [false, true] {
        let mut clause = in_time(question, bounds(viewer, first, last));
        let mut index = question.index;
        if missed {
            // As the index has it.
            clause.and("calls.status IN (4, 5)");
            if !question.is_of_one_party() {
                index = MISSED_BY_TIME;
            }
        }
        let sql = format!(
            "SELECT calls.started_at / {QUARTER}, COUNT(*) FROM {} WHERE {} GROUP BY 1",
            indexed(backend, index),
            clause.text()
        );
        for row in sql::rows(&store.db, sql, clause.into_values()).await? {
            let (quarter, calls): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let count = counts
                .entry(day(viewer, Timestamp(quarter * QUARTER)))
                .or_default();
            let calls = u32::try_from(calls).unwrap_or(u32::MAX);
            match missed {
                false => count.calls += calls,
                true => count.missed += calls,
            }
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use call_journal_model::status::Status;

    use crate::codes;

    #[test]
    fn missed_calls_are_those_of_the_statement() {
        let missed = [Status::NoAnswer, Status::Lost].map(codes::of_status);
        assert_eq!(missed, [4, 5]);
    }
}
