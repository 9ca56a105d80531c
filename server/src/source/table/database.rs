//! A database of a PBX: opened for reading only, and what its errors mean to the administrator.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, anyhow};
use sea_orm::sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sea_orm::sqlx::{ConnectOptions, Connection};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbErr, QueryResult, RuntimeErr, SqlxError, SqlxMySqlConnector,
    SqlxMySqlError, SqlxPostgresConnector, SqlxSqliteConnector, Statement, Values,
};

use crate::source::SourceError;

/// How long a server may take to let us in.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long one question may take: a page of a table without an index on its time is sorted by the server.
const ANSWER: Duration = Duration::from_secs(120);

/// A PBX's database. Nothing is ever written to it.
pub struct Database {
    db: DatabaseConnection,
    /// Host and name, without user and password.
    place: String,
}

impl Database {
    /// Opens `mysql://…`, `postgres://…` or `sqlite://…`.
    ///
    /// # Errors
    /// `Refused` when the address, the user or the password is wrong, `Lost` when nobody answers.
    pub async fn open(url: &str) -> Result<Database, SourceError> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "mysql" | "mariadb" => mysql(url).await,
            "postgres" | "postgresql" => postgres(url).await,
            "sqlite" => match SqliteConnectOptions::from_str(url) {
                Ok(options) => sqlite(options, place_of(url)).await,
                Err(_) => Err(not_understood("sqlite:///folder/file.db")),
            },
            _ => Err(not_understood(
                "mysql://user:password@host/name, postgres://user:password@host/name or sqlite:///folder/file.db",
            )),
        }
    }

    /// Opens a SQLite file.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub async fn file(path: &Path) -> Result<Database, SourceError> {
        sqlite(
            SqliteConnectOptions::new().filename(path),
            path.display().to_string(),
        )
        .await
    }

    /// Host and name, without user and password.
    pub fn place(&self) -> &str {
        &self.place
    }

    pub(super) fn backend(&self) -> sea_orm::DbBackend {
        self.db.get_database_backend()
    }

    /// Asks for rows.
    pub(super) async fn rows(&self, sql: &str, values: Values) -> Result<Vec<QueryResult>, SourceError> {
        let statement = Statement {
            sql: sql.to_owned(),
            values: Some(values),
            db_backend: self.backend(),
        };
        let asked = tokio::time::timeout(ANSWER, self.db.query_all_raw(statement));
        match asked.await {
            Ok(rows) => rows.map_err(|error| self.told(error)),
            Err(_) => Err(self.silent(ANSWER)),
        }
    }

    fn told(&self, error: DbErr) -> SourceError {
        match error {
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => meaning(&cause, &self.place),
            other => SourceError::Lost(anyhow!(other).context(format!("reading {}", self.place))),
        }
    }

    fn silent(&self, waited: Duration) -> SourceError {
        SourceError::Lost(anyhow!(
            "{} has not answered for {} s",
            self.place,
            waited.as_secs()
        ))
    }
}

async fn mysql(url: &str) -> Result<Database, SourceError> {
    let place = place_of(url);
    let options = MySqlConnectOptions::from_str(&url.replacen("mariadb:", "mysql:", 1))
        .map_err(|_| not_understood("mysql://user:password@host/name"))?
        // A column of type TIMESTAMP is shown in the session's zone, and told as UTC to the reader of rows.
        .timezone("+00:00".to_owned())
        .charset("utf8mb4")
        .disable_statement_logging();
    enter(&options, &place).await?;
    let pool = MySqlPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options);
    Ok(Database {
        db: SqlxMySqlConnector::from_sqlx_mysql_pool(pool),
        place,
    })
}

async fn postgres(url: &str) -> Result<Database, SourceError> {
    let place = place_of(url);
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| not_understood("postgres://user:password@host/name"))?
        .disable_statement_logging();
    enter(&options, &place).await?;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options);
    Ok(Database {
        db: SqlxPostgresConnector::from_sqlx_postgres_pool(pool),
        place,
    })
}

