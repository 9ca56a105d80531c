//! What tells events apart in the log, and what joins them into threads.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixtures has to stop"
)]

use std::io::Cursor;

use call_journal_pbx::asterisk::{CdrReader, CelReader};
use call_journal_pbx::event::{PbxEvent, RecordingFile};
use chrono_tz::Europe::Moscow;

fn cel() -> Vec<PbxEvent> {
    let text = include_str!("fixtures/asterisk/cel.csv");
    CelReader::new(Cursor::new(text), Moscow)
        .map(Result::unwrap)
        .collect()
}

fn cdr() -> Vec<PbxEvent> {
    let text = include_str!("fixtures/asterisk/freepbx.csv");
    CdrReader::new(Cursor::new(text), Moscow)
        .map(Result::unwrap)
        .collect()
}

#[test]
fn the_same_fact_has_the_same_identity_and_another_has_another() {
    let rows = cel();
    let mut keys: Vec<_> = rows.iter().map(|row| row.identity()).collect();
    let again: Vec<_> = cel().iter().map(|row| row.identity()).collect();
    assert_eq!(keys, again);
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 740);
}

#[test]
fn identities_are_those_of_the_log_for_ever() {
    // Stored in databases: a change here would deliver every event of the past a second time.
    let hex = |row: &PbxEvent| {
        row.identity()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect::<String>()
    };
    assert_eq!(hex(&cel()[0]), "a8cf3ffaec7c489708f721472318edc4");
    assert_eq!(hex(&cdr()[0]), "899412ed258ec710754c858b6f169883");
}

#[test]
fn ties_join_what_belongs_together() {
    let rows = cel();
    let is_attended =
        |event: &&PbxEvent| matches!(event, PbxEvent::Cel(cel) if cel.event == "ATTENDEDTRANSFER");
    let ties = rows.iter().find(is_attended).unwrap().ties();
    for tie in [
        "L:1795402608.145",
        "U:1795402619.147",
        "U:1795402619.148",
        "B:15febe9c-ec75-43e7-b160-5b32a5b9902c",
    ] {
        assert!(ties.iter().any(|t| t == tie), "{tie} in {ties:?}");
    }
    let file = PbxEvent::RecordingFile(RecordingFile {
        path: "2026/11/23/external-201-+7.1.2-20261123-054745-1795402065.0.wav".to_owned(),
        ..Default::default()
    });
    assert!(
        file.ties().contains(&"U:1795402065.0".to_owned()),
        "{:?}",
        file.ties()
    );
}
