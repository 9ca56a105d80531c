//! A table of a PBX (`cel` or `cdr`), asked again and again: first its history, then what is new.
//!
//! The database is another program's: nothing is ever written to it. Pages are read by a key that grows, or by time where
//! a table has none (FreePBX's `cdr`). Rows may come twice, which the log notices; none may be left out.

mod by_key;
mod by_time;
pub mod database;
mod pages;
pub mod rows;
pub mod shape;
mod sql;
#[cfg(test)]
mod tests;
mod times;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono_tz::Tz;

use super::{Heard, Source, SourceError};
use crate::config::sources;
use by_key::ByKey;
use by_time::ByTime;
use database::Database;
use rows::{Kind, Reader, Row};
use shape::{Order, Table};

/// Rows of a page: some megabytes at most, a fraction of a second in the log.
const PAGE: usize = 2000;

/// A table, read as a source.
pub struct TableSource {
    kind: Kind,
    url: String,
    name: String,
    zone: Tz,
    pace: Pace,
    open: Option<Open>,
}

/// How often what is asked.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// What is new.
    pub poll: Duration,
    /// What came late: a row of FreePBX's `cdr` has the time at which its call began, and comes when it ended.
    pub sweep: Duration,
    /// Rows of a page.
    pub page: usize,
}

/// An open table, and how far it is read.
struct Open {
    access: Access,
    walk: Walk,
}

/// What reading a page needs.
struct Access {
    db: Database,
    table: Table,
    reader: Reader,
    zone: Tz,
    pace: Pace,
}

enum Walk {
    Key(ByKey),
    Time(ByTime),
}

impl TableSource {
    /// `zone` is that of the table's local times.
    pub fn new(kind: Kind, table: &sources::Table, zone: Tz) -> TableSource {
        TableSource {
            kind,
            url: table.url.clone(),
            name: table.table.clone().unwrap_or_else(|| kind.name().to_owned()),
            zone,
            pace: Pace {
                poll: Duration::from_secs(table.every_s.max(1)),
                sweep: Duration::from_secs(600),
                page: PAGE,
            },
            open: None,
        }
    }

    /// Asks at another pace.
    #[cfg(test)]
    fn at_pace(mut self, pace: Pace) -> TableSource {
        self.pace = pace;
        self
    }

    async fn open(&self, position: Option<&str>) -> Result<Open, SourceError> {
        let db = Database::open(&self.url).await?;
        let table = Table::find(&db, self.kind, &self.name).await?;
        let reader = Reader::named(self.kind, &table.columns(), self.zone)
            .ok_or_else(|| SourceError::Refused(format!("{}: {}", db.place(), shape::lacking(&self.name))))?;
        // A position of the other order is from before the table got a key, or lost it: everything is read again then.
        let position = position.and_then(|text| text.parse().ok());
        let walk = match (&table.order, position) {
            (Order::Key(key), Some(Position::Key(last))) => Walk::Key(ByKey::new(key, Some(last))),
            (Order::Key(key), _) => Walk::Key(ByKey::new(key, None)),
            (Order::Time(column), Some(Position::Time(last))) => Walk::Time(ByTime::new(*column, Some(last))),
            (Order::Time(column), _) => Walk::Time(ByTime::new(*column, None)),
        };
        let access = Access {
            db,
            table,
            reader,
            zone: self.zone,
            pace: self.pace,
        };
        Ok(Open { access, walk })
    }
}

impl Source for TableSource {
    fn tap(&self) -> &'static str {
        self.kind.name()
    }

    async fn connect(&mut self, position: Option<&str>) -> Result<(), SourceError> {
        self.open = None;
        self.open = Some(self.open(position).await?);
        Ok(())
    }

    async fn next(&mut self) -> Result<Heard, SourceError> {
        let Some(open) = &mut self.open else {
            return Err(SourceError::Lost(anyhow::anyhow!("not connected")));
        };
        match &mut open.walk {
            Walk::Key(walk) => walk.next(&open.access).await,
            Walk::Time(walk) => walk.next(&open.access).await,
        }
    }

    fn position(&self) -> Option<String> {
        let position = match &self.open.as_ref()?.walk {
            Walk::Key(walk) => walk.position().map(Position::Key),
            Walk::Time(walk) => walk.position().map(|time| Position::Time(time.to_owned())),
        };
        position.map(|position| position.to_string())
    }
}

impl Access {
    /// Adds what a row tells.
    fn tell(&self, row: &Row, heard: &mut Heard) {
        match self.reader.event(row) {
            Ok(event) => heard.events.push(event),
            Err(reason) => heard.rejected.push(self.table.reject(row, &reason)),
        }
    }
}

/// How far a table is read, as it is stored.
#[derive(Debug, PartialEq, Eq)]
enum Position {
    Key(i64),
    Time(String),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Position::Key(key) => write!(f, "key {key}"),
            Position::Time(time) => write!(f, "time {time}"),
        }
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Position, ()> {
        match text.split_once(' ') {
            Some(("key", key)) => key.parse().map(Position::Key).map_err(|_| ()),
            // A time that cannot be reckoned with would make the database fail at each question.
            Some(("time", time)) if times::earlier(time, Duration::ZERO).is_some() => {
                Ok(Position::Time(time.to_owned()))
            }
            _ => Err(()),
        }
    }
}
