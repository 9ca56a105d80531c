//! CSV rows out of bytes: bounded, and able to go on after a broken one.
//!
//! What the columns mean is `cel`'s and `cdr`'s business.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use serde::{Deserialize, Serialize};

use super::{RejectReason, Rejected};
use crate::event::PbxEvent;

/// Longest line that is looked at; Asterisk's own limit for a CDR row is far below.
const MAX_LINE: usize = 64 * 1024;
/// A value may hold line breaks; a row of more lines than this is a broken quote.
const MAX_LINES: usize = 16;

/// Where a reader stands: what is needed to go on from there in another run. A last line that has no end yet is given, but
/// the position stays before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Bytes of the file that are done with.
    pub byte: u64,
    /// Lines that are done with.
    pub line: u64,
    /// The header row, if the file has one.
    pub header: Option<String>,
    /// The order of the columns and their number, as far as the rows of a file without a header told.
    #[serde(default)]
    pub layout: Option<(usize, usize)>,
}

/// Meaning of the columns of one kind of file.
pub(crate) trait Format {
    /// Takes `fields` as the header if they are one.
    fn take_header(&mut self, fields: &[String]) -> bool;
    /// The event of a row.
    fn event(&mut self, fields: &[String]) -> Result<PbxEvent, RejectReason>;
    /// What the rows so far told of their columns.
    fn layout(&self) -> Option<(usize, usize)>;
    /// What an earlier run found out about them.
    fn take_layout(&mut self, layout: (usize, usize));
}

/// Events out of a CSV file.
pub(crate) struct Records<R, F> {
    lines: Lines<R>,
    format: F,
    position: Position,
    started: bool,
    failed: bool,
    unfinished: bool,
    fields: Vec<String>,
}

impl<R: Read, F: Format> Records<R, F> {
    /// `position` is where `input` stands already.
    pub(crate) fn new(input: R, mut format: F, position: Position) -> Records<R, F> {
        let mut fields = Vec::new();
        if let Some(header) = &position.header
            && split(header, &mut fields).is_ok()
        {
            format.take_header(&fields);
        }
        if let Some(layout) = position.layout {
            format.take_layout(layout);
        }
        Records {
            lines: Lines {
                input: BufReader::with_capacity(64 * 1024, input),
                ahead: VecDeque::new(),
            },
            format,
            started: position.byte > 0,
            position,
            failed: false,
            unfinished: false,
            fields,
        }
    }

    pub(crate) fn position(&self) -> &Position {
        &self.position
    }

    pub(crate) fn is_unfinished(&self) -> bool {
        self.unfinished
    }

    pub(crate) fn next(&mut self) -> Option<Result<PbxEvent, Rejected>> {
        loop {
            if self.failed {
                return None;
            }
            match self.lines.peek(0) {
                Ok(Some(_)) => {}
                Ok(None) => return None,
                Err(error) => {
                    self.failed = true;
                    let reason = RejectReason::Read(error.to_string());
                    return Some(Err(Rejected {
                        line: self.position.line + 1,
                        reason,
                    }));
                }
            }
            let line = self.position.line + 1;
            let (result, lines) = self.row();
            self.position.layout = self.format.layout();
            let (mut bytes, mut whole) = (0, true);
            for _ in 0..lines {
                if let Some(done) = self.lines.ahead.pop_front() {
                    bytes += done.size;
                    whole &= done.ended;
                }
            }
            self.unfinished = !whole;
            // A last line without an end may be half of a row that is being written: the next run reads it again.
            if whole {
                self.position.byte += bytes;
                self.position.line += lines as u64;
            }
            self.started = true;
            if let Some(result) = result {
                return Some(result.map_err(|reason| Rejected { line, reason }));
            }
        }
    }

    /// The row that begins with the next line, and how many lines it takes. `None` for an empty line or a header.
    fn row(&mut self) -> (Option<Result<PbxEvent, RejectReason>>, usize) {
        let text = match self.lines.text(0) {
            Ok(Some(text)) => text.to_owned(),
            Ok(None) => return (None, 1),
            Err(reason) => return (Some(Err(reason)), 1),
        };
        let text = if self.started {
            text.as_str()
        } else {
            text.trim_start_matches('\u{feff}')
        };
        if text.trim().is_empty() {
            return (None, 1);
        }
        match split(text, &mut self.fields) {
            Ok(()) => {
                if !self.started && self.format.take_header(&self.fields) {
                    self.position.header = Some(text.to_owned());
                    return (None, 1);
                }
                (Some(self.format.event(&self.fields)), 1)
            }
            Err(Broken::Junk) => (Some(Err(RejectReason::Quote)), 1),
            Err(Broken::Open) => self.long_row(text.to_owned()),
        }
    }

