//! How fast customers are found while one types, and how long others wait while a number with very many calls moves:
//! `cargo bench -p call-journal-store --bench lookup`. On SQLite; with TEST_POSTGRES_URL on PostgreSQL too.
//!
//! Numbers, not judgements: machines are noisy. The goals stand beside.

#![allow(clippy::unwrap_used)] // A measurement that cannot go on should stop.

#[path = "lookup/customers.rs"]
mod customers;
#[path = "lookup/moving.rs"]
mod moving;

use std::path::Path;
use std::time::{Duration, Instant};

use call_journal_store::Store;
use call_journal_store::customers::{list, lookup, similar};
use call_journal_store::people::upsert_customers;
use sea_orm::{ConnectionTrait, Database};

/// What one keystroke may take.
const GOAL: &str = "30 ms";

#[tokio::main]
async fn main() {
    // `cargo test --benches` runs this without the flag, and should not wait for minutes.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = std::env::temp_dir().join(format!("call_journal_lookup_{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    measure("SQLite", &sqlite(&folder)).await;
    std::fs::remove_dir_all(&folder).unwrap();
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        measure("PostgreSQL", &postgres(&server).await).await;
    }
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite://{}/journal.db?mode=rwc", folder.display())
}

async fn postgres(server: &str) -> String {
    let server = server.trim_end_matches('/').trim_end_matches("/postgres");
    let name = format!("journal_lookup_{}", std::process::id());
    let admin = Database::connect(format!("{server}/postgres")).await.unwrap();
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    );
    admin.execute_unprepared(&create).await.unwrap();
    admin.close().await.unwrap();
    format!("{server}/{name}")
}

async fn measure(database: &str, url: &str) {
    println!("\n{database}");
    let store = Store::connect(url).await.unwrap();
    let entries = customers::entries();
    let since = Instant::now();
    for part in entries.chunks(10_000) {
        upsert_customers(&store, part).await.unwrap();
    }
    let numbers: usize = entries.iter().map(|e| e.numbers.len() + e.contacts.len()).sum();
    let contacts: usize = entries.iter().map(|e| e.contacts.len()).sum();
    println!(
        "  {} customers, {numbers} numbers, {contacts} contact persons brought in {:.1} s",
        entries.len(),
        since.elapsed().as_secs_f64()
    );
    drop(entries);
    moving::busy_number(&store, url).await;

    typing(&store).await;
    moving::moving(&store, url).await;
    store.close().await.unwrap();
}

async fn typing(store: &Store) {
    let before = memory("VmRSS");
    let since = Instant::now();
    lookup(store, "первый", 10).await.unwrap();
    println!(
        "  directory loaded in {:.2} s; memory {before:.0} → {:.0} MB (at most {:.0} MB)",
        since.elapsed().as_secs_f64(),
        memory("VmRSS"),
        memory("VmHWM")
    );
    let directory = store.directory();
    let (mut find, mut lookups, mut page, mut lists, mut alike) = Default::default();
    for _ in 0..5 {
        for query in customers::TYPED.split('|') {
            timed(&mut find, query, directory.find(store, query, 10)).await;
            timed(&mut lookups, query, lookup(store, query, 10)).await;
            timed(&mut page, query, directory.page(store, query, false, 0, 50)).await;
            timed(&mut lists, query, list(store, query, false, 0)).await;
        }
        for name in customers::NEW_NAMES.split('|') {
            timed(&mut alike, name, similar(store, name, 5)).await;
        }
    }
    report("find", find);
    report("lookup", lookups);
    report("page", page);
    report("list", lists);
    report("similar", alike);
    let since = Instant::now();
    lookup(store, "", 10).await.unwrap();
    println!("  {:12} {:.1} ms", "nothing typed", ms(since.elapsed()));
}

/// How long each answer took, and to what.
type Times = Vec<(Duration, &'static str)>;

async fn timed<T, E: std::fmt::Debug>(
    times: &mut Times,
    what: &'static str,
    asked: impl Future<Output = Result<T, E>>,
) {
    let since = Instant::now();
    asked.await.unwrap();
    times.push((since.elapsed(), what));
}

fn report(what: &str, mut times: Times) {
    times.sort_unstable();
    let at = |hundredths: usize| ms(times[(times.len() - 1) * hundredths / 100].0);
    let (slowest, query) = times[times.len() - 1];
    println!(
        "  {what:12} {:4} times: p50 {:.1} ms, p95 {:.1} ms (goal {GOAL}), max {:.1} ms («{query}»)",
        times.len(),
        at(50),
        at(95),
        ms(slowest)
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// MB.
fn memory(what: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kb.unwrap_or_default() / 1_024.0
}
