//! The hub: numbers changes, keeps the last of them, and hands each to all readers. No HTTP, no filters.
//!
//! Readers never slow the hub or one another: a reader that lags is told to load everything anew.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use call_journal_model::call::CallId;
use call_journal_model::filter::MatchRow;
use call_journal_model::live::{LiveMessage, LivePlace};
use call_journal_model::time::Timestamp;
use call_journal_store::Store;
use call_journal_store::query::{LiveRow, live_rows};
use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;

/// Changes that a reader can be behind before it has to load everything anew.
const KEPT: usize = 4_096;

/// More calls than this at once (an import, a change of the rules) are not told one by one.
const ONE_BY_ONE: usize = 500;

/// A change, made ready once for all readers.
#[derive(Debug)]
pub struct Change {
    /// Its number in this run.
    pub number: i64,
    /// What changed.
    pub what: What,
}

/// What changed.
#[derive(Debug)]
pub enum What {
    /// A call that is there.
    Call {
        /// Which.
        id: CallId,
        /// What filters ask of it.
        facts: MatchRow,
        /// [`LiveMessage::Row`] as JSON.
        row: String,
    },
    /// A call that is gone.
    Gone(CallId),
    /// Too much to tell.
    Everything,
}

/// Where changes go through. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    run: i64,
    // A Mutex: the critical sections are short and never await.
    kept: Mutex<VecDeque<Arc<Change>>>,
    sender: broadcast::Sender<Arc<Change>>,
}

/// What a reader gets when it begins.
pub struct Subscription {
    /// Up to here everything is known with what is in `missed`.
    pub place: LivePlace,
    /// Changes since the place that the reader named; `None`: they are not known any more.
    pub missed: Option<Vec<Arc<Change>>>,
    /// What comes.
    pub coming: broadcast::Receiver<Arc<Change>>,
}

impl Hub {
    /// A hub whose run began at `now`.
    pub fn new(now: Timestamp) -> Hub {
        Hub(Arc::new(Inner {
            run: now.0,
            kept: Mutex::new(VecDeque::new()),
            sender: broadcast::channel(KEPT).0,
        }))
    }

    /// Everything told so far.
    pub fn place(&self) -> LivePlace {
        self.place_after(&self.kept())
    }

    /// Begins to read after `since`.
    pub fn subscribe(&self, since: Option<LivePlace>) -> Subscription {
        // Under the lock: a change must be either missed or coming, never both or neither.
        let kept = self.kept();
        let place = self.place_after(&kept);
        let oldest = place.number - i64::try_from(kept.len()).unwrap_or(i64::MAX);
        let missed = match since {
            None => Some(Vec::new()),
            Some(since) if since.run == place.run && (oldest..=place.number).contains(&since.number) => {
                let newer = kept.iter().filter(|change| change.number > since.number);
                Some(newer.cloned().collect())
            }
            Some(_) => None,
        };
        Subscription {
            place,
            missed,
            coming: self.0.sender.subscribe(),
        }
    }

    /// How many are reading.
    pub fn readers(&self) -> usize {
        self.0.sender.receiver_count()
    }

    fn tell(&self, changes: impl IntoIterator<Item = What>) {
        let mut kept = self.kept();
        for what in changes {
            let change = Arc::new(Change {
                number: self.place_after(&kept).number + 1,
                what,
            });
            if kept.len() == KEPT {
                kept.pop_front();
            }
            kept.push_back(Arc::clone(&change));
            // Fails when nobody is reading.
            let _ = self.0.sender.send(change);
        }
    }

