//! How a talk goes on: simply, with holds, or passed on to somebody else.

use call_journal_model::time::Millis;

use super::Office;
use crate::company::QUEUES;
use crate::recordings::{CALLED_BACK, CALLED_US, PASSED_ON, Sound};
use crate::script::talking::{Side, Speech};
use crate::script::{Script, Talking, transfer};

/// How a talk goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plot {
    Plain,
    Hold,
    Blind,
    BlindTwice,
    BlindLost,
    Attended,
    AttendedThenBlind,
    ToQueue,
    Park,
}

const AFTER_INCOMING: [(u32, Plot); 9] = [
    (780, Plot::Plain),
    (75, Plot::Hold),
    (55, Plot::Blind),
    (10, Plot::BlindTwice),
    (12, Plot::BlindLost),
    (38, Plot::Attended),
    (6, Plot::AttendedThenBlind),
    (12, Plot::ToQueue),
    (12, Plot::Park),
];
const AFTER_OUTGOING: [(u32, Plot); 3] = [(890, Plot::Plain), (70, Plot::Hold), (40, Plot::Attended)];

/// Of a hundred talks, how many are recorded.
const RECORDED: f64 = 34.0;

impl Office<'_> {
    /// What is to come, and what is said first.
    pub(super) fn incoming_plot(&mut self) -> (Plot, Speech) {
        let plot = self.dice.weighted(&AFTER_INCOMING);
        let sound = self.dice.pick(&CALLED_US);
        (plot, self.first_words(plot, sound))
    }

    pub(super) fn outgoing_plot(&mut self) -> (Plot, Speech) {
        let plot = self.dice.weighted(&AFTER_OUTGOING);
        (plot, self.first_words(plot, &CALLED_BACK))
    }

    fn first_words(&mut self, plot: Plot, sound: &'static Sound) -> Speech {
        let recorded = self.dice.chance(RECORDED);
        match (plot, recorded) {
            (Plot::Plain | Plot::Hold, true) => Speech::Recorded(sound),
            (_, true) => Speech::Recorded(&PASSED_ON[0]),
            (Plot::Plain | Plot::Hold, false) => Speech::Unheard(self.talk()),
            (_, false) => Speech::Unheard(self.dice.seconds(7, 45)),
        }
    }

    /// What is said after the call was passed on: recorded, if what came before was.
    fn next_words(&mut self, before: Speech) -> Speech {
        match before {
            Speech::Recorded(_) => Speech::Recorded(&PASSED_ON[1]),
            Speech::Unheard(_) => Speech::Unheard(self.talk()),
        }
    }

    /// Most talks are short, some very long: a minute in the middle, a quarter of an hour at most.
    pub(super) fn talk(&mut self) -> Millis {
        let luck = self.dice.unit();
        Millis(9_000 + (900_000.0 * luck * luck * luck * luck) as i64)
    }

    pub(super) fn ring(&mut self) -> Millis {
        self.dice.seconds(2, 13)
    }

    fn side(&mut self) -> Side {
        if self.dice.chance(55.0) {
            Side::Outside
        } else {
            Side::Employee
        }
    }

    /// The talk, from here to its end.
    pub(super) fn goes_on(&mut self, script: &mut Script<'_>, talking: Talking, plot: Plot, speech: Speech) {
        if plot == Plot::Hold {
            let times = self.dice.between(1, 2);
            talking.speak_with_holds(script, times);
        } else {
            talking.speak(script);
        }
        let talking = match plot {
            Plot::Plain | Plot::Hold => Some(talking),
            _ if !talking.can_be_moved() => Some(talking),
            Plot::Blind => self.blind(script, talking, speech),
            Plot::BlindTwice => {
                let talking = self.blind(script, talking, speech);
                talking.and_then(|talking| self.blind(script, talking, speech))
            }
            Plot::BlindLost => {
                let to = self.colleague(script, &talking);
                transfer::blind(script, talking, to).rang_out(script);
                None
            }
            Plot::Attended => Some(self.attended(script, talking, speech)),
            Plot::AttendedThenBlind => {
                let talking = self.attended(script, talking, speech);
                self.blind(script, talking, speech)
            }
            Plot::ToQueue => self.sends_to_queue(script, talking, speech),
            Plot::Park => {
                let to = self.colleague(script, &talking);
                let (parked, words) = (
                    self.dice.seconds(6, 60),
                    self.next_words(Speech::Unheard(Millis(0))),
                );
                let talking = transfer::park(script, talking, to, parked, words);
                talking.speak(script);
                Some(talking)
            }
        };
        if let Some(talking) = talking {
            let side = self.side();
            talking.ends(script, side);
        }
    }

    fn blind(&mut self, script: &mut Script<'_>, talking: Talking, speech: Speech) -> Option<Talking> {
        let to = self.colleague(script, &talking);
        let ringing = transfer::blind(script, talking, to);
        let (ring, words) = (self.ring(), self.next_words(speech));
        let talking = ringing.answered(script, ring, 0, words);
        talking.speak(script);
        Some(talking)
    }

    fn attended(&mut self, script: &mut Script<'_>, talking: Talking, speech: Speech) -> Talking {
        let to = self.colleague(script, &talking);
        let (ring, consults, words) = (self.ring(), self.dice.seconds(5, 40), self.next_words(speech));
        let talking = transfer::attended(script, talking, to, (ring, consults), words);
        talking.speak(script);
        talking
    }

    fn sends_to_queue(
        &mut self,
        script: &mut Script<'_>,
        talking: Talking,
        speech: Speech,
    ) -> Option<Talking> {
        // To the other department, as one does.
        let queue = usize::from(!QUEUES[1].agents.contains(&talking.employee()));
        let waiting = transfer::to_queue(script, talking, queue);
        let now = script.now();
        let agents = self.free_of(QUEUES[queue].agents, now);
        if self.dice.chance(12.0) {
            let ring = self.ring();
            waiting.abandoned(script, agents[0], ring);
            return None;
        }
        let (ring, words) = (self.ring(), self.next_words(speech));
        let talking = waiting.answered(script, agents[0], ring, words);
        talking.speak(script);
        Some(talking)
    }

    /// Somebody else who has time.
    fn colleague(&mut self, script: &Script<'_>, talking: &Talking) -> usize {
        let others: Vec<usize> = (0..self.busy.len())
            .filter(|one| *one != talking.employee())
            .collect();
        let free = self.free_of(&others, script.now());
        *free.iter().find(|one| **one >= 6).unwrap_or(&free[0])
    }
}
