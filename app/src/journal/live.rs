//! The journal lives: rows change while one looks, running calls are timed, and a lost connection is said.
//!
//! `stream` is the connection, `follow` keeps it open, `apply` changes the rows, `alerts` calls somebody who looks
//! elsewhere; `mark` shows whether all that works. Which rows belong on the page the server decides.

mod alerts;
mod apply;
mod follow;
mod mark;
mod stream;

use std::collections::HashSet;

use chrono::NaiveDate;
use leptos::prelude::*;

use call_journal_model::call::CallId;
use call_journal_model::live::LiveMessage;
use call_journal_model::time::Timestamp;
use call_journal_model::view::Surroundings;

use crate::journal::place::Place;
use crate::journal::rows::CallList;

pub use mark::{LinkMark, OfflineBar};

/// The live side of the page. Provided as context by the journal page.
#[derive(Clone, Copy)]
pub struct Live {
    list: CallList,
    place: Place,
    /// Whether the server is heard.
    pub link: RwSignal<Link>,
    /// The server's clock, by the second; it stands while the server is not heard.
    pub now: RwSignal<Timestamp>,
    /// Today in the company's time zone.
    pub today: RwSignal<NaiveDate>,
    /// The calls that changed last, and how often any did before: a call that changes twice is told twice.
    pub touched: RwSignal<(Vec<CallId>, u32)>,
    queue: StoredValue<Vec<LiveMessage>>,
    /// Missed calls that came while nobody looked at the tab.
    unseen: RwSignal<u32>,
    alerted: StoredValue<HashSet<CallId>>,
    follow: StoredValue<follow::Follow>,
}

/// Whether the server is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not connected yet, for the first time.
    Starting,
    /// Every change is shown as it happens.
    Online,
    /// Nothing is heard.
    Offline {
        /// The company's time up to which the rows are right: `17:36:20`.
        since: String,
        /// Seconds to the next try.
        again_in: u32,
    },
}

impl Live {
    /// The live side of a page that shows `list`.
    #[must_use]
    pub fn new(list: CallList, place: Place, surroundings: &Surroundings) -> Live {
        Live {
            list,
            place,
            link: RwSignal::new(Link::Starting),
            now: RwSignal::new(surroundings.now),
            today: RwSignal::new(surroundings.today),
            touched: RwSignal::new((Vec::new(), 0)),
            queue: StoredValue::new(Vec::new()),
            unseen: RwSignal::new(0),
            alerted: StoredValue::new(HashSet::new()),
            follow: StoredValue::new(follow::Follow::default()),
        }
    }

    /// The live side of this page.
    #[must_use]
    pub fn of_page() -> Live {
        expect_context::<Live>()
    }

    /// Whether nothing is heard. Tracks.
    #[must_use]
    pub fn is_offline(self) -> bool {
        matches!(*self.link.read(), Link::Offline { .. })
    }
}
