//! How the sources of calls are doing: what the administration page shows. Sources themselves are the server's.

pub mod api;
mod page;
pub(crate) mod part;

use serde::{Deserialize, Serialize};

use call_journal_model::time::{Millis, Timestamp};

pub use page::SourcesPage;

/// The state of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// The PBX, as the configuration names it.
    pub pbx: String,
    /// By which way it is heard: `manager`, `cel`, `cdr` …
    pub tap: String,
    /// Whether it is connected.
    pub link: Link,
    /// When the last event happened.
    pub last_event: Option<Timestamp>,
    /// How long after it had happened the last event came.
    pub lag: Option<Millis>,
    /// Events since the server began.
    pub events: u64,
    /// Rows and messages that made no sense, since the server began.
    pub rejected: u64,
    /// The last error, with its time. A sentence without secrets.
    pub last_error: Option<(Timestamp, String)>,
}

/// The states of all sources at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The server's clock.
    pub now: Timestamp,
    /// In the order of the configuration.
    pub sources: Vec<SourceView>,
}

/// Whether a source is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Trying.
    Connecting {
        /// Since when.
        since: Timestamp,
    },
    /// Listening.
    Connected {
        /// Since when.
        since: Timestamp,
    },
    /// Waiting before the next try.
    Waiting {
        /// The other side refused: somebody has to mend something.
        refused: bool,
        /// The next try.
        until: Timestamp,
    },
}

impl SourceView {
    /// A source that was not tried yet.
    #[must_use]
    pub fn new(pbx: &str, tap: &str, now: Timestamp) -> SourceView {
        SourceView {
            pbx: pbx.to_owned(),
            tap: tap.to_owned(),
            link: Link::Connecting { since: now },
            last_event: None,
            lag: None,
            events: 0,
            rejected: 0,
            last_error: None,
        }
    }
}
