//! Instants and lengths of time. No clock and no time zone live here: both are arguments wherever they matter.

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A length of time in milliseconds, never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Timestamp {
    /// The time that passed since `earlier`; zero if `earlier` is later, as clocks of a PBX do jump.
    #[must_use]
    pub fn since(self, earlier: Timestamp) -> Millis {
        Millis((self.0.saturating_sub(earlier.0)).max(0))
    }

    /// This instant moved by `by`.
    #[must_use]
    pub fn plus(self, by: Millis) -> Timestamp {
        Timestamp(self.0.saturating_add(by.0))
    }
}

impl Millis {
    /// Whole seconds, rounded down, as the journal shows them.
    #[must_use]
    pub fn whole_seconds(self) -> i64 {
        self.0 / 1000
    }
}

impl std::iter::Sum for Millis {
    fn sum<I: Iterator<Item = Millis>>(iter: I) -> Millis {
        Millis(iter.map(|m| m.0).sum())
    }
}
