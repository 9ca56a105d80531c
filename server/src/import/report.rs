//! The report of rejected rows: file, line, reason; written as they are found, so that it costs no memory.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// Rows that were skipped. The file is made with the first of them.
pub struct Report {
    path: PathBuf,
    file: Option<BufWriter<File>>,
    goes_on: bool,
    /// How many rows were skipped.
    pub rejected: u64,
}

impl Report {
    /// A report that will lie at `path`.
    pub fn new(path: &Path) -> Report {
        Report {
            path: path.to_owned(),
            file: None,
            goes_on: false,
            rejected: 0,
        }
    }

    /// Adds to what an import that was broken off reported, instead of beginning anew.
    pub fn go_on(&mut self) {
        self.goes_on = true;
    }

    /// Notes a row.
    ///
    /// # Errors
    /// When the report cannot be written: then the import stops, for a skipped row must not go unnoticed.
    pub fn reject(&mut self, source: &Path, line: u64, reason: &str) -> anyhow::Result<()> {
        self.rejected += 1;
        self.note(&format!("{}:{line}: {reason}", source.display()))
    }

    /// Writes a line.
    ///
    /// # Errors
    /// When the report cannot be written.
    pub fn note(&mut self, text: &str) -> anyhow::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let mut how = OpenOptions::new();
                how.create(true)
                    .write(true)
                    .append(self.goes_on)
                    .truncate(!self.goes_on);
                let file = how.open(&self.path).with_context(|| {
                    format!(
                        "the report {} cannot be written: name another by --report",
                        self.path.display()
                    )
                })?;
                self.file.insert(BufWriter::new(file))
            }
        };
        // A reason may quote the row, and the row is an attacker's: no control characters reach a terminal.
        let text: String = text
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c })
            .collect();
        writeln!(file, "{text}").context("writing the report")
    }

    /// Writes what is noted so far.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        self.file
            .as_mut()
            .map_or(Ok(()), BufWriter::flush)
            .context("writing the report")
    }

    /// Writes what is left and tells where the report is; `None` if nothing was rejected.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(mut self) -> anyhow::Result<Option<PathBuf>> {
        self.flush()?;
        Ok(self.file.is_some().then_some(self.path))
    }
}
