//! Calls of employees to the outside.

use call_journal_model::call::{Outcome, Reason};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Millis;
use call_journal_pbx::event::Cel;

use super::records::{Label, Row};
use super::talking::{Made, Speech};
use super::{Chan, Script, Talking};
use crate::company::{MAIN_NUMBER, TRUNK};

/// It rings outside.
pub(crate) struct Dialling {
    phone: Chan,
    trunk: Chan,
    employee: usize,
    dialled: String,
    dial_us: i64,
}

/// An employee dials `number`, as `dialled` on the keys.
pub(crate) fn dials(
    script: &mut Script<'_>,
    employee: usize,
    number: &PhoneNumber,
    dialled: &str,
) -> Dialling {
    script.shape("outgoing");
    script.expected.number = Some(number.clone());
    script.outcome(Outcome::NotReached(Reason::NoAnswer));
    let dial_us = script.now_us();
    let phone = script.phone_dials(employee, dialled);
    script.state(phone).cid_num = MAIN_NUMBER.into();
    script.runs(
        phone,
        "Dial",
        &format!("PJSIP/{}@{TRUNK},30,HhTt", number.as_str()),
    );
    let cel = Cel {
        channel: script.endpoint(TRUNK),
        exten: "s".into(),
        context: "from-trunk".into(),
        ..Cel::default()
    };
    let trunk = script.open(cel, Some(phone));
    let state = script.state(trunk);
    (state.cid_num, state.exten) = (dialled.into(), dialled.into());
    script.runs(trunk, "AppDial", "(Outgoing Line)");
    Dialling {
        phone,
        trunk,
        employee,
        dialled: dialled.into(),
        dial_us,
    }
}

impl Dialling {
    /// Somebody there answers.
    pub(crate) fn reached(self, script: &mut Script<'_>, ring: Millis, speech: Speech) -> Talking {
        script.wait(ring);
        script.answers(self.trunk);
        script.answers(self.phone);
        let answer_us = script.now_us();
        if let Some(sound) = speech.sound() {
            let from = script.company.extension(self.employee).0;
            let label = Label {
                kind: "out",
                dest: &self.dialled,
                from: &from,
                at_us: self.dial_us,
            };
            script.records(&label, self.phone, sound);
        }
        let bridge = script.meet(self.trunk, self.phone);
        script.talk_begins(self.employee);
        Talking {
            outside: self.trunk,
            phone: self.phone,
            employee: self.employee,
            bridge,
            made: Made::Out,
            between: None,
            dial_us: self.dial_us,
            answer_us,
            dst: self.dialled,
            speech,
            caller: Some(self.employee),
        }
    }

    /// The employee hangs up first.
    pub(crate) fn cancelled(self, script: &mut Script<'_>, ring: Millis) {
        script.wait(ring);
        let source = self.phone;
        self.fails(
            script,
            Reason::CancelledByEmployee,
            (127, None),
            (127, Some(source)),
            "CANCEL",
        );
    }

    /// Nobody answers, and the operator ends it.
    pub(crate) fn no_answer(self, script: &mut Script<'_>, ring: Millis) {
        script.wait(ring);
        let source = self.trunk;
        self.fails(
            script,
            Reason::NoAnswer,
            (19, Some(source)),
            (19, None),
            "NOANSWER",
        );
    }

    /// The number is busy.
    pub(crate) fn busy(self, script: &mut Script<'_>) {
        script.wait(Millis(1400));
        let (source, phone) = (self.trunk, self.phone);
        script.goes_to(phone, "sub-outfail", "s");
        self.fails(
            script,
            Reason::Busy,
            (17, Some(source)),
            (17, Some(phone)),
            "BUSY",
        );
    }

    /// The trunk has no free line, or the number does not exist.
    pub(crate) fn failed(self, script: &mut Script<'_>) {
        script.wait(Millis(300));
        let (source, phone) = (self.trunk, self.phone);
        script.goes_to(phone, "sub-outfail", "s");
        self.fails(
            script,
            Reason::Failed,
            (34, Some(source)),
            (34, Some(phone)),
            "CONGESTION",
        );
    }

    fn fails(
        self,
        script: &mut Script<'_>,
        reason: Reason,
        trunk: (u32, Option<Chan>),
        phone: (u32, Option<Chan>),
        dialstatus: &str,
    ) {
        script.outcome(Outcome::NotReached(reason));
        script.drops(self.trunk, trunk.0, trunk.1);
        let disposition = match reason {
            Reason::Busy => "BUSY",
            Reason::Failed => "FAILED",
            Reason::NoAnswer | Reason::CancelledByEmployee => "NO ANSWER",
        };
        let row = Row {
            chan: self.phone,
            called: Some(self.trunk),
            start_us: self.dial_us,
            answer_us: None,
            disposition,
            dst: self.dialled,
            employee: None,
            caller: Some(self.employee),
        };
        // Asterisk writes the record with the context in which the number was dialled.
        let context = std::mem::replace(&mut script.state(self.phone).context, "from-internal".into());
        script.record(row);
        script.state(self.phone).context = context.clone();
        if context == "sub-outfail" {
            script.runs(self.phone, "", "");
            let source = phone
                .1
                .map(|source| script.name(source).to_owned())
                .unwrap_or_default();
            script.ends(self.phone, phone.0, &source, dialstatus);
        } else {
            script.hangs_up(self.phone, phone.0, phone.1, dialstatus);
        }
        script.last_of_link(self.phone);
    }
}
