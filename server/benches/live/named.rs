//! From pressing «Записать» to the customer's name on every open page: numbers that nobody knew become customers, while two
//! hundred others and a browser look.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use crate::crowd::{KEY, config};
use crate::epoch_us;
use crate::http::Http;
use crate::painted::Browser;
use crate::readers::Reader;
use crate::server::Server;
use crate::told::{Figures, Goal, Times};

const PART: &str = "named";
const OTHERS: usize = 200;

/// Numbers before and while measuring: all of them stand on the browser's screen.
const WARM_UP: usize = 10;
const NUMBERS: usize = 50;

/// Between two customers, in ms: never in step with the screen.
const APART: std::ops::Range<u64> = 90..210;

/// How long a name may take before it is taken to be missing.
const PATIENCE: Duration = Duration::from_secs(15);

/// When each number was given away, in µs since the epoch, by the digits in the customer's name.
type Given = Arc<Mutex<HashMap<String, i64>>>;

/// Posts calls to the journal of `folder` and makes customers of their numbers.
pub async fn measure(folder: &Path, figures: &mut Figures) -> anyhow::Result<()> {
    let server = Server::start(folder, &config())?;
    let mut http = Http::connect(&server.address).await?;
    http.post("/api/v1/calls", Some(KEY), &calls()?).await?;
    let calls = unknown(&mut http).await?;
    let given = Given::default();
    let others = Reader::open_many(&server.address, OTHERS).await?;
    let mut browser = Browser::open(&server.address).await?;
    let until = Instant::now() + Duration::from_secs(60) + PATIENCE;
    let hearing: Vec<_> = others
        .into_iter()
        .map(|reader| tokio::spawn(timeout_at(until, hear(reader, Arc::clone(&given)))))
        .collect();
    let mut random = fastrand::Rng::with_seed(20_261_125);
    for (number, call) in calls.iter().enumerate() {
        tokio::time::sleep(Duration::from_millis(random.u64(APART))).await;
        let digits = digits(number);
        let name = format!("Замер {digits}");
        let assign = json!({ "call": call, "to": { "new_customer": name }, "taking_from": null });
        lock(&given).insert(digits, epoch_us());
        http.post("/api/assign", None, &assign.to_string()).await?;
    }
    let mut painted = Vec::new();
    while painted.len() < NUMBERS {
        let seen = timeout_at(until, browser.painted()).await;
        let seen = seen.with_context(|| format!("{} of {NUMBERS} names were painted", painted.len()))??;
        let at = lock(&given).get(&seen.number).copied();
        painted.push(seen.at - at.context("a name that nobody gave")? as f64 / 1000.0);
    }
    let mut heard = Vec::new();
    for reader in hearing {
        let times = reader.await?.context("a reader never heard of some customer")??;
        heard.extend(times.into_iter().skip(WARM_UP));
    }
    let (painted, heard) = (Times::of(painted.split_off(WARM_UP)), Times::of(heard));
    let mut add = |name, value, goal| figures.add(PART, name, value, "ms", goal);
    add("number given to reader, median", heard.within(50), Goal::None);
    add(
        "number given to reader, 95 % within",
        heard.within(95),
        Goal::None,
    );
    add(
        "number given to painted name, median",
        painted.within(50),
        Goal::None,
    );
    add(
        "number given to painted name, 95 % within",
        painted.within(95),
        Goal::AtMost(150.0),
    );
    Ok(())
}

fn lock(given: &Given) -> std::sync::MutexGuard<'_, HashMap<String, i64>> {
    given.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The ten digits in the name of the customer who gets a number; numbers themselves begin otherwise.
fn digits(number: usize) -> String {
    format!("905{number:07}")
}

/// Calls of numbers that nobody knows, the last of which ended just now.
fn calls() -> anyhow::Result<String> {
    let now = chrono::DateTime::from_timestamp_micros(epoch_us()).context("no time")?;
    let run = epoch_us();
    let call = |number: usize| {
        let time = (now - chrono::TimeDelta::seconds(i64::try_from(NUMBERS - number)?)).to_rfc3339();
        anyhow::Ok(json!({
            "id": format!("{run}-{number}"),
            "direction": "in",
            "number": format!("+7901{number:07}"),
            "started_at": time,
            "updated_at": time,
            "ended_at": time,
            "legs": [{ "extension": "201", "started_at": time, "ended_at": time }],
        }))
    };
    let calls = (0..NUMBERS).map(call).collect::<anyhow::Result<Vec<Value>>>()?;
    Ok(Value::from(calls).to_string())
}

/// The ids of those calls once they are in the journal.
async fn unknown(http: &mut Http) -> anyhow::Result<Vec<Value>> {
    let until = Instant::now() + PATIENCE;
    let ask = json!({ "filter": { "unregistered": true }, "cursor": null }).to_string();
    loop {
        let page: Value = serde_json::from_str(&http.post("/api/calls", None, &ask).await?)?;
        let rows = page["rows"].as_array().context("no rows")?;
        let ours = rows
            .iter()
            .filter(|row| row["party"].to_string().contains("+7901"));
        let ids: Vec<Value> = ours.map(|row| row["id"].clone()).collect();
        if ids.len() == NUMBERS {
            return Ok(ids);
        }
        ensure!(Instant::now() < until, "{} of {NUMBERS} calls came", ids.len());
    }
}

/// Listens until each name was told; gives how late that was, in ms, in the order told.
async fn hear(mut reader: Reader, given: Given) -> anyhow::Result<Vec<f64>> {
    let mut heard: HashMap<String, f64> = HashMap::new();
    let mut late = Vec::with_capacity(NUMBERS);
    while late.len() < NUMBERS {
        let row = reader.row().await?;
        let now = epoch_us();
        let Some(name) = row
            .find("Замер ")
            .and_then(|at| row.get(at + "Замер ".len()..)?.get(..10))
        else {
            continue;
        };
        let at = lock(&given).get(name).copied();
        let took = (now - at.context("a name that nobody gave")?) as f64 / 1000.0;
        if heard.insert(name.to_owned(), took).is_none() {
            late.push(took);
        }
    }
    Ok(late)
}
