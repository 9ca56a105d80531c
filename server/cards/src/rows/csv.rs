//! Rows of a CSV file: bounded, and able to go on after a broken quotation mark.

use std::io::Read;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::Row;
use crate::card::{MAX_COLUMNS, MAX_RECORD, Place, Reason, Rejected};
use crate::decode::Decoded;
use crate::format::Encoding;
use crate::lines::Lines;

/// Lines of the longest row; a quotation mark that is open for longer is a broken one.
const MAX_LINES: usize = 200;

const FIRST: Place = Place::Line(1);

/// Rows out of `R`.
pub(crate) struct CsvRows<R> {
    lines: Lines<Decoded<R>>,
    parser: Reader,
    delimiter: u8,
    text: Vec<u8>,
    output: Vec<u8>,
    ends: Vec<usize>,
    failed: bool,
}

impl<R: Read> CsvRows<R> {
    pub(crate) fn new(input: R, encoding: Encoding, delimiter: u8) -> CsvRows<R> {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(delimiter).terminator(Terminator::Any(b'\n'));
        CsvRows {
            lines: Lines::new(Decoded::new(input, encoding), MAX_RECORD),
            parser: builder.build(),
            delimiter,
            text: Vec::new(),
            output: Vec::new(),
            ends: vec![0; MAX_COLUMNS],
            failed: false,
        }
    }

    /// The next row; empty lines are none.
    pub(crate) fn next(&mut self, fits: impl Fn(&[String]) -> bool) -> Option<Result<Row, Rejected>> {
        while !self.failed {
            let place = Place::Line(self.lines.number());
            let told = [b's', b'e', b'p', b'=', self.delimiter];
            let row = match self.lines.peek(0) {
                // The first line may be a message to Excel.
                Ok(Some(line))
                    if line.bytes.trim_ascii().is_empty() || (place == FIRST && line.bytes == told) =>
                {
                    self.skip();
                    continue;
                }
                Ok(Some(_)) => self.row(fits),
                Ok(None) => return None,
                Err(error) => self.fail(&error),
            };
            return Some(match row {
                Ok(cells) => Ok(Row { place, cells }),
                Err(reason) => Err(Rejected { place, reason }),
            });
        }
        None
    }

    fn skip(&mut self) {
        // It was peeked at, so it is there.
        let _ = self.lines.take();
    }

    fn fail(&mut self, error: &std::io::Error) -> Result<Vec<String>, Reason> {
        self.failed = true;
        Err(Reason::Read(error.to_string()))
    }

    /// The row that begins with the next line, and is taken with all its lines if it is whole.
    fn row(&mut self, fits: impl Fn(&[String]) -> bool) -> Result<Vec<String>, Reason> {
        self.text.clear();
        let mut quotes = Quotes::new(self.delimiter);
        for lines in 1..=MAX_LINES {
            let start = self.text.len();
            match self.lines.peek(lines - 1) {
                Ok(Some(line)) if line.too_long && lines == 1 => {
                    self.skip();
                    return Err(Reason::RecordTooLong(MAX_RECORD));
                }
                Ok(Some(line)) if !line.too_long && start + line.bytes.len() < MAX_RECORD => {
                    self.text.extend_from_slice(&line.bytes);
                    self.text.push(b'\n');
                }
                Ok(_) => break,
                Err(error) => return self.fail(&error),
            }
            let sound = quotes.read(&self.text[start..]);
            if sound && quotes.open {
                continue;
            }
            // The parser takes a mark in the midst of a cell for text, which is right in a line, but not where one is
            // looked for that closes another.
            if !sound && lines > 1 {
                break;
            }
            let cells = match self.parse() {
                Parsed::Open => break,
                Parsed::Broken(reason) => Err(reason),
                Parsed::Whole(cells) => Ok(cells),
            };
            if lines > 1 && !cells.as_ref().is_ok_and(|cells| fits(cells)) {
                break;
            }
            for _ in 0..lines {
                self.skip();
            }
            return cells;
        }
        self.skip();
        Err(Reason::OpenQuote)
    }

    fn parse(&mut self) -> Parsed {
        self.parser.reset();
        // Nothing grows by being read.
        self.output.resize(self.text.len(), 0);
        let (result, _, _, count) = self
            .parser
            .read_record(&self.text, &mut self.output, &mut self.ends);
        match result {
            ReadRecordResult::Record => {}
            ReadRecordResult::InputEmpty => return Parsed::Open,
            ReadRecordResult::OutputEndsFull => {
                return Parsed::Broken(Reason::TooManyColumns(MAX_COLUMNS));
            }
            ReadRecordResult::OutputFull | ReadRecordResult::End => {
                return Parsed::Broken(Reason::RecordTooLong(MAX_RECORD));
            }
        }
        let mut cells = Vec::with_capacity(count);
        let mut start = 0;
        for &end in &self.ends[..count] {
            match std::str::from_utf8(&self.output[start..end]) {
                Ok(cell) => cells.push(cell.to_owned()),
                Err(_) => return Parsed::Broken(Reason::Undecodable),
            }
            start = end;
        }
        Parsed::Whole(cells)
    }
}

