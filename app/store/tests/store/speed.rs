//! How fast the store is. Not part of the ordinary run, for it says nothing in a debug build:
//! `cargo test --release -p call-journal-store speed -- --ignored --nocapture`

use std::time::Instant;

use call_journal_model::call::Call;
use call_journal_model::employee::EmployeeId;
use call_journal_model::filter::Filter;
use call_journal_model::time::Millis;
use call_journal_store::log::{NewEvent, append, dirty_threads, events_of};
use call_journal_store::query::{Viewer, call_page};
use call_journal_store::settle::settle_dirty;
use rstest::rstest;

use crate::support::{Backend, TestStore, answered, at, identity, incoming, outgoing, rules, viewer};

const CALLS: usize = 100_000;

fn call(n: usize) -> Call {
    // A few numbers call often, most seldom.
    let number = format!("+7916{:07}", n * n % 30_011 % (1 + n % 20_000));
    let base = match n % 4 {
        0 => incoming(&number, "2026-01-01 08:00"),
        1 => outgoing(&number, "2026-01-01 08:00"),
        2 => answered(outgoing(&number, "2026-01-01 08:00"), &["201"]),
        _ => {
            let by = (200 + n % 15).to_string();
            answered(incoming(&number, "2026-01-01 08:00"), &[&by])
        }
    };
    let later = Millis(i64::try_from(n).unwrap() * 70_000);
    let anchor = format!("170{n}.{n}");
    Call {
        source_ids: vec![anchor.clone()],
        anchor,
        started_at: base.started_at.plus(later),
        answered_at: base.answered_at.map(|t| t.plus(later)),
        ended_at: base.ended_at.map(|t| t.plus(later)),
        ..base
    }
}

fn report(what: &str, count: usize, since: Instant) -> f64 {
    let seconds = since.elapsed().as_secs_f64();
    let rate = count as f64 / seconds;
    eprintln!("{what}: {count} in {seconds:.2} s, {rate:.0}/s");
    rate
}

#[rstest]
#[ignore = "measures; run it in release"]
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_calls(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let payload = "x".repeat(400);
    let events: Vec<NewEvent> = (0..CALLS * 3)
        .map(|n| NewEvent {
            identity: identity(&n.to_string()),
            at: at("10:00"),
            ties: vec![
                format!("170{}.{}", n / 3, n / 3),
                format!("channel {}", n / 3 * 2 + n % 3 / 2),
            ],
            payload: payload.clone(),
        })
        .collect();
    let since = Instant::now();
    for part in events[..CALLS].chunks(5_000) {
        append(&db.store, "channels", part).await.unwrap();
    }
    let rate = report("events appended", CALLS, since);
    if backend == Backend::Sqlite {
        assert!(rate >= 20_000.0, "{rate} events/s");
    }
    let since = Instant::now();
    for part in events[..CALLS].chunks(5_000) {
        append(&db.store, "channels", part).await.unwrap();
    }
    report("events repeated", CALLS, since);

    let calls: Vec<Call> = (0..CALLS).map(call).collect();
    let events: Vec<NewEvent> = calls.iter().map(crate::support::event).collect();
    let since = Instant::now();
    for part in events.chunks(5_000) {
        append(&db.store, "calls", part).await.unwrap();
    }
    report("calls' events appended", CALLS, since);
    let since = Instant::now();
    let mut stored = 0;
    loop {
        let mut threads = dirty_threads(&db.store, 1_000).await.unwrap();
        if threads.is_empty() {
            break;
        }
        let ids: Vec<_> = threads.iter().map(|thread| thread.id).collect();
        let events = events_of(&db.store, &ids).await.unwrap();
        let calls = events.into_iter().map(|thread| {
            thread
                .events
                .iter()
                .filter_map(|e| serde_json::from_str(&e.payload).ok())
                .collect::<Vec<Call>>()
        });
        let batch: Vec<_> = threads.drain(..).zip(calls).collect();
        stored += call_journal_store::calls::replace(&db.store, &batch)
            .await
            .unwrap()
            .new
            .len();
    }
    report("calls assembled and stored", stored, since);
    let since = Instant::now();
    let settlement = settle_dirty(&db.store, &rules(), at("2026-12-31 10:00"))
        .await
        .unwrap();
    eprintln!(
        "{} parties, {} changed",
        settlement.parties,
        settlement.changed.len()
    );
    report("calls settled", CALLS, since);

    let viewer = Viewer {
        me: Some(EmployeeId(1)),
        ..viewer()
    };
    for query in [
        "",
        "in=1",
        "out=1",
        "missed=1",
        "lost=1",
        "first=1",
        "unregistered=1",
        "mine=1",
        "employee=1",
        "employee=9",
        "number=79160000007",
        "number=79169999999",
        "q=916000",
        "q=20",
        "q=9999999",
        "q=79160000007",
        "q=209&missed=1",
        "customer=5",
        "employee=999",
        "from=2026-02-01&to=2026-02-02",
    ] {
        let filter = Filter::from_query(query);
        call_page(&db.store, &filter, None, &viewer).await.unwrap();
        let since = Instant::now();
        for _ in 0..10 {
            call_page(&db.store, &filter, None, &viewer).await.unwrap();
        }
        eprintln!("{query:30} {:7.2} ms", since.elapsed().as_secs_f64() * 100.0);
    }
}
