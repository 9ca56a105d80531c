//! Pages of a table, by its key or by its times.

use sea_orm::{QueryResult, Values};

use super::database::{Database, value};
use super::rows::Row;
use super::shape::Table;
use super::sql;
use crate::source::SourceError;

impl Table {
    /// How many rows there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, db: &Database) -> Result<u64, SourceError> {
        let ask = format!("SELECT count(*) FROM {}", self.quoted());
        let count: i64 = one(&db.rows(&ask, Values(Vec::new())).await?)?.unwrap_or(0);
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// At most `limit` rows whose key is greater than `after`, by their `key`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn after_key(
        &self,
        db: &Database,
        key: &str,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Row>, SourceError> {
        let column = match key {
            // Not quoted: in quotes it would be a text where a table lacks it.
            "rowid" => key.to_owned(),
            _ => sql::quoted(self.backend, key),
        };
        let ask = format!(
            "SELECT {}, {} FROM {} WHERE {column} > {} ORDER BY {column} LIMIT {limit}",
            sql::as_number(self.backend, &column),
            self.texts(),
            self.quoted(),
            sql::bound(self.backend, 1),
        );
        let rows = db.rows(&ask, Values(vec![after.into()])).await?;
        rows.iter()
            .map(|row| Ok(Row::read(row, Some(value(row, 0)?), 1, self.columns.len())))
            .collect()
    }

    /// The latest of the first `limit` times after `after`. `None`: there is nothing after it.
    pub(super) async fn page_end(
        &self,
        db: &Database,
        time: usize,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Option<String>, SourceError> {
        let column = sql::quoted(self.backend, &self.columns[time].name);
        let condition = match after {
            Some(_) => format!("{column} > {}", self.time(time, 1)),
            None => format!("{column} IS NOT NULL"),
        };
        let ask = format!(
            "SELECT {} FROM (SELECT {column} AS t FROM {} WHERE {condition} ORDER BY {column} LIMIT {limit}) page",
            sql::time_text(self.backend, "max(t)"),
            self.quoted(),
        );
        let values = after.map(|after| after.into()).into_iter().collect();
        Ok(one::<Option<String>>(&db.rows(&ask, Values(values)).await?)?.flatten())
    }

    /// All rows after `after`, up to and with `until`.
    pub(super) async fn between(
        &self,
        db: &Database,
        time: usize,
        after: Option<&str>,
        until: &str,
    ) -> Result<Vec<Row>, SourceError> {
        let column = sql::quoted(self.backend, &self.columns[time].name);
        let mut values = vec![until.into()];
        let mut condition = format!("{column} <= {}", self.time(time, 1));
        if let Some(after) = after {
            condition += &format!(" AND {column} > {}", self.time(time, 2));
            values.push(after.into());
        }
        let ask = format!(
            "SELECT {} FROM {} WHERE {condition} ORDER BY {column}",
            self.texts(),
            self.quoted()
        );
        let rows = db.rows(&ask, Values(values)).await?;
        Ok(rows
            .iter()
            .map(|row| Row::read(row, None, 0, self.columns.len()))
            .collect())
    }

    /// The latest time of the table.
    pub(super) async fn newest(&self, db: &Database, time: usize) -> Result<Option<String>, SourceError> {
        let column = sql::quoted(self.backend, &self.columns[time].name);
        let newest = sql::time_text(self.backend, &format!("max({column})"));
        let ask = format!("SELECT {newest} FROM {}", self.quoted());
        Ok(one::<Option<String>>(&db.rows(&ask, Values(Vec::new())).await?)?.flatten())
    }

    /// How many rows there are after a time.
    pub(super) async fn count_after(
        &self,
        db: &Database,
        time: usize,
        after: &str,
    ) -> Result<i64, SourceError> {
        let column = sql::quoted(self.backend, &self.columns[time].name);
        let ask = format!(
            "SELECT count(*) FROM {} WHERE {column} > {}",
            self.quoted(),
            self.time(time, 1)
        );
        Ok(one(&db.rows(&ask, Values(vec![after.into()])).await?)?.unwrap_or(0))
    }

    fn time(&self, column: usize, nth: usize) -> String {
        sql::as_time(self.backend, &self.columns[column], nth)
    }
}

fn one<T: sea_orm::TryGetable>(rows: &[QueryResult]) -> Result<Option<T>, SourceError> {
    rows.first().map(|row| value(row, 0)).transpose()
}
