//! A private MariaDB for tests: own folder, own port, gone afterwards.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::process::{run, step};
use crate::setup;

const SERVER: &str = "/usr/sbin/mariadbd";

/// How long the server may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; dropping it stops the server and removes its folder.
pub struct MariaDb {
    folder: PathBuf,
    port: u16,
    server: Option<Child>,
}

impl MariaDb {
    /// Starts a server that only this machine reaches, with a user `root` without password.
    pub fn start() -> anyhow::Result<MariaDb> {
        setup::debian_packages(&[("mariadb-server", SERVER)])?;
        step("starting a private MariaDB");
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("call-journal-mariadb-{port}"));
        fs::create_dir_all(&folder)?;
        let mut mariadb = MariaDb {
            folder,
            port,
            server: None,
        };
        let data = mariadb.folder.join("data");
        let mut install = Command::new("mariadb-install-db");
        install
            .args([
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ])
            .arg(format!("--datadir={}", data.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut server = Command::new(SERVER);
        server
            .args([
                "--no-defaults",
                "--bind-address=127.0.0.1",
                "--character-set-server=utf8mb4",
                "--innodb-flush-log-at-trx-commit=0",
            ])
            .arg(format!("--port={port}"))
            .arg(format!("--datadir={}", data.display()))
            .arg(format!("--socket={}", mariadb.folder.join("socket").display()))
            .arg(format!("--pid-file={}", mariadb.folder.join("pid").display()))
            .stdout(Stdio::null())
            .stderr(fs::File::create(mariadb.folder.join("log"))?);
        if setup::is_root()? {
            // As root it only runs when told so.
            install.arg("--user=root");
            server.arg("--user=root");
        }
        run(&mut install)?;
        mariadb.server = Some(server.spawn()?);
        mariadb.wait()?;
        Ok(mariadb)
    }

    /// Where tests may make databases and users.
    pub fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}", self.port)
    }

    fn wait(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self
                .server
                .as_mut()
                .is_some_and(|server| server.try_wait().is_ok_and(|status| status.is_some()));
            if ended || begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("MariaDB does not begin; it says:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        // Nobody needs the data: killing is the quickest way to end.
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}