    fn place_after(&self, kept: &VecDeque<Arc<Change>>) -> LivePlace {
        LivePlace {
            run: self.0.run,
            number: kept.back().map_or(0, |change| change.number),
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Change>>> {
        // A panic cannot leave the queue half changed.
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the hub which calls changed. Cheap to clone.
#[derive(Clone)]
pub struct Teller {
    hub: Hub,
    changed: mpsc::UnboundedSender<Changed>,
}

enum Changed {
    Calls(Vec<CallId>),
    Everything,
}

impl Teller {
    /// See [`call_journal_app::service::Changes::place`].
    pub fn place(&self) -> LivePlace {
        self.hub.place()
    }

    /// These calls changed, and that is committed.
    pub fn calls(&self, calls: Vec<CallId>) {
        // Fails when the server stops: nobody is there to hear.
        let _ = self.changed.send(Changed::Calls(calls));
    }

    /// More changed than can be named.
    pub fn everything(&self) {
        let _ = self.changed.send(Changed::Everything);
    }
}

impl Hub {
    /// Starts the one task that reads changed calls and tells them: one, so that a call's older state can never be told
    /// after its newer one.
    pub fn start(
        &self,
        store: Store,
        zone: Tz,
        stop: CancellationToken,
    ) -> (Teller, tokio::task::JoinHandle<()>) {
        let (sender, mut changed) = mpsc::unbounded_channel();
        let hub = self.clone();
        let teller = Teller {
            hub: hub.clone(),
            changed: sender,
        };
        let task = tokio::spawn(async move {
            let mut batch = Vec::new();
            while let Some(1..) = stop
                .run_until_cancelled(changed.recv_many(&mut batch, 1_000))
                .await
            {
                hub.read_and_tell(&store, zone, batch.drain(..), &stop).await;
            }
            tracing::info!("telling of changes ended");
        });
        (teller, task)
    }

    async fn read_and_tell(
        &self,
        store: &Store,
        zone: Tz,
        changed: impl Iterator<Item = Changed>,
        stop: &CancellationToken,
    ) {
        const AGAIN_AFTER: Duration = Duration::from_secs(1);
        let mut ids: Vec<CallId> = Vec::new();
        let mut everything = false;
        for changed in changed {
            match changed {
                Changed::Calls(calls) => ids.extend(calls),
                Changed::Everything => everything = true,
            }
        }
        ids.sort_unstable();
        ids.dedup();
        if everything || ids.len() > ONE_BY_ONE {
            return self.tell([What::Everything]);
        }
        if ids.is_empty() {
            return;
        }
        match live_rows(store, &ids, zone).await {
            Ok(rows) => self.tell(changes(&ids, rows)),
            Err(error) => {
                // What changed is not known, and asking again tells it.
                tracing::error!(?error, "reading changed calls failed");
                stop.run_until_cancelled(tokio::time::sleep(AGAIN_AFTER)).await;
                self.tell([What::Everything]);
            }
        }
    }
}

/// Oldest call first, so that rows come in the order in which they were called.
fn changes(ids: &[CallId], mut rows: Vec<LiveRow>) -> Vec<What> {
    rows.sort_by_key(|row| (row.summary.started_at, row.summary.id));
    let gone = ids
        .iter()
        .filter(|id| !rows.iter().any(|row| row.summary.id == **id));
    let mut told: Vec<What> = gone.map(|id| What::Gone(*id)).collect();
    for LiveRow { summary, facts } in rows {
        let id = summary.id;
        match serde_json::to_string(&LiveMessage::Row(Box::new(summary))) {
            Ok(row) => told.push(What::Call { id, facts, row }),
            Err(error) => tracing::error!(%error, call = id.0, "a row cannot be written as JSON"),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(hub: &Hub, ids: impl IntoIterator<Item = i64>) {
        hub.tell(ids.into_iter().map(|id| What::Gone(CallId(id))));
    }

    fn numbers(missed: Option<Vec<Arc<Change>>>) -> Option<Vec<i64>> {
        missed.map(|changes| changes.iter().map(|change| change.number).collect())
    }

    #[tokio::test]
    async fn a_reader_that_names_its_place_gets_what_it_missed_and_then_what_comes() {
        let hub = Hub::new(Timestamp(7));
        gone(&hub, 1..=3);
        let since = LivePlace { run: 7, number: 1 };
        let mut reader = hub.subscribe(Some(since));
        gone(&hub, [4]);
        assert_eq!(numbers(reader.missed), Some(vec![2, 3]));
        assert_eq!(reader.place.number, 3);
        assert_eq!(reader.coming.recv().await.unwrap().number, 4);
    }

    #[test]
    fn a_place_of_another_run_or_long_ago_is_not_known() {
        let hub = Hub::new(Timestamp(7));
        let many = i64::try_from(KEPT).unwrap() + 10;
        gone(&hub, 1..=many);
        let missed = |run, number| numbers(hub.subscribe(Some(LivePlace { run, number })).missed);
        assert_eq!(missed(6, many), None);
        assert_eq!(missed(7, 9), None);
        assert_eq!(missed(7, many + 1), None);
        assert_eq!(missed(7, 10).map(|all| all.len()), Some(KEPT));
        assert_eq!(missed(7, many), Some(vec![]));
    }
}
