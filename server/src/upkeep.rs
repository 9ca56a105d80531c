//! The database is looked after while the server runs, and sessions that are over are forgotten.

use std::time::Duration;

use call_journal_model::time::Timestamp;
use call_journal_store::Store;
use call_journal_store::access::{Limits, forget_ended};
use call_journal_store::upkeep::upkeep;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often it is looked after; first when the server begins, for an import may have come before.
const EVERY: Duration = Duration::from_secs(3_600);

/// Looks after it until `stop`.
pub fn start(store: &Store, limits: Limits, now: fn() -> Timestamp, stop: CancellationToken) {
    let store = store.clone();
    tokio::spawn(async move {
        let mut times = interval(EVERY);
        times.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = times.tick() => {}
            }
            if let Err(error) = forget_ended(&store, &limits, now()).await {
                tracing::warn!(?error, "sessions that are over could not be forgotten");
            }
            // Next time then; all goes on without it, only slower.
            if let Err(error) = upkeep(&store).await {
                tracing::warn!(?error, "the database could not be looked after");
            }
        }
    });
}
