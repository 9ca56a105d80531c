//! Rows of a sheet. The workbook was inspected before.

use std::io::{BufReader, Read, Seek};

use calamine::{DataRef, Xlsx, XlsxCellReader, XlsxError};

use super::Row;
use crate::card::{MAX_COLUMNS, MAX_RECORD, Place, Reason, Rejected, Unreadable};

/// A workbook, its shared strings in memory.
pub(crate) type Workbook<R> = Xlsx<BufReader<R>>;

/// Numbers up to here are whole in a float.
const WHOLE: f64 = 9e15;

/// Rows of one sheet, from top to bottom.
pub(crate) struct XlsxRows<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, BufReader<R>>,
    /// The first cell of the row after the one that was given last.
    ahead: Option<(u32, usize, String)>,
    ended: bool,
}

impl<'a, R: Read + Seek> XlsxRows<'a, R> {
    pub(crate) fn new(workbook: &'a mut Workbook<R>, sheet: &str) -> Result<XlsxRows<'a, R>, Unreadable> {
        let cells = workbook.worksheet_cells_reader(sheet).map_err(unreadable)?;
        Ok(XlsxRows {
            cells,
            ahead: None,
            ended: false,
        })
    }

    /// The next row that has anything in it.
    pub(crate) fn next(&mut self) -> Option<Result<Row, Rejected>> {
        let (row, mut column, mut text) = match self.ahead.take() {
            Some(cell) => cell,
            None => match self.cell(0)? {
                Ok(cell) => cell,
                Err(rejected) => return Some(Err(rejected)),
            },
        };
        let place = Place::Row(u64::from(row) + 1);
        let (mut cells, mut bytes, mut reason) = (Vec::new(), 0, None);
        loop {
            bytes += text.len();
            if column >= MAX_COLUMNS {
                reason = Some(Reason::TooManyColumns(MAX_COLUMNS));
            } else if bytes > MAX_RECORD {
                reason = Some(Reason::RecordTooLong(MAX_RECORD));
            } else {
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                cells[column] = text;
            }
            match self.cell(row) {
                Some(Ok(cell)) if cell.0 == row => (_, column, text) = cell,
                Some(Ok(cell)) => {
                    self.ahead = Some(cell);
                    break;
                }
                // Half of a row may lack what matters.
                Some(Err(rejected)) => return Some(Err(rejected)),
                None => break,
            }
        }
        Some(match reason {
            None => Ok(Row { place, cells }),
            Some(reason) => Err(Rejected { place, reason }),
        })
    }

    /// The next cell that has anything in it.
    fn cell(&mut self, row: u32) -> Option<Result<(u32, usize, String), Rejected>> {
        while !self.ended {
            match self.cells.next_cell() {
                Ok(Some(cell)) => {
                    let (row, column) = cell.get_position();
                    let text = text(cell.get_value());
                    if !text.is_empty() {
                        return Some(Ok((row, column as usize, text)));
                    }
                }
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    let place = Place::Row(u64::from(row) + 1);
                    return Some(Err(Rejected {
                        place,
                        reason: Reason::Read(error.to_string()),
                    }));
                }
            }
        }
        None
    }
}

/// The value as a person would type it. Phones and keys are often kept as numbers.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < WHOLE => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(date) => date.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// What calamine says of a whole workbook.
pub(crate) fn unreadable(error: XlsxError) -> Unreadable {
    match error {
        XlsxError::Io(error) => Unreadable::Io(error),
        XlsxError::Password => Unreadable::Password,
        XlsxError::WorksheetNotFound(_) | XlsxError::NotAWorksheet(_) => Unreadable::NoSheet,
        other => Unreadable::NotAWorkbook(other.to_string()),
    }
}
