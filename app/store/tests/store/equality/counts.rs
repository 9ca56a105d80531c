//! Totals and days are those of the rows.

use std::collections::BTreeMap;

use call_journal_model::filter::{Filter, MatchContext};
use call_journal_model::status::Status;
use call_journal_model::view::DayCount;
use call_journal_store::query::{LiveRow, Viewer, call_count, day_strip};
use chrono::NaiveDate;

use crate::support::{TestStore, at, today};

/// The total is that of the rows; so are the days, whatever the period.
pub(super) async fn check(
    db: &TestStore,
    filter: &Filter,
    viewer: &Viewer,
    live: &[LiveRow],
    context: &MatchContext,
) {
    let passing = |filter: &Filter| {
        let rows = live.iter().filter(|row| filter.matches(&row.facts, context));
        rows.map(|row| &row.summary).collect::<Vec<_>>()
    };
    let now = at("2026-03-31 12:00");
    let total = call_count(&db.store, filter, viewer, now).await.unwrap();
    let all = passing(filter).len();
    assert_eq!((total.calls as usize, total.more), (all, false), "{filter:?}");
    let strip = day_strip(&db.store, filter, viewer, now).await.unwrap().unwrap();
    let mut days: BTreeMap<NaiveDate, DayCount> = BTreeMap::new();
    let any_time = Filter {
        period: None,
        ..filter.clone()
    };
    for call in passing(&any_time) {
        let count = days.entry(call.started.date()).or_default();
        count.calls += 1;
        count.missed += u32::from(matches!(call.status, Status::NoAnswer | Status::Lost));
    }
    for (day, count) in strip.first.iter_days().zip(&strip.days) {
        assert_eq!(*count, days.remove(&day).unwrap_or_default(), "{day} {filter:?}");
    }
    // Nobody looks for calls of tomorrow.
    assert!(days.keys().all(|day| *day > today()), "{filter:?}");
}
