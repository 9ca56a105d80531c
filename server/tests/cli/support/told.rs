//! What people tell of the recorded calls, and whether an exported call says the same.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::Deserialize;
use serde_json::{Value, json};

use super::fixtures;

#[derive(Deserialize)]
struct Scenario {
    name: String,
    calls: Vec<Told>,
}

/// A call as a person would tell it.
#[derive(Deserialize)]
pub(crate) struct Told {
    #[serde(skip)]
    pub(crate) name: String,
    pub(crate) direction: String,
    pub(crate) number: Option<String>,
    pub(crate) did: Option<String>,
    pub(crate) caller: Option<String>,
    pub(crate) took: Vec<String>,
    pub(crate) rang: Vec<String>,
    pub(crate) talks: Vec<ToldTalk>,
    pub(crate) outcome: String,
    pub(crate) linkedids: Vec<String>,
    #[serde(default)]
    pub(crate) recordings: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct ToldTalk {
    pub(crate) employee: String,
    pub(crate) start: f64,
    pub(crate) end: f64,
    #[serde(default)]
    pub(crate) note: String,
}

/// All calls of all scenarios.
pub(crate) fn told() -> Vec<Told> {
    let scenarios: Vec<Scenario> = serde_json::from_str(&fixtures::read("scenarios.json")).unwrap();
    let named = |scenario: Scenario| {
        let name = scenario.name;
        scenario.calls.into_iter().map(move |call| Told {
            name: name.clone(),
            ..call
        })
    };
    scenarios.into_iter().flat_map(named).collect()
}

/// What a source can tell.
pub(crate) struct Holds {
    /// Who rang, which line, when to the tenth of a second.
    pub(crate) cel: bool,
    /// Which line was called.
    pub(crate) did: bool,
    /// Names of recordings.
    pub(crate) names: bool,
    /// The recordings themselves.
    pub(crate) files: bool,
    /// Facts that it does not hold: scenario and key.
    pub(crate) lacks: &'static [(&'static str, &'static str)],
}

/// Says every difference between what was exported and what people tell.
pub(crate) fn differences(calls: &[Value], holds: &Holds) -> Vec<String> {
    let mut wrong = Vec::new();
    let all = told();
    for told in &all {
        let lacks = |key: &str| {
            holds
                .lacks
                .iter()
                .any(|(name, lacked)| told.name.starts_with(name) && *lacked == key)
        };
        let mut found = calls.iter().filter(|call| {
            told.linkedids
                .iter()
                .any(|id| list(&call["source_ids"]).contains(&id.as_str()))
        });
        let (Some(call), None) = (found.next(), found.next()) else {
            if !lacks("call") {
                wrong.push(format!("{}: not one call", told.name));
            }
            continue;
        };
        for (key, expected) in facts(told, &all, holds) {
            if call[key] != expected && !lacks(key) {
                wrong.push(format!("{}: {key} is {}, told {expected}", told.name, call[key]));
            }
        }
        wrong.extend(talks(told, call, holds).into_iter().filter(|_| !lacks("talks")));
        if holds.names {
            wrong.extend(recordings(told, call, holds));
        }
    }
    wrong
}

fn list(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect()
}

/// Keys of the export whose values follow from what is told.
fn facts(told: &Told, all: &[Told], holds: &Holds) -> BTreeMap<&'static str, Value> {
    let mut facts = BTreeMap::from([
        ("direction", json!(told.direction)),
        ("number", json!(told.number)),
        ("source_ids", json!(told.linkedids)),
        ("employees", json!(told.took)),
        ("rang", json!(told.rang)),
        ("status", json!(status(told, all))),
        (
            "attention",
            json!(
                told.direction == "in"
                    && told.took.is_empty()
                    && told.number.is_some()
                    && !settled(told, all)
            ),
        ),
        ("reason", reason(told)),
    ]);
    if holds.did && told.did.is_some() {
        facts.insert("line", json!(told.did));
    }
    if told.caller.is_some() {
        facts.insert("caller", json!(told.caller));
    }
    facts
}

fn status(told: &Told, all: &[Told]) -> &'static str {
    match (told.direction.as_str(), told.took.is_empty()) {
        ("out", false) => "reached",
        ("out", true) => "cancelled",
        (_, false) => "accepted",
        ("in", true) if told.number.is_some() && !settled(told, all) => "lost",
        _ => "no_answer",
    }
}