    /// A row whose first line leaves a quote open: a value with line breaks, or a broken quote. It is the latter as soon
    /// as a following line is a row by itself.
    fn long_row(&mut self, mut text: String) -> (Option<Result<PbxEvent, RejectReason>>, usize) {
        let broken = (Some(Err(RejectReason::Quote)), 1);
        for more in 1..MAX_LINES {
            if !matches!(self.lines.peek(more), Ok(Some(_))) {
                return broken;
            }
            let Ok(Some(next)) = self.lines.text(more) else {
                return broken;
            };
            let next = next.to_owned();
            if split(&next, &mut self.fields).is_ok() && self.format.event(&self.fields).is_ok() {
                return broken;
            }
            if text.len() + next.len() > MAX_LINE {
                return broken;
            }
            text.push('\n');
            text.push_str(&next);
            match split(&text, &mut self.fields) {
                Ok(()) => match self.format.event(&self.fields) {
                    Ok(event) => return (Some(Ok(event)), more + 1),
                    Err(_) => return broken,
                },
                Err(Broken::Open) => {}
                Err(Broken::Junk) => return broken,
            }
        }
        broken
    }
}

/// A physical line.
struct Line {
    bytes: Vec<u8>,
    /// Bytes it takes in the file, its end included.
    size: u64,
    /// It has an end; the last line of a file may have none.
    ended: bool,
}

struct Lines<R> {
    input: BufReader<R>,
    ahead: VecDeque<Line>,
}

impl<R: Read> Lines<R> {
    fn peek(&mut self, index: usize) -> io::Result<Option<&Line>> {
        while self.ahead.len() <= index {
            match self.read()? {
                Some(line) => self.ahead.push_back(line),
                None => return Ok(None),
            }
        }
        Ok(self.ahead.get(index))
    }

    /// The text of a line that was peeked at.
    fn text(&self, index: usize) -> Result<Option<&str>, RejectReason> {
        let Some(line) = self.ahead.get(index) else {
            return Ok(None);
        };
        if line.bytes.len() > MAX_LINE {
            return Err(RejectReason::LineTooLong(MAX_LINE));
        }
        if line.bytes.contains(&0) {
            return Err(RejectReason::Nul);
        }
        std::str::from_utf8(&line.bytes)
            .map(Some)
            .map_err(|_| RejectReason::NotUtf8)
    }

    /// Reads a line; of a longer one than `MAX_LINE` only the beginning is kept.
    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut size = (&mut self.input)
            .take(MAX_LINE as u64 + 2)
            .read_until(b'\n', &mut bytes)? as u64;
        if size == 0 {
            return Ok(None);
        }
        let mut ended = bytes.last() == Some(&b'\n');
        if ended {
            bytes.pop();
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        } else if bytes.len() > MAX_LINE {
            let (skipped, found) = self.skip_line()?;
            size += skipped;
            ended = found;
        }
        Ok(Some(Line { bytes, size, ended }))
    }

    /// Skips to the line's end; tells how many bytes that took, and whether there was an end.
    fn skip_line(&mut self) -> io::Result<(u64, bool)> {
        let mut skipped = 0;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok((skipped, false));
            }
            let end = buffer.iter().position(|b| *b == b'\n');
            let used = end.map_or(buffer.len(), |at| at + 1);
            self.input.consume(used);
            skipped += used as u64;
            if end.is_some() {
                return Ok((skipped, true));
            }
        }
    }
}

/// Why a text is not a whole row.
enum Broken {
    /// The last quote is open.
    Open,
    /// Something stands between a closing quote and the next comma.
    Junk,
}

/// Splits a row at its commas. Values may be quoted, a quote inside is doubled.
fn split(row: &str, fields: &mut Vec<String>) -> Result<(), Broken> {
    let mut count = 0;
    let mut rest = row;
    loop {
        if fields.len() == count {
            fields.push(String::new());
        }
        let field = &mut fields[count];
        field.clear();
        count += 1;
        if let Some(quoted) = rest.strip_prefix('"') {
            rest = quoted;
            loop {
                let Some(at) = rest.find('"') else {
                    return Err(Broken::Open);
                };
                field.push_str(&rest[..at]);
                rest = &rest[at + 1..];
                match rest.strip_prefix('"') {
                    Some(after) => {
                        field.push('"');
                        rest = after;
                    }
                    None => break,
                }
            }
            if rest.is_empty() {
                break;
            }
            rest = rest.strip_prefix(',').ok_or(Broken::Junk)?;
        } else {
            match rest.find(',') {
                Some(at) => {
                    field.push_str(&rest[..at]);
                    rest = &rest[at + 1..];
                }
                None => {
                    field.push_str(rest);
                    break;
                }
            }
        }
    }
    fields.truncate(count);
    Ok(())
}
