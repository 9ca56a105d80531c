//! SQLite, PostgreSQL and `Filter::matches` give the same answer to any question about any journal.

mod comments;
mod counts;
mod reach;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use call_journal_model::access::Mask;
use call_journal_model::call::{Call, CallId, Extension, Outcome, Party};
use call_journal_model::employee::EmployeeId;
use call_journal_model::filter::{Filter, MatchContext, Order};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::CallSummary;
use call_journal_store::people::{
    ContactEntry, CustomerEntry, EmployeeEntry, LineEntry, employees, upsert_customers, upsert_employees,
    upsert_lines,
};
use call_journal_store::query::{LiveRow, Viewer, call_page, live_rows};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use self::comments::comments;
use self::reach::reach;
use crate::support::build::number;
use crate::support::{
    Backend, TestStore, ZONE, answered, at, bring, incoming, internal, outgoing, settle_at, today, viewer,
};

const NUMBERS: [&str; 7] = [
    "+79161234567",
    "+74959759357",
    "+4930555000",
    "+79160000001",
    "+78121112233",
    "112",
    "",
];

fn call() -> impl Strategy<Value = (usize, usize, u32, Vec<usize>)> {
    (
        0..3_usize,
        0..NUMBERS.len(),
        0..5_000_u32,
        prop::collection::vec(0..4_usize, 0..3),
    )
}

/// Calls of three days, some at the same minute.
fn build(place: usize, (kind, number, minute, talked): (usize, usize, u32, Vec<usize>)) -> Call {
    let base = match kind {
        0 => incoming(NUMBERS[number], "2026-03-29 00:00"),
        1 => outgoing(NUMBERS[number], "2026-03-29 00:00"),
        _ => internal("2026-03-29 00:00"),
    };
    let line = ["74951112233", "74951112244", "78123334455"].get(minute as usize % 4);
    let started_at = base.started_at.plus(Millis(i64::from(minute) * 60_000));
    let call = Call {
        anchor: format!("call {place}"),
        source_ids: vec![format!("call {place}")],
        started_at,
        ended_at: Some(started_at.plus(Millis(30_000))),
        line: line.map(|line| (*line).to_owned()),
        ..base
    };
    let extensions: Vec<String> = talked.iter().map(|n| (201 + n).to_string()).collect();
    match &extensions[..] {
        [] => call,
        [only] if minute % 7 == 0 => Call {
            outcome: Outcome::Ringing,
            ended_at: None,
            rang: vec![Extension(only.clone()), Extension("204".to_owned())],
            rang_last: Some(Party::Queue("500".to_owned())),
            ..call
        },
        some => answered(call, &some.iter().map(String::as_str).collect::<Vec<_>>()),
    }
}

fn filter() -> impl Strategy<Value = Filter> {
    let flags = prop::collection::vec(prop::bool::weighted(0.2), 8);
    let period = prop::sample::select(vec![
        "",
        "period=today",
        "period=yesterday",
        "period=7d",
        "from=2026-03-29&to=2026-03-30",
    ]);
    let one = prop::sample::select(vec![
        "",
        "",
        "",
        "customer=1",
        "customer=2",
        "employee=1",
        "employee=3",
        "number=79161234567",
        "number=74959759357",
        "line=74951112233",
        "line=0",
        "channel=Директ",
        "channel=Нет такого",
    ]);
    let order = prop::sample::select(vec![Order::Newest, Order::Oldest, Order::LongestTalk]);
    let search = prop::sample::select(vec![
        "",
        "",
        "",
        "ёлочка",
        "ЕЛОЧ",
        "мед",
        "%",
        "_",
        "федоров",
        "анна 916",
        "916",
        "8916",
        "8 (495) 975",
        "030 555",
        "0",
        "112",
        "495 57",
        "петр",
        "20",
        "семенов елочка",
        "перезвонить",
        "перезвонить елочка",
        "анна договор 916",
        "а",
        "1",
        "е н",
        "78",
        "8812",
        "'",
    ]);
    (flags, period, one, order, search).prop_map(|(flags, period, one, order, search)| Filter {
        incoming: flags[0],
        outgoing: flags[1],
        missed: flags[2],
        lost: flags[3],
        first_contact: flags[4],
        unregistered: flags[5],
        internal: flags[6] || flags[0] && flags[7],
        mine: flags[7],
        search: search.to_owned(),
        order,
        ..Filter::from_query(&format!("{period}&{one}"))
    })
}

