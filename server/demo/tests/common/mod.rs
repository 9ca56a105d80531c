//! What the tests of the demo company share.
#![allow(dead_code, unreachable_pub, missing_docs)]

use call_journal_demo::calls::{calls, scripted};
use call_journal_demo::company::Company;
use call_journal_demo::expected::ScriptedCall;
use call_journal_model::time::Timestamp;
use call_journal_pbx::event::PbxEvent;
use chrono::TimeZone;
use chrono_tz::Tz;

pub const ZONE: Tz = chrono_tz::Europe::Moscow;
pub const SEED: u64 = 1;
pub const MINUTE: i64 = 60_000;

pub fn at(day: u32, hour: u32, minute: u32) -> Timestamp {
    Timestamp(
        ZONE.with_ymd_and_hms(2026, 11, day, hour, minute, 0)
            .unwrap()
            .timestamp_millis(),
    )
}

pub fn company(now: Timestamp) -> Company {
    Company::new(SEED, now, ZONE)
}

pub fn events(now: Timestamp, days: u32) -> Vec<PbxEvent> {
    calls(&company(now), now, days).collect()
}

pub fn history(now: Timestamp, days: u32) -> Vec<ScriptedCall> {
    scripted(&company(now), now, days).collect()
}
