//! Every answer is that of `Filter::matches`, asked of each call in turn: of a journal that is small enough for it.

use call_journal_model::call::CallId;
use call_journal_model::filter::{Filter, MatchContext, Order};
use call_journal_model::view::PAGE_ROWS;
use call_journal_store::Store;
use call_journal_store::query::{LiveRow, Viewer, call_count, call_page, live_rows};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::questions;

/// So many calls can be compared.
pub(crate) const MOST: u64 = 100_000;

/// Stops with the first question whose answer is another one.
pub(crate) async fn check(store: &Store, raw: &DatabaseConnection, viewer: &Viewer) {
    let ids = Statement::from_string(raw.get_database_backend(), "SELECT id FROM calls");
    let ids = raw.query_all_raw(ids).await.unwrap();
    let ids: Vec<CallId> = ids
        .iter()
        .map(|row| CallId(row.try_get_by_index(0).unwrap()))
        .collect();
    let calls = live_rows(store, &ids, viewer.zone).await.unwrap();
    let mut questions: Vec<Filter> = questions::plain().into_iter().map(|(_, filter)| filter).collect();
    for search in questions::SEARCHES {
        let under = |(_, filter): (_, Filter)| Filter {
            search: search.to_owned(),
            ..filter
        };
        questions.extend(questions::filters().map(under));
    }
    for question in &questions {
        let context = MatchContext {
            today: viewer.today,
            me: viewer.me,
            sees: viewer.sees.clone(),
            masked: viewer.masked,
        };
        let passing = calls
            .iter()
            .filter(|call| question.matches(&call.facts, &context));
        let mut passing: Vec<&LiveRow> = passing.collect();
        let now = call_journal_model::time::Timestamp(0);
        let total = call_count(store, question, viewer, now).await.unwrap();
        let counted = total.calls as usize;
        // Those of a search are counted so far only.
        let is_right = if total.more {
            counted < passing.len()
        } else {
            counted == passing.len()
        };
        assert!(is_right, "{counted} of {}: {question:?}", passing.len());
        for order in [Order::Newest, Order::Oldest, Order::LongestTalk] {
            let question = Filter {
                order,
                ..question.clone()
            };
            passing.sort_by_key(|call| call.summary.rank(order));
            let expected: Vec<CallId> = passing
                .iter()
                .take(PAGE_ROWS as usize)
                .map(|call| call.summary.id)
                .collect();
            let page = call_page(store, &question, None, viewer).await.unwrap();
            let shown: Vec<CallId> = page.rows.iter().map(|row| row.id).collect();
            assert_eq!(shown, expected, "{question:?}");
        }
    }
    println!(
        "{} questions in three orders: as a plain look at each of {} calls",
        questions.len(),
        calls.len()
    );
}
