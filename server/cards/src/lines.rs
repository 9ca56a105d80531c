//! Lines of a text, bounded: what is too long is skipped without being kept.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

/// A line without its end.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Its bytes; of a line that is too long only the beginning.
    pub(crate) bytes: Vec<u8>,
    /// It is longer than the limit.
    pub(crate) too_long: bool,
}

/// Lines that end with LF, CR LF or CR, and can be looked at before they are taken.
pub(crate) struct Lines<R> {
    input: BufReader<R>,
    limit: usize,
    ahead: VecDeque<Line>,
    taken: u64,
    after_return: bool,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(input: R, limit: usize) -> Lines<R> {
        Lines {
            input: BufReader::with_capacity(64 * 1024, input),
            limit,
            ahead: VecDeque::new(),
            taken: 0,
            after_return: false,
        }
    }

    /// The number of the line that [`Lines::take`] gives next, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.taken + 1
    }

    /// The line `index` lines ahead.
    pub(crate) fn peek(&mut self, index: usize) -> io::Result<Option<&Line>> {
        while self.ahead.len() <= index {
            match self.read()? {
                Some(line) => self.ahead.push_back(line),
                None => return Ok(None),
            }
        }
        Ok(self.ahead.get(index))
    }

    /// The next line.
    pub(crate) fn take(&mut self) -> io::Result<Option<Line>> {
        let line = match self.ahead.pop_front() {
            Some(line) => Some(line),
            None => self.read()?,
        };
        self.taken += u64::from(line.is_some());
        Ok(line)
    }

    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line::default();
        let mut some = false;
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                return Ok(some.then_some(line));
            }
            if std::mem::take(&mut self.after_return) && buffer[0] == b'\n' {
                self.input.consume(1);
                continue;
            }
            some = true;
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let text = &buffer[..end.unwrap_or(buffer.len())];
            let room = self.limit - line.bytes.len();
            line.too_long |= text.len() > room;
            line.bytes.extend_from_slice(&text[..text.len().min(room)]);
            let used = text.len() + usize::from(end.is_some());
            self.after_return = end.is_some_and(|at| buffer[at] == b'\r');
            self.input.consume(used);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, limit: usize) -> Vec<(String, bool)> {
        let mut lines = Lines::new(text.as_bytes(), limit);
        std::iter::from_fn(|| lines.take().unwrap())
            .map(|line| (String::from_utf8(line.bytes).unwrap(), line.too_long))
            .collect()
    }

    #[test]
    fn every_kind_of_end_is_one() {
        let lines = all("a\nb\r\nc\rd\n\ne", 9).into_iter().map(|line| line.0);
        assert_eq!(lines.collect::<Vec<_>>(), ["a", "b", "c", "d", "", "e"]);
    }

    #[test]
    fn a_long_line_costs_its_beginning_only_and_the_next_is_whole() {
        let text = format!("{}\nb", "x".repeat(1_000_000));
        assert_eq!(all(&text, 3), [("xxx".to_owned(), true), ("b".to_owned(), false)]);
        assert_eq!(all("xxx\n", 3), [("xxx".to_owned(), false)]);
    }
}
