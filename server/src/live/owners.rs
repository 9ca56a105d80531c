//! What follows when numbers get other owners: open pages show the name at once, then statuses are settled anew and calls
//! of large numbers are linked to their owner, in turns. No HTTP.

use call_journal_app::service::Changes;
use call_journal_model::call::CallId;
use call_journal_model::live::LivePlace;
use call_journal_model::settle::Rules;
use call_journal_model::time::Timestamp;
use call_journal_store::customers::{latest_calls, relink};
use call_journal_store::settle::settle_dirty;
use call_journal_store::{Store, StoreError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Teller;

/// Tells of changed calls, and of numbers that have other owners. Cheap to clone.
#[derive(Clone)]
pub struct Owners {
    teller: Teller,
    moved: mpsc::UnboundedSender<Vec<i64>>,
}

/// The task behind it.
struct Follow {
    store: Store,
    rules: Rules,
    now: fn() -> Timestamp,
    teller: Teller,
}

impl Owners {
    /// Starts the task, which first does what another run left.
    pub fn start(
        store: Store,
        rules: Rules,
        now: fn() -> Timestamp,
        teller: Teller,
        stop: CancellationToken,
    ) -> (Owners, tokio::task::JoinHandle<()>) {
        let (sender, mut moved) = mpsc::unbounded_channel::<Vec<i64>>();
        let follow = Follow {
            store,
            rules,
            now,
            teller: teller.clone(),
        };
        let task = tokio::spawn(async move {
            let mut batch = Vec::new();
            loop {
                let numbers: Vec<i64> = batch.drain(..).flatten().collect();
                // Dropped at a stop between two transactions: what is left is marked in the database.
                match stop.run_until_cancelled(follow.all(&numbers)).await {
                    Some(Ok(())) => {}
                    // What is marked is tried with the next change, or when the server starts.
                    Some(Err(error)) => tracing::error!(?error, "following numbers to their owners failed"),
                    None => break,
                }
                let Some(1..) = stop.run_until_cancelled(moved.recv_many(&mut batch, 1_000)).await else {
                    break;
                };
            }
            tracing::info!("following of numbers ended");
        });
        let owners = Owners {
            teller,
            moved: sender,
        };
        (owners, task)
    }
}

impl Follow {
    async fn all(&self, numbers: &[i64]) -> Result<(), StoreError> {
        let (calls, more) = latest_calls(&self.store, numbers).await?;
        if !calls.is_empty() {
            self.teller.calls(calls);
        }
        let settled = settle_dirty(&self.store, &self.rules, (self.now)()).await?;
        if !settled.changed.is_empty() {
            self.teller.calls(settled.changed);
        }
        if relink(&self.store).await? > 0 || more {
            self.teller.everything();
        }
        Ok(())
    }
}

impl Changes for Owners {
    fn place(&self) -> LivePlace {
        self.teller.place()
    }

    fn calls(&self, calls: Vec<CallId>) {
        self.teller.calls(calls);
    }

    fn numbers(&self, numbers: Vec<i64>) {
        // Fails when the server stops: what follows is marked in the database.
        let _ = self.moved.send(numbers);
    }

    fn everything(&self) {
        self.teller.everything();
    }
}
