//! The recorded scenarios of a real Asterisk and what people say that the calls were.
//!
//! Expectations come from `scenarios.json` alone: talk times there were measured by the phones.

use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::asterisk::manager::{Frames, Message, Translator};
use call_journal_pbx::asterisk::{CdrReader, CelReader, message_file};
use call_journal_pbx::event::{self, PbxEvent, RecordingFile};
use call_journal_pbx::plan::Plan;
use serde::Deserialize;

const CEL: &[u8] = include_bytes!("../fixtures/asterisk/cel.csv");
const FREEPBX: &[u8] = include_bytes!("../fixtures/asterisk/freepbx.csv");
const MASTER: &[u8] = include_bytes!("../fixtures/asterisk/Master.csv");
const SCENARIOS: &str = include_str!("../fixtures/asterisk/scenarios.json");
const FILES: &str = include_str!("../fixtures/asterisk/files.json");
const MESSAGE: &str = include_str!("../fixtures/asterisk/msg0000.txt");

#[derive(Deserialize)]
pub struct Scenario {
    pub name: String,
    pub calls: Vec<Told>,
}

/// A call as a person would tell it.
#[derive(Deserialize)]
pub struct Told {
    pub direction: String,
    pub number: Option<String>,
    pub did: Option<String>,
    pub dialled: Option<String>,
    pub caller: Option<String>,
    pub took: Vec<String>,
    pub rang: Vec<String>,
    pub talks: Vec<ToldTalk>,
    pub consult: Option<Span>,
    #[serde(default)]
    pub hold: Vec<Span>,
    pub outcome: String,
    pub linkedids: Vec<String>,
    #[serde(default)]
    pub recordings: Vec<String>,
}

#[derive(Deserialize)]
pub struct ToldTalk {
    pub employee: String,
    pub start: f64,
    pub end: f64,
    #[serde(default)]
    pub note: String,
}

#[derive(Deserialize)]
pub struct Span {
    pub start: f64,
    pub end: f64,
}

#[derive(Deserialize)]
pub struct FileTold {
    pub path: String,
    pub bytes: u64,
    pub duration_ms: Option<i64>,
}

pub fn scenarios() -> Vec<Scenario> {
    serde_json::from_str(SCENARIOS).unwrap()
}

pub fn file_list() -> Vec<FileTold> {
    serde_json::from_str(FILES).unwrap()
}

pub fn cel() -> Vec<PbxEvent> {
    CelReader::new(CEL, chrono_tz::Europe::Moscow)
        .map(Result::unwrap)
        .collect()
}

pub fn freepbx() -> Vec<PbxEvent> {
    CdrReader::new(FREEPBX, chrono_tz::Europe::Moscow)
        .map(Result::unwrap)
        .collect()
}

pub fn master() -> Vec<PbxEvent> {
    CdrReader::new(MASTER, chrono_tz::Europe::Moscow)
        .map(Result::unwrap)
        .collect()
}

pub fn files() -> Vec<PbxEvent> {
    let listed = file_list().into_iter().map(|file| RecordingFile {
        path: file.path,
        bytes: file.bytes,
        duration: file.duration_ms.map(Millis),
        ..RecordingFile::default()
    });
    let message = message_file("default/204/INBOX/msg0000.wav", 83_244, None, MESSAGE).unwrap();
    listed.chain([message]).map(PbxEvent::RecordingFile).collect()
}

/// What the manager's socket said during a scenario: its name and the bytes.
pub fn traces() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/asterisk/ami");
    let paths = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut traces: Vec<(String, Vec<u8>)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    traces.sort();
    traces
}

/// The messages in what one connection said.
pub fn messages(bytes: &[u8]) -> Vec<Message> {
    let mut frames = Frames::new();
    frames.push(bytes);
    std::iter::from_fn(|| frames.next()).collect()
}

/// What a message tells of calls. Broken ones tell nothing.
pub fn told(message: &Message) -> Vec<PbxEvent> {
    // No trace lacks a time where it matters; a time that is none would show.
    Translator::new(chrono_tz::Europe::Moscow)
        .events(message, 1_795_000_000_000_000)
        .unwrap_or_default()
}

/// All that the manager told of calls in the messages that `listened` lets through.
pub fn manager(listened: impl Fn(&Message) -> bool) -> Vec<PbxEvent> {
    traces()
        .iter()
        .flat_map(|(_, bytes)| messages(bytes))
        .filter(|message| listened(message))
        .flat_map(|message| told(&message))
        .collect()
}

/// Cuts the times of what files and tables tell to whole seconds, as databases keep them.
pub fn whole_seconds(events: &mut [PbxEvent]) {
    for event in events {
        if let PbxEvent::Cel(cel) = event
            && cel.told == event::Told::Record
        {
            cel.at_us = cel.at_us / 1_000_000 * 1_000_000;
        }
    }
}

/// All that the tests tell the assembler: the country.
pub fn plan() -> Plan {
    Plan {
        region: "RU".to_owned(),
        ..Plan::default()
    }
}

pub fn epoch(at: Timestamp) -> f64 {
    at.0 as f64 / 1000.0
}
