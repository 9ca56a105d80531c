//! What a scripted call was, said by the one who made it up: the truth to hold the assembler's result against.
//!
//! The journal itself never sees this.

use call_journal_model::call::{Direction, Extension, Outcome, Talk};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::PbxEvent;

/// One call: what the PBX tells about it, and what it was.
#[derive(Clone, Debug)]
pub struct ScriptedCall {
    /// Its events with the moment at which the PBX tells each, in the order of telling.
    pub events: Vec<(Timestamp, PbxEvent)>,
    /// What it was.
    pub expected: Expected,
}

/// What a call was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// What happened, in words such as `queue`, `blind transfer`, `hold`, in order.
    pub shape: Vec<&'static str>,
    /// Id of the channel of the outside party, or (outgoing, internal) of the phone that dialled.
    pub anchor: String,
    /// Linkedids of the conversation, oldest first.
    pub source_ids: Vec<String>,
    /// Who called whom.
    pub direction: Direction,
    /// The outside party's number.
    pub number: Option<PhoneNumber>,
    /// How it ended.
    pub outcome: Outcome,
    /// Talks of the outside party (internally: of the caller) with employees.
    pub talks: Vec<Talk>,
    /// Employees whose phones rang, in order.
    pub rang: Vec<Extension>,
    /// When it began.
    pub started_at: Timestamp,
    /// When the outside party was gone.
    pub ended_at: Timestamp,
    /// Its audio files, in order.
    pub recordings: Vec<String>,
}

impl Expected {
    /// Time of all talks together.
    #[must_use]
    pub fn talk_time(&self) -> Millis {
        self.talks.iter().map(Talk::length).sum()
    }
}