fn reason(told: &Told) -> Value {
    match (told.direction.as_str(), told.took.is_empty(), &told.name[..3]) {
        ("out", true, "s21") => json!("cancelled_by_employee"),
        ("out", true, "s22") => json!("busy"),
        ("out", true, "s23") => json!("failed"),
        ("out", true, _) => json!("no_answer"),
        _ => Value::Null,
    }
}

/// Somebody talked with the number after the call had been missed, that day; all scenarios are of one day.
fn settled(missed: &Told, all: &[Told]) -> bool {
    all.iter()
        .any(|call| call.number == missed.number && call.talks.iter().any(|talk| talk.end > begin(missed)))
}

/// Seconds of the first channel's id.
fn begin(told: &Told) -> f64 {
    told.linkedids[0].split('.').next().unwrap().parse().unwrap()
}

fn epoch(value: &Value) -> f64 {
    let at: DateTime<FixedOffset> = value.as_str().unwrap().parse().unwrap();
    at.timestamp_millis() as f64 / 1000.0
}

/// How far a talk may be off: the PBX takes a feature code late, a parker listens to the slot's number, a crash cuts the
/// log; without CEL seconds are whole and nobody knows of holds.
fn tolerance(told: &Told, talk: &ToldTalk, cel: bool) -> f64 {
    let noted = ["*2", "transfer to 700"]
        .iter()
        .any(|note| talk.note.contains(note));
    let crashed = told.outcome.contains("restart");
    let held = talk.note.contains("Hold");
    match (noted || crashed || held && !cel, cel) {
        (true, _) => 2.5,
        (false, true) if held => 0.6,
        (false, true) => 0.3,
        (false, false) => 1.1,
    }
}

fn talks(told: &Told, call: &Value, holds: &Holds) -> Vec<String> {
    let mut wrong = Vec::new();
    let expected: Vec<&ToldTalk> = told
        .talks
        .iter()
        .filter(|talk| !talk.employee.starts_with("outside"))
        .collect();
    let found = call["talks"].as_array().unwrap();
    if found.len() != expected.len() {
        return vec![format!("{}: talks {found:?}", told.name)];
    }
    for (talk, expected) in found.iter().zip(&expected) {
        let near = tolerance(told, expected, holds.cel);
        let off = [
            epoch(&talk["start"]) - expected.start,
            epoch(&talk["end"]) - expected.end,
        ];
        let who = expected.employee.rsplit('-').next().unwrap();
        if talk["employee"] != who || off.iter().any(|off| off.abs() > near) {
            wrong.push(format!("{}: talk {talk} of {who} is off by {off:?} s", told.name));
        }
    }
    let seconds: f64 = expected.iter().map(|talk| talk.end - talk.start).sum();
    let allowed: f64 = expected.iter().map(|talk| tolerance(told, talk, holds.cel)).sum();
    let total = call["talk_ms"].as_i64().unwrap() as f64 / 1000.0;
    if (total - seconds).abs() > allowed.max(0.001) {
        wrong.push(format!("{}: talk_ms of {total} s, told {seconds} s", told.name));
    }
    wrong
}

fn recordings(told: &Told, call: &Value, holds: &Holds) -> Vec<String> {
    let audio = fixtures::audio();
    let base = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let of_name = |name: &str| audio.iter().find(|audio| base(&audio.path) == name).unwrap();
    // Without the files nobody knows that one is empty: then those of nobody's talk are left out.
    let names = told
        .recordings
        .iter()
        .filter(|name| holds.files || of_name(name).bytes > 44);
    let mut expected: Vec<(String, Option<i64>)> = names
        .map(|name| (name.clone(), of_name(name).duration_ms))
        .collect();
    if holds.files && told.name.starts_with("s17") {
        expected.push(("msg0000.wav".to_owned(), Some(5_200)));
    }
    let found = call["recordings"].as_array().unwrap();
    let mut wrong = Vec::new();
    let found_names: Vec<String> = found
        .iter()
        .map(|recording| base(recording["path"].as_str().unwrap()))
        .collect();
    let names: Vec<String> = expected.iter().map(|(name, _)| name.clone()).collect();
    if found_names != names {
        wrong.push(format!(
            "{}: recordings {found_names:?}, told {names:?}",
            told.name
        ));
        return wrong;
    }
    for (recording, (name, length)) in found.iter().zip(expected).filter(|_| holds.files) {
        let found = recording["duration_ms"].as_i64();
        if length.is_some_and(|length| found.is_none_or(|found| (found - length).abs() > 20)) {
            wrong.push(format!(
                "{}: {name} lasts {found:?} ms, told {length:?}",
                told.name
            ));
        }
    }
    wrong
}
