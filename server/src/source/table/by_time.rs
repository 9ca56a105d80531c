//! Reading a table by its times, where it has no key.
//!
//! Rows come late: a record gets the time at which its call began, and is written when the call ended. So a window of
//! the last hours is looked at again and again, and a longer one now and then; what was handed out is remembered.

use std::collections::HashSet;
use std::time::Duration;

use chrono::Utc;
use tokio::time::Instant;

use super::rows::Row;
use super::{Access, times};
use crate::source::{Heard, SourceError};

/// Looked at with each question, if the number of rows in it changed. Longer than almost any call.
const WINDOW: Duration = Duration::from_secs(3 * 3600);

/// Looked at now and then, and after a start: a call of two days is a forgotten conference at most.
const LONG_WINDOW: Duration = Duration::from_secs(48 * 3600);

/// Rows of the long window that are remembered, 16 bytes each; of those beyond, the log notices the repetition.
const REMEMBERED: usize = 1_000_000;

/// How far a table is read.
pub(super) struct ByTime {
    column: usize,
    /// The latest time that was read.
    last: Option<String>,
    /// The same, unless a row's time is in the future.
    position: Option<String>,
    reading: Option<Reading>,
    handed_out: HashSet<[u8; 16]>,
    /// Where the short window begins, and how many rows there were in it.
    window: Option<(String, i64)>,
    due: Instant,
    sweep_due: Instant,
}

/// One walk through the rows after a time, to the newest.
struct Reading {
    after: Option<String>,
    /// What of the long window was seen; `None` on other walks.
    seen: Option<HashSet<[u8; 16]>>,
    /// Rows of history are read once, and need not be remembered.
    is_history: bool,
}

impl ByTime {
    pub(super) fn new(column: usize, last: Option<String>) -> ByTime {
        let reading = match &last {
            Some(last) => Reading {
                after: times::earlier(last, LONG_WINDOW),
                seen: Some(HashSet::new()),
                is_history: false,
            },
            None => Reading::history(),
        };
        ByTime {
            column,
            position: last.clone(),
            last,
            reading: Some(reading),
            handed_out: HashSet::new(),
            window: None,
            due: Instant::now(),
            sweep_due: Instant::now(),
        }
    }

    pub(super) fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    pub(super) async fn next(&mut self, access: &Access) -> Result<Heard, SourceError> {
        loop {
            if self.reading.is_some() {
                let heard = self.page(access).await?;
                let is_empty = heard.events.is_empty() && heard.rejected.is_empty();
                // Also at the end of a walk that found nothing new: the source is alive.
                if !is_empty || self.reading.is_none() {
                    return Ok(heard);
                }
                continue;
            }
            if self.due > Instant::now() {
                let due = self.due;
                tokio::time::sleep_until(due).await;
            }
            self.look(access).await?;
            self.due = Instant::now() + access.pace.poll;
            if self.reading.is_none() {
                return Ok(Heard::default());
            }
        }
    }

    /// Looks whether there is anything to read, and begins to.
    async fn look(&mut self, access: &Access) -> Result<(), SourceError> {
        let newest = access.table.newest(&access.db, self.column).await?;
        if self.last.is_some() && newest < self.last {
            tracing::info!(
                table = access.table.name,
                "the table begins anew: it is read from its first row"
            );
            *self = ByTime::new(self.column, None);
            return Ok(());
        }
        let Some(newest) = newest else { return Ok(()) };
        let anchor = times::anchor(&newest, Utc::now(), access.zone);
        if self.sweep_due <= Instant::now() {
            let count_from = times::earlier(&anchor, WINDOW);
            self.window = count_from.map(|from| (from, -1));
            self.reading = Some(Reading {
                after: times::earlier(&anchor, LONG_WINDOW),
                seen: Some(HashSet::new()),
                is_history: false,
            });
            self.sweep_due = Instant::now() + access.pace.sweep;
            return Ok(());
        }
        let Some((from, known)) = &self.window else {
            return Ok(());
        };
        let count = access.table.count_after(&access.db, self.column, from).await?;
        if count != *known {
            self.reading = Some(Reading {
                after: Some(from.clone()),
                seen: None,
                is_history: false,
            });
            self.window = Some((from.clone(), count));
        }
        Ok(())
    }

    /// Reads the next page of the walk, or ends it.
    async fn page(&mut self, access: &Access) -> Result<Heard, SourceError> {
        let mut heard = Heard::default();
        let Some(reading) = &self.reading else {
            return Ok(heard);
        };
        let (table, db) = (&access.table, &access.db);
        let after = reading.after.as_deref();
        let end = table.page_end(db, self.column, after, access.pace.page).await?;
        let Some(end) = end else {
            if let Some(Reading { seen: Some(seen), .. }) = self.reading.take() {
                self.handed_out = seen;
            }
            return Ok(heard);
        };
        // With all that have the time of the last one: the next page begins after that time.
        let rows = table.between(db, self.column, after, &end).await?;
        let Some(reading) = &mut self.reading else {
            return Ok(heard);
        };
        for row in &rows {
            let mark = mark(access, row);
            if let Some(seen) = &mut reading.seen {
                remember(seen, mark);
            }
            if reading.is_history || remember(&mut self.handed_out, mark) {
                access.tell(row, &mut heard);
            }
        }
        let reached = Some(times::anchor(&end, Utc::now(), access.zone));
        self.position = reached.max(self.position.take());
        self.last = Some(end.clone()).max(self.last.take());
        reading.after = Some(end);
        Ok(heard)
    }
}

impl Reading {
    fn history() -> Reading {
        Reading {
            after: None,
            seen: None,
            is_history: true,
        }
    }
}

/// What a row is known again by: its event's identity.
fn mark(access: &Access, row: &Row) -> [u8; 16] {
    match access.reader.event(row) {
        Ok(event) => event.identity(),
        Err(_) => u128::from(row.print()).to_be_bytes(),
    }
}

/// Whether it is new, as far as can be remembered.
fn remember(marks: &mut HashSet<[u8; 16]>, mark: [u8; 16]) -> bool {
    if marks.len() >= REMEMBERED {
        return !marks.contains(&mark);
    }
    marks.insert(mark)
}
