//! The one task that writes what sources hear: events into the log, calls and statuses from them, and word to browsers.
//!
//! Sources hand over batches and wait until they are committed, so a slow database slows the sources and fills no
//! memory. The steps themselves are `pipeline`'s.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::PbxEvent;
use call_journal_store::{settings, settle};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::finding;
use crate::live::Teller;
use crate::pipeline::Pipeline;
use crate::source::{Heard, Living};
use crate::sweep;

/// Batches that wait for the engine; whoever has more waits.
const WAITING: usize = 64;

/// Waits are cut short: the clock may be set, and a window may come from an import by another process.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How often calls are looked for that nothing was heard of for long.
const SWEEP: Millis = Millis(600_000);

/// Set by a program that changed calls beside the server, such as an import.
const CHANGED_ELSEWHERE: &str = "calls.changed_elsewhere";

/// Where sources hand over what they heard. Cheap to clone.
#[derive(Clone)]
pub struct Intake(mpsc::Sender<Batch>);

struct Batch {
    source: Arc<str>,
    heard: Heard,
    stored: oneshot::Sender<()>,
}

/// The server is stopping: nothing is stored any more.
#[derive(Debug, thiserror::Error)]
#[error("the journal is stopping")]
pub struct Stopping;

impl Intake {
    /// Waits until the events are committed to the log.
    ///
    /// # Errors
    /// When the server stops before they are.
    pub async fn store(&self, source: &Arc<str>, heard: Heard) -> Result<(), Stopping> {
        if heard.events.is_empty() && heard.living.is_none() {
            return Ok(());
        }
        let (stored, done) = oneshot::channel();
        let batch = Batch {
            source: Arc::clone(source),
            heard,
            stored,
        };
        self.0.send(batch).await.map_err(|_| Stopping)?;
        done.await.map_err(|_| Stopping)
    }
}

/// See the module.
pub struct Engine {
    pipeline: Pipeline,
    teller: Teller,
    now: fn() -> Timestamp,
    incoming: mpsc::Receiver<Batch>,
    changed_elsewhere: Option<Timestamp>,
    /// When silent calls were looked for last.
    swept: Timestamp,
}

