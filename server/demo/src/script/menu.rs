//! Machines that answer before anybody rings: the voice menu, and the announcement outside of working hours.

use call_journal_model::time::Millis;
use serde_json::json;

use super::incoming::{self, Ringing};
use super::queue::{self, Waiting};
use super::records::Row;
use super::{Caller, Chan, Script};
use crate::company::{Line, MENU, PHONES_OF_GROUP};

/// A caller in the voice menu.
pub(crate) struct InMenu {
    outside: Chan,
    from: String,
    began_us: i64,
}

/// Somebody dials the main number and hears the menu.
pub(crate) fn menu(script: &mut Script<'_>, caller: &Caller, line: &Line) -> InMenu {
    script.shape("menu");
    let outside = script.trunk_in(caller, line.did);
    let began_us = script.now_us();
    script.goes_to(outside, MENU, "s");
    script.runs(outside, "Answer", "");
    script.answers(outside);
    script.wait(Millis(1000));
    script.runs(outside, "BackGround", "custom/ivr-main");
    script.plays(outside, "custom/ivr-main");
    InMenu {
        outside,
        from: caller.as_sent.clone(),
        began_us,
    }
}

impl InMenu {
    /// The caller hangs up without a choice.
    pub(crate) fn hangs_up(self, script: &mut Script<'_>, after: Millis) {
        script.wait(after);
        script.played(self.outside);
        let row = Row {
            chan: self.outside,
            called: None,
            start_us: self.began_us,
            answer_us: Some(self.began_us),
            disposition: "ANSWERED",
            dst: "s".into(),
            employee: None,
            caller: None,
        };
        script.record(row);
        script.hangs_up(self.outside, 16, Some(self.outside), "");
        script.last_of_link(self.outside);
    }

    fn presses(&self, script: &mut Script<'_>, after: Millis, key: &str) {
        script.wait(after);
        let extra = json!({ "digit": key, "duration_ms": 200 });
        script.event_with("DTMF", self.outside, "Received", String::new(), Some(extra));
        script.played(self.outside);
    }

    /// The caller chooses the group.
    pub(crate) fn chooses_group(self, script: &mut Script<'_>, after: Millis) -> Ringing {
        self.presses(script, after, "3");
        incoming::to_group(script, self.outside, &self.from, &PHONES_OF_GROUP, true)
    }

    /// The caller dials an employee's extension.
    pub(crate) fn chooses_phone(self, script: &mut Script<'_>, after: Millis, employee: usize) -> Ringing {
        let exten = script.company.extension(employee).0;
        for key in exten.chars() {
            self.presses(script, Millis(after.0 / 3), &key.to_string());
        }
        incoming::to_phone(script, self.outside, &self.from, employee, true)
    }

    /// The caller chooses a queue.
    pub(crate) fn chooses_queue(self, script: &mut Script<'_>, after: Millis, queue: usize) -> Waiting {
        self.presses(script, after, if queue == 0 { "1" } else { "2" });
        queue::joins(script, self.outside, &self.from, queue)
    }
}

/// Outside of working hours the caller hears that nobody is there; the PBX does not even answer.
pub(crate) fn closed(script: &mut Script<'_>, caller: &Caller, line: &Line, listens: Millis) {
    script.shape("announcement");
    let outside = script.trunk_in(caller, line.did);
    script.goes_to(outside, "timeconditions", "closed");
    script.runs(outside, "Playback", "custom/closed,noanswer");
    script.plays(outside, "custom/closed");
    script.wait(listens);
    script.played(outside);
    script.hangs_up(outside, 16, None, "");
    script.last_of_link(outside);
}
