//! `call-journal rebuild`: all calls and statuses anew from the event log.

use call_journal_store::{log, settle};

use super::import::{interpret, progress_bar};
use crate::config::Config;

/// Recomputes everything; ids and comments stay.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let pipeline = super::open(config).await?;
    log::mark_all_dirty(&pipeline.store).await?;
    settle::mark_all_parties_dirty(&pipeline.store).await?;
    let bar = progress_bar();
    let done = interpret(&pipeline, &bar).await?;
    bar.finish_and_clear();
    println!(
        "calls: {} ({} changed), {} legs, {} recordings",
        done.calls, done.changed, done.legs, done.recordings
    );
    Ok(())
}
