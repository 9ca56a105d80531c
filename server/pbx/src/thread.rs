//! Threads: events that must be assembled together, because a chain of common ties joins them.
//!
//! Storage keeps threads in its own tables; this is the same rule in memory.

use std::collections::HashMap;

use crate::event::PbxEvent;

/// The events in threads. Threads come in the order of their first event, events in the order given.
#[must_use]
pub fn group(events: Vec<PbxEvent>) -> Vec<Vec<PbxEvent>> {
    let mut sets = Sets((0..events.len()).collect());
    let mut first_with: HashMap<String, usize> = HashMap::new();
    for (index, event) in events.iter().enumerate() {
        for tie in event.ties() {
            let first = *first_with.entry(tie).or_insert(index);
            sets.join(first, index);
        }
    }
    let mut place: HashMap<usize, usize> = HashMap::new();
    let mut threads: Vec<Vec<PbxEvent>> = Vec::new();
    for (index, event) in events.into_iter().enumerate() {
        let thread = *place.entry(sets.root(index)).or_insert_with(|| {
            threads.push(Vec::new());
            threads.len() - 1
        });
        threads[thread].push(event);
    }
    threads
}

/// Disjoint sets of `0..n`.
pub(crate) struct Sets(pub(crate) Vec<usize>);

impl Sets {
    pub(crate) fn root(&mut self, mut of: usize) -> usize {
        while self.0[of] != of {
            self.0[of] = self.0[self.0[of]];
            of = self.0[of];
        }
        of
    }

    /// The lower root stays, so that the result does not depend on the order of joins.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
