//! How a table looks: its columns, and the order in which its rows can be read.

use call_journal_pbx::asterisk::RejectReason;
use sea_orm::{DbBackend, Values};

use super::database::{Database, value};
use super::rows::{Kind, Row};
use super::sql;
use crate::source::SourceError;

/// A table of a PBX.
pub struct Table {
    pub(super) backend: DbBackend,
    /// As the configuration names it.
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) order: Order,
}

/// A column, as the database describes it.
pub(super) struct Column {
    pub(super) name: String,
    /// The database's own word for its type, in lower case.
    pub(super) kind: String,
    /// The whole primary key.
    pub(super) primary: bool,
    /// The database numbers its values.
    pub(super) numbered: bool,
}

/// In which order rows are read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// By a whole number that grows with each row: the column's name.
    Key(String),
    /// By a column of times: its place among the columns. Rows come late, and several have one time.
    Time(usize),
}

impl Table {
    /// Looks at a table.
    ///
    /// # Errors
    /// `Refused` when there is no such table, or it can be read in no order.
    pub async fn find(db: &Database, kind: Kind, name: &str) -> Result<Table, SourceError> {
        let refused = |what: &str| SourceError::Refused(format!("{}: {what}", db.place()));
        let Some(parts) = sql::name_parts(name) else {
            return Err(refused(&format!(
                "«{name}» is no name of a table; letters, digits and _ are allowed, and a schema with a dot before it"
            )));
        };
        let columns = described(db, &parts).await?;
        if columns.is_empty() {
            return Err(refused(&format!(
                "there is no table «{name}» in it that this user may read"
            )));
        }
        let order = match db.backend() {
            DbBackend::Sqlite if has_rowid(db, name).await? => Some(Order::Key("rowid".to_owned())),
            DbBackend::Sqlite => {
                return Err(refused(&format!(
                    "«{name}» is not an ordinary table with row ids"
                )));
            }
            _ => order_of(&columns, kind),
        };
        let order = order.ok_or_else(|| refused(&lacking(name)))?;
        Ok(Table {
            backend: db.backend(),
            name: name.to_owned(),
            columns,
            order,
        })
    }

    /// The names of the columns.
    pub fn columns(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The name, as statements hold it.
    pub(super) fn quoted(&self) -> String {
        let parts: Vec<String> = self
            .name
            .split('.')
            .map(|part| sql::quoted(self.backend, part))
            .collect();
        parts.join(".")
    }

    /// All columns as texts, separated by commas.
    pub(super) fn texts(&self) -> String {
        let texts: Vec<String> = self
            .columns
            .iter()
            .map(|column| sql::as_text(self.backend, column))
            .collect();
        texts.join(", ")
    }

    /// A sentence about a row that makes no sense.
    pub(super) fn reject(&self, row: &Row, reason: &RejectReason) -> String {
        let which = match (&self.order, row.key) {
            (_, Some(key)) => key.to_string(),
            (Order::Time(column), None) => match row.texts().get(*column) {
                Some(time) => format!("of {}", time.chars().take(40).collect::<String>()),
                None => "that is no text".to_owned(),
            },
            (Order::Key(_), None) => "without a key".to_owned(),
        };
        format!("table {}, row {which}: {reason}", self.name)
    }
}

/// What is wrong with a table whose rows cannot be understood.
pub fn lacking(name: &str) -> String {
    format!("the table «{name}» lacks the columns that tell when and where")
}

/// The columns of a table in their order; none if there is no such table.
async fn described(db: &Database, parts: &[&str]) -> Result<Vec<Column>, SourceError> {
    let (schema, name) = match parts {
        [schema, name] => (Some((*schema).to_owned()), *name),
        _ => (None, parts[0]),
    };
    let values = match db.backend() {
        DbBackend::MySql => vec![schema.into(), name.into()],
        DbBackend::Postgres => {
            let quoted: Vec<String> = parts.iter().map(|part| sql::quoted(db.backend(), part)).collect();
            vec![quoted.join(".").into()]
        }
        _ if schema.is_some() => return Ok(Vec::new()),
        _ => vec![name.into()],
    };
    let rows = db.rows(sql::columns(db.backend()), Values(values)).await?;
    rows.iter()
        .map(|row| {
            let flag = |index| Ok::<bool, SourceError>(value::<i64>(row, index)? != 0);
            Ok(Column {
                name: value(row, 0)?,
                kind: value::<String>(row, 1)?.to_ascii_lowercase(),
                primary: flag(2)?,
                numbered: flag(3)?,
            })
        })
        .collect()
}

async fn has_rowid(db: &Database, name: &str) -> Result<bool, SourceError> {
    let ask = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND lower(name) = lower(?) AND type = \
               'table' AND wr = 0";
    let rows = db.rows(ask, Values(vec![name.into()])).await?;
    Ok(rows.first().map_or(Ok(0), |row| value::<i64>(row, 0))? > 0)
}

/// By a key, if there is one; otherwise by time.
fn order_of(columns: &[Column], kind: Kind) -> Option<Order> {
    let whole = |column: &&Column| {
        let kind = column.kind.split('(').next().unwrap_or_default();
        ["int", "integer", "bigint", "mediumint", "smallint"].contains(&kind.trim_end_matches(" unsigned"))
    };
    let keys = || columns.iter().filter(whole);
    let key = keys()
        .find(|column| column.numbered && column.primary)
        .or_else(|| keys().find(|column| column.numbered))
        .or_else(|| keys().find(|column| column.primary));
    if let Some(key) = key {
        return Some(Order::Key(key.name.clone()));
    }
    kind.times().iter().find_map(|time| {
        let place = columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(time))?;
        Some(Order::Time(place))
    })
}

#[cfg(test)]
mod tests {
    use super::{Column, Kind, Order, order_of};

    fn columns(described: &[(&str, &str, bool, bool)]) -> Vec<Column> {
        described
            .iter()
            .map(|(name, kind, primary, numbered)| Column {
                name: (*name).to_owned(),
                kind: (*kind).to_owned(),
                primary: *primary,
                numbered: *numbered,
            })
            .collect()
    }

    #[test]
    fn a_number_that_the_database_counts_goes_before_the_time() {
        let cel = columns(&[("id", "int", true, true), ("eventtime", "datetime", false, false)]);
        assert_eq!(order_of(&cel, Kind::Cel), Some(Order::Key("id".to_owned())));
        let serial = columns(&[
            ("eventtime", "timestamp without time zone", false, false),
            ("id", "integer", false, true),
        ]);
        assert_eq!(order_of(&serial, Kind::Cel), Some(Order::Key("id".to_owned())));
    }

    #[test]
    fn without_a_key_the_time_is_the_order() {
        let freepbx = columns(&[
            ("calldate", "datetime", false, false),
            ("duration", "int", false, false),
            ("uniqueid", "varchar", false, false),
        ]);
        assert_eq!(order_of(&freepbx, Kind::Cdr), Some(Order::Time(0)));
        // A key of texts does not grow.
        let by_text = columns(&[
            ("uniqueid", "varchar", true, false),
            ("calldate", "datetime", false, false),
        ]);
        assert_eq!(order_of(&by_text, Kind::Cdr), Some(Order::Time(1)));
    }

    #[test]
    fn a_table_without_time_has_no_order() {
        let odd = columns(&[("src", "varchar", false, false)]);
        assert_eq!(order_of(&odd, Kind::Cdr), None);
    }
}