/// Follows quotation marks from line to line: a line that leaves one open, read once more where one is open, closes it or is
/// not sound. So no file can make us look ahead from each of its lines.
struct Quotes {
    delimiter: u8,
    open: bool,
}

impl Quotes {
    fn new(delimiter: u8) -> Quotes {
        Quotes {
            delimiter,
            open: false,
        }
    }

    /// Whether every mark of a line begins a cell, ends one, or is doubled.
    fn read(&mut self, line: &[u8]) -> bool {
        let mut at_start = !self.open;
        let mut bytes = line.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            let ends = |byte: u8| byte == self.delimiter || byte == b'\n';
            match (byte, self.open) {
                (b'"', true) if bytes.next_if_eq(&b'"').is_none() => {
                    if !bytes.peek().is_none_or(|next| ends(*next)) {
                        return false;
                    }
                    self.open = false;
                }
                (b'"', false) if !at_start => return false,
                (b'"', false) => self.open = true,
                _ => {}
            }
            at_start = !self.open && ends(byte);
        }
        true
    }
}

enum Parsed {
    Whole(Vec<String>),
    /// The last quotation mark is open.
    Open,
    Broken(Reason),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: impl AsRef<[u8]>) -> Vec<(u64, Result<Vec<String>, Reason>)> {
        let mut rows = CsvRows::new(text.as_ref(), Encoding::Utf8, b';');
        std::iter::from_fn(|| rows.next(|cells| cells.len() == 2))
            .map(|row| match row {
                Ok(Row {
                    place: Place::Line(line),
                    cells,
                }) => (line, Ok(cells)),
                Err(Rejected {
                    place: Place::Line(line),
                    reason,
                }) => (line, Err(reason)),
                other => panic!("a CSV file has lines: {other:?}"),
            })
            .collect()
    }

    fn row(line: u64, a: &str, b: &str) -> (u64, Result<Vec<String>, Reason>) {
        (line, Ok(vec![a.to_owned(), b.to_owned()]))
    }

    #[test]
    fn cells_may_be_quoted_and_have_lines() {
        let text = "sep=;\r\na;\"b\"\"c\"\r\n\r\n\"d\r\n\r\ne\";f\r\ng;h";
        assert_eq!(
            rows(text),
            [row(2, "a", "b\"c"), row(4, "d\n\ne", "f"), row(7, "g", "h")]
        );
    }

    #[test]
    fn a_broken_quote_costs_its_line_only() {
        let broken = (2, Err(Reason::OpenQuote));
        assert_eq!(
            rows("a;b\n\"c;d\ne;f\n"),
            [row(1, "a", "b"), broken.clone(), row(3, "e", "f")]
        );
        // The quote of line 4 closes that of line 2, and what comes out is no row of this file.
        let text = "a;b\n\"c;d\ne;f\n\"g\";h\n";
        assert_eq!(
            rows(text),
            [row(1, "a", "b"), broken, row(3, "e", "f"), row(4, "g", "h")]
        );
    }

    #[test]
    fn a_mark_in_the_midst_of_a_cell_is_text() {
        assert_eq!(rows("19\" screen;b\n"), [row(1, "19\" screen", "b")]);
        // Each line leaves a cell open, and would close it for the one before: 200 000 looks ahead would take minutes.
        let lines = rows("a\"x;\"b\n".repeat(200_000));
        assert_eq!(lines.len(), 200_000);
        assert!(lines.iter().all(|line| line.1 == Err(Reason::OpenQuote)));
    }

    #[test]
    fn what_is_too_long_or_damaged_costs_its_row_only() {
        let mut text = vec![b'x'; 3 * MAX_RECORD];
        text.extend_from_slice(b"\na;b\n\xff;c\nd;e\n");
        text.extend_from_slice(&b";".repeat(5000));
        text.extend_from_slice(b"\nf;g");
        let expected = [
            (1, Err(Reason::RecordTooLong(MAX_RECORD))),
            row(2, "a", "b"),
            (3, Err(Reason::Undecodable)),
            row(4, "d", "e"),
            (5, Err(Reason::TooManyColumns(MAX_COLUMNS))),
            row(6, "f", "g"),
        ];
        assert_eq!(rows(text), expected);
    }

    proptest::proptest! {
        /// Whatever stands before a whole row, the row is read, unless a quote swallows it.
        #[test]
        fn garbage_without_quotes_hides_nothing(garbage in "[^\"\u{0}]{0,200}") {
            let text = format!("{garbage}\na;b\n");
            let last = rows(text).pop().map(|row| row.1);
            proptest::prop_assert_eq!(last, Some(Ok(vec!["a".to_owned(), "b".to_owned()])));
        }

        #[test]
        fn anything_is_rows_or_reasons(bytes in proptest::collection::vec("[\"; \n\rab\u{0}я]", 0..200)) {
            rows(bytes.concat());
        }
    }
}
