//! Writes what Asterisk would write while a call goes its way.
//!
//! This module holds the pen: channels, bridges, the clock, ids. The shapes of calls are in the modules below, one a
//! family; they read like the story of a call. Who calls whom and when is `office`'s business.

pub(crate) mod conference;
pub(crate) mod incoming;
pub(crate) mod internal;
pub(crate) mod menu;
pub(crate) mod outgoing;
mod pen;
pub(crate) mod queue;
mod records;
pub(crate) mod talking;
pub(crate) mod transfer;

use call_journal_model::call::{Direction, Outcome, Talk};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::{Cel, PbxEvent};

pub(crate) use talking::Talking;

use crate::company::Company;
use crate::dice::Dice;
use crate::expected::{Expected, ScriptedCall};

/// The PBX's counters, which grow from call to call.
#[derive(Clone, Copy)]
pub(crate) struct Counters {
    pub(crate) unique: u64,
    pub(crate) channel: u32,
    pub(crate) local: u32,
    pub(crate) sequence: u64,
}

impl Counters {
    /// Counters as they stand on the morning of `day`. A day of calls takes far less than the 4096 steps.
    pub(crate) fn morning_of(day: i64) -> Self {
        let day = day.rem_euclid(1000) as u32;
        Self {
            unique: u64::from(day) * 4096,
            channel: day * 4096,
            local: day * 1024,
            sequence: u64::from(day) * 4096,
        }
    }
}

/// The outside party as the operator shows it.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) number: Option<PhoneNumber>,
    /// `+79000001234`, `89000001234`, `anonymous`, or empty.
    pub(crate) as_sent: String,
    /// An attacker's text.
    pub(crate) name: String,
}

/// A channel in the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chan(usize);

/// A bridge in the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bridge(usize);

/// One call being written.
pub(crate) struct Script<'a> {
    pub(crate) company: &'a Company,
    counters: &'a mut Counters,
    jitter: Dice,
    now_us: i64,
    out: Vec<(i64, PbxEvent)>,
    /// What the next event of each channel says.
    channels: Vec<Cel>,
    bridges: Vec<(String, &'static str, Vec<Chan>)>,
    audio: records::Audio,
    did: String,
    expected: Expected,
}

impl<'a> Script<'a> {
    /// Begins a call at `at`.
    pub(crate) fn new(
        company: &'a Company,
        counters: &'a mut Counters,
        at: Timestamp,
        direction: Direction,
    ) -> Self {
        Self {
            company,
            jitter: Dice::new(company.seed, "jitter", at.0 ^ (counters.unique as i64) << 44),
            counters,
            now_us: at.0 * 1000,
            out: Vec::new(),
            channels: Vec::new(),
            bridges: Vec::new(),
            audio: records::Audio::new(),
            did: String::new(),
            expected: Expected {
                shape: Vec::new(),
                anchor: String::new(),
                source_ids: Vec::new(),
                direction,
                number: None,
                outcome: Outcome::Missed,
                talks: Vec::new(),
                rang: Vec::new(),
                started_at: at,
                ended_at: at,
                recordings: Vec::new(),
            },
        }
    }

    /// The moment the script has come to.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.now_us / 1000)
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, time: Millis) {
        self.now_us += time.0 * 1000;
    }

    /// Names what happens, for the one who compares.
    pub(crate) fn shape(&mut self, word: &'static str) {
        self.expected.shape.push(word);
    }

    /// Says how the call ends, as it looks now.
    pub(crate) fn outcome(&mut self, outcome: Outcome) {
        self.expected.outcome = outcome;
    }

    /// The outside party and the employee are connected.
    fn talk_begins(&mut self, employee: usize) {
        let now = self.now();
        self.expected.outcome = Outcome::Answered;
        let employee = self.company.extension(employee);
        self.expected.talks.push(Talk {
            employee,
            started_at: now,
            ended_at: now,
        });
    }

    /// The last talk that began is over.
    fn talk_ends(&mut self) {
        let now = self.now();
        if let Some(talk) = self.expected.talks.last_mut() {
            talk.ended_at = now;
        }
    }

    /// Hands the call over. Nothing may happen after.
    pub(crate) fn finish(mut self) -> ScriptedCall {
        self.expected.ended_at = self.now();
        self.audio_files();
        self.out.sort_by_key(|(at, _)| *at);
        let events = self
            .out
            .into_iter()
            .map(|(at, event)| (Timestamp(at.div_euclid(1000)), event))
            .collect();
        ScriptedCall {
            events,
            expected: self.expected,
        }
    }
}
