//! Incoming calls: what the dialplan does with them, and whether somebody picks up.

use call_journal_model::call::Direction;
use call_journal_model::time::{Millis, Timestamp};

use super::{Office, Party, Shift};
use crate::clock::MINUTE;
use crate::company::{Destination, Line, PHONES_OF_GROUP, QUEUES, VOICEMAIL};
use crate::expected::ScriptedCall;
use crate::script::incoming::Ringing;
use crate::script::queue::Waiting;
use crate::script::talking::{Side, Speech};
use crate::script::{Caller, Script, conference, incoming, menu, queue};

impl Office<'_> {
    /// Somebody calls.
    pub(super) fn incoming(&mut self, at: Timestamp, party: &Party) -> ScriptedCall {
        let caller = self.as_caller(party);
        let line = self.line();
        self.write(at, Direction::In, |office, script| match office.shift(at) {
            Shift::Open => office.in_hours(script, &caller, &line),
            shift => office.after_hours(script, &caller, &line, shift),
        })
    }

    /// A stranger calls whom the company will register after the talk: somebody has time for them.
    pub(super) fn first_call(&mut self, at: Timestamp, party: &Party) -> ScriptedCall {
        let caller = self.as_caller(party);
        let line = self.company.lines[1].clone();
        self.write(at, Direction::In, |office, script| {
            let phones = office.free_of(&PHONES_OF_GROUP, at);
            let ring = office.ring();
            let words = Speech::Unheard(Millis(MINUTE + office.dice.between(0, 8 * MINUTE)));
            let talking = incoming::group(script, &caller, &line, &phones).answered(script, ring, 0, words);
            talking.speak(script);
            talking.ends(script, Side::Outside);
        })
    }

    /// Employees meet in the conference room with somebody from outside.
    pub(super) fn conference(&mut self, at: Timestamp) -> ScriptedCall {
        let party = self.somebody(Shift::Open);
        let caller = self.as_caller(&party);
        let everybody: Vec<usize> = (0..self.busy.len()).collect();
        let mut free = self.free_of(&everybody, at);
        free.truncate(2);
        let talk = self.dice.seconds(180, 1500);
        let line = self
            .company
            .lines
            .iter()
            .find(|line| line.to == Destination::Conference)
            .cloned();
        self.write(at, Direction::In, |office, script| {
            let line = line.unwrap_or_else(|| office.line());
            conference::meets(script, &free, &caller, &line, talk);
        })
    }

    fn line(&mut self) -> Line {
        let shares: Vec<(u32, usize)> = self
            .company
            .lines
            .iter()
            .zip(0..)
            .map(|(line, i)| (line.share, i))
            .collect();
        self.company.lines[self.dice.weighted(&shares)].clone()
    }

    fn in_hours(&mut self, script: &mut Script<'_>, caller: &Caller, line: &Line) {
        match line.to {
            Destination::Menu | Destination::Conference | Destination::Outside => {
                self.menu(script, caller, line)
            }
            Destination::Group => {
                let ringing = incoming::group(script, caller, line, &PHONES_OF_GROUP);
                self.group(script, ringing);
            }
            Destination::Queue(queue) => {
                let waiting = queue::dialled(script, caller, line, queue);
                self.queue(script, waiting, queue);
            }
            Destination::Direct(employee) => {
                let ringing = incoming::direct(script, caller, line, employee);
                self.direct(script, ringing, employee);
            }
        }
    }

    fn menu(&mut self, script: &mut Script<'_>, caller: &Caller, line: &Line) {
        let in_menu = menu::menu(script, caller, line);
        let listens = self.dice.seconds(2, 14);
        match self
            .dice
            .weighted(&[(11, 'x'), (42, 's'), (20, 't'), (14, 'g'), (13, 'e')])
        {
            'x' => in_menu.hangs_up(script, listens),
            's' => {
                let waiting = in_menu.chooses_queue(script, listens, 0);
                self.queue(script, waiting, 0);
            }
            't' => {
                let waiting = in_menu.chooses_queue(script, listens, 1);
                self.queue(script, waiting, 1);
            }
            'g' => {
                let ringing = in_menu.chooses_group(script, listens);
                self.group(script, ringing);
            }
            _ => {
                let employee = self.dice.below(self.busy.len());
                script.shape("direct");
                let ringing = in_menu.chooses_phone(script, listens, employee);
                self.direct(script, ringing, employee);
            }
        }
    }

    fn direct(&mut self, script: &mut Script<'_>, ringing: Ringing, employee: usize) {
        if !self.is_free(employee, script.now()) {
            return ringing.busy(script, Millis(120));
        }
        match self.dice.weighted(&[(79, 'a'), (10, 'g'), (8, 'o'), (3, 'b')]) {
            'a' => {
                let (ring, (plot, speech)) = (self.ring(), self.incoming_plot());
                let talking = ringing.answered(script, ring, 0, speech);
                self.goes_on(script, talking, plot, speech);
            }
            'g' => ringing.gave_up(script, self.dice.seconds(4, 18)),
            'o' if VOICEMAIL.contains(&employee) => {
                let message = self.dice.seconds(5, 40);
                ringing.voicemail(script, message);
            }
            'o' => ringing.rang_out(script),
            _ => ringing.busy(script, self.dice.seconds(2, 8)),
        }
    }

    fn group(&mut self, script: &mut Script<'_>, ringing: Ringing) {
        match self.dice.weighted(&[(87, 'a'), (9, 'g'), (4, 'o')]) {
            'a' => {
                let now = script.now();
                let free: Vec<usize> = (0..PHONES_OF_GROUP.len())
                    .filter(|place| self.is_free(PHONES_OF_GROUP[*place], now))
                    .collect();
                if free.is_empty() {
                    return ringing.rang_out(script);
                }
                let who = *self.dice.pick(&free);
                let (ring, (plot, speech)) = (self.ring(), self.incoming_plot());
                let talking = ringing.answered(script, ring, who, speech);
                self.goes_on(script, talking, plot, speech);
            }
            'g' => ringing.gave_up(script, self.dice.seconds(5, 19)),
            _ => ringing.rang_out(script),
        }
    }

    fn queue(&mut self, script: &mut Script<'_>, waiting: Waiting, queue: usize) {
        let now = script.now();
        let agents = self.free_of(QUEUES[queue].agents, now);
        let patience = self
            .dice
            .weighted(&[(64, 0), (19, 1), (8, 2)])
            .min(agents.len() - 1);
        for agent in &agents[..patience] {
            waiting.tries(script, *agent, Millis(7_000));
        }
        let agent = agents[patience];
        if self.dice.chance(11.0) {
            return waiting.abandoned(script, agent, self.dice.seconds(2, 9));
        }
        let (ring, (plot, speech)) = (self.dice.seconds(2, 9), self.incoming_plot());
        let talking = waiting.answered(script, agent, ring, speech);
        self.goes_on(script, talking, plot, speech);
    }

    /// Nobody is in, or only the one on duty.
    fn after_hours(&mut self, script: &mut Script<'_>, caller: &Caller, line: &Line, shift: Shift) {
        if shift == Shift::Duty && self.dice.chance(78.0) {
            let waiting = queue::dialled(script, caller, line, 1);
            return self.queue(script, waiting, 1);
        }
        match self.dice.weighted(&[(7, 'c'), (2, 'v'), (1, 'm')]) {
            'v' => {
                let employee = *self.dice.pick(&VOICEMAIL);
                let ringing = incoming::direct(script, caller, line, employee);
                let message = self.dice.seconds(5, 40);
                ringing.voicemail(script, message);
            }
            'm' => menu::menu(script, caller, line).hangs_up(script, self.dice.seconds(3, 12)),
            _ => menu::closed(script, caller, line, self.dice.seconds(3, 7)),
        }
    }
}
