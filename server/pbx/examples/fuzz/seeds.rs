//! What mutation begins with: real recordings, cut to single conversations.

use std::fs;
use std::path::{Path, PathBuf};

use call_journal_pbx::asterisk::manager::{Frames, Translator};
use call_journal_pbx::asterisk::{CdrReader, CelReader};
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::thread::group;
use call_journal_pbx::{freeswitch, mikopbx};
use chrono_tz::Europe::Moscow;
use serde_json::{Value, json};

use super::target::{SEPARATOR, Target};

/// Rows of a table that are taken at once.
const ROWS: usize = 40;
/// Events of a conversation that are taken at once.
const EVENTS: usize = 120;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn read(path: &str) -> Vec<u8> {
    fs::read(fixtures().join(path)).expect("a fixture that is there")
}

fn folder(path: &str) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(fixtures().join(path)).expect("a folder that is there");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|kind| kind == "txt" || kind == "json")
    });
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read(path).expect("a file that is there"))
        .collect()
}

fn parsed(document: &[u8]) -> Value {
    serde_json::from_slice(document).expect("a fixture that is JSON")
}

/// Inputs that are understood.
pub fn of(target: Target) -> Vec<Vec<u8>> {
    match target {
        Target::Manager => folder("asterisk/ami")
            .iter()
            .map(|trace| that_tell(trace))
            .collect(),
        Target::Cel => rows("asterisk/cel.csv", ""),
        Target::Cdr => [
            rows("asterisk/freepbx.csv", FREEPBX),
            rows("asterisk/Master.csv", ""),
        ]
        .concat(),
        Target::Freeswitch => folder("freeswitch")
            .iter()
            .map(|call| match parsed(call) {
                Value::Array(records) => joined(&records),
                record => joined(&[record]),
            })
            .collect(),
        Target::Http => posts(),
        Target::Mikopbx => pages(),
        Target::Assembler => threads(),
    }
}

const FREEPBX: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,\
                       amaflags,accountcode,uniqueid,linkedid,sequence,peeraccount,userfield,did,recordingfile,cnum,cnam,\
                       outbound_cnum,outbound_cnam,dst_cnam,answer,end\n";

fn joined(documents: &[Value]) -> Vec<u8> {
    let texts: Vec<Vec<u8>> = documents
        .iter()
        .map(|document| document.to_string().into_bytes())
        .collect();
    texts.join(&SEPARATOR)
}

/// The messages of a recording that tell of calls.
fn that_tell(trace: &[u8]) -> Vec<u8> {
    let translator = Translator::new(Moscow);
    let mut kept = Vec::new();
    let text = String::from_utf8_lossy(trace);
    for text in text.split_inclusive("\r\n\r\n") {
        let mut frames = Frames::new();
        frames.push(text.as_bytes());
        let tells = frames
            .next()
            .is_some_and(|message| translator.events(&message, 0).is_ok_and(|told| !told.is_empty()));
        if tells {
            kept.extend_from_slice(text.as_bytes());
        }
    }
    kept
}

/// Some rows at a time, with and without a header.
fn rows(path: &str, header: &str) -> Vec<Vec<u8>> {
    let file = read(path);
    let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let some = lines.chunks(ROWS).map(<[&[u8]]>::concat);
    some.flat_map(|rows| [[header.as_bytes(), &rows].concat(), rows])
        .collect()
}

/// Versions of a call as another program posts them.
fn posts() -> Vec<Vec<u8>> {
    let at = |second: u8| format!("2026-11-23T10:00:{second:02}+03:00");
    let rings = json!({ "id": "a", "direction": "in", "number": "+79161234567", "caller_name": "Анна", "line": "74951234501",
        "started_at": at(0), "legs": [{ "extension": "201", "started_at": at(1) }] });
    let mut talks = rings.clone();
    talks["answered_at"] = json!(at(5));
    talks["updated_at"] = json!(at(5));
    talks["legs"][0]["answered_at"] = json!(at(5));
    let mut over = talks.clone();
    over["ended_at"] = json!(at(40));
    over["updated_at"] = json!(at(40));
    over["legs"] = json!([
        { "extension": "201", "started_at": at(1), "answered_at": at(5), "ended_at": at(20), "result": "answered" },
        { "extension": "202", "started_at": at(20), "answered_at": at(22), "ended_at": at(40) },
    ]);
    over["recordings"] =
        json!([{ "path": "a/b.mp3", "started_at": at(5), "duration_ms": 35_000, "employee": "201" }]);
    let out = json!({ "id": "b", "direction": "out", "number": "89161234567", "caller": "203", "dialled": "989161234567",
        "started_at": at(0), "ended_at": at(9), "outcome": "busy" });
    let inside = json!({ "id": "c", "direction": "internal", "caller": "203", "dialled": "204", "started_at": at(0),
        "legs": [{ "extension": "204", "started_at": at(0), "ended_at": at(9), "result": "cancelled" }], "ended_at": at(9) });
    vec![
        joined(&[rings, talks, over.clone()]),
        joined(&[json!([over, out, inside])]),
        joined(&[out, inside]),
    ]
}

/// Pages of one conversation each, of both shapes.
fn pages() -> Vec<Vec<u8>> {
    let mut pages = Vec::new();
    for file in ["mikopbx/grouped.json", "mikopbx/legs.json"] {
        let document = parsed(&read(file));
        let records = document["data"]["records"].as_array().expect("records");
        for few in records.chunks(3) {
            let mut page = document.clone();
            page["data"]["records"] = json!(few);
            pages.push(joined(&[page]));
        }
    }
    pages
}

/// Events of single conversations, by every source.
fn threads() -> Vec<Vec<u8>> {
    let translator = Translator::new(Moscow);
    let mut events: Vec<PbxEvent> = Vec::new();
    events.extend(CelReader::new(&read("asterisk/cel.csv")[..], Moscow).flatten());
    events.extend(CdrReader::new(&read("asterisk/freepbx.csv")[..], Moscow).flatten());
    for trace in folder("asterisk/ami") {
        let mut frames = Frames::new();
        frames.push(&trace);
        while let Some(message) = frames.next() {
            events.extend(translator.events(&message, 0).unwrap_or_default());
        }
    }
    for call in of(Target::Freeswitch) {
        let records = call.split(|byte| *byte == SEPARATOR);
        events.extend(records.flat_map(|record| freeswitch::parse(record, None)));
    }
    for page in of(Target::Mikopbx) {
        events.extend(mikopbx::parse_page(&page, Moscow).unwrap_or_default().events);
    }
    let as_json = |event: &PbxEvent| serde_json::to_value(event).expect("an event is JSON");
    let threads = group(events);
    threads
        .iter()
        .flat_map(|thread| thread.chunks(EVENTS))
        .map(|events| joined(&events.iter().map(as_json).collect::<Vec<Value>>()))
        .collect()
}
