//! A table of calls as CSV: UTF-8 with a mark, `;`, as Excel opens it in Russia and elsewhere.

use axum::body::Bytes;
use call_journal_app::journal::export::{Cell, Sheet};
use call_journal_app::ui::format::length;
use call_journal_store::query;
use csv::{Writer, WriterBuilder};
use futures_util::{Stream, stream};

use super::{Broken, TURNS};
use crate::exported::guarded;

/// The table, a thousand calls a piece.
pub(super) fn written(calls: query::Sheet, sheet: Sheet) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    let begun = (calls, sheet, None);
    stream::try_unfold(begun, |(mut calls, sheet, turn)| async move {
        let first = turn.is_none();
        let turn = match turn {
            Some(turn) => turn,
            None => TURNS.acquire().await.map_err(|_| Broken::Stopped)?,
        };
        let rows = calls.step().await?;
        if rows.is_empty() && !first {
            return Ok(None);
        }
        let mut table = writer(first);
        if first {
            table.write_record(sheet.header())?;
        }
        for row in rows {
            let cells = sheet.cells(row);
            table.write_record(cells.map(|cell| written_as(&sheet, cell)))?;
        }
        let piece = table.into_inner().map_err(|error| error.into_error())?;
        Ok(Some((Bytes::from(piece), (calls, sheet, Some(turn)))))
    })
}

fn writer(first: bool) -> Writer<Vec<u8>> {
    let mark = if first { "\u{feff}" } else { "" };
    WriterBuilder::new()
        .delimiter(b';')
        .from_writer(mark.as_bytes().to_vec())
}

/// Nothing that a stranger wrote is a formula.
fn written_as(sheet: &Sheet, cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Time(at) => sheet.time(at),
        Cell::Length(talk) => length(talk),
    }
}
