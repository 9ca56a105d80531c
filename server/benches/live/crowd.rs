//! A thousand open pages while calls come and go: whether anybody misses a change, how soon they hear of it, and what
//! that costs the server.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};

use crate::epoch_us;
use crate::http::Http;
use crate::readers::Reader;
use crate::server::Server;
use crate::told::{Figures, Goal, Times};

const PART: &str = "crowd";
/// What a program shows that posts.
pub const KEY: &str = "open sesame";
const READERS: usize = 1_000;
const PER_SECOND: u64 = 20;

/// A call rings, is answered this many posts later, and ends as many after that.
const LATER: usize = 20;

/// How long after the last post everybody must have heard of it.
const PATIENCE: Duration = Duration::from_secs(15);

/// When each state of each call was posted, in µs since the epoch.
struct Posted(Vec<[AtomicI64; STATES.len()]>);

/// What `status` is in the rows of a call's three posts.
const STATES: [&str; 3] = [
    "\"status\":\"ringing\"",
    "\"status\":\"talking\"",
    "\"status\":\"accepted\"",
];

/// Programs may post calls.
pub fn config() -> String {
    format!("[[sources]]\nkind = \"http\"\nname = \"bench\"\nkey = \"{KEY}\"\n")
}

/// Posts for so many seconds to the journal of `folder`.
pub async fn measure(folder: &Path, seconds: u64, figures: &mut Figures) -> anyhow::Result<()> {
    let server = Server::start(folder, &config())?;
    let calls = usize::try_from(seconds * PER_SECOND)? / STATES.len();
    let posted = Arc::new(Posted((0..calls).map(|_| Default::default()).collect()));
    let readers = Reader::open_many(&server.address, READERS).await?;
    let until = Instant::now() + Duration::from_secs(seconds * 2) + PATIENCE;
    let reading: Vec<_> = readers
        .into_iter()
        .map(|reader| tokio::spawn(timeout_at(until, hear(reader, Arc::clone(&posted)))))
        .collect();
    let watch = server.watch()?;
    let begin = Instant::now();
    post_all(&server.address, &posted).await?;
    let took = begin.elapsed().as_secs_f64();
    let cores = watch.cores()?;
    let mut late = Vec::new();
    for reader in reading {
        let heard = reader.await?;
        late.extend(heard.context("a reader never heard of some call")??);
    }
    let rows = late.len();
    let times = Times::of(late);
    let mut add = |name, value, unit, goal| figures.add(PART, name, value, unit, goal);
    add(
        "readers, none of which missed a change",
        READERS as f64,
        "",
        Goal::None,
    );
    add(
        "changes posted",
        (calls * STATES.len()) as f64 / took,
        "/s",
        Goal::None,
    );
    add("rows heard by all", rows as f64, "", Goal::None);
    add("post to reader, median", times.within(50), "ms", Goal::None);
    add("post to reader, 95 % within", times.within(95), "ms", Goal::None);
    add(
        "server's peak memory",
        server.peak_memory()?,
        "MB",
        Goal::AtMost(300.0),
    );
    add(
        "of that not the database's file, at the end",
        server.own_memory()?,
        "MB",
        Goal::None,
    );
    add("server's processors", cores, "", Goal::AtMost(1.0));
    Ok(())
}

/// Listens until each call was told in each of its states; gives how late that was, in ms.
async fn hear(mut reader: Reader, posted: Arc<Posted>) -> anyhow::Result<Vec<f64>> {
    let all = posted.0.len() * STATES.len();
    let mut heard = vec![[false; STATES.len()]; posted.0.len()];
    let mut late = Vec::with_capacity(all);
    while late.len() < all {
        let row = reader.row().await?;
        let now = epoch_us();
        let state = STATES.iter().position(|state| row.contains(state));
        let (Some(call), Some(state)) = (call_in(row), state) else {
            bail!("a reader was told what nobody posted: {row}");
        };
        let at = posted.0.get(call).context("a call that nobody posted")?[state].load(Ordering::Relaxed);
        ensure!(at > 0, "a reader was told of a call before it was posted: {row}");
        if !std::mem::replace(&mut heard[call][state], true) {
            late.push((now - at) as f64 / 1000.0);
        }
    }
    Ok(late)
}

/// Which call a row is about: its number says.
fn call_in(row: &str) -> Option<usize> {
    let from = row.find("+7900")? + 5;
    row.get(from..from + 7)?.parse().ok()
}

/// Posts on one connection, at a steady pace.
async fn post_all(address: &str, posted: &Posted) -> anyhow::Result<()> {
    let mut http = Http::connect(address).await?;
    let mut ticks = interval(Duration::from_secs(1) / u32::try_from(PER_SECOND)?);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let begin = epoch_us() / 1000;
    for turn in 0..posted.0.len() + 2 * LATER {
        for (state, later) in [0, LATER, 2 * LATER].into_iter().enumerate() {
            let Some(call) = turn.checked_sub(later) else {
                continue;
            };
            let Some(at) = posted.0.get(call) else { continue };
            ticks.tick().await;
            let body = body(begin, call, state)?;
            at[state].store(epoch_us(), Ordering::Relaxed);
            http.post("/api/v1/calls", Some(KEY), &body).await?;
        }
    }
    Ok(())
}

fn body(run: i64, call: usize, state: usize) -> anyhow::Result<String> {
    let now = chrono::DateTime::from_timestamp_micros(epoch_us()).context("no time")?;
    let time = |ago: i64| (now - chrono::TimeDelta::seconds(ago)).to_rfc3339();
    // Later posts of a call replace the earlier ones.
    let mut leg =
        json!({ "extension": (201 + call % 40).to_string(), "started_at": time(i64::try_from(state)?) });
    let mut post = json!({
        "id": format!("{run}-{call}"),
        "direction": "in",
        "number": format!("+7900{call:07}"),
        "started_at": time(i64::try_from(state)?),
        "updated_at": time(0),
    });
    if state > 0 {
        leg["answered_at"] = time(i64::try_from(state)? - 1).into();
    }
    if state > 1 {
        leg["ended_at"] = time(0).into();
        post["ended_at"] = time(0).into();
    }
    post["legs"] = json!([leg]);
    Ok(post.to_string())
}
