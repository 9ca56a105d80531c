//! The demo company as a source: it goes on calling while one looks, at a pace one can watch.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use call_journal_demo::company::Company;
use call_journal_demo::live::live;
use call_journal_demo::recordings::write_one;
use call_journal_model::time::Timestamp;
use call_journal_pbx::event::PbxEvent;

use super::{Heard, Source, SourceError};
use crate::sweep::nobody;

/// The demo company's live calls.
pub struct Demo {
    company: Arc<Company>,
    /// Where the audio of its calls goes.
    recordings: PathBuf,
    now: fn() -> Timestamp,
    from: Timestamp,
    told: usize,
    ahead: VecDeque<(Timestamp, PbxEvent)>,
}

/// Events that are made at once; some minutes of calls.
const AHEAD: usize = 1_000;

impl Demo {
    /// Calls from now on.
    pub fn new(company: Arc<Company>, recordings: PathBuf, now: fn() -> Timestamp) -> Demo {
        Demo {
            company,
            recordings,
            now,
            from: now(),
            told: 0,
            ahead: VecDeque::new(),
        }
    }

    fn fill(&mut self) {
        if self.ahead.is_empty() {
            // The stream is a function of its beginning: what was told is passed over.
            let events = live(&self.company, self.from).skip(self.told).take(AHEAD);
            self.ahead = events.collect();
            self.told += self.ahead.len();
        }
    }
}

impl Source for Demo {
    fn tap(&self) -> &'static str {
        "demo"
    }

    async fn connect(&mut self, _position: Option<&str>) -> Result<(), SourceError> {
        Ok(())
    }

    async fn next(&mut self) -> Result<Heard, SourceError> {
        const LONGEST_WAIT: i64 = 10_000;
        if self.told == 0 {
            // Calls of an earlier run were cut off with it.
            self.fill();
            return Ok(Heard {
                living: Some(nobody(self.from)),
                ..Heard::default()
            });
        }
        self.fill();
        let now = (self.now)();
        let due = self.ahead.iter().take_while(|(at, _)| *at <= now).count();
        if due == 0 {
            let next = self.ahead.front().map_or(LONGEST_WAIT, |(at, _)| at.since(now).0);
            let wait = next.clamp(1, LONGEST_WAIT).unsigned_abs();
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        let events: Vec<PbxEvent> = self.ahead.drain(..due).map(|(_, event)| event).collect();
        for event in &events {
            if let PbxEvent::RecordingFile(file) = event {
                write_one(file, &self.recordings).context("writing a recording of the demo company")?;
            }
        }
        Ok(Heard {
            events,
            ..Heard::default()
        })
    }
}
