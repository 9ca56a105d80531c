//! A database of a PBX for one test alone.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

/// `cdr` and `cel` as FreePBX makes them in MariaDB.
pub(crate) const FREEPBX: &str = include_str!("freepbx.sql");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
    MariaDb,
}

/// An empty database. SQLite's file goes with it; the other servers are thrown away after the tests.
pub(crate) struct PbxDatabase {
    pub(crate) db: DatabaseConnection,
    pub(crate) url: String,
    folder: Option<PathBuf>,
}

impl PbxDatabase {
    /// `None`: there is no such server here; `cargo xtask test` starts both.
    pub(crate) async fn make(backend: Backend) -> Option<PbxDatabase> {
        let name = name();
        let server = match backend {
            Backend::Sqlite => {
                let folder = std::env::temp_dir().join(&name);
                std::fs::create_dir_all(&folder).unwrap();
                let url = format!("sqlite://{}", folder.join("master.db").display());
                let db = Database::connect(format!("{url}?mode=rwc")).await.unwrap();
                return Some(PbxDatabase {
                    db,
                    url,
                    folder: Some(folder),
                });
            }
            Backend::Postgres => {
                let url = std::env::var("TEST_POSTGRES_URL").ok()?;
                url.trim_end_matches('/').trim_end_matches("/postgres").to_owned()
            }
            Backend::MariaDb => {
                let url = std::env::var("TEST_MARIADB_URL").ok()?;
                url.trim_end_matches('/').to_owned()
            }
        };
        let first = match backend {
            Backend::Postgres => format!("{server}/postgres"),
            _ => format!("{server}/mysql"),
        };
        let admin = Database::connect(first).await.unwrap();
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        admin.close().await.unwrap();
        let url = format!("{server}/{name}");
        let db = Database::connect(&url).await.unwrap();
        Some(PbxDatabase {
            db,
            url,
            folder: None,
        })
    }

    /// Runs statements, separated by semicolons at the ends of lines.
    pub(crate) async fn run(&self, sql: &str) {
        for statement in sql.split(";\n").filter(|sql| !sql.trim().is_empty()) {
            if let Err(error) = self.db.execute_unprepared(statement).await {
                panic!("{error}: {statement}");
            }
        }
    }

    /// Adds rows, given as texts, to a table.
    pub(crate) async fn insert<S: AsRef<str>>(&self, table: &str, columns: &[&str], rows: &[Vec<S>]) {
        let is_mysql = self.url.starts_with("mysql");
        for chunk in rows.chunks(200) {
            let values: Vec<String> = chunk
                .iter()
                .map(|row| {
                    let values: Vec<String> = row.iter().map(|v| quoted(v.as_ref(), is_mysql)).collect();
                    format!("({})", values.join(", "))
                })
                .collect();
            let sql = format!(
                "INSERT INTO {table} ({}) VALUES {}",
                columns.join(", "),
                values.join(", ")
            );
            if let Err(error) = self.db.execute_unprepared(&sql).await {
                panic!("{error}: {sql}");
            }
        }
    }
}

impl Drop for PbxDatabase {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn quoted(text: &str, is_mysql: bool) -> String {
    let text = text.replace('\'', "''");
    let text = if is_mysql {
        text.replace('\\', "\\\\")
    } else {
        text
    };
    format!("'{text}'")
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

fn name() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("journal_tap_{}_{since}_{count}", std::process::id())
}