async fn sqlite(options: SqliteConnectOptions, place: String) -> Result<Database, SourceError> {
    let options = options
        .read_only(true)
        .create_if_missing(false)
        // Asterisk holds the file for a moment with each row.
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    enter(&options, &place).await?;
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options);
    Ok(Database {
        db: SqlxSqliteConnector::from_sqlx_sqlite_pool(pool),
        place,
    })
}

/// A pool tries again and again until its time is up; one connection says at once what is wrong.
async fn enter<O>(options: &O, place: &str) -> Result<(), SourceError>
where
    O: ConnectOptions,
    O::Connection: Sized,
{
    match tokio::time::timeout(PATIENCE, options.connect()).await {
        Ok(Ok(first)) => {
            // Only a courtesy to the server.
            let _ = first.close().await;
            Ok(())
        }
        Ok(Err(error)) => Err(meaning(&error, place)),
        Err(_) => Err(SourceError::Lost(anyhow!(
            "{place} has not answered for {} s",
            PATIENCE.as_secs()
        ))),
    }
}

/// What an error means: to be mended by a person, or to be tried again.
fn meaning(error: &SqlxError, place: &str) -> SourceError {
    let refused = |what: &str| SourceError::Refused(format!("{place}: {what}"));
    match error {
        SqlxError::Database(said) => {
            let code = match said.try_downcast_ref::<SqlxMySqlError>() {
                Some(mysql) => mysql.number().to_string(),
                None => said.code().unwrap_or_default().into_owned(),
            };
            match code.as_str() {
                "1045" | "1698" | "28P01" | "28000" => {
                    refused("the database does not accept this user with this password; check them in url")
                }
                "1130" | "1129" => refused(
                    "the database lets nobody in from this host; allow the user this host in the database (GRANT)",
                ),
                "1044" | "1142" | "1143" | "42501" => {
                    refused("the user may not read the table; GRANT SELECT on it to this user")
                }
                "1049" | "3D000" => refused("there is no such database; check its name at the end of url"),
                // SQLite: cannot open, not a database.
                "14" => refused("the file cannot be opened; check its path and permissions"),
                "26" => refused("the file is not a SQLite database"),
                _ => SourceError::Lost(anyhow!("{place}: {said}")),
            }
        }
        SqlxError::Configuration(_) => refused("url is not understood"),
        SqlxError::Tls(cause) => refused(&format!("no TLS connection: {cause}; check ssl-mode in url")),
        other => SourceError::Lost(anyhow!("{place}: {other}")),
    }
}

/// The cause may quote the address, and with it the password: it is left out.
fn not_understood(expected: &str) -> SourceError {
    SourceError::Refused(format!(
        "the database's url is not understood; expected is {expected}, with special characters of the password as %XX"
    ))
}

/// What of an address may be shown: all but user, password and options.
fn place_of(url: &str) -> String {
    let (_, rest) = url.split_once(':').unwrap_or_default();
    let rest = rest.trim_start_matches("//");
    let rest = rest.split('?').next().unwrap_or_default();
    rest.rsplit('@').next().unwrap_or_default().to_owned()
}

/// A value of a row that the database was asked for as such.
pub(super) fn value<T: sea_orm::TryGetable>(row: &QueryResult, index: usize) -> Result<T, SourceError> {
    row.try_get_by_index(index)
        .context("the database answers otherwise than it was asked")
        .map_err(SourceError::Lost)
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn the_place_holds_no_password() {
        for (url, place) in [
            (
                "mysql://u:p@ss@db.example:3306/asteriskcdrdb?ssl-mode=disabled",
                "db.example:3306/asteriskcdrdb",
            ),
            ("postgres://u:secret@[::1]/cdr", "[::1]/cdr"),
            (
                "sqlite:///var/log/asterisk/cel.db?mode=ro",
                "/var/log/asterisk/cel.db",
            ),
            ("nonsense", ""),
        ] {
            assert_eq!(place_of(url), place);
        }
    }
}
