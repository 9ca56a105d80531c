//! Sources: where calls come from while the journal runs. One small interface, a file for each kind.
//!
//! A source connects, hears events and says where to resume; when to try again, what to store and what the
//! administration page shows is `supervise`'s business. What events mean is not known here.

mod demo;
pub mod manager;
pub mod mikopbx;
mod state;
mod supervise;
pub mod table;
mod tls;

use std::collections::HashSet;
use std::future::Future;

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::PbxEvent;

pub use demo::Demo;
pub use state::{State, States};
pub use supervise::{Surroundings, supervise};

/// What a source heard since it was asked last.
#[derive(Debug, Default)]
pub struct Heard {
    /// Events, in the order in which they came.
    pub events: Vec<PbxEvent>,
    /// One sentence for each row or message that made no sense and was left out.
    pub rejected: Vec<String>,
    /// Which channels there were, from a source that can tell: calls that ended while nobody listened are not among them.
    pub living: Option<Living>,
}

/// The channels that a PBX had at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Living {
    /// The moment, by the PBX's own clock. A channel that began after it is not in the list, and lives nevertheless.
    pub at: Timestamp,
    /// Their ids, as events name them.
    pub uniqueids: HashSet<String>,
}

/// Why a source does not go on.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The other side does not let us in, or something is set up wrongly: trying again soon would only annoy it. The
    /// sentence says what to mend and holds no secret.
    #[error("{0}")]
    Refused(String),
    /// The connection is gone or never came about; it may be tried again at once.
    #[error("{0:#}")]
    Lost(anyhow::Error),
}

impl From<anyhow::Error> for SourceError {
    fn from(error: anyhow::Error) -> SourceError {
        SourceError::Lost(error)
    }
}

/// One way of hearing of a PBX's calls.
///
/// Dropping the future of either method in the middle must be safe: what was not handed out yet may then come again,
/// since the log stores each event once.
pub trait Source: Send + 'static {
    /// `manager`, `cel`, `cdr` …: with the PBX's name, what it is called on the administration page, and what its
    /// position is filed under.
    fn tap(&self) -> &'static str;

    /// Connects. `position` is what [`Source::position`] gave when all events up to there were stored.
    fn connect(&mut self, position: Option<&str>) -> impl Future<Output = Result<(), SourceError>> + Send;

    /// Waits for events. Returning none now and then tells that the source is alive.
    fn next(&mut self) -> impl Future<Output = Result<Heard, SourceError>> + Send;

    /// Where to resume when everything that `next` gave is stored; `None` where nothing can be asked for again.
    fn position(&self) -> Option<String> {
        None
    }
}
