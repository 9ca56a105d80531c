//! CSV files of CEL and CDR: read as a stream, logged in batches, resumed where an earlier run was broken off.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use call_journal_pbx::asterisk::{CdrReader, CelReader, Position, Rejected};
use call_journal_pbx::event::PbxEvent;
use call_journal_store::imports::{self, ImportState};
use chrono_tz::Tz;
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};

use super::report::Report;
use crate::pipeline::Pipeline;
pub use crate::source::table::rows::Kind;

/// Events of one transaction.
pub const BATCH: usize = 4000;

/// Bytes by which a file is known again: at its beginning, and before the place where an earlier run stopped.
const SAMPLE: u64 = 512;

/// A last line without an end is being written, unless nobody has written to the file for so long.
const WRITTEN: Duration = Duration::from_secs(60);

/// What reading a source gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows that were understood.
    pub read: u64,
    /// Of these, not in the log before.
    pub new: u64,
    /// Last lines that are being written, left for the next import.
    pub unfinished: u64,
}

impl Rows {
    /// Adds what another source gave.
    pub fn add(&mut self, other: Rows) {
        self.read += other.read;
        self.new += other.new;
        self.unfinished += other.unfinished;
    }
}

/// Where an import of a file stands, as the database keeps it.
#[derive(Default, Serialize, Deserialize)]
struct Progress {
    position: Position,
    /// Fingerprint of what stands before the position: another file may begin alike, and be as long.
    before: u64,
}

/// One import: where its events go, and how its rows are read.
pub struct Import<'a> {
    /// Where the events go.
    pub pipeline: &'a Pipeline,
    /// The name of the PBX in the log.
    pub source: &'a str,
    /// The zone of local times.
    pub zone: Tz,
    /// Where rejected rows are noted.
    pub report: &'a mut Report,
    /// Shows how far it got.
    pub bar: &'a ProgressBar,
}

impl Import<'_> {
    /// Reads a CSV file from where an earlier run stopped, or from its beginning if it is another file now.
    ///
    /// # Errors
    /// When the file cannot be read or the database fails. What was read until then is in the log.
    pub async fn csv(&mut self, kind: Kind, path: &Path) -> anyhow::Result<Rows> {
        let unreadable = || format!("{} cannot be read", path.display());
        let mut file = File::open(path).with_context(unreadable)?;
        let size = file.metadata().with_context(unreadable)?.len();
        let key = self.key(kind, &mut file).with_context(unreadable)?;
        let position = self.resume_at(&key, &mut file).await?;
        file.seek(SeekFrom::Start(position.byte))
            .with_context(unreadable)?;
        self.bar.set_length(size);
        self.bar.set_position(position.byte);
        let input = BufReader::with_capacity(1 << 20, file);
        match kind {
            Kind::Cel => {
                let reader = CelReader::resume(input, self.zone, position);
                self.events(path, &key, reader, CelReader::position, CelReader::is_unfinished)
                    .await
            }
            Kind::Cdr => {
                let reader = CdrReader::resume(input, self.zone, position);
                self.events(path, &key, reader, CdrReader::position, CdrReader::is_unfinished)
                    .await
            }
        }
    }

    async fn events<R: Iterator<Item = Result<PbxEvent, Rejected>>>(
        &mut self,
        path: &Path,
        key: &str,
        mut reader: R,
        position: fn(&R) -> &Position,
        is_unfinished: fn(&R) -> bool,
    ) -> anyhow::Result<Rows> {
        let mut rows = Rows::default();
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let event = reader.next();
            let end = event.is_none();
            match event {
                Some(_) if is_unfinished(&reader) && is_being_written(path) => rows.unfinished += 1,
                Some(Ok(event)) => batch.push(event),
                Some(Err(rejected)) => {
                    self.report
                        .reject(path, rejected.line, &rejected.reason.to_string())?
                }
                None => {}
            }
            if batch.len() == BATCH || end {
                rows.add(self.log(&mut batch).await?);
                // After the events: a crash in between repeats a batch, which changes nothing, and loses none.
                self.remember(path, key, position(&reader), end).await?;
                self.bar.set_position(position(&reader).byte);
            }
            if end {
                return Ok(rows);
            }
        }
    }

    /// Logs a batch and empties it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log(&self, batch: &mut Vec<PbxEvent>) -> anyhow::Result<Rows> {
        let appended = self.pipeline.log(self.source, batch).await?;
        let read = batch.len() as u64;
        batch.clear();
        Ok(Rows {
            read,
            new: appended.new,
            unfinished: 0,
        })
    }

    /// Names the file by what it is and how it begins: a log that was rotated is another file under the same name.
    fn key(&self, kind: Kind, file: &mut File) -> std::io::Result<String> {
        let kind = kind.name();
        Ok(format!(
            "{}/{kind}/{}/{:016x}",
            self.source,
            self.zone,
            fingerprint(file, 0, SAMPLE)?
        ))
    }

    async fn resume_at(&mut self, key: &str, file: &mut File) -> anyhow::Result<Position> {
        let Some(state) = imports::import_state(&self.pipeline.store, key).await? else {
            return Ok(Position::default());
        };
        if !state.finished {
            self.report.go_on();
        }
        let known: Option<Progress> = serde_json::from_str(&state.notes).ok();
        let same = known
            .filter(|known| fingerprint_before(file, known.position.byte).is_ok_and(|it| it == known.before));
        Ok(same.unwrap_or_default().position)
    }

    async fn remember(
        &mut self,
        path: &Path,
        key: &str,
        position: &Position,
        finished: bool,
    ) -> anyhow::Result<()> {
        // What is told as done must have been reported too.
        self.report.flush()?;
        let before = File::open(path).and_then(|mut file| fingerprint_before(&mut file, position.byte));
        let before = before.with_context(|| format!("{} cannot be read any more", path.display()))?;
        let byte = i64::try_from(position.byte)?;
        let notes = serde_json::to_string(&Progress {
            position: position.clone(),
            before,
        })?;
        let state = ImportState {
            position: byte,
            finished,
            notes,
        };
        Ok(imports::set_import_state(&self.pipeline.store, key, &state).await?)
    }
}

/// Whether somebody wrote to the file a moment ago. Not, when the system does not tell.
fn is_being_written(path: &Path) -> bool {
    let modified = path.metadata().and_then(|found| found.modified());
    // A time in the future is a clock that was set back: nothing is known then.
    modified.is_ok_and(|at| at.elapsed().is_ok_and(|ago| ago < WRITTEN))
}

fn fingerprint_before(file: &mut File, end: u64) -> std::io::Result<u64> {
    let start = end.saturating_sub(SAMPLE);
    fingerprint(file, start, end - start)
}

/// Of at most `bytes` bytes from `start` on. An algorithm that changes some day only makes an import read a file again.
fn fingerprint(file: &mut File, start: u64, bytes: u64) -> std::io::Result<u64> {
    let mut sample = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(bytes).read_to_end(&mut sample)?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&sample);
    Ok(hasher.finish())
}
