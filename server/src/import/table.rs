//! Tables `cel` and `cdr` in a SQLite file, as cel_sqlite3_custom and cdr_sqlite3_custom write them.
//!
//! How such a table is read is known to `source::table`.

use std::path::Path;

use anyhow::Context;

use super::file::{BATCH, Import, Kind, Rows};
use crate::source::table::database::Database;
use crate::source::table::rows::Reader;
use crate::source::table::shape::{self, Table};

impl Import<'_> {
    /// Reads the table of a SQLite file in the order in which its rows were written.
    ///
    /// # Errors
    /// When the file has no such table or cannot be read, or the journal's own database fails.
    pub async fn sqlite(&mut self, kind: Kind, path: &Path) -> anyhow::Result<Rows> {
        let db = Database::file(path).await?;
        let table = Table::find(&db, kind, kind.name()).await?;
        let reader = Reader::named(kind, &table.columns(), self.zone)
            .with_context(|| format!("{}: {}", db.place(), shape::lacking(kind.name())))?;
        self.bar.set_length(table.count(&db).await?);
        let mut rows = Rows::default();
        let mut after = i64::MIN;
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let page = table.after_key(&db, "rowid", after, BATCH).await?;
            let Some(last) = page.last() else { break };
            after = last.key.unwrap_or(i64::MAX);
            for row in &page {
                match reader.event(row) {
                    Ok(event) => batch.push(event),
                    Err(reason) => {
                        let line = row.key.and_then(|key| u64::try_from(key).ok());
                        self.report.reject(path, line.unwrap_or(0), &reason.to_string())?;
                    }
                }
            }
            self.bar.inc(page.len() as u64);
            rows.add(self.log(&mut batch).await?);
        }
        Ok(rows)
    }
}

/// Whether a file is a SQLite database, by its first bytes.
pub fn is_sqlite(path: &Path) -> bool {
    use std::io::Read;
    let mut head = [0_u8; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && &head == b"SQLite format 3\0"
}
