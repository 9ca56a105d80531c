//! Legs in common words, whatever source told them. Times are milliseconds since the epoch.

use call_journal_model::call::{Direction, Extension, LegResult, Outcome, Party, Reason, Transfer};

use super::super::number::Number;

/// Who is at one end of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Employee(Extension),
    Outside(Number),
    Machine(Party),
}

impl End {
    pub(super) fn party(&self) -> Party {
        match self {
            End::Employee(extension) => Party::Employee(extension.clone()),
            End::Outside(number) => Party::Outside(number.name()),
            End::Machine(party) => party.clone(),
        }
    }

    pub(super) fn employee(&self) -> Option<&Extension> {
        match self {
            End::Employee(extension) => Some(extension),
            End::Outside(_) | End::Machine(_) => None,
        }
    }

    pub(super) fn is_outside(&self) -> bool {
        matches!(self, End::Outside(_))
    }

    pub(super) fn is_machine(&self) -> bool {
        matches!(self, End::Machine(_))
    }
}

/// One attempt or talk between two ends.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) started: i64,
    pub(super) answered: Option<i64>,
    /// `None`: it goes on.
    pub(super) ended: Option<i64>,
    /// How it ended if nobody answered.
    pub(super) unanswered: LegResult,
    /// It rang, or would have: not a talk that began without.
    pub(super) rang: bool,
    /// The source says that an end passed the other one on at its end.
    pub(super) passed_on: bool,
    pub(super) holds: Vec<(i64, i64)>,
    /// Set by `passed`: where the talk was over before the leg was.
    pub(super) cut: Option<i64>,
    /// Set by `passed`.
    pub(super) consultation: bool,
    /// Set by `passed`.
    pub(super) transfer: Option<Transfer>,
    /// For what number it rang, where several may: a group.
    pub(super) group: String,
    /// What carried it, if an end is outside.
    pub(super) trunk: String,
    /// The source's id: decides what nothing else does.
    pub(super) id: String,
}

impl Leg {
    pub(super) fn new(from: End, to: End, started: i64, id: &str) -> Leg {
        Leg {
            from,
            to,
            started,
            answered: None,
            ended: None,
            unanswered: LegResult::NoAnswer,
            rang: true,
            passed_on: false,
            holds: Vec::new(),
            cut: None,
            consultation: false,
            transfer: None,
            group: String::new(),
            trunk: String::new(),
            id: id.to_owned(),
        }
    }

    pub(super) fn has(&self, end: &End) -> bool {
        self.from == *end || self.to == *end
    }

    /// The end that is not `end`.
    pub(super) fn other(&self, end: &End) -> &End {
        if self.from == *end { &self.to } else { &self.from }
    }

    /// When it was over; the end of time while it goes on.
    pub(super) fn end(&self) -> i64 {
        self.ended.unwrap_or(i64::MAX)
    }

    /// Two people were connected.
    pub(super) fn is_talk(&self) -> bool {
        self.answered.is_some() && !self.from.is_machine() && !self.to.is_machine()
    }
}

/// What a source says of a call as a whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Conversation {
    pub(super) anchor: String,
    pub(super) source_ids: Vec<String>,
    /// `None`: the legs tell.
    pub(super) direction: Option<Direction>,
    /// `None`: the legs tell.
    pub(super) number: Option<Number>,
    pub(super) caller_name: String,
    pub(super) caller: Option<Extension>,
    pub(super) dialled: String,
    pub(super) line: String,
    pub(super) started: i64,
    pub(super) answered: Option<i64>,
    pub(super) ended: Option<i64>,
    /// Nobody told its end, and nobody will.
    pub(super) is_gone: bool,
    /// What became of it, if the legs do not tell: somebody answered, or why nobody did.
    pub(super) outcome: Option<Outcome>,
    pub(super) reason: Option<Reason>,
    pub(super) legs: Vec<Leg>,
    pub(super) sounds: Vec<Sound>,
    /// Recordings are there whether or not somebody talked.
    pub(super) sounds_are_certain: bool,
}

/// An audio file that a source names.
#[derive(Clone, Debug, Default)]
pub(super) struct Sound {
    pub(super) path: String,
    pub(super) started: i64,
    pub(super) duration: Option<i64>,
    pub(super) employee: Option<Extension>,
}
