//! What can go wrong with the database, as sentences that say what to do. Passwords never get into them.

use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// What can go wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address begins with something that is no database we know.
    #[error(
        "Unknown kind of database «{scheme}»: set DATABASE_URL to sqlite://path/to/journal.db or postgres://user:password@host/name."
    )]
    UnknownScheme {
        /// What stands before the colon.
        scheme: String,
    },
    /// The address cannot be read.
    #[error(
        "The database address for {place} cannot be read: write it as sqlite://path/to/journal.db or postgres://user:password@host/name, with special characters of the password percent-encoded."
    )]
    BadAddress {
        /// The address without the password.
        place: String,
    },
    /// The file, or its folder, cannot be opened or made.
    #[error(
        "The database {place} cannot be opened: check that its folder exists and that this user may write there."
    )]
    CannotOpen {
        /// The file.
        place: String,
    },
    /// The file may not be written.
    #[error(
        "The database {place} cannot be written: give this user write permission on the file and its folder, or free the disk from read-only mode."
    )]
    ReadOnly {
        /// The file or server.
        place: String,
    },
    /// The file holds something else.
    #[error(
        "{place} is not a database of the journal, or it is damaged: name another file, or restore this one from a backup."
    )]
    NotADatabase {
        /// The file.
        place: String,
    },
    /// The server does not answer.
    #[error(
        "The database server {place} does not answer: check that it runs and that host and port in DATABASE_URL are right."
    )]
    Unreachable {
        /// Host and database.
        place: String,
    },
    /// User or password are wrong.
    #[error("The database server {place} refused the sign-in: check user and password in DATABASE_URL.")]
    WrongPassword {
        /// Host and database.
        place: String,
    },
    /// The server has no such database.
    #[error(
        "The database {place} does not exist: create it with «createdb» or correct its name in DATABASE_URL."
    )]
    NoSuchDatabase {
        /// Host and database.
        place: String,
    },
    /// Letters beyond ASCII are not understood there.
    #[error(
        "The database {place} does not know Cyrillic letters (encoding {encoding}, locale {locale}): create it anew with «createdb -T template0 -E UTF8 -l C.UTF-8»."
    )]
    WrongLocale {
        /// Host and database.
        place: String,
        /// Its encoding.
        encoding: String,
        /// Its character classification.
        locale: String,
    },
    /// A later version of the program was here.
    #[error(
        "The database {place} was written by a newer version of Call Journal (it has «{migration}»): start that version, or restore a backup made before the upgrade."
    )]
    NewerSchema {
        /// File or server.
        place: String,
        /// The first step that this program does not know.
        migration: String,
    },
    /// No room left.
    #[error("The disk of the database is full: free some space and repeat.")]
    Full,
    /// Another program holds the database, or all connections are taken.
    #[error("The database is busy: close other programs that write to it, and repeat.")]
    Busy,
    /// The database does not answer any more.
    #[error("The database does not answer: check that it runs, and repeat.")]
    Lost,
    /// A stored value makes no sense, for example after a manual change.
    #[error(
        "The database holds a value that this program does not understand ({what}): restore a backup, or run «call-journal rebuild»."
    )]
    Damaged {
        /// Table and value.
        what: String,
    },
    /// Anything else; the cause is for the log.
    #[error("The database refused a request: see the log for the cause ({0}).")]
    Refused(DbErr),
}

/// The name that a database gives to its errors: SQLite's primary code, PostgreSQL's SQLSTATE.
fn code(error: &SqlxError) -> Option<String> {
    error
        .as_database_error()
        .and_then(|e| e.code())
        .map(|code| match code.parse::<u32>() {
            // SQLite: the extended code holds the primary one in its low byte. SQLSTATEs have five characters.
            Ok(number) if code.len() < 5 => (number & 0xff).to_string(),
            _ => code.into_owned(),
        })
}

fn sqlx(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(e))
        | DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e)) => Some(e),
        _ => None,
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> StoreError {
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return StoreError::Busy;
        }
        match sqlx(&error) {
            Some(SqlxError::PoolTimedOut) => StoreError::Busy,
            Some(SqlxError::Io(_) | SqlxError::PoolClosed | SqlxError::WorkerCrashed) => StoreError::Lost,
            Some(e) => match code(e).as_deref() {
                Some("5" | "6") => StoreError::Busy,
                Some("8" | "25006") => StoreError::ReadOnly {
                    place: "of the journal".to_owned(),
                },
                Some("13" | "53100") => StoreError::Full,
                Some(c) if c.starts_with("57P") || c.starts_with("08") => StoreError::Lost,
                _ => StoreError::Refused(error),
            },
            None => StoreError::Refused(error),
        }
    }
}

impl StoreError {
    /// The same for errors while connecting to `place`, which names the database without its password.
    pub(crate) fn connecting(error: DbErr, place: &str) -> StoreError {
        let place = place.to_owned();
        match sqlx(&error) {
            Some(SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::Tls(_)) => {
                StoreError::Unreachable { place }
            }
            Some(SqlxError::Configuration(_)) => StoreError::BadAddress { place },
            Some(e) => match code(e).as_deref() {
                Some("14") => StoreError::CannotOpen { place },
                Some("8" | "25006" | "42501") => StoreError::ReadOnly { place },
                Some("11" | "26") => StoreError::NotADatabase { place },
                Some("28P01" | "28000") => StoreError::WrongPassword { place },
                Some("3D000") => StoreError::NoSuchDatabase { place },
                Some("57P03") => StoreError::Unreachable { place },
                Some("53300") => StoreError::Busy,
                _ => error.into(),
            },
            None => match error {
                DbErr::ConnectionAcquire(_) => StoreError::Unreachable { place },
                other => other.into(),
            },
        }
    }

    /// A stored value that cannot be.
    pub(crate) fn damaged(what: impl Into<String>) -> StoreError {
        StoreError::Damaged { what: what.into() }
    }
}
