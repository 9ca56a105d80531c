//! Rows of a table, whatever file it comes from. What their cells mean is `group`'s business.

pub(crate) mod csv;
mod inspect;
pub(crate) mod xlsx;

use std::io::{Read, Seek};

use crate::card::{Place, Rejected};

pub(crate) use inspect::inspect;

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Where it begins.
    pub(crate) place: Place,
    /// Its cells.
    pub(crate) cells: Vec<String>,
}

/// Rows of one file.
pub(crate) enum Rows<'a, R: Read + Seek> {
    /// Of a text.
    Csv(Box<csv::CsvRows<&'a mut R>>),
    /// Of a sheet.
    Xlsx(Box<xlsx::XlsxRows<'a, R>>),
}

impl<R: Read + Seek> Rows<'_, R> {
    /// A row that fails `fits` is none, if it is of several lines: then its first line has a broken quotation mark.
    pub(crate) fn next(&mut self, fits: impl Fn(&[String]) -> bool) -> Option<Result<Row, Rejected>> {
        match self {
            Rows::Csv(rows) => rows.next(fits),
            Rows::Xlsx(rows) => rows.next(),
        }
    }
}
