//! Readers of what Asterisk writes and says: CEL and CDR, as CSV or as rows of a table, what a voicemail message says of
//! itself, and the manager interface ([`manager`]).
//!
//! Streaming: memory does not grow with the file. A row that cannot be read is told with its line and reason and never
//! stops the others. Opening files, databases and sockets is the server's business.

mod cdr;
mod cel;
mod columns;
pub mod manager;
mod records;
pub(crate) mod time;
mod voicemail;

pub use cdr::{CdrColumns, CdrReader};
pub use cel::{CelColumns, CelReader};
pub use columns::{Value, text_of};
pub use records::Position;
pub use voicemail::message_file;

/// A row that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Number of the row's first line in the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: RejectReason,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RejectReason {
    /// Too few or too many columns.
    #[error("{found} columns where {expected} belong")]
    Columns {
        /// How many the row has.
        found: usize,
        /// How many it should have.
        expected: String,
    },
    /// A time that no calendar or clock has, or one far away from any PBX.
    #[error("column {column}: {text:?} is not a time")]
    Time {
        /// The column's name.
        column: &'static str,
        /// The beginning of what stands there.
        text: String,
    },
    /// A number of seconds that is none.
    #[error("column {column}: {text:?} is not a number of seconds")]
    Seconds {
        /// The column's name.
        column: &'static str,
        /// The beginning of what stands there.
        text: String,
    },
    /// A column that must not be empty is.
    #[error("column {0} is empty")]
    Missing(&'static str),
    /// A value longer than any PBX writes.
    #[error("column {column} is {bytes} bytes long")]
    TooLong {
        /// The column's name.
        column: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// The whole line is longer than any row.
    #[error("the line is longer than {0} bytes")]
    LineTooLong(usize),
    /// Bytes that are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A zero byte.
    #[error("holds a NUL byte")]
    Nul,
    /// A quote that opens and never closes, or closes in the middle of a value.
    #[error("a quote is not closed where the value ends")]
    Quote,
    /// The file itself could not be read; nothing follows.
    #[error("reading failed: {0}")]
    Read(String),
}
