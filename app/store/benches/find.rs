//! How fast calls are found in a journal of any size: `cargo bench -p call-journal-store --bench find -- --calls 10000000`.
//! On SQLite; with TEST_POSTGRES_URL on PostgreSQL too. The journal is made once and kept in the folder of CALL_JOURNAL_BENCH_DIR.
//!
//! `--each` tells the slowest of each kind, `--search WORDS` asks for nothing else.
//!
//! Numbers, not judgements: machines are noisy. Beside each stands the floor of the same run: 50 rows by time.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)] // A measurement that cannot go on should stop.

#[path = "find/check.rs"]
mod check;
#[path = "find/company.rs"]
mod company;
#[path = "find/questions.rs"]
mod questions;

use std::path::PathBuf;
use std::time::Instant;

use call_journal_model::employee::EmployeeId;
use call_journal_model::filter::Filter;
use call_journal_model::view::Cursor;
use call_journal_store::Store;
use call_journal_store::query::{Viewer, call_count, call_page, suggestions};
use chrono_tz::Europe::Moscow;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// Times of each question; the first one warms up.
const TIMES: usize = 4;

#[tokio::main]
async fn main() {
    // `cargo test --benches` runs this without the flag, and should not wait for minutes.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let calls = std::env::args()
        .skip_while(|argument| argument != "--calls")
        .nth(1);
    let calls = calls.map_or(1_000_000, |calls| calls.parse().unwrap());
    let folder = std::env::var_os("CALL_JOURNAL_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("find-{calls}.db"));
    let ready = file.exists();
    let url = format!("sqlite://{}?mode=rwc", file.display());
    measure("SQLite", &url, calls, ready).await;
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        let server = server
            .trim_end_matches('/')
            .trim_end_matches("/postgres")
            .to_owned();
        let (url, ready) = postgres(&server, calls).await;
        measure("PostgreSQL", &url, calls, ready).await;
    }
}

/// A database of this size; whether it was there already.
async fn postgres(server: &str, calls: u64) -> (String, bool) {
    let name = format!("journal_find_{calls}");
    let admin = Database::connect(format!("{server}/postgres")).await.unwrap();
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    );
    let new = admin.execute_unprepared(&create).await.is_ok();
    admin.close().await.unwrap();
    (format!("{server}/{name}"), !new)
}

async fn measure(database: &str, url: &str, calls: u64, ready: bool) {
    let store = Store::connect(url).await.unwrap();
    let raw = Database::connect(url).await.unwrap();
    if !ready {
        let since = Instant::now();
        company::make(&raw, calls).await;
        println!(
            "{database}: {calls} calls made in {:.0} s",
            since.elapsed().as_secs_f64()
        );
    }
    let before = memory();
    let since = Instant::now();
    store.finder().load(&store).await.unwrap();
    println!(
        "\n{database}, {calls} calls: read into memory in {:.1} s, {} MB more, {} MB in all",
        since.elapsed().as_secs_f64(),
        memory().saturating_sub(before),
        memory()
    );
    floor(&raw).await;
    let viewer = Viewer {
        me: Some(EmployeeId(7)),
        ..Viewer::of_everything(Moscow, "2026-11-23".parse().unwrap())
    };
    if calls <= check::MOST {
        check::check(&store, &raw, &viewer).await;
    }
    let verbose = std::env::args().any(|argument| argument == "--each");
    let mut pages = Times::new("pages without a search");
    let mut counts = Times::new("their totals");
    for (name, filter) in questions::plain() {
        page(&store, &viewer, &filter, None, &mut pages, name).await;
        count(&store, &viewer, &filter, &mut counts, name).await;
    }
    let mut first = Times::new("first pages of searches");
    let mut deep = Times::new("their pages of 18 months ago");
    let mut totals = Times::new("their totals");
    let mut proposed = Times::new("suggestions");
    let middle = Cursor {
        started_at: call_journal_model::time::Timestamp((company::TODAY - 548 * 86_400_000) as i64),
        id: call_journal_model::call::CallId(0),
        talk: call_journal_model::time::Millis(0),
    };
    let only = std::env::args()
        .skip_while(|argument| argument != "--search")
        .nth(1);
    let searches = questions::SEARCHES
        .into_iter()
        .filter(|search| only.as_deref().is_none_or(|only| only == *search));
    for search in searches {
        for (name, filter) in questions::filters() {
            let filter = Filter {
                search: search.to_owned(),
                ..filter
            };
            let what = format!("{search} ({name})");
            page(&store, &viewer, &filter, None, &mut first, &what).await;
            if filter.period.is_none() {
                page(&store, &viewer, &filter, Some(middle), &mut deep, &what).await;
            }
            count(&store, &viewer, &filter, &mut totals, &what).await;
            if filter.period.is_none() && !filter.lost && !filter.unregistered {
                for _ in 0..TIMES {
                    let since = Instant::now();
                    suggestions(&store, &filter, &viewer).await.unwrap();
                    proposed.add(since, search);
                }
            }
        }
    }
    for times in [pages, counts, first, deep, totals, proposed] {
        times.tell(verbose);
    }
    println!("{} MB in all", memory());
    floor(&raw).await;
}

async fn page(
    store: &Store,
    viewer: &Viewer,
    filter: &Filter,
    cursor: Option<Cursor>,
    times: &mut Times,
    what: &str,
) {
    for _ in 0..TIMES {
        let since = Instant::now();
        call_page(store, filter, cursor, viewer).await.unwrap();
        times.add(since, what);
    }
}

async fn count(store: &Store, viewer: &Viewer, filter: &Filter, times: &mut Times, what: &str) {
    for time in 0..TIMES {
        // What was counted before is too old each time.
        let now = call_journal_model::time::Timestamp(time as i64 * 3_600_000);
        let since = Instant::now();
        call_count(store, filter, viewer, now).await.unwrap();
        times.add(since, what);
    }
}

/// What nothing can be faster than: 50 rows by the index of time.
async fn floor(db: &DatabaseConnection) {
    let mut times = Times::new("floor: 50 rows by time");
    for _ in 0..100 {
        let sql = "SELECT * FROM calls ORDER BY started_at DESC, id DESC LIMIT 50";
        let since = Instant::now();
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await
            .unwrap();
        times.add(since, "");
    }
    times.tell(false);
}

/// Milliseconds of questions.
struct Times {
    what: &'static str,
    taken: Vec<(f64, String)>,
}

impl Times {
    fn new(what: &'static str) -> Times {
        Times {
            what,
            taken: Vec::new(),
        }
    }

    fn add(&mut self, since: Instant, what: &str) {
        self.taken
            .push((since.elapsed().as_secs_f64() * 1_000.0, what.to_owned()));
    }

    fn tell(mut self, verbose: bool) {
        // The first of each warmed up.
        let warm = self
            .taken
            .iter()
            .enumerate()
            .filter(|(at, _)| at % TIMES != 0)
            .map(|(_, one)| one.clone());
        self.taken = warm.collect();
        self.taken.sort_by(|one, other| one.0.total_cmp(&other.0));
        let at = |part: f64| self.taken[((self.taken.len() - 1) as f64 * part) as usize].0;
        println!(
            "{}: median {:.2}, 95 % within {:.2}, worst {:.2} ms",
            self.what,
            at(0.5),
            at(0.95),
            at(1.0)
        );
        let worst = self
            .taken
            .iter()
            .rev()
            .step_by(3)
            .take(if verbose { 12 } else { 3 });
        for (taken, what) in worst.filter(|(taken, _)| *taken > 5.0) {
            println!("    {taken:.1} ms: {what}");
        }
    }
}

/// MB of this process.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
