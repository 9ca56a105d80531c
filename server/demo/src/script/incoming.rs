//! Calls from outside that ring at phones, and what becomes of the ringing. Machines that answer first are in `menu` and
//! `queue`.

use super::records::{Label, Row};
use super::talking::{Made, Speech};
use super::{Caller, Chan, Script, Talking};
use crate::company::{GROUP, Line};
use call_journal_model::time::Millis;

/// How long phones ring before the dialplan goes on.
pub(crate) const RING: Millis = Millis(20_000);

/// Phones ring for somebody.
pub(crate) struct Ringing {
    /// Who waits: the outside party, or an employee's phone.
    pub(super) outside: Chan,
    pub(super) phones: Vec<(usize, Chan)>,
    /// What was dialled.
    pub(super) dst: String,
    pub(super) dial_us: i64,
    /// The PBX answered the waiting party before.
    pub(super) is_up: bool,
    /// How FreePBX labels a recording: kind and the other party.
    pub(super) label: (&'static str, String),
    /// The employee who dialled, for calls from inside.
    pub(super) caller: Option<usize>,
}

/// Somebody dials the number of an employee.
pub(crate) fn direct(script: &mut Script<'_>, caller: &Caller, line: &Line, employee: usize) -> Ringing {
    script.shape("direct");
    let outside = script.trunk_in(caller, line.did);
    to_phone(script, outside, &caller.as_sent, employee, false)
}

/// The outside party is put through to one phone.
pub(super) fn to_phone(
    script: &mut Script<'_>,
    outside: Chan,
    from: &str,
    employee: usize,
    is_up: bool,
) -> Ringing {
    let exten = script.company.extension(employee).0;
    script.goes_to(outside, "from-did-direct", &exten);
    rings(
        script,
        outside,
        &[employee],
        exten,
        is_up,
        ("external", from.into()),
    )
}

/// Somebody dials the number of the ring group.
pub(crate) fn group(script: &mut Script<'_>, caller: &Caller, line: &Line, phones: &[usize]) -> Ringing {
    let outside = script.trunk_in(caller, line.did);
    to_group(script, outside, &caller.as_sent, phones, false)
}

pub(super) fn to_group(
    script: &mut Script<'_>,
    outside: Chan,
    from: &str,
    phones: &[usize],
    is_up: bool,
) -> Ringing {
    script.shape("group");
    script.goes_to(outside, "ext-group", GROUP);
    rings(script, outside, phones, GROUP.into(), is_up, ("rg", from.into()))
}

/// `outside` dials `phones`, all at once.
pub(super) fn rings(
    script: &mut Script<'_>,
    outside: Chan,
    phones: &[usize],
    dst: String,
    is_up: bool,
    label: (&'static str, String),
) -> Ringing {
    let dial_us = script.now_us();
    let endpoints: Vec<String> = phones
        .iter()
        .map(|phone| format!("PJSIP/{}", script.company.extension(*phone).0))
        .collect();
    script.runs(
        outside,
        "Dial",
        &format!("{},{},HhTtr", endpoints.join("&"), RING.0 / 1000),
    );
    let phones = phones
        .iter()
        .map(|phone| (*phone, script.phone_rings(outside, *phone, &dst, "AppDial")))
        .collect();
    Ringing {
        outside,
        phones,
        dst,
        dial_us,
        is_up,
        label,
        caller: None,
    }
}

impl Ringing {
    /// After `ring`, the phone at place `who` answers.
    pub(crate) fn answered(
        self,
        script: &mut Script<'_>,
        ring: Millis,
        who: usize,
        speech: Speech,
    ) -> Talking {
        script.wait(ring);
        let (employee, phone) = self.phones[who.min(self.phones.len() - 1)];
        script.answers(phone);
        if !self.is_up {
            script.answers(self.outside);
        }
        let answer_us = if self.is_up { self.dial_us } else { script.now_us() };
        for (other, chan) in self.phones.iter().filter(|(other, _)| *other != employee) {
            script.drops(*chan, 26, None);
            script.record(self.missed_row(*other, *chan, "NO ANSWER"));
        }
        if let Some(sound) = speech.sound() {
            let label = Label {
                kind: self.label.0,
                dest: &self.dst,
                from: &self.label.1,
                at_us: self.dial_us,
            };
            script.records(&label, self.outside, sound);
        }
        let bridge = script.meet(phone, self.outside);
        script.talk_begins(employee);
        Talking {
            outside: self.outside,
            phone,
            employee,
            bridge,
            made: Made::In,
            between: None,
            dial_us: self.dial_us,
            answer_us,
            dst: self.dst,
            speech,
            caller: self.caller,
        }
    }

    /// After `ring`, the caller hangs up.
    pub(crate) fn gave_up(self, script: &mut Script<'_>, ring: Millis) {
        script.shape("gave up");
        script.wait(ring);
        self.all_drop(script, 127, None, "NO ANSWER");
        script.hangs_up(self.outside, 127, Some(self.outside), "CANCEL");
        script.last_of_link(self.outside);
    }

    /// The phones ring until the PBX has enough.
    pub(crate) fn rang_out(self, script: &mut Script<'_>) {
        script.shape("rang out");
        script.wait(RING);
        self.all_drop(script, 0, None, "NO ANSWER");
        script.hangs_up(
            self.outside,
            16,
            None,
            if self.is_up { "ANSWER" } else { "NOANSWER" },
        );
        script.last_of_link(self.outside);
    }

    /// The phone is busy, or its owner presses «Reject» after `ring`.
    pub(crate) fn busy(self, script: &mut Script<'_>, ring: Millis) {
        script.shape("busy");
        script.wait(ring);
        let phone = self.phones[0].1;
        self.all_drop(script, 17, Some(phone), "BUSY");
        script.hangs_up(self.outside, 17, Some(self.outside), "BUSY");
        script.last_of_link(self.outside);
    }

    /// Nobody answers; the caller leaves a message of length `message` in the box.
    pub(crate) fn voicemail(self, script: &mut Script<'_>, message: Millis) {
        script.shape("voicemail");
        script.wait(RING);
        self.all_drop(script, 0, None, "NO ANSWER");
        let began_us = script.now_us();
        let exten = format!("s-NOANSWER-{}", self.dst);
        script.goes_to(self.outside, "from-did-direct", &exten);
        script.runs(self.outside, "VoiceMail", &format!("{}@default,u", self.dst));
        if !self.is_up {
            script.answers(self.outside);
        }
        for (sound, length) in [
            ("vm-theperson", 1000),
            ("vm-isunavail", 1400),
            ("vm-intro", 2300),
            ("beep", 400),
        ] {
            script.plays(self.outside, sound);
            script.wait(Millis(length));
            script.played(self.outside);
        }
        script.wait(message);
        let row = self.missed_row(self.phones[0].0, self.outside, "ANSWERED");
        script.record(Row {
            called: None,
            start_us: began_us,
            answer_us: Some(began_us),
            dst: exten,
            ..row
        });
        script.hangs_up(self.outside, 16, Some(self.outside), "NOANSWER");
        script.last_of_link(self.outside);
    }

    fn all_drop(&self, script: &mut Script<'_>, cause: u32, source: Option<Chan>, disposition: &'static str) {
        for (employee, chan) in &self.phones {
            script.drops(*chan, cause, source);
            script.record(self.missed_row(*employee, *chan, disposition));
        }
    }

    fn missed_row(&self, employee: usize, chan: Chan, disposition: &'static str) -> Row {
        Row {
            chan: self.outside,
            called: Some(chan),
            start_us: self.dial_us,
            answer_us: self.is_up.then_some(self.dial_us),
            disposition,
            dst: self.dst.clone(),
            employee: Some(employee),
            caller: self.caller,
        }
    }
}
