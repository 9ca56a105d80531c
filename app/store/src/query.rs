//! Reading the journal: pages, details, suggestions, export. Nothing is written and nothing judged here.

use call_journal_model::access::Reach;
use call_journal_model::employee::EmployeeId;
use call_journal_model::filter::Filter;
use chrono::NaiveDate;
use chrono_tz::Tz;

pub(crate) mod access;
mod anchor;
pub(crate) mod clause;
mod condition;
mod count;
mod days;
mod details;
mod export;
mod live;
mod lookup;
mod newest;
mod ordered;
mod page;
mod rows;
mod sheet;
mod small;
mod sources;
mod suggestions;
pub(crate) mod time;
mod waiting;
mod window;

pub use access::is_within;
pub use anchor::call_of_anchor;
pub use count::call_count;
pub use days::day_strip;
pub use details::call_details;
pub use export::{EXPORT_ROWS, ExportPage, ExportRecording, ExportRow, export_page};
pub use live::{LiveRow, live_rows};
pub use page::{call_page, call_summaries, place_of};
pub use sheet::{Sheet, SheetRow, lines};
pub use small::{RecordingFile, answers, has_calls, is_sound, person, person_at, recording};
pub use suggestions::suggestions;
pub use waiting::{WaitingRecording, waiting_recordings};

/// Which calls two people count alike: those whom they see, those that are theirs, and whether they find numbers.
pub(crate) type Looking = (Reach, Option<EmployeeId>, bool);

/// Who reads, where and when: what a filter means depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Whose «Мои звонки» are. Nobody's are none.
    pub me: Option<EmployeeId>,
    /// The company's time zone.
    pub zone: Tz,
    /// Today there.
    pub today: NaiveDate,
    /// Whose calls they see at all.
    pub sees: Reach,
    /// They see numbers without their middle only.
    pub masked: bool,
}

impl Viewer {
    /// Whoever sees all there is.
    #[must_use]
    pub fn of_everything(zone: Tz, today: NaiveDate) -> Viewer {
        Viewer {
            me: None,
            zone,
            today,
            sees: Reach::All,
            masked: false,
        }
    }

    /// What else than `filter` decides how many calls they see.
    pub(crate) fn looking_for(&self, filter: &Filter) -> Looking {
        (
            self.sees.clone(),
            self.me.filter(|_| filter.mine),
            self.masked && !filter.search.is_empty(),
        )
    }
}
