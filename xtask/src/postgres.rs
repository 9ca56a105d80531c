//! A private PostgreSQL for tests: own folder, own port, gone afterwards.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;

use crate::process::{run, step};
use crate::setup;

/// A running server; dropping it stops the server and removes its folder.
pub struct Postgres {
    folder: PathBuf,
    bin: PathBuf,
    port: u16,
    as_root: bool,
}

impl Postgres {
    /// Starts a server that only this machine reaches.
    pub fn start() -> anyhow::Result<Postgres> {
        let bin = installed()?;
        step("starting a private PostgreSQL");
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("call-journal-postgres-{port}"));
        fs::create_dir_all(&folder)?;
        let server = Postgres {
            folder,
            bin,
            port,
            as_root: setup::is_root()?,
        };
        if server.as_root {
            // PostgreSQL refuses to run as root; Debian's package brings a user for it.
            run(Command::new("chown").arg("postgres").arg(&server.folder))?;
        }
        let data = server.data();
        let settings = format!(
            "-p {port} -k {} -c fsync=off -c listen_addresses=127.0.0.1",
            server.folder.display()
        );
        run(server
            .tool("initdb")
            .args([
                "--no-sync",
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ])
            .arg(&data)
            .stdout(Stdio::null()))?;
        run(server
            .tool("pg_ctl")
            .args(["--wait", "--silent", "--log"])
            .arg(server.folder.join("log"))
            .args(["--options", &settings, "--pgdata"])
            .arg(&data)
            .arg("start")
            .stdout(Stdio::null()))?;
        Ok(server)
    }

    /// Where tests may make databases.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn tool(&self, name: &str) -> Command {
        let tool = self.bin.join(name);
        if !self.as_root {
            return Command::new(tool);
        }
        let mut command = Command::new("runuser");
        command
            .args(["-u", "postgres", "--"])
            .arg(tool)
            .current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Whatever fails here leaves a folder in the temporary directory and nothing worse.
        let _ = self
            .tool("pg_ctl")
            .args(["--mode=immediate", "--silent", "--pgdata"])
            .arg(self.data())
            .arg("stop")
            .status();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn installed() -> anyhow::Result<PathBuf> {
    if let Some(bin) = newest(Path::new("/usr/lib/postgresql")) {
        return Ok(bin);
    }
    setup::debian_packages(&[("postgresql", "/usr/lib/postgresql")])?;
    newest(Path::new("/usr/lib/postgresql")).context("Debian's package postgresql has no server in it")
}

fn newest(folder: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let with_server = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists());
    with_server.max()
}
