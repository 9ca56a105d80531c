//! Reading the journal: pages, details, suggestions, export. Nothing is written and nothing judged here.

use call_journal_model::employee::EmployeeId;
use chrono::NaiveDate;
use chrono_tz::Tz;

mod anchor;
mod clause;
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

pub use anchor::call_of_anchor;
pub use count::call_count;
pub use days::day_strip;
pub use details::call_details;
pub use export::{EXPORT_ROWS, ExportPage, ExportRecording, ExportRow, export_page};
pub use live::{LiveRow, live_rows};
pub use page::{call_page, call_summaries, place_of};
pub use sheet::{Sheet, SheetRow, lines};
pub use small::{RecordingFile, answers, has_calls, person, person_at, recording};
pub use suggestions::suggestions;
pub use waiting::{WaitingRecording, waiting_recordings};

/// Who reads, where and when: what a filter means depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Whose «Мои звонки» are. Nobody's are none.
    pub me: Option<EmployeeId>,
    /// The company's time zone.
    pub zone: Tz,
    /// Today there.
    pub today: NaiveDate,
}
