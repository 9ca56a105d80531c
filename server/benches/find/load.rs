//! Many readers at once, and a PBX that goes on calling.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use call_journal_model::filter::Filter;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::sleep_until;

use crate::http::Http;
use crate::server::Server;
use crate::times::Times;
use crate::{ask, first_page, questions};

/// Requests and posted calls of a second.
const READS: u32 = 100;
const POSTS: u32 = 50;
/// Connections that requests come by.
const READERS: u32 = 16;
const LASTS: Duration = Duration::from_secs(20);

/// Each request begins when its time has come, however long those before it took: waiting counts.
pub async fn measure(server: &Server) -> anyhow::Result<Vec<Value>> {
    let reads = Arc::new(Mutex::new(Times::new("100 searches/s while 50 calls/s come")));
    let posts = Arc::new(Mutex::new(Times::new("the posts of these calls")));
    let errors = Arc::new(AtomicUsize::new(0));
    let begin = tokio::time::Instant::now();
    let watch = server.watch()?;
    let mut tasks = Vec::new();
    for reader in 0..READERS {
        let (reads, errors, address) = (Arc::clone(&reads), Arc::clone(&errors), server.address.clone());
        tasks.push(tokio::spawn(async move {
            let mut http = Http::connect(&address).await?;
            let mut number = reader;
            loop {
                let due = begin + Duration::from_secs(1) * number / READS;
                if due > begin + LASTS {
                    return anyhow::Ok(());
                }
                sleep_until(due).await;
                let search = questions::SEARCHES[(number as usize * 7) % questions::SEARCHES.len()];
                let (_, filter) = questions::filters()[number as usize % 4].clone();
                let filter = Filter {
                    search: search.to_owned(),
                    ..filter
                };
                if ask(&mut http, &first_page(&filter)).await.is_err() {
                    errors.fetch_add(1, Ordering::Relaxed);
                    http = Http::connect(&address).await?;
                }
                reads.lock().await.add(due.elapsed(), search);
                number += READERS;
            }
        }));
    }
    let (told, failed, address) = (Arc::clone(&posts), Arc::clone(&errors), server.address.clone());
    tasks.push(tokio::spawn(async move {
        let mut http = Http::connect(&address).await?;
        for number in 0..POSTS * LASTS.as_secs() as u32 {
            sleep_until(begin + Duration::from_secs(1) * number / POSTS).await;
            let since = Instant::now();
            if http
                .post("/api/v1/calls", Some("bench"), &call(number))
                .await
                .is_err()
            {
                failed.fetch_add(1, Ordering::Relaxed);
                http = Http::connect(&address).await?;
            }
            told.lock().await.add(since.elapsed(), "");
        }
        anyhow::Ok(())
    }));
    for task in tasks {
        task.await??;
    }
    let errors = errors.load(Ordering::Relaxed);
    println!("  {errors} errors, {:.2} processors busy", watch.cores()?);
    let mut all = vec![json!({ "what": "errors under load", "count": errors })];
    for times in [reads, posts] {
        let times = std::mem::replace(&mut *times.lock().await, Times::new(""));
        all.push(times.tell(1));
    }
    Ok(all)
}

fn call(number: u32) -> String {
    let now = chrono::Utc::now();
    json!({
        "id": format!("bench {} {number}", now.timestamp_millis()),
        "direction": "in",
        "number": format!("+7900{:07}", number % 5_000),
        "started_at": (now - chrono::TimeDelta::seconds(60)).to_rfc3339(),
        "ended_at": now.to_rfc3339(),
    })
    .to_string()
}
