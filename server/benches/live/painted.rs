//! From an event on the PBX's socket to the row on a person's screen, while two hundred others look too.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};

use crate::manager::{config, let_in};
use crate::peer::{Peer, Script};
use crate::readers::Reader;
use crate::server::Server;
use crate::told::{Figures, Goal, Times};
use crate::{epoch_us, root};

const PART: &str = "painted";
const OTHERS: usize = 200;

/// Calls before and while measuring.
const WARM_UP: u32 = 20;
const CALLS: u32 = 200;

/// Between two calls, in ms: never in step with the screen.
const APART: std::ops::Range<u64> = 90..210;

/// How long a row may take before it is taken to be missing.
const PATIENCE: Duration = Duration::from_secs(15);

/// Says calls to the journal of `folder` and waits for their rows.
pub async fn measure(folder: &Path, figures: &mut Figures) -> anyhow::Result<()> {
    let peer = Peer::start(Script::new());
    let server = Server::start(folder, &config(&peer))?;
    let_in(&peer);
    let others = Reader::open_many(&server.address, OTHERS).await?;
    let mut others: Vec<_> = others
        .into_iter()
        .map(|reader| tokio::spawn(follow(reader)))
        .collect();
    let mut browser = Browser::open(&server.address).await?;
    let watch = server.watch()?;
    let mut random = fastrand::Rng::with_seed(20_261_125);
    let mut said: Vec<i64> = Vec::new();
    // Ids of this run alone: the journal may hold calls of another.
    let run = epoch_us() / 1_000_000;
    for call in 0..WARM_UP + CALLS {
        tokio::time::sleep(Duration::from_millis(random.u64(APART))).await;
        if let Some(before) = call.checked_sub(5) {
            peer.say(hangup(run, before).as_bytes());
            tokio::time::sleep(Duration::from_millis(random.u64(APART))).await;
        }
        let begins = newchannel(run, call);
        let at = epoch_us();
        peer.say(begins.as_bytes());
        said.push(at);
    }
    let mut late = Vec::new();
    let until = Instant::now() + PATIENCE;
    while late.len() < said.len() {
        let painted = timeout_at(until, browser.painted()).await;
        let painted =
            painted.with_context(|| format!("{} of {} rows were painted", late.len(), said.len()))??;
        let call = call_of(&painted.number)?;
        let at = said.get(call).context("a row of a call that nobody made")?;
        late.push((call, painted.at - *at as f64 / 1000.0));
    }
    let cores = watch.cores()?;
    for other in &mut others {
        if other.is_finished() {
            other.await??;
        }
    }
    late.retain(|(call, _)| *call >= WARM_UP as usize);
    let times = Times::of(late.into_iter().map(|(_, late)| late).collect());
    let mut add = |name, value, unit, goal| figures.add(PART, name, value, unit, goal);
    add("calls", f64::from(CALLS), "", Goal::None);
    add("event to painted row, median", times.within(50), "ms", Goal::None);
    add(
        "event to painted row, 95 % within",
        times.within(95),
        "ms",
        Goal::AtMost(100.0),
    );
    add(
        "event to painted row, longest",
        times.within(100),
        "ms",
        Goal::None,
    );
    add("server's processors", cores, "", Goal::None);
    Ok(())
}

/// Reads as long as the server tells; ends when it misses something.
async fn follow(mut reader: Reader) -> anyhow::Result<()> {
    loop {
        reader.row().await?;
    }
}

/// The ten digits that call.
fn number(call: u32) -> String {
    format!("905{call:07}")
}

/// The call from such a number.
fn call_of(number: &str) -> anyhow::Result<usize> {
    let call = number.strip_prefix("905").and_then(|call| call.parse().ok());
    call.with_context(|| format!("{number} is nobody's number"))
}

fn newchannel(run: i64, call: u32) -> String {
    event(
        run,
        call,
        "Newchannel",
        "ChannelState: 4\r\nChannelStateDesc: Ring\r\n",
    )
}

fn hangup(run: i64, call: u32) -> String {
    event(run, call, "Hangup", "Cause: 16\r\nCause-txt: Normal Clearing\r\n")
}

/// What Asterisk says of a channel, as the recordings have it.
fn event(run: i64, call: u32, name: &str, more: &str) -> String {
    let now = epoch_us();
    let number = number(call);
    let id = format!("{run}.{call}");
    format!(
        "Event: {name}\r\nPrivilege: call,all\r\nTimestamp: {}.{:06}\r\nChannel: PJSIP/trunk-telecom-{call:08x}\r\n{more}\
         CallerIDNum: +7{number}\r\nCallerIDName: <unknown>\r\nConnectedLineNum: <unknown>\r\n\
         ConnectedLineName: <unknown>\r\nLanguage: en\r\nAccountCode: \r\nContext: from-trunk\r\nExten: 74951234501\r\n\
         Priority: 1\r\nUniqueid: {id}\r\nLinkedid: {id}\r\n\r\n",
        now / 1_000_000,
        now % 1_000_000
    )
}

/// Chromium with the journal open, driven by `end2end/bench/painted.mjs`. Dropping it ends it.
pub struct Browser {
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
}

/// A row that came on the screen.
#[derive(Deserialize)]
pub struct Painted {
    /// Ten digits of its number or its customer's name.
    pub number: String,
    /// Ms since the epoch.
    pub at: f64,
}

impl Browser {
    /// Opens the journal and waits until it follows the PBX.
    pub async fn open(address: &str) -> anyhow::Result<Browser> {
        let mut child = Command::new("node")
            .args(["bench/painted.mjs", &format!("http://{address}/")])
            .current_dir(root().join("end2end"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting node")?;
        let stdout = child.stdout.take().context("no standard output")?;
        let (sender, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut browser = Browser { child, lines };
        let ready = timeout(Duration::from_secs(60), browser.lines.recv()).await;
        let ready = ready.context("the browser does not open the journal")?;
        ensure!(
            ready.as_deref() == Some("ready"),
            "the browser did not open the journal"
        );
        Ok(browser)
    }

    /// The next row that came on the screen.
    pub async fn painted(&mut self) -> anyhow::Result<Painted> {
        let line = self.lines.recv().await.context("the browser ended")?;
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It ends when its input does, and Chromium with it.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
