//! What was counted a moment ago, so that a thousand open pages do not count the same calls a thousand times. What it is worth
//! is decided by whoever counts.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use call_journal_model::time::{Millis, Timestamp};

/// Counts that are kept at most; then all are forgotten.
const MOST: usize = 50_000;

/// Counts by what was counted, each with its time. Cheap to clone.
#[derive(Debug)]
pub(crate) struct Counted<Key, Count>(Arc<Mutex<HashMap<Key, (Count, Timestamp)>>>);

impl<Key, Count> Clone for Counted<Key, Count> {
    fn clone(&self) -> Self {
        Counted(Arc::clone(&self.0))
    }
}

impl<Key, Count> Default for Counted<Key, Count> {
    fn default() -> Self {
        Counted(Arc::default())
    }
}

impl<Key: Eq + Hash, Count: Copy> Counted<Key, Count> {
    /// The count, if it is no older than `age`.
    pub(crate) fn get(&self, key: &Key, now: Timestamp, age: Millis) -> Option<Count> {
        let known = self.lock();
        let (count, at) = known.get(key)?;
        // A clock that was put back makes nothing young.
        (0..=age.0).contains(&now.since(*at).0).then_some(*count)
    }

    pub(crate) fn put(&self, key: Key, count: Count, now: Timestamp) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, (count, now));
    }

    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, (Count, Timestamp)>> {
        // A panic leaves nothing worse than a count too few.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
