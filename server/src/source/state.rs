//! How each source is doing, for the administration page.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use call_journal_app::sources::{Link, SourceView};
use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::PbxEvent;

use super::{Heard, SourceError};

/// The states of all sources. Cheap to clone.
#[derive(Clone, Default)]
pub struct States(Arc<Mutex<Vec<SourceView>>>);

/// The state of one source.
#[derive(Clone)]
pub struct State {
    all: States,
    place: usize,
}

impl States {
    /// A place for one more source.
    pub fn add(&self, pbx: &str, tap: &str, now: Timestamp) -> State {
        let mut all = self.lock();
        all.push(SourceView::new(pbx, tap, now));
        State {
            place: all.len() - 1,
            all: self.clone(),
        }
    }

    /// All states, in the order of the configuration.
    pub fn read(&self) -> Vec<SourceView> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<SourceView>> {
        // A panic cannot leave a state half changed that anybody relies on.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Trying to connect.
    pub fn connecting(&self, now: Timestamp) {
        self.change(|view| view.link = Link::Connecting { since: now });
    }

    /// Connected.
    pub fn connected(&self, now: Timestamp) {
        self.change(|view| view.link = Link::Connected { since: now });
    }

    /// Not connected any more, or not at all.
    pub fn failed(&self, error: &SourceError, now: Timestamp, again_in: Duration) {
        let pause = Millis(i64::try_from(again_in.as_millis()).unwrap_or(i64::MAX));
        self.change(|view| {
            view.last_error = Some((now, error.to_string()));
            view.link = Link::Waiting {
                refused: matches!(error, SourceError::Refused(_)),
                until: now.plus(pause),
            };
        });
    }

    /// Something was heard.
    pub fn hear(&self, heard: &Heard, now: Timestamp) {
        self.change(|view| {
            view.events += heard.events.len() as u64;
            view.rejected += heard.rejected.len() as u64;
            // A file does not always tell its time.
            let times = heard.events.iter().map(PbxEvent::at);
            if let Some(last) = times.filter(|at| *at > Timestamp::default()).max() {
                view.last_event = Some(last);
                view.lag = Some(now.since(last));
            }
            if let Some(rejected) = heard.rejected.last() {
                view.last_error = Some((now, rejected.clone()));
            }
        });
    }

    /// So many files were found, long after what they tell of.
    pub fn found(&self, files: usize, now: Timestamp) {
        self.change(|view| {
            view.events += files as u64;
            view.last_event = Some(now);
        });
    }

    /// How many events it heard so far.
    pub fn heard(&self) -> u64 {
        self.all.lock().get(self.place).map_or(0, |view| view.events)
    }

    fn change(&self, change: impl FnOnce(&mut SourceView)) {
        if let Some(view) = self.all.lock().get_mut(self.place) {
            change(view);
        }
    }
}
