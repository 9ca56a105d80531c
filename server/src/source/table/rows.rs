//! Rows of a table as texts, and the events that they tell.

use std::hash::{DefaultHasher, Hash, Hasher};

use call_journal_pbx::asterisk::{CdrColumns, CelColumns, RejectReason};
use call_journal_pbx::event::PbxEvent;
use chrono_tz::Tz;
use sea_orm::QueryResult;

/// What a table or a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Channel events.
    Cel,
    /// Call detail records.
    Cdr,
}

impl Kind {
    /// `cel` or `cdr`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Cel => "cel",
            Kind::Cdr => "cdr",
        }
    }

    /// What the column of the time may be called, best first.
    pub(super) fn times(self) -> &'static [&'static str] {
        match self {
            Kind::Cel => &["eventtime", "time"],
            Kind::Cdr => &["calldate", "start"],
        }
    }
}

/// Reads rows by the names of their columns.
pub enum Reader {
    /// Channel events.
    Cel(CelColumns),
    /// Call detail records.
    Cdr(CdrColumns),
}

impl Reader {
    /// `None` where columns are missing that tell when and where. `zone` is that of local times.
    pub fn named(kind: Kind, columns: &[String], zone: Tz) -> Option<Reader> {
        match kind {
            Kind::Cel => CelColumns::named(columns, zone).map(Reader::Cel),
            Kind::Cdr => CdrColumns::named(columns, zone).map(Reader::Cdr),
        }
    }

    /// The event of a row.
    ///
    /// # Errors
    /// Why the row makes no sense.
    pub fn event(&self, row: &Row) -> Result<PbxEvent, RejectReason> {
        let texts = row.texts.as_ref().map_err(Clone::clone)?;
        match self {
            Reader::Cel(columns) => columns.event(texts),
            Reader::Cdr(columns) => columns.event(texts),
        }
    }
}

/// A row of a table.
pub struct Row {
    /// Its key, where the table has one.
    pub key: Option<i64>,
    texts: Result<Vec<String>, RejectReason>,
    print: u64,
}

impl Row {
    /// `from` is where the texts begin in the answer.
    pub(super) fn read(answer: &QueryResult, key: Option<i64>, from: usize, columns: usize) -> Row {
        let mut hasher = DefaultHasher::new();
        let texts = (from..from + columns)
            .map(|index| {
                let bytes: Option<Vec<u8>> = answer
                    .try_get_by_index(index)
                    .map_err(|error| RejectReason::Read(error.to_string()))?;
                bytes.hash(&mut hasher);
                String::from_utf8(bytes.unwrap_or_default()).map_err(|_| RejectReason::NotUtf8)
            })
            // All of them, for the print, before the first that is wrong counts.
            .collect::<Vec<_>>()
            .into_iter()
            .collect();
        Row {
            key,
            texts,
            print: hasher.finish(),
        }
    }

    /// The texts; none if one of them is not UTF-8.
    pub(super) fn texts(&self) -> &[String] {
        self.texts.as_deref().unwrap_or_default()
    }

    /// By which a row that tells no event is known again.
    pub(super) fn print(&self) -> u64 {
        self.print
    }
}
