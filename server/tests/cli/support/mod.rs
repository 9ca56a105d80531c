//! A journal for one test alone: a folder, a database, and the program started in it.

pub(crate) mod csv_files;
pub(crate) mod fixtures;
pub(crate) mod people;
pub(crate) mod server;
pub(crate) mod told;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;

/// When all recorded calls and their reaction windows are over.
pub(crate) const LATER: &str = "2026-12-01T12:00:00+03:00";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A folder that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        let folder = std::env::temp_dir().join(name());
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file and gives its path.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An empty journal.
pub(crate) struct Journal {
    pub(crate) folder: Folder,
    pub(crate) url: String,
    pub(crate) now: String,
}

/// What the program said.
pub(crate) struct Said {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Journal {
    pub(crate) fn sqlite() -> Journal {
        let folder = Folder::new();
        let url = format!("sqlite://{}", folder.path("journal.db").display());
        Journal {
            folder,
            url,
            now: LATER.to_owned(),
        }
    }

    /// `None` without a server to test on: `cargo xtask test` starts one.
    pub(crate) async fn open(backend: Backend) -> Option<Journal> {
        let journal = Journal::sqlite();
        Some(match backend {
            Backend::Sqlite => journal,
            Backend::Postgres => Journal {
                url: postgres().await?,
                ..journal
            },
        })
    }

    /// The program, ready to be started in the journal's folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_call-journal"));
        command
            .args(arguments)
            .current_dir(&self.folder.0)
            .env("DATABASE_URL", &self.url)
            .env("CALL_JOURNAL_NOW", &self.now)
            .env_remove("RUST_LOG")
            .env_remove("CALL_JOURNAL_SITE")
            .env_remove("CALL_JOURNAL_DEMO_DIR");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(&self.command(arguments).output().unwrap())
    }

    /// Imports and gives what was printed; stops the test if that failed.
    pub(crate) fn import(&self, arguments: &[&str]) -> String {
        let said = self.run(&[&["import", "asterisk", "--zone", "Europe/Moscow"], arguments].concat());
        assert!(said.ok, "{}", said.err);
        said.out
    }

    /// All calls as exported, byte by byte.
    /// Brings in all recorded scenarios, with files as long as the PBX's; gives the folder of those.
    pub(crate) fn import_recorded(&self) -> PathBuf {
        let audio = fixtures::recordings(&self.folder);
        self.import_with(&audio);
        audio
    }

    /// Brings in all recorded scenarios, with the files of a folder.
    pub(crate) fn import_with(&self, audio: &Path) {
        self.import(&[
            "--cel",
            text(&fixtures::fixture("cel.csv")),
            "--cdr",
            text(&fixtures::fixture("freepbx.csv")),
            "--recordings",
            text(audio),
        ]);
    }

    /// The calls, once they are as they should be.
    pub(crate) fn shown(&self, mut enough: impl FnMut(&[Value]) -> bool) -> Vec<Value> {
        let begin = Instant::now();
        loop {
            let calls = without_ids(&self.exported());
            if enough(&calls) {
                return calls;
            }
            assert!(
                begin.elapsed() < server::PATIENCE,
                "the journal never shows what it should: {calls:#?}"
            );
        }
    }

    pub(crate) fn exported(&self) -> String {
        self.export(&["--internal"])
    }

    pub(crate) fn export(&self, arguments: &[&str]) -> String {
        let said = self.run(&[&["export"], arguments].concat());
        assert!(said.ok, "{}", said.err);
        said.out
    }

    /// Exported calls, oldest first.
    pub(crate) fn calls(&self, arguments: &[&str]) -> Vec<Value> {
        let text = self.export(&[&["--format", "jsonl"], arguments].concat());
        text.lines()
            .rev()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Runs SQL past the program.
    pub(crate) async fn tamper(&self, sql: &str) {
        let db = Database::connect(&self.url).await.unwrap();
        db.execute_unprepared(sql).await.unwrap();
        db.close().await.unwrap();
    }
}

pub(crate) fn said(output: &Output) -> Said {
    Said {
        ok: output.status.success(),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

impl Said {
    /// Exit status 1 and one sentence that holds `part`; no panic, no list of causes over many lines.
    pub(crate) fn refused(&self, part: &str) {
        assert!(!self.ok && self.out.is_empty(), "{}", self.out);
        assert!(
            self.err.starts_with("call-journal: ") && self.err.contains(part),
            "{}",
            self.err
        );
        assert_eq!(self.err.trim_end().lines().count(), 1, "{}", self.err);
        assert!(
            !self.err.contains("panicked") && !self.err.contains("secret"),
            "{}",
            self.err
        );
    }
}

/// An exported call without its id, for databases that count otherwise.
pub(crate) fn without_ids(export: &str) -> Vec<Value> {
    let mut calls: Vec<Value> = export
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for call in &mut calls {
        call.as_object_mut().unwrap().remove("id");
    }
    calls
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn name() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("journal_cli_{}_{since}_{count}", std::process::id())
}

/// Makes a database on the server for tests; gives its address.
async fn postgres() -> Option<String> {
    let server = std::env::var("TEST_POSTGRES_URL").ok()?;
    let server = server.trim_end_matches('/').trim_end_matches("/postgres");
    let name = name();
    let admin = Database::connect(format!("{server}/postgres")).await.unwrap();
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    );
    admin.execute_unprepared(&create).await.unwrap();
    admin.close().await.unwrap();
    Some(format!("{server}/{name}"))
}