/// What one PBX said in several batches.
#[derive(Default)]
struct Taken {
    events: Vec<PbxEvent>,
    living: Option<Living>,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Engine {
    /// An engine that writes by `pipeline`, and where to hand it events.
    pub fn new(pipeline: Pipeline, teller: Teller, now: fn() -> Timestamp) -> (Engine, Intake) {
        let (sender, incoming) = mpsc::channel(WAITING);
        let engine = Engine {
            pipeline,
            teller,
            now,
            incoming,
            changed_elsewhere: None,
            swept: Timestamp::default(),
        };
        (engine, Intake(sender))
    }

    /// Works until `stop`; what was handed over until then is stored.
    pub async fn run(mut self, stop: CancellationToken) {
        self.changed_elsewhere = self.last_change_elsewhere().await;
        let mut batches = Vec::with_capacity(WAITING);
        loop {
            let wait = tokio::time::timeout(LONGEST_WAIT, self.incoming.recv_many(&mut batches, WAITING));
            let Some(heard) = stop.run_until_cancelled(wait).await else {
                break;
            };
            match heard {
                Ok(_) => self.take(&mut batches, &stop).await,
                Err(_) => self.look_around(&stop).await,
            }
        }
        self.incoming.close();
        while let Ok(batch) = self.incoming.try_recv() {
            batches.push(batch);
        }
        self.take(&mut batches, &stop).await;
        tracing::info!("writing of events ended");
    }

    async fn take(&mut self, batches: &mut Vec<Batch>, stop: &CancellationToken) {
        if batches.is_empty() {
            return;
        }
        let mut by_source: BTreeMap<Arc<str>, Taken> = BTreeMap::new();
        for batch in batches.drain(..) {
            let taken = by_source.entry(batch.source).or_default();
            taken.events.extend(batch.heard.events);
            taken.living = batch.heard.living.or(taken.living.take());
            taken.waiting.push(batch.stored);
        }
        let mut asked = Vec::new();
        for (source, taken) in by_source {
            if self.log(&source, &taken.events, stop).await {
                for stored in taken.waiting {
                    // Fails when the source is gone: then nobody waits.
                    let _ = stored.send(());
                }
            }
            asked.extend(taken.living.map(|living| (source, living)));
        }
        self.interpret().await;
        for (source, living) in asked {
            let gone = sweep::gone(&self.pipeline, &source, &living).await;
            self.end(&source, gone, stop).await;
        }
    }

    /// Ends calls whose channels were found to be gone.
    async fn end(&self, source: &str, gone: anyhow::Result<Vec<PbxEvent>>, stop: &CancellationToken) {
        match gone {
            Ok(gone) if gone.is_empty() => {}
            Ok(gone) => {
                tracing::info!(source, gone = gone.len(), "calls ended while nobody listened");
                if self.log(source, &gone, stop).await {
                    self.interpret().await;
                }
            }
            Err(error) => tracing::error!(?error, source, "looking for calls that ended unheard failed"),
        }
    }

    /// Tries until the events are stored; false: the server stops, and they are not.
    async fn log(&self, source: &str, events: &[PbxEvent], stop: &CancellationToken) -> bool {
        const AGAIN_AFTER: Duration = Duration::from_secs(2);
        loop {
            match self.pipeline.log(source, events).await {
                Ok(_) => return true,
                Err(error) => tracing::error!(?error, source, "storing events failed; trying again"),
            }
            if stop
                .run_until_cancelled(tokio::time::sleep(AGAIN_AFTER))
                .await
                .is_none()
            {
                return false;
            }
        }
    }

    async fn interpret(&self) {
        match self.pipeline.interpret((self.now)(), |_| {}).await {
            Ok(done) if done.touched.is_empty() => {}
            Ok(done) => self.teller.calls(done.touched),
            // What is dirty stays so, and is tried with the next events or the next look around.
            Err(error) => tracing::error!(?error, "making calls of events failed; trying again"),
        }
    }

    /// What happens by itself: reaction windows close, calls turn out to be over, other programs bring in calls.
    async fn look_around(&mut self, stop: &CancellationToken) {
        let (store, now) = (&self.pipeline.store, (self.now)());
        match settle::next_due(store).await {
            Ok(Some(due)) if due <= now => match settle::settle_due(store, &self.pipeline.rules, now).await {
                Ok(settled) => self.teller.calls(settled.changed),
                Err(error) => tracing::error!(?error, "closing reaction windows failed; trying again"),
            },
            Ok(_) => {}
            Err(error) => tracing::error!(?error, "looking for closed reaction windows failed"),
        }
        if now.since(self.swept) > SWEEP {
            self.swept = now;
            for source in &self.pipeline.listened {
                let gone = sweep::silent(&self.pipeline, source, now).await;
                self.end(source, gone, stop).await;
            }
        }
        let last = self.last_change_elsewhere().await;
        if last != self.changed_elsewhere {
            self.changed_elsewhere = last;
            store.changed_elsewhere();
            finding::make_ready(store);
            self.teller.everything();
        }
    }

    async fn last_change_elsewhere(&self) -> Option<Timestamp> {
        match settings::get(&self.pipeline.store, CHANGED_ELSEWHERE).await {
            Ok(at) => at,
            Err(error) => {
                tracing::error!(?error, "reading the settings failed");
                self.changed_elsewhere
            }
        }
    }
}

/// Lets a running server know that calls changed beside it.
///
/// # Errors
/// When the database fails.
pub async fn tell_server(pipeline: &Pipeline, now: Timestamp) -> anyhow::Result<()> {
    settings::set(&pipeline.store, CHANGED_ELSEWHERE, &now).await?;
    Ok(())
}
