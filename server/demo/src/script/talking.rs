//! Two people talk: holds, and how it ends. Passing the call on is in `transfer`.

use call_journal_model::time::Millis;

use super::records::Row;
use super::{Bridge, Chan, Script};
use crate::recordings::Sound;

/// What is said: how long, and whether there is a recording of it.
#[derive(Clone, Copy)]
pub(crate) enum Speech {
    /// Nobody recorded it.
    Unheard(Millis),
    /// A recording of the same length.
    Recorded(&'static Sound),
}

impl Speech {
    pub(crate) fn length(self) -> Millis {
        match self {
            Speech::Unheard(length) => length,
            Speech::Recorded(sound) => sound.duration,
        }
    }

    pub(super) fn sound(self) -> Option<&'static Sound> {
        match self {
            Speech::Unheard(_) => None,
            Speech::Recorded(sound) => Some(sound),
        }
    }
}

/// Who hangs up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Outside,
    Employee,
}

/// How the channels of a talk came about, which decides how they go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// The outside party (internally: the caller) runs the dialplan, the employee's phone was dialled.
    In,
    /// The employee's phone runs the dialplan, the outside party was dialled.
    Out,
    /// Both were dialled by phones that are gone.
    Joined,
    /// Both run the dialplan.
    Taken,
}

/// A queue's Local channel pair between the outside party and the phone.
pub(super) struct Between {
    pub(super) first: Chan,
    pub(super) second: Chan,
    pub(super) inner: Bridge,
    /// When the phone answered, in microseconds.
    pub(super) answer_us: i64,
}

/// Two channels in a bridge.
pub(crate) struct Talking {
    pub(super) outside: Chan,
    pub(super) phone: Chan,
    pub(super) employee: usize,
    pub(super) bridge: Bridge,
    pub(super) made: Made,
    pub(super) between: Option<Between>,
    pub(super) dial_us: i64,
    pub(super) answer_us: i64,
    pub(super) dst: String,
    pub(super) speech: Speech,
    /// The employee who dialled, for calls from inside.
    pub(super) caller: Option<usize>,
}

impl Talking {
    /// The employee who talks.
    pub(crate) fn employee(&self) -> usize {
        self.employee
    }

    /// Whether a phone can pass the call on: a queue's Local channel stands in the way otherwise.
    pub(crate) fn can_be_moved(&self) -> bool {
        self.between.is_none()
    }

    /// They say what they have to say.
    pub(crate) fn speak(&self, script: &mut Script<'_>) {
        script.wait(self.speech.length());
    }

    /// The employee puts the other one on hold `times` times and comes back.
    pub(crate) fn speak_with_holds(&self, script: &mut Script<'_>, times: i64) {
        script.shape("hold");
        let part = Millis(self.speech.length().0 / (times * 2 + 1));
        for _ in 0..times {
            script.wait(part);
            script.music(self.outside);
            script.wait(part);
            script.music_ends(self.outside);
        }
        script.wait(part);
    }

    /// One of them hangs up, and the call is over.
    pub(crate) fn ends(self, script: &mut Script<'_>, by: Side) {
        script.talk_ends();
        if self.between.is_some() {
            return self.ends_between(script, by);
        }
        let (first, second) = self.leaving(by);
        script.leaves(self.bridge, first);
        script.leaves(self.bridge, second);
        let last = match self.made {
            Made::In => {
                script.drops(self.phone, 16, Some(first));
                script.record(self.row(self.outside, self.phone));
                script.hangs_up(self.outside, 16, Some(first), "ANSWER");
                self.outside
            }
            Made::Out => {
                script.drops(self.outside, 16, Some(first));
                script.record(self.row(self.phone, self.outside));
                script.hangs_up(self.phone, 16, Some(first), "ANSWER");
                self.phone
            }
            Made::Joined => {
                script.record(self.row(self.outside, self.phone));
                script.drops(first, 16, Some(first));
                script.drops(second, 16, Some(first));
                second
            }
            Made::Taken => {
                script.record(self.row(self.outside, self.phone));
                script.hangs_up(self.phone, 16, Some(first), "");
                script.hangs_up(self.outside, 16, Some(first), "ANSWER");
                self.outside
            }
        };
        script.last_of_link(last);
    }

    fn leaving(&self, by: Side) -> (Chan, Chan) {
        match by {
            Side::Outside => (self.outside, self.phone),
            Side::Employee => (self.phone, self.outside),
        }
    }

    fn ends_between(self, script: &mut Script<'_>, by: Side) {
        let Some(between) = &self.between else { return };
        let (first, second, inner) = (between.first, between.second, between.inner);
        let dst = script.company.extension(self.employee).0;
        let inner_row = Row {
            dst,
            answer_us: Some(between.answer_us),
            ..self.row(second, self.phone)
        };
        let source = if by == Side::Outside {
            self.outside
        } else {
            self.phone
        };
        if by == Side::Outside {
            script.leaves(self.bridge, self.outside);
            script.leaves(self.bridge, first);
            script.drops(first, 16, Some(source));
            script.leaves(inner, second);
            script.record(inner_row);
            script.hangs_up(second, 16, None, "ANSWER");
            script.leaves(inner, self.phone);
            script.drops(self.phone, 16, None);
        } else {
            script.leaves(inner, self.phone);
            script.leaves(inner, second);
            script.drops(self.phone, 16, Some(source));
            script.record(inner_row);
            script.hangs_up(second, 16, Some(source), "ANSWER");
            script.leaves(self.bridge, first);
            script.leaves(self.bridge, self.outside);
            script.drops(first, 16, None);
        }
        script.record(self.row(self.outside, first));
        let source = (by == Side::Outside).then_some(self.outside);
        script.hangs_up(self.outside, 16, source, "ANSWER");
        script.last_of_link(self.outside);
    }

    /// The record of this talk, between the channels that Asterisk names in it.
    pub(super) fn row(&self, chan: Chan, called: Chan) -> Row {
        Row {
            chan,
            called: Some(called),
            start_us: self.dial_us,
            answer_us: Some(self.answer_us),
            disposition: "ANSWERED",
            dst: self.dst.clone(),
            employee: (self.made != Made::Out).then_some(self.employee),
            caller: self.caller,
        }
    }
}
