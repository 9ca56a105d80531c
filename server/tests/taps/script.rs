//! What the peer is to do.

use std::collections::VecDeque;

/// How a connection is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    /// By challenge, or in plain text if asked so.
    Challenge,
    /// The peer has no challenge.
    Plain,
    /// Not at all: no banner, no answers, only the steps.
    Nobody,
}

/// One thing that the peer does, after it let somebody in.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Says this as fast as it goes out.
    Say(Vec<u8>),
    /// Says this message by message, so many in a second.
    SayAt(Vec<u8>, u32),
    /// Says this in pieces of so many bytes.
    Pieces(Vec<u8>, usize),
    /// Waits until it heard this.
    Await(&'static str),
    /// Answers nothing from now on, and keeps the connection open.
    Mute,
    /// Says nothing any more, but goes on listening. Without an end, the connection stays open until the other side goes.
    HalfClose,
    /// Breaks the connection as a PBX does that is killed: what is on its way may be lost.
    Break,
}

/// What becomes of a call that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Originate {
    Answered,
    /// Asterisk's reason.
    Failed(u8),
    Denied,
}

/// What a peer does.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(super) connections: VecDeque<(Login, Vec<Step>)>,
    pub(super) originate: Originate,
    /// Whether the user may list channels.
    pub(super) lists: bool,
}

impl Script {
    pub(crate) fn new() -> Script {
        Script {
            connections: VecDeque::new(),
            originate: Originate::Answered,
            lists: true,
        }
    }

    /// The next connection is let in by challenge, and then this is done.
    pub(crate) fn connection(self, steps: Vec<Step>) -> Script {
        self.connection_by(Login::Challenge, steps)
    }

    pub(crate) fn connection_by(mut self, login: Login, steps: Vec<Step>) -> Script {
        self.connections.push_back((login, steps));
        self
    }

    pub(crate) fn originate(mut self, outcome: Originate) -> Script {
        self.originate = outcome;
        self
    }

    pub(crate) fn without_lists(mut self) -> Script {
        self.lists = false;
        self
    }
}
