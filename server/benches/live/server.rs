//! The released program as a server, and what the kernel says of it. Linux only.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

/// Clock ticks in a second, by which `/proc` counts: 100 on every Linux that we know.
const TICKS: f64 = 100.0;

/// A running server; dropping it kills it.
pub struct Server {
    child: Child,
    // Kept open: who prints into a closed pipe is ended.
    _stdout: BufReader<ChildStdout>,
    pub address: String,
}

/// What a server used since [`Server::watch`].
pub struct Watch {
    stat: PathBuf,
    begin: Instant,
    before: Duration,
}

impl Server {
    /// Starts the program with this configuration in `folder`, and waits until it listens.
    pub fn start(folder: &Path, config: &str) -> anyhow::Result<Server> {
        Server::on(&database_url(folder), folder, config)
    }

    /// The same on the database at `url`.
    pub fn on(url: &str, folder: &Path, config: &str) -> anyhow::Result<Server> {
        let program = std::env::var_os("CALL_JOURNAL_SERVER")
            .map_or_else(|| env!("CARGO_BIN_EXE_call-journal").into(), PathBuf::from);
        fs::write(folder.join("call-journal.toml"), config)?;
        let log = File::options()
            .create(true)
            .append(true)
            .open(folder.join("server.log"))?;
        let mut child = Command::new(&program)
            .args(["serve", "--without-sign-in", "--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .env("DATABASE_URL", url)
            .env_remove("CALL_JOURNAL_NOW")
            .env_remove("RUST_LOG")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut stdout = BufReader::new(child.stdout.take().context("no standard output")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let address = line
            .trim_end()
            .strip_prefix("Call Journal: http://")
            .and_then(|rest| rest.strip_suffix('/'))
            .with_context(|| {
                format!(
                    "the server did not begin; see {}",
                    folder.join("server.log").display()
                )
            });
        let address = match address {
            Ok(address) => address.to_owned(),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(error);
            }
        };
        Ok(Server {
            child,
            _stdout: stdout,
            address,
        })
    }

    /// The most memory that it ever had, in MB, with the part of the database's file that SQLite maps: up to 256 MB, which the
    /// kernel takes back when others need it.
    pub fn peak_memory(&self) -> anyhow::Result<f64> {
        self.megabytes("VmHWM:")
    }

    /// Memory that it has now and that is its own, in MB.
    pub fn own_memory(&self) -> anyhow::Result<f64> {
        self.megabytes("RssAnon:")
    }

    fn megabytes(&self, name: &str) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|rest| rest.trim().strip_suffix(" kB"))
            .with_context(|| format!("no {name}"))?;
        Ok(kilobytes.parse::<f64>()? * 1024.0 / 1e6)
    }

    /// Begins to count what it uses.
    pub fn watch(&self) -> anyhow::Result<Watch> {
        let stat = PathBuf::from(format!("/proc/{}/stat", self.child.id()));
        Ok(Watch {
            before: used(&stat)?,
            begin: Instant::now(),
            stat,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watch {
    /// Processors that it kept busy, on average.
    pub fn cores(&self) -> anyhow::Result<f64> {
        let used = used(&self.stat)?.saturating_sub(self.before);
        Ok(used.as_secs_f64() / self.begin.elapsed().as_secs_f64())
    }
}

/// Where a journal's calls are.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("journal.db")
}

fn database_url(folder: &Path) -> String {
    format!("sqlite://{}", database(folder).display())
}

/// Time of all threads in the program and in the kernel: fields 14 and 15, after the name, which may hold anything.
fn used(stat: &Path) -> anyhow::Result<Duration> {
    let text = fs::read_to_string(stat)?;
    let (_, fields) = text.rsplit_once(')').context("no name in stat")?;
    let ticks: u64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<u64>)
        .sum::<Result<_, _>>()?;
    Ok(Duration::from_secs_f64(ticks as f64 / TICKS))
}