async fn company(db: &TestStore) -> BTreeMap<EmployeeId, String> {
    let customer = |key: &str, name: &str, phone: &str, contact: &str, contact_phone: &str| CustomerEntry {
        key: key.to_owned(),
        name: name.to_owned(),
        numbers: vec![number(phone)],
        contacts: vec![ContactEntry {
            name: contact.to_owned(),
            numbers: vec![number(contact_phone)],
        }],
        registered_at: Timestamp(i64::MIN),
    };
    let customers = [
        customer(
            "1",
            "ООО «Ёлочка»",
            "+74959759357",
            "Семёнов Пётр",
            "+79161234567",
        ),
        customer("2", "100% Мёд_и_Со", "+4930555000", "O'Hara", "+78121112233"),
    ];
    upsert_customers(&db.store, &customers).await.unwrap();
    let entry = |name: &str, extension: &str| EmployeeEntry {
        key: extension.to_owned(),
        name: name.to_owned(),
        extensions: vec![Extension(extension.to_owned())],
    };
    let people = [
        entry("Фёдоров Борис", "201"),
        entry("Иванова Анна", "202"),
        entry("Петров 916", "203"),
    ];
    upsert_employees(&db.store, &people).await.unwrap();
    let lines = ["74951112233", "74951112244"].map(|line| LineEntry {
        line: line.to_owned(),
        name: None,
        channel: Some("Директ".to_owned()),
    });
    upsert_lines(&db.store, &lines).await.unwrap();
    employees(&db.store)
        .await
        .unwrap()
        .into_iter()
        .map(|e| (e.id, e.name))
        .collect()
}

/// Everything that passes, without ids of rows, which may differ between databases.
async fn all(db: &TestStore, filter: &Filter, viewer: &Viewer) -> Vec<CallSummary> {
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let page = call_page(&db.store, filter, cursor, viewer).await.unwrap();
        rows.extend(page.rows);
        cursor = page.next;
        if cursor.is_none() {
            return rows;
        }
    }
}

async fn all_ids(db: &TestStore) -> Vec<CallId> {
    let everything = Filter {
        internal: true,
        ..Filter::default()
    };
    all(db, &everything, &viewer())
        .await
        .iter()
        .map(|row| row.id)
        .collect()
}

/// In the order of the calls, which is the same on both databases.
fn without_ids(mut rows: Vec<LiveRow>) -> Vec<LiveRow> {
    rows.sort_by_key(|row| row.summary.id);
    for row in &mut rows {
        row.summary.id = CallId(0);
    }
    rows
}

/// What stands first has the least.
fn place(order: Order, row: &CallSummary) -> (Reverse<i64>, i64, i64) {
    let (at, id) = (row.started_at.0, row.id.0);
    match order {
        Order::Newest => (Reverse(0), -at, -id),
        Order::Oldest => (Reverse(0), at, id),
        Order::LongestTalk => (Reverse(row.talk.unwrap_or_default().0), -at, -id),
    }
}

#[tokio::test]
async fn both_databases_and_the_live_filter_agree() {
    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(20_260_331),
        ..Config::default()
    });
    let Some(sqlite) = TestStore::open(Backend::Sqlite).await else {
        return;
    };
    let postgres = TestStore::open(Backend::Postgres).await;
    // More than are looked at all at once.
    let calls = prop::collection::vec(call(), 2_600)
        .new_tree(&mut runner)
        .unwrap()
        .current();
    let calls: Vec<Call> = calls
        .into_iter()
        .enumerate()
        .map(|(n, call)| build(n, call))
        .collect();
    let mut people = BTreeMap::new();
    for db in [Some(&sqlite), postgres.as_ref()].into_iter().flatten() {
        company(db).await;
        bring(&db.store, &calls).await;
        settle_at(&db.store, at("2026-03-31 12:00")).await;
        comments(db).await;
        people = employees(&db.store)
            .await
            .unwrap()
            .into_iter()
            .map(|e| (e.id, e.name))
            .collect();
    }
    let everything = all(
        &sqlite,
        &Filter {
            internal: true,
            ..Filter::default()
        },
        &viewer(),
    )
    .await;
    assert_eq!(everything.len(), calls.len());
    let ids: Vec<CallId> = everything.iter().map(|row| row.id).collect();
    let live = live_rows(&sqlite.store, &ids, ZONE).await.unwrap();
    assert_eq!(live.len(), everything.len());
    if let Some(postgres) = &postgres {
        let theirs = all_ids(postgres).await;
        assert_eq!(
            without_ids(live.clone()),
            without_ids(live_rows(&postgres.store, &theirs, ZONE).await.unwrap())
        );
    }
    for _ in 0..400 {
        let filter = filter().new_tree(&mut runner).unwrap().current();
        let me = people.keys().next().copied().filter(|_| !filter.outgoing);
        let (sees, masked) = (reach(&people), any::<bool>())
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let viewer = Viewer {
            me,
            sees,
            masked,
            ..viewer()
        };
        let found = all(&sqlite, &filter, &viewer).await;
        if let Some(postgres) = &postgres {
            assert_eq!(found, all(postgres, &filter, &viewer).await, "{filter:?}");
        }
        let context = MatchContext {
            today: today(),
            me,
            sees: viewer.sees.clone(),
            masked,
        };
        let mut expected: Vec<CallSummary> = live
            .iter()
            .filter(|row| filter.matches(&row.facts, &context))
            .map(|row| row.summary.clone())
            .collect();
        if masked {
            expected.mask();
        }
        expected.sort_by_key(|row| place(filter.order, row));
        assert_eq!(found, expected, "{filter:?} {viewer:?}");
        for db in [Some(&sqlite), postgres.as_ref()].into_iter().flatten() {
            counts::check(db, &filter, &viewer, &live, &context).await;
        }
    }
}
