//! A database for one test alone.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use call_journal_store::Store;
use sea_orm::{ConnectionTrait, Database};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// An empty journal. SQLite's file goes with it; PostgreSQL's server is thrown away after the tests.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    pub(crate) url: String,
    folder: Option<PathBuf>,
}

impl TestStore {
    /// `None`: PostgreSQL is to be skipped.
    pub(crate) async fn open(backend: Backend) -> Option<TestStore> {
        let (url, folder) = match backend {
            Backend::Sqlite => {
                let folder = folder();
                (
                    format!("sqlite://{}?mode=rwc", folder.join("journal.db").display()),
                    Some(folder),
                )
            }
            Backend::Postgres => (postgres("'C.UTF-8'").await?, None),
        };
        let store = Store::connect(&url).await.unwrap_or_else(|e| panic!("{e}"));
        Some(TestStore { store, url, folder })
    }

    /// The same database, opened once more. The first handle still owns the file.
    pub(crate) async fn reopen(&self) -> TestStore {
        let store = Store::connect(&self.url).await.unwrap_or_else(|e| panic!("{e}"));
        TestStore {
            store,
            url: self.url.clone(),
            folder: None,
        }
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

fn name() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("journal_test_{}_{since}_{count}", std::process::id())
}

/// A new folder.
pub(crate) fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(name());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The address of the server for tests, such as `postgres://postgres@127.0.0.1:5433`. The name of its first database at
/// the end, as `cargo xtask test` says it, is left out.
pub(crate) fn server() -> Option<String> {
    match std::env::var("TEST_POSTGRES_URL") {
        Ok(url) => Some(url.trim_end_matches('/').trim_end_matches("/postgres").to_owned()),
        Err(_) if std::env::var("CALL_JOURNAL_SKIP_POSTGRES").is_ok_and(|v| v == "1") => None,
        Err(_) => panic!(
            "PostgreSQL is missing: run «cargo xtask test», which starts one, or set TEST_POSTGRES_URL to a server where \
             databases may be created, or CALL_JOURNAL_SKIP_POSTGRES=1."
        ),
    }
}

/// Makes a database of this character classification; gives its address.
pub(crate) async fn postgres(locale: &str) -> Option<String> {
    let server = server()?;
    let name = name();
    let admin = Database::connect(format!("{server}/postgres")).await.unwrap();
    let create =
        format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE {locale}");
    admin.execute_unprepared(&create).await.unwrap();
    admin.close().await.unwrap();
    Some(format!("{server}/{name}"))
}
