//! The live side by the released program, over TCP: a manager stream as fast as it is taken, a thousand open pages, and the
//! time from an event on the PBX's socket, or from a number that gets its customer, to the painted row.
//!
//! `cargo xtask bench --only live` builds what is needed and starts this. Times are told, never judged; a call that is
//! missing is an error. All parts work on one journal, so that pages are of one that holds many calls.

#![allow(
    clippy::unwrap_used,
    reason = "the PBX of the tests, which stops when it cannot go on"
)]

mod crowd;
mod http;
mod manager;
mod named;
mod painted;
#[path = "../../tests/taps/peer.rs"]
mod peer;
mod readers;
mod server;
mod stream;
mod told;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use clap::Parser;

use told::Figures;

/// Measures the live side
#[derive(Parser)]
struct Options {
    /// Passes of all recorded calls in the manager stream
    #[arg(long, default_value_t = 100)]
    passes: u32,
    /// Seconds for which calls are posted to a thousand open pages
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Measure these parts only: manager, crowd, painted, named
    #[arg(long)]
    part: Vec<String>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let folder = std::env::var_os("CALL_JOURNAL_BENCH_DIR")
        .map_or_else(|| std::env::temp_dir().join("call-journal-bench"), PathBuf::from);
    let journal = folder.join("live");
    let _ = fs::remove_dir_all(&journal);
    fs::create_dir_all(&journal).with_context(|| format!("making {}", journal.display()))?;
    let has = |part: &str| options.part.is_empty() || options.part.iter().any(|wanted| wanted == part);
    let mut figures = Figures::default();
    if has("manager") {
        manager::measure(&journal, options.passes, &mut figures).await?;
    }
    if has("crowd") {
        crowd::measure(&journal, options.seconds, &mut figures).await?;
    }
    if has("painted") {
        painted::measure(&journal, &mut figures).await?;
    }
    if has("named") {
        named::measure(&journal, &mut figures).await?;
    }
    let json = folder.join("live.json");
    fs::write(&json, format!("{:#}\n", figures.json()))
        .with_context(|| format!("writing {}", json.display()))?;
    fs::remove_dir_all(&journal)?;
    println!("as JSON: {}", json.display());
    Ok(())
}

/// The repository.
fn root() -> PathBuf {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    server.parent().unwrap_or(server).to_owned()
}

/// What a real PBX said.
fn fixtures() -> PathBuf {
    root().join("server/pbx/tests/fixtures/asterisk/ami")
}

fn epoch_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

fn epoch_ms() -> i64 {
    epoch_us() / 1000
}
