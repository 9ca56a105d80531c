//! Calls that employees make, to the outside and to each other.

use call_journal_model::call::Direction;
use call_journal_model::time::Timestamp;

use super::{Office, Party, Shift};
use crate::company::PHONES_OF_GROUP;
use crate::expected::ScriptedCall;
use crate::script::talking::Side;
use crate::script::{internal, outgoing};

/// The support, for the hours in which nobody else is in.
const DUTY: [usize; 4] = [6, 7, 8, 9];

impl Office<'_> {
    /// An employee calls somebody: more often with success if that one has just `called_in_vain`.
    pub(super) fn outgoing(&mut self, at: Timestamp, party: &Party, called_in_vain: bool) -> ScriptedCall {
        let everybody: Vec<usize> = (0..self.busy.len()).collect();
        let staff: &[usize] = if self.shift(at) == Shift::Open {
            &everybody
        } else {
            &DUTY
        };
        let employee = self.free_of(staff, at)[0];
        let Some(number) = party.number.clone() else {
            return self.internal(at);
        };
        let dialled = self.as_dialled(&number);
        let fates = if called_in_vain {
            [(80, 'r'), (4, 'c'), (6, 'b'), (9, 'n'), (1, 'f')]
        } else {
            [(66, 'r'), (11, 'c'), (8, 'b'), (13, 'n'), (2, 'f')]
        };
        self.write(at, Direction::Out, |office, script| {
            let dialling = outgoing::dials(script, employee, &number, &dialled);
            match office.dice.weighted(&fates) {
                'r' => {
                    let (ring, (plot, speech)) = (office.dice.seconds(3, 20), office.outgoing_plot());
                    let talking = dialling.reached(script, ring, speech);
                    office.goes_on(script, talking, plot, speech);
                }
                'c' => dialling.cancelled(script, office.dice.seconds(2, 25)),
                'b' => dialling.busy(script),
                'n' => dialling.no_answer(script, office.dice.seconds(14, 29)),
                _ => dialling.failed(script),
            }
        })
    }

    /// One employee calls another, or the group.
    pub(super) fn internal(&mut self, at: Timestamp) -> ScriptedCall {
        let everybody: Vec<usize> = (0..self.busy.len()).collect();
        let free = self.free_of(&everybody, at);
        let (from, to) = (
            free[0],
            *free.get(1).unwrap_or(&everybody[usize::from(free[0] == 0)]),
        );
        let talk = crate::script::talking::Speech::Unheard(self.dice.seconds(6, 140));
        let side = if self.dice.chance(50.0) {
            Side::Outside
        } else {
            Side::Employee
        };
        self.write(at, Direction::Internal, |office, script| {
            if !PHONES_OF_GROUP.contains(&from) && office.dice.chance(8.0) {
                let who = office.dice.below(PHONES_OF_GROUP.len());
                let ring = office.ring();
                let talking = internal::calls_group(script, from).answered(script, ring, who, talk);
                talking.speak(script);
                return talking.ends(script, side);
            }
            let ringing = internal::calls(script, from, to);
            match office.dice.weighted(&[(80, 'a'), (12, 'o'), (8, 'g')]) {
                'a' => {
                    let ring = office.ring();
                    let talking = ringing.answered(script, ring, 0, talk);
                    talking.speak(script);
                    talking.ends(script, side);
                }
                'o' => ringing.rang_out(script),
                _ => ringing.gave_up(script, office.dice.seconds(4, 14)),
            }
        })
    }
}
