//! A table of calls as a workbook: times and lengths are numbers that can be sorted and added up, all else is text. Rows wait in a
//! file of the system until the workbook is whole.

use std::fs::File;
use std::io::{Read, Seek};

use axum::body::Bytes;
use call_journal_app::journal::export::{COLUMNS, Cell, Sheet};
use call_journal_store::query;
use call_journal_store::query::SheetRow;
use futures_util::{Stream, TryStreamExt, stream};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use tokio::task::{block_in_place, spawn_blocking};

use super::{Broken, TURNS};

/// Rows of a sheet, its header included; then another one begins.
const ROWS: u32 = 1_048_576;

/// What a cell holds, in characters; more makes the workbook unreadable.
const LETTERS: usize = 32_000;

/// Bytes of a piece.
const PIECE: usize = 256 * 1024;

/// Widths of the columns, in letters.
const WIDTHS: [f64; COLUMNS] = [
    19.0, 13.0, 14.0, 26.0, 12.0, 12.0, 34.0, 24.0, 17.0, 30.0, 18.0, 18.0, 11.0, 50.0,
];

/// The table, once it is whole.
pub(super) fn written(calls: query::Sheet, sheet: Sheet) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    stream::once(whole(calls, sheet)).map_ok(pieces).try_flatten()
}

async fn whole(mut calls: query::Sheet, sheet: Sheet) -> Result<File, Broken> {
    let _turn = TURNS.acquire().await.map_err(|_| Broken::Stopped)?;
    let mut table = Table::new(sheet);
    loop {
        let rows = calls.step().await?;
        if rows.is_empty() {
            break;
        }
        block_in_place(|| table.write(rows))?;
    }
    let file = spawn_blocking(|| table.finish()).await;
    file.map_err(|_| Broken::Stopped)?
}

fn pieces(file: File) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    stream::try_unfold(file, |mut file| async move {
        let (piece, file) = spawn_blocking(move || {
            let mut piece = Vec::with_capacity(PIECE);
            let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece);
            read.map(|_| (piece, file))
        })
        .await
        .map_err(|_| Broken::Stopped)??;
        Ok((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
    })
}

/// A workbook on its way.
struct Table {
    sheet: Sheet,
    workbook: Workbook,
    /// The row that is written next; a full sheet at the beginning.
    row: u32,
    heading: Format,
    time: Format,
    length: Format,
}

impl Table {
    fn new(sheet: Sheet) -> Table {
        Table {
            workbook: Workbook::new(),
            row: ROWS,
            heading: Format::new().set_bold(),
            time: Format::new().set_num_format(sheet.time_format()),
            length: Format::new().set_num_format("[h]:mm:ss"),
            sheet,
        }
    }

    fn write(&mut self, rows: Vec<SheetRow>) -> Result<(), XlsxError> {
        for row in rows {
            if self.row == ROWS {
                self.begin()?;
            }
            let last = self.workbook.worksheets().len() - 1;
            let page = self.workbook.worksheet_from_index(last)?;
            for (column, cell) in (0_u16..).zip(self.sheet.cells(row)) {
                put(page, (self.row, column), cell, &self.time, &self.length)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), XlsxError> {
        let header = self.sheet.header();
        let page = self.workbook.add_worksheet_with_constant_memory()?;
        for ((column, name), width) in (0_u16..).zip(header).zip(WIDTHS) {
            page.set_column_width(column, width)?;
            page.write_string_with_format(0, column, name, &self.heading)?;
        }
        page.set_freeze_panes(1, 0)?;
        self.row = 1;
        Ok(())
    }

    fn finish(mut self) -> Result<File, Broken> {
        if self.row == ROWS && self.workbook.worksheets().is_empty() {
            self.begin()?;
        }
        let mut file = tempfile::tempfile()?;
        self.workbook.save_to_writer(&mut file)?;
        file.rewind()?;
        Ok(file)
    }
}

fn put(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell,
    time: &Format,
    length: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let text: String = text.chars().take(LETTERS).collect();
            page.write_string(row, column, text)?;
        }
        Cell::Time(at) => {
            let at = ExcelDateTime::from_timestamp(at.and_utc().timestamp());
            match at {
                Ok(at) => page.write_datetime_with_format(row, column, at, time)?,
                // Before 1900: Excel knows no such day.
                Err(_) => page.write_string(row, column, "")?,
            };
        }
        Cell::Length(talk) => {
            #[allow(clippy::cast_precision_loss, reason = "no talk is that long")]
            let days = talk.0 as f64 / 86_400_000.0;
            page.write_number_with_format(row, column, days, length)?;
        }
    }
    Ok(())
}
