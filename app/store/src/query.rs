//! Reading the journal: pages, details, suggestions, export. Nothing is written and nothing judged here.

use call_journal_model::employee::EmployeeId;
use chrono::NaiveDate;
use chrono_tz::Tz;

mod anchor;
mod condition;
mod details;
mod export;
mod live;
mod lookup;
mod page;
mod rows;
mod search;
mod small;
mod suggestions;
pub(crate) mod time;
mod waiting;

pub use anchor::call_of_anchor;
pub use details::call_details;
pub use export::{EXPORT_ROWS, ExportPage, ExportRecording, ExportRow, export_page};
pub use live::{LiveRow, live_rows};
pub use page::{call_count, call_page, call_page_until, call_summaries};
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
