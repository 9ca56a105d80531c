//! How fast a manager stream becomes calls: a PBX says all it can, until the log and the journal hold every event of it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::peer::{Peer, SECRET, Script, USER};
use crate::server::{Server, database};
use crate::stream::{PASS, Stream};
use crate::told::{Figures, Goal};
use crate::{epoch_ms, fixtures};

const PART: &str = "manager";

/// After so long without any progress the server is taken to be stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// Configuration of a journal that listens to `peer`.
pub fn config(peer: &Peer) -> String {
    format!(
        "[[sources]]\nkind = \"asterisk\"\nzone = \"Europe/Moscow\"\n\
         [sources.manager]\naddress = \"{}\"\nuser = \"{USER}\"\nsecret = \"{SECRET}\"\n",
        peer.address()
    )
}

/// Waits until the journal was let in and has asked all it wants to know.
pub fn let_in(peer: &Peer) {
    peer.wait_for("ActionID: channels-2");
}

/// Fills the journal of `folder`, which must be new, by so many passes of the stream.
pub async fn measure(folder: &Path, passes: u32, figures: &mut Figures) -> anyhow::Result<()> {
    let stream = Stream::read(&fixtures())?;
    let expected = stream.expected()?;
    let [messages, events, calls] =
        [stream.messages, expected.events, expected.calls].map(|one| one * u64::from(passes));
    let peer = Arc::new(Peer::start(Script::new()));
    let server = Server::start(folder, &config(&peer))?;
    let_in(&peer);
    let journal = Journal::open(folder).await?;
    let watch = server.watch()?;
    let begin = Instant::now();
    // The last pass is over now.
    let first = epoch_ms() / 1000 - PASS * (i64::from(passes) + 1);
    let saying = {
        let peer = Arc::clone(&peer);
        std::thread::spawn(move || {
            for pass in 0..passes {
                peer.say(&stream.pass(pass, first + PASS * i64::from(pass)));
            }
        })
    };
    let logged = journal.wait_for_events(events).await?.duration_since(begin);
    journal.wait_until_clean().await?;
    let seconds = begin.elapsed().as_secs_f64();
    let cores = watch.cores()?;
    saying.join().ok().context("the PBX broke off")?;
    let found = [journal.count("events").await?, journal.count("calls").await?];
    ensure!(
        found == [events, calls],
        "{events} events and {calls} calls were said; the journal has {found:?}"
    );
    let rate = |number: u64, seconds: f64| number as f64 / seconds;
    let mut add = |name, value, unit, goal| figures.add(PART, name, value, unit, goal);
    add("messages said", messages as f64, "", Goal::None);
    add(
        "messages, to the log",
        rate(messages, logged.as_secs_f64()),
        "/s",
        Goal::AtLeast(20_000.0),
    );
    add(
        "messages, to the journal",
        rate(messages, seconds),
        "/s",
        Goal::AtLeast(20_000.0),
    );
    add(
        "events of calls among them, to the journal",
        rate(events, seconds),
        "/s",
        Goal::None,
    );
    add("calls made of them", rate(calls, seconds), "/s", Goal::None);
    add("server's peak memory", server.peak_memory()?, "MB", Goal::None);
    add(
        "of that not the database's file, at the end",
        server.own_memory()?,
        "MB",
        Goal::None,
    );
    add("server's processors", cores, "", Goal::None);
    Ok(())
}

/// The journal's database, looked at from outside.
struct Journal(DatabaseConnection);

impl Journal {
    async fn open(folder: &Path) -> anyhow::Result<Journal> {
        let path = database(folder);
        let db = Database::connect(format!("sqlite://{}?mode=ro", path.display())).await;
        Ok(Journal(
            db.with_context(|| format!("opening {}", path.display()))?,
        ))
    }

    async fn number(&self, sql: &str) -> anyhow::Result<u64> {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        let row = self.0.query_one_raw(statement).await?.context("no row")?;
        Ok(u64::try_from(row.try_get_by_index::<i64>(0)?)?)
    }

    async fn count(&self, table: &str) -> anyhow::Result<u64> {
        self.number(&format!("SELECT COUNT(*) FROM {table}")).await
    }

    /// Gives the moment at which the log held so many.
    async fn wait_for_events(&self, events: u64) -> anyhow::Result<Instant> {
        let mut last = (0, Instant::now());
        loop {
            // Ids are given in order and without gaps; counting would read the whole table each time.
            let there = self.number("SELECT COALESCE(MAX(id), 0) FROM events").await?;
            if there >= events {
                return Ok(Instant::now());
            }
            if there > last.0 {
                last = (there, Instant::now());
            }
            ensure!(
                last.1.elapsed() < PATIENCE,
                "of {events} events only {there} came to the log"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until calls are made of all events.
    async fn wait_until_clean(&self) -> anyhow::Result<()> {
        let begin = Instant::now();
        while self
            .number("SELECT COUNT(*) FROM threads WHERE dirty = 1")
            .await?
            > 0
        {
            ensure!(begin.elapsed() < PATIENCE, "calls are not made of all events");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}
