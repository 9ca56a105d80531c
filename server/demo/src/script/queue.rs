//! Waiting in a queue: agents ring one after another.

use call_journal_model::time::Millis;

use super::records::{Label, Row};
use super::talking::{Between, Made, Speech};
use super::{Caller, Chan, Script, Talking};
use crate::company::{Line, QUEUES};

/// Time between two agents.
const RETRY: Millis = Millis(1000);

/// A caller in a queue.
pub(crate) struct Waiting {
    outside: Chan,
    queue: usize,
    joined_us: i64,
    from: String,
}

/// An agent whose phone rings: the phone, and the Local pair on the way to it.
struct Rung {
    phone: Chan,
    local: Option<(Chan, Chan)>,
    since_us: i64,
}

/// Somebody dials the number of a queue.
pub(crate) fn dialled(script: &mut Script<'_>, caller: &Caller, line: &Line, queue: usize) -> Waiting {
    let outside = script.trunk_in(caller, line.did);
    script.goes_to(outside, "ext-queues", QUEUES[queue].number);
    script.runs(outside, "Answer", "");
    script.answers(outside);
    joins(script, outside, &caller.as_sent, queue)
}

/// A party whom the PBX has answered before joins a queue.
pub(super) fn joins(script: &mut Script<'_>, outside: Chan, from: &str, queue: usize) -> Waiting {
    script.shape("queue");
    let joined_us = script.now_us();
    let number = QUEUES[queue].number;
    script.goes_to(outside, "ext-queues", number);
    script.runs(outside, "Queue", &format!("{number},HhTt,,,60"));
    script.music(outside);
    Waiting {
        outside,
        queue,
        joined_us,
        from: from.into(),
    }
}

impl Waiting {
    /// An agent's phone rings for `ring`, and is not answered.
    pub(crate) fn tries(&self, script: &mut Script<'_>, agent: usize, ring: Millis) {
        let rung = self.rings(script, agent);
        script.wait(ring);
        self.gives_up_on(script, agent, rung);
        script.wait(RETRY);
    }

    /// An agent's phone rings for `ring`, and is answered.
    pub(crate) fn answered(
        self,
        script: &mut Script<'_>,
        agent: usize,
        ring: Millis,
        speech: Speech,
    ) -> Talking {
        let rung = self.rings(script, agent);
        script.wait(ring);
        script.answers(rung.phone);
        if let Some((first, second)) = rung.local {
            script.answers(second);
            script.answers(first);
        }
        let answer_us = script.now_us();
        script.music_ends(self.outside);
        let dst = QUEUES[self.queue].number.to_owned();
        if let Some(sound) = speech.sound() {
            let label = Label {
                kind: "q",
                dest: &dst,
                from: &self.from,
                at_us: self.joined_us,
            };
            script.records(&label, self.outside, sound);
        }
        let (bridge, between) = match rung.local {
            None => (script.meet(rung.phone, self.outside), None),
            Some((first, second)) => {
                let inner = script.meet(rung.phone, second);
                let bridge = script.meet(first, self.outside);
                (
                    bridge,
                    Some(Between {
                        first,
                        second,
                        inner,
                        answer_us,
                    }),
                )
            }
        };
        script.talk_begins(agent);
        Talking {
            outside: self.outside,
            phone: rung.phone,
            employee: agent,
            bridge,
            made: Made::In,
            between,
            // The caller was answered before: the record of an agent begins and is answered when the phone begins to ring.
            dial_us: rung.since_us,
            answer_us: rung.since_us,
            dst,
            speech,
            caller: None,
        }
    }

    /// The caller hangs up while `agent`'s phone rings.
    pub(crate) fn abandoned(self, script: &mut Script<'_>, agent: usize, ring: Millis) {
        script.shape("abandoned");
        let rung = self.rings(script, agent);
        script.wait(ring);
        script.music_ends(self.outside);
        self.gives_up_on(script, agent, rung);
        script.hangs_up(self.outside, 16, Some(self.outside), "NOANSWER");
        script.last_of_link(self.outside);
    }

    fn rings(&self, script: &mut Script<'_>, agent: usize) -> Rung {
        let since_us = script.now_us();
        if !QUEUES[self.queue].local {
            let phone = script.phone_rings(self.outside, agent, QUEUES[self.queue].number, "AppQueue");
            return Rung {
                phone,
                local: None,
                since_us,
            };
        }
        let exten = script.company.extension(agent).0;
        let (first, second) = script.local_pair(self.outside, &exten);
        let (name, caller) = (
            script.company.employee(agent).name,
            script.state(self.outside).clone(),
        );
        let state = script.state(first);
        (state.cid_name, state.cid_num) = (name.into(), exten.clone());
        state.exten = QUEUES[self.queue].number.into();
        script.runs(first, "AppQueue", "(Outgoing Line)");
        let state = script.state(second);
        (state.cid_name, state.cid_num, state.cid_ani) = (caller.cid_name, caller.cid_num, caller.cid_ani);
        script.runs(second, "Dial", &format!("PJSIP/{exten},20,HhTtr"));
        let phone = script.phone_rings(second, agent, &exten, "AppDial");
        Rung {
            phone,
            local: Some((first, second)),
            since_us,
        }
    }

    fn gives_up_on(&self, script: &mut Script<'_>, agent: usize, rung: Rung) {
        let row = |chan, called, dst: &str, answered: bool| Row {
            chan,
            called: Some(called),
            start_us: rung.since_us,
            answer_us: answered.then_some(rung.since_us),
            disposition: "NO ANSWER",
            dst: dst.into(),
            employee: Some(agent),
            caller: None,
        };
        let number = QUEUES[self.queue].number;
        let Some((first, second)) = rung.local else {
            script.drops(rung.phone, 0, None);
            return script.record(row(self.outside, rung.phone, number, true));
        };
        script.drops(first, 0, None);
        script.record(row(second, rung.phone, &script.company.extension(agent).0, false));
        script.hangs_up(second, 16, None, "CANCEL");
        script.drops(rung.phone, 16, None);
        script.record(row(self.outside, first, number, true));
    }
}

impl Script<'_> {
    /// The two halves of a Local channel to `exten`.
    fn local_pair(&mut self, by: Chan, exten: &str) -> (Chan, Chan) {
        let number = self.counters.local;
        self.counters.local += 1;
        let mut half = |half: u8| {
            let channel = call_journal_pbx::event::Cel {
                channel: format!("Local/{exten}@from-queue-{number:08x};{half}"),
                exten: exten.into(),
                context: "from-queue".into(),
                ..Default::default()
            };
            self.open(channel, Some(by))
        };
        (half(1), half(2))
    }
}
