//! The manager interface: bytes of any kind, what messages tell, and calls while they go on or were half heard.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixtures has to stop"
)]

mod cut;
mod framing;
mod later;
mod live;
#[allow(dead_code, reason = "shared with tests that compare all that people tell")]
#[path = "../support/mod.rs"]
mod support;
mod translate;

use call_journal_model::call::Call;
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::thread::group;

/// The calls of events, thread by thread, by start.
fn calls_of(events: &[PbxEvent], open: OpenCalls) -> Vec<Call> {
    let threads = group(events.to_vec());
    let by_thread = threads
        .iter()
        .map(|thread| assemble(thread, &support::plan(), open));
    let mut calls: Vec<Call> = by_thread.flatten().collect();
    calls.sort_by(|a, b| (a.started_at, &a.anchor).cmp(&(b.started_at, &b.anchor)));
    calls
}

/// A message of these lines.
fn message(lines: &[&str]) -> call_journal_pbx::asterisk::manager::Message {
    let text = lines.join("\r\n") + "\r\n\r\n";
    support::messages(text.as_bytes()).remove(0)
}
