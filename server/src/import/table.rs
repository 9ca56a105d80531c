//! Tables `cel` and `cdr` in a SQLite file, as cel_sqlite3_custom and cdr_sqlite3_custom write them.
//!
//! The file is another program's: it is opened for reading only, and every value is read as text, whatever its type.

use std::path::Path;

use anyhow::{Context, bail};
use call_journal_pbx::asterisk::{CdrColumns, CelColumns, RejectReason};
use call_journal_pbx::event::PbxEvent;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};

use super::file::{BATCH, Import, Kind, Rows};

impl Import<'_> {
    /// Reads the table of a SQLite file in the order in which its rows were written.
    ///
    /// # Errors
    /// When the file has no such table or cannot be read, or the journal's own database fails.
    pub async fn sqlite(&mut self, kind: Kind, path: &Path) -> anyhow::Result<Rows> {
        let table = Table::open(kind, path)
            .await
            .with_context(|| format!("reading {}", path.display()))?;
        let event = table.events(self)?;
        self.bar.set_length(table.count().await?);
        let mut rows = Rows::default();
        let mut after = i64::MIN;
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let page = table.page(after).await?;
            let Some(last) = page.last() else { break };
            after = last.try_get_by_index(0)?;
            for row in &page {
                let line: i64 = row.try_get_by_index(0)?;
                match table.texts(row).and_then(|values| event(&values)) {
                    Ok(event) => batch.push(event),
                    Err(reason) => {
                        self.report
                            .reject(path, u64::try_from(line).unwrap_or(0), &reason.to_string())?;
                    }
                }
            }
            self.bar.inc(page.len() as u64);
            rows.add(self.log(&mut batch).await?);
        }
        Ok(rows)
    }
}

/// Makes an event of the texts of a row.
type RowReader = Box<dyn Fn(&[String]) -> Result<PbxEvent, RejectReason> + Send + Sync>;

struct Table {
    db: DatabaseConnection,
    kind: Kind,
    columns: Vec<String>,
}

/// Whether a file is a SQLite database, by its first bytes.
pub fn is_sqlite(path: &Path) -> bool {
    use std::io::Read;
    let mut head = [0_u8; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && &head == b"SQLite format 3\0"
}

impl Table {
    async fn open(kind: Kind, path: &Path) -> anyhow::Result<Table> {
        // As a URI: a name may hold characters that mean something there.
        let escaped = path
            .to_str()
            .context("the name is not UTF-8")?
            .replace('%', "%25")
            .replace('?', "%3f")
            .replace('#', "%23");
        let db = Database::connect(format!("sqlite://{escaped}?mode=ro")).await?;
        let name = kind.table();
        let rows = db
            .query_all_raw(statement(format!("SELECT name FROM pragma_table_info('{name}')")))
            .await?;
        let columns = rows
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect::<Result<Vec<String>, _>>()?;
        if columns.is_empty() {
            bail!("there is no table «{name}» in it");
        }
        Ok(Table { db, kind, columns })
    }

    async fn count(&self) -> anyhow::Result<u64> {
        let row = self
            .db
            .query_one_raw(statement(format!("SELECT count(*) FROM {}", self.kind.table())))
            .await?;
        let count: i64 = row.context("no count")?.try_get_by_index(0)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Reads rows by the names of their columns.
    fn events(&self, import: &Import<'_>) -> anyhow::Result<RowReader> {
        let missing = || {
            format!(
                "the table «{}» lacks the columns that tell when and where",
                self.kind.table()
            )
        };
        Ok(match self.kind {
            Kind::Cel => {
                let columns = CelColumns::named(&self.columns, import.zone).with_context(missing)?;
                Box::new(move |row| columns.event(row))
            }
            Kind::Cdr => {
                let columns = CdrColumns::named(&self.columns, import.zone).with_context(missing)?;
                Box::new(move |row| columns.event(row))
            }
        })
    }

    async fn page(&self, after: i64) -> anyhow::Result<Vec<QueryResult>> {
        // Cast to a blob of the text: a text that is not UTF-8 must be a rejected row, not a failed query.
        let list: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("CAST(CAST(\"{}\" AS TEXT) AS BLOB)", column.replace('"', "\"\"")))
            .collect();
        let sql = format!(
            "SELECT rowid, {} FROM {} WHERE rowid > {after} ORDER BY rowid LIMIT {BATCH}",
            list.join(", "),
            self.kind.table()
        );
        Ok(self.db.query_all_raw(statement(sql)).await?)
    }

    fn texts(&self, row: &QueryResult) -> Result<Vec<String>, RejectReason> {
        (1..=self.columns.len())
            .map(|index| {
                let bytes: Option<Vec<u8>> = row
                    .try_get_by_index(index)
                    .map_err(|error| RejectReason::Read(error.to_string()))?;
                String::from_utf8(bytes.unwrap_or_default()).map_err(|_| RejectReason::NotUtf8)
            })
            .collect()
    }
}

impl Kind {
    fn table(self) -> &'static str {
        match self {
            Kind::Cel => "cel",
            Kind::Cdr => "cdr",
        }
    }
}

fn statement(sql: String) -> Statement {
    Statement::from_string(DbBackend::Sqlite, sql)
}
