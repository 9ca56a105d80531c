//! What a journal shows at a moment, checked call by call.

use std::collections::BTreeMap;

use crate::call::{CallId, Reason};
use crate::settle::tests::journal::Journal;
use crate::status::{Settled, Status, Why};

pub(super) struct Seen<'j> {
    pub(super) journal: &'j Journal,
    pub(super) settled: BTreeMap<CallId, Settled>,
    pub(super) now: String,
}

impl Seen<'_> {
    /// The call that started then.
    pub(super) fn call(&self, at: &str) -> SeenCall<'_> {
        SeenCall {
            seen: self,
            settled: &self.settled[&self.id(at)],
        }
    }

    fn id(&self, at: &str) -> CallId {
        self.journal
            .calls
            .iter()
            .find(|(_, started, _)| started == at)
            .expect("a call at that time")
            .2
            .id
    }
}

#[derive(Clone, Copy)]
pub(super) struct SeenCall<'s> {
    seen: &'s Seen<'s>,
    settled: &'s Settled,
}

impl SeenCall<'_> {
    #[track_caller]
    fn shows<T: PartialEq + std::fmt::Debug>(self, of: impl Fn(&Settled) -> T, expected: T) -> Self {
        assert_eq!(
            of(self.settled),
            expected,
            "seen at {}: {:?}",
            self.seen.now,
            self.settled
        );
        self
    }

    #[track_caller]
    pub(super) fn is(self, status: Status) -> Self {
        self.shows(|settled| settled.status, status)
    }

    #[track_caller]
    pub(super) fn for_reason(self, reason: Reason) -> Self {
        self.shows(|settled| settled.reason, Some(reason))
    }

    #[track_caller]
    pub(super) fn needs_attention(self) -> Self {
        self.shows(|settled| settled.attention, true)
    }

    #[track_caller]
    pub(super) fn needs_nothing(self) -> Self {
        self.shows(|settled| settled.attention, false)
    }

    #[track_caller]
    pub(super) fn is_first_contact(self) -> Self {
        self.shows(|settled| settled.first_contact, true)
    }

    #[track_caller]
    pub(super) fn is_no_first_contact(self) -> Self {
        self.shows(|settled| settled.first_contact, false)
    }

    #[track_caller]
    pub(super) fn is_open_until(self, at: &str) -> Self {
        let until = self.seen.journal.instant(at);
        self.shows(
            |settled| matches!(settled.why, Why::WindowOpen { until: seen, .. } if seen == until),
            true,
        )
        .shows(|settled| settled.window_closes_at, Some(until))
    }

    #[track_caller]
    pub(super) fn will_be_lost(self) -> Self {
        self.shows(
            |settled| {
                matches!(
                    settled.why,
                    Why::WindowOpen {
                        will_be_lost: true,
                        ..
                    }
                )
            },
            true,
        )
    }

    #[track_caller]
    pub(super) fn will_not_be_lost(self) -> Self {
        self.shows(
            |settled| {
                matches!(
                    settled.why,
                    Why::WindowOpen {
                        will_be_lost: false,
                        ..
                    }
                )
            },
            true,
        )
    }

    #[track_caller]
    pub(super) fn is_closed_since(self, at: &str) -> Self {
        let at = self.seen.journal.instant(at);
        self.shows(|settled| settled.why, Why::WindowClosed { at })
    }

    #[track_caller]
    pub(super) fn because_we_called_back_at(self, at: &str) -> Self {
        self.because_of_contact(at, true)
    }

    #[track_caller]
    pub(super) fn because_they_called_again_at(self, at: &str) -> Self {
        self.because_of_contact(at, false)
    }

    #[track_caller]
    fn because_of_contact(self, at: &str, called_back: bool) -> Self {
        let (call, at) = (self.seen.id(at), self.seen.journal.instant(at));
        self.shows(
            |settled| settled.why,
            Why::Contact {
                call,
                at,
                called_back,
            },
        )
    }

    #[track_caller]
    pub(super) fn because_already_talking_since(self, at: &str) -> Self {
        let (call, at) = (self.seen.id(at), self.seen.journal.instant(at));
        self.shows(|settled| settled.why, Why::AlreadyTalking { call, at })
    }

    #[track_caller]
    pub(super) fn because_withheld(self) -> Self {
        self.shows(|settled| settled.why, Why::Withheld)
            .shows(|settled| settled.window_closes_at, None)
    }

    #[track_caller]
    pub(super) fn is_plain(self) -> Self {
        self.shows(|settled| settled.why, Why::Plain)
            .shows(|settled| settled.window_closes_at, None)
    }
}
