//! Calls that are older than the company keeps them are forgotten, some at a time, every hour.

use std::time::Duration;

use call_journal_app::service::Journal;
use call_journal_model::access::Deed;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_store::access;
use call_journal_store::forgetting::forget_before;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often is looked for old calls.
const EVERY: Duration = Duration::from_secs(3_600);

/// Between two parts others write.
const REST: Duration = Duration::from_millis(200);

/// Forgets calls that began longer than `keep` ago, until `stop`.
pub fn start(journal: &Journal, keep: Millis, stop: CancellationToken) {
    let journal = journal.clone();
    tokio::spawn(async move {
        let mut times = interval(EVERY);
        times.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = times.tick() => {}
            }
            if let Err(error) = forget(&journal, keep, &stop).await {
                tracing::error!(?error, "old calls could not be forgotten");
            }
        }
    });
}

async fn forget(journal: &Journal, keep: Millis, stop: &CancellationToken) -> anyhow::Result<()> {
    let (store, now) = (&journal.0.store, (journal.0.now)());
    let before = Timestamp(now.0.saturating_sub(keep.0));
    let mut calls = 0;
    while !stop.is_cancelled() {
        let forgotten = forget_before(store, before).await?;
        if forgotten.calls == 0 {
            break;
        }
        calls += forgotten.calls;
        journal.0.sounds.forget(forgotten.recordings);
        tokio::time::sleep(REST).await;
    }
    if calls > 0 {
        journal.0.changes.everything();
        let subject = calls.to_string();
        access::note(store, (None, ""), "", Deed::CallsForgotten, &subject, now).await?;
        tracing::info!(calls, "old calls were forgotten");
    }
    Ok(())
}
