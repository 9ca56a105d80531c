//! A number with very many calls moves, while somebody comments.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use call_journal_model::call::{Call, CallId, Direction, Outcome};
use call_journal_model::customer::{Assigned, Assignee, OwnedNumber};
use call_journal_model::employee::EmployeeId;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::settle::Rules;
use call_journal_model::time::Timestamp;
use call_journal_model::window::Window;
use call_journal_store::Store;
use call_journal_store::calls::replace;
use call_journal_store::comments::{Author, Saved, save_comment};
use call_journal_store::customers::{assign_number, number_of_call, relink};
use call_journal_store::log::{NewEvent, append, dirty_threads};
use call_journal_store::settle::settle_dirty;
use sea_orm::{ConnectionTrait, Database, Statement};

use super::ms;

const CALLS: usize = 100_000;
const ZONE: chrono_tz::Tz = chrono_tz::Europe::Moscow;
/// 31 March 2026, noon in Moscow.
const NOON: i64 = 1_774_947_600_000;

fn call(anchor: &str, direction: Direction, outcome: Outcome) -> Call {
    Call {
        anchor: anchor.to_owned(),
        source_ids: vec![anchor.to_owned()],
        direction,
        number: PhoneNumber::from_e164("+78005553535"),
        number_as_sent: "+78005553535".to_owned(),
        caller_name: None,
        caller: None,
        dialled: None,
        line: None,
        started_at: Timestamp(NOON),
        answered_at: None,
        ended_at: Some(Timestamp(NOON + 30_000)),
        outcome,
        talking_since: None,
        talks: Vec::new(),
        rang: Vec::new(),
        rang_last: None,
        legs: Vec::new(),
        recordings: Vec::new(),
    }
}

/// A number with very many calls: two are stored as any call, the others are copies.
pub(super) async fn busy_number(store: &Store, url: &str) {
    let calls = [
        call("missed", Direction::In, Outcome::Missed),
        call("called back", Direction::Out, Outcome::Missed),
    ];
    for call in calls {
        let event = NewEvent {
            identity: [call.direction as u8; 16],
            at: call.started_at,
            ties: vec![call.anchor.clone()],
            payload: "{}".to_owned(),
        };
        append(store, "pbx", &[event]).await.unwrap();
        let threads = dirty_threads(store, 10).await.unwrap();
        let with_call: Vec<_> = threads
            .into_iter()
            .map(|thread| (thread, vec![call.clone()]))
            .collect();
        replace(store, &with_call).await.unwrap();
    }
    let raw = Database::connect(url).await.unwrap();
    // The second one was answered (2): it is the contact that decides about the calls before it.
    let answered =
        "UPDATE calls SET outcome = 2, answered_at = started_at + 5000, talk_ms = 25000 WHERE direction = 1";
    raw.execute_unprepared(answered).await.unwrap();
    let copied = "source_id, thread_id, content, direction, number_id, customer_id, number_as_sent, outcome, talk_ms, \
                  status, attention, first_contact, why, why_flag";
    let copies = format!(
        "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {}) \
         INSERT INTO calls ({copied}, anchor, started_at, answered_at, ended_at) \
         SELECT {copied}, anchor || i, started_at - i * 300000, answered_at - i * 300000, ended_at - i * 300000 \
         FROM calls CROSS JOIN n WHERE direction = CASE WHEN i % 4 = 0 THEN 1 ELSE 0 END",
        CALLS - 2
    );
    let since = Instant::now();
    raw.execute_unprepared(&copies).await.unwrap();
    println!(
        "  {CALLS} calls of one number copied in {:.1} s",
        since.elapsed().as_secs_f64()
    );
    raw.close().await.unwrap();
}

fn author() -> Author {
    Author {
        id: Some(EmployeeId(1)),
        name: "Анна".to_owned(),
        at: Timestamp(NOON),
    }
}

/// Gives the busy number away three times, with somebody who comments all the while.
pub(super) async fn moving(store: &Store, url: &str) {
    let call = any_call(url).await;
    let number = number_of_call(store, call).await.unwrap().unwrap();
    let mut owner: Option<OwnedNumber> = None;
    for round in ["first owner", "second owner", "third owner"] {
        let to = Assignee::NewCustomer(round.to_owned());
        let since = Instant::now();
        let assigned = assign_number(store, number, &to, owner.as_ref(), &author())
            .await
            .unwrap();
        let took = since.elapsed();
        let Assigned::Done { owner: new, .. } = assigned.answer else {
            panic!("{assigned:?}")
        };
        owner = new;
        let over = AtomicBool::new(false);
        let begin = Instant::now();
        let work = async {
            let linked = relink(store).await.unwrap();
            let relinked = begin.elapsed();
            let rules = Rules {
                window: Window::Day,
                zone: ZONE,
            };
            let settled = settle_dirty(store, &rules, Timestamp(NOON + 1_000))
                .await
                .unwrap();
            over.store(true, Ordering::SeqCst);
            (linked, relinked, settled.changed.len())
        };
        let ((linked, relinked, settled), waits) = tokio::join!(work, commenting(store, call, begin, &over));
        let longest = |during_relink: bool| {
            let waits = waits.iter().filter(|(at, _)| (*at < relinked) == during_relink);
            waits.map(|(_, wait)| ms(*wait)).fold(0.0, f64::max)
        };
        println!(
            "  {round}: assigned in {:.1} ms (goal 100 ms); {linked} calls relinked in {:.0} ms, {settled} settled \
             otherwise, in {:.0} ms in all; {} comments waited at most {:.0} ms for relinking and {:.0} ms for settling \
             (goal 100 ms)",
            ms(took),
            ms(relinked),
            ms(begin.elapsed()),
            waits.len(),
            longest(true),
            longest(false)
        );
    }
}

/// Saves comments until the work is over; when each was begun, and how long it took.
async fn commenting(
    store: &Store,
    call: CallId,
    begin: Instant,
    over: &AtomicBool,
) -> Vec<(Duration, Duration)> {
    let mut waits = Vec::new();
    let first = save_comment(store, call, None, "…", &author(), ZONE)
        .await
        .unwrap();
    let mut version = match first {
        Saved::Done(Some(comment)) => comment.version,
        Saved::Conflict {
            theirs: Some(comment),
            ..
        } => comment.version,
        other => panic!("{other:?}"),
    };
    while !over.load(Ordering::SeqCst) {
        let text = format!("comment {version} {}", waits.len());
        let (at, since) = (begin.elapsed(), Instant::now());
        let saved = save_comment(store, call, Some(version), &text, &author(), ZONE)
            .await
            .unwrap();
        waits.push((at, since.elapsed()));
        let Saved::Done(Some(comment)) = saved else {
            panic!("{saved:?}")
        };
        version = comment.version;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    waits
}

async fn any_call(url: &str) -> CallId {
    let raw = Database::connect(url).await.unwrap();
    let sql = Statement::from_string(raw.get_database_backend(), "SELECT MIN(id) FROM calls");
    let row = raw.query_one_raw(sql).await.unwrap().unwrap();
    raw.close().await.unwrap();
    CallId(row.try_get_by_index(0).unwrap())
}
