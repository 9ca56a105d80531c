//! How fast calls are found over HTTP in a large journal, by the released program: `cargo xtask bench --only find`.
//!
//! The journal is that of the store's bench `find`, which makes it; here a copy of it is asked, for calls are posted to it.
//! `--calls` tells its size. Numbers are written to `find-http-….json` too.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "measurements"
)]

#[path = "../live/http.rs"]
mod http;
mod load;
#[path = "../../../app/store/benches/find/questions.rs"]
mod questions;
#[allow(dead_code, reason = "the live bench asks more of it")]
#[path = "../live/server.rs"]
mod server;
mod times;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use call_journal_model::filter::{Filter, Order};
use call_journal_store::Store;
use serde_json::json;

use http::Http;
use server::Server;
use times::Times;

/// Times of each question; the first one warms up.
const TIMES: usize = 4;

/// Who posts calls while others read.
const CONFIG: &str =
    "[company]\nzone = \"Europe/Moscow\"\n[[sources]]\nkind = \"http\"\nname = \"bench\"\nkey = \"bench\"\n";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args();
    // `cargo test --benches` runs this without the flag, and should not wait for minutes.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let calls = arguments
        .by_ref()
        .skip_while(|argument| argument != "--calls")
        .nth(1);
    let calls: u64 = calls.map_or(Ok(1_000_000), |calls| calls.parse())?;
    let folder = std::env::var_os("CALL_JOURNAL_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let made = folder.join(format!("find-{calls}.db"));
    anyhow::ensure!(
        made.exists(),
        "{} is made by the store's bench `find`",
        made.display()
    );
    let place = folder.join("find");
    std::fs::create_dir_all(&place)?;
    let copy = server::database(&place);
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", copy.display()));
    }
    // What was written last may stand beside the file: closing brings it in.
    Store::connect(&format!("sqlite://{}", made.display()))
        .await?
        .close()
        .await?;
    std::fs::copy(&made, &copy)?;
    measure(
        "SQLite",
        &format!("sqlite://{}", copy.display()),
        calls,
        &place,
        &folder,
    )
    .await?;
    std::fs::remove_file(&copy)?;
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        let server = server.trim_end_matches('/').trim_end_matches("/postgres");
        let url = format!("{server}/journal_find_{calls}");
        measure("PostgreSQL", &url, calls, &place, &folder).await?;
    }
    Ok(())
}

async fn measure(database: &str, url: &str, calls: u64, place: &Path, folder: &Path) -> anyhow::Result<()> {
    println!("\n{database}, {calls} calls, over HTTP:");
    let server = Server::on(url, place, CONFIG)?;
    let mut http = Http::connect(&server.address).await?;
    ask(
        &mut http,
        &first_page(&Filter {
            search: "а".to_owned(),
            ..Filter::default()
        }),
    )
    .await
    .context("the first search")?;
    let mut told = Vec::new();
    let mut floor = Times::new("floor: an answer without a query");
    let mut plain = Times::new("first pages without a search");
    let mut ordered = Times::new("the same by the longest talk and the oldest call");
    let mut searches = Times::new("first pages of searches");
    let mut sorted = Times::new("the same by the longest talk and the oldest call");
    let mut proposed = Times::new("suggestions");
    let mut days = Times::new("calls per day");
    for _ in 0..100 {
        floor.add(once(&mut http, "/api/views", "{}").await?, "");
    }
    for (name, filter) in questions::plain() {
        for _ in 0..TIMES {
            plain.add(ask(&mut http, &first_page(&filter)).await?, name);
            for order in [Order::LongestTalk, Order::Oldest] {
                let filter = Filter {
                    order,
                    ..filter.clone()
                };
                ordered.add(ask(&mut http, &first_page(&filter)).await?, name);
            }
            let body = json!({ "filter": filter }).to_string();
            days.add(once(&mut http, "/api/days", &body).await?, name);
        }
    }
    for search in questions::SEARCHES {
        for (name, filter) in questions::filters() {
            let filter = Filter {
                search: search.to_owned(),
                ..filter
            };
            let what = format!("{search} ({name})");
            for _ in 0..TIMES {
                searches.add(ask(&mut http, &first_page(&filter)).await?, &what);
            }
            for order in [Order::LongestTalk, Order::Oldest] {
                let filter = Filter {
                    order,
                    ..filter.clone()
                };
                for _ in 0..TIMES {
                    sorted.add(
                        ask(&mut http, &first_page(&filter)).await?,
                        &format!("{what}, {order:?}"),
                    );
                }
            }
        }
        let filter = Filter {
            search: search.to_owned(),
            ..Filter::default()
        };
        let body = json!({ "filter": filter }).to_string();
        for _ in 0..TIMES {
            proposed.add(once(&mut http, "/api/suggestions", &body).await?, search);
        }
    }
    for times in [floor, plain, ordered, searches, sorted, proposed, days] {
        told.push(times.tell(TIMES));
    }
    println!("  memory of its own: {:.0} MB (goal: 250)", server.own_memory()?);
    told.extend(load::measure(&server).await?);
    println!("  after that: {:.0} MB", server.own_memory()?);
    let json =
        json!({ "database": database, "calls": calls, "memory_mb": server.own_memory()?, "times": told });
    let file = folder.join(format!("find-http-{}-{calls}.json", database.to_lowercase()));
    std::fs::write(&file, serde_json::to_string_pretty(&json)?)?;
    println!("  {}", file.display());
    Ok(())
}

/// What a page asks for.
fn first_page(filter: &Filter) -> String {
    json!({ "filter": filter, "after": null }).to_string()
}

async fn ask(http: &mut Http, body: &str) -> anyhow::Result<Duration> {
    once(http, "/api/calls", body).await
}

async fn once(http: &mut Http, path: &str, body: &str) -> anyhow::Result<Duration> {
    let since = Instant::now();
    http.post(path, None, body).await?;
    Ok(since.elapsed())
}
