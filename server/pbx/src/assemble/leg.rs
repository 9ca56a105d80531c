//! «Детализация»: one line for each attempt or talk. Local pairs and other technical channels get no line.

use call_journal_model::call::{CallLeg, Direction, Extension, Hold, LegResult, Party};
use call_journal_model::time::Millis;

use super::number;
use super::outcome::unanswered;
use super::scene::{Channel, Role, SECOND, Scene, Us};
use super::story::Story;
use super::talk::Spell;
use super::tell::stamp;
use crate::plan::Plan;

/// A line, in the assembler's own times, with what later steps ask of it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) leg: CallLeg,
    pub(crate) from: Us,
    pub(crate) to: Us,
    /// Whose phone it is about.
    pub(crate) channel: Option<usize>,
    /// It rang, or would have: not a talk that began without ringing.
    pub(crate) attempt: bool,
}

/// What the lines need to know about the call.
pub(crate) struct Context<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) story: &'a Story,
    pub(crate) spells: &'a [Spell],
    pub(crate) plan: &'a Plan,
    /// The outside party's name in a leg.
    pub(crate) outside: String,
    pub(crate) horizon: Us,
    pub(crate) still_going: bool,
}

impl Context<'_> {
    /// The lines of people, unsorted.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut told: Vec<usize> = Vec::new();
        for index in &self.story.channels {
            let channel = &self.scene.channels[*index];
            if channel.role == Role::Technical || !channel.is_called() || self.is_callers(*index) {
                continue;
            }
            if !self.is_out() && self.story.is_party(*index) && !channel.dialled {
                continue;
            }
            if !self.within_call(channel) {
                continue;
            }
            lines.extend(self.attempt(*index, &mut told));
        }
        for (n, spell) in self.spells.iter().enumerate() {
            // The caller's talk is on the line of the one who was called.
            let told_already = told.contains(&n) || self.is_out() && self.is_callers(spell.channel);
            if !told_already {
                lines.push(self.talk_line(spell));
            }
        }
        lines
    }

    fn is_out(&self) -> bool {
        self.story.direction == Direction::Out
    }

    fn is_callers(&self, index: usize) -> bool {
        self.story.caller == Some(index)
    }

    /// Began while one of the parties was there.
    fn within_call(&self, channel: &Channel) -> bool {
        self.story.parties.iter().any(|(party, since)| {
            let party = &self.scene.channels[*party];
            channel.first >= (*since).min(party.first) - SECOND
                && channel.first <= party.end_or(self.horizon) + SECOND
        }) || self.is_out()
    }

    pub(super) fn party(&self, index: usize) -> Party {
        match &self.scene.channels[index].role {
            Role::Employee(extension) => Party::Employee(extension.clone()),
            _ if self.story.is_party(index) => Party::Outside(self.outside.clone()),
            _ => Party::Outside(self.other_number(&self.scene.channels[index])),
        }
    }

    /// The number of somebody outside who is not the party: whom an employee passed the call on to.
    fn other_number(&self, channel: &Channel) -> String {
        let places = [&channel.exten, &channel.last_cid_num];
        let parsed = places.iter().find_map(|text| number::parse(text, self.plan));
        let as_sent = || {
            places
                .iter()
                .find(|text| !text.is_empty())
                .map_or(String::new(), |text| (*text).clone())
        };
        parsed.map_or_else(as_sent, |number| number.as_str().to_owned())
    }

    /// Who the story's calls come from: the outside party, or the employee who calls.
    fn calling(&self) -> Party {
        match (self.story.direction, self.story.caller) {
            (Direction::In, _) => Party::Outside(self.outside.clone()),
            (_, Some(caller)) => self.party(caller),
            (_, None) => Party::Outside(String::new()),
        }
    }

    /// The line of a channel that was called. Notes in `told` which spell it tells.
    fn attempt(&self, index: usize, told: &mut Vec<usize>) -> Option<Line> {
        let channel = &self.scene.channels[index];
        let own = |spell: &Spell| match (self.story.direction, self.story.is_party(index)) {
            (Direction::Out, true) => spell.party == index && self.is_callers(spell.channel),
            _ => spell.channel == index,
        };
        let first_own = self.spells.iter().position(own);
        let ordered_by = self.ordered_by(index);
        let consulted = ordered_by.and_then(|by| self.consulted(index, by));
        if let (Some(by), true) = (ordered_by, first_own.is_none() || consulted.is_some()) {
            return Some(self.consultation(index, by, consulted));
        }
        let spell = first_own.map(|n| &self.spells[n]);
        told.extend(first_own);
        if self.is_out() && self.story.is_party(index) {
            // Whatever else this party heard before the caller is no talk of its own.
            told.extend(
                self.spells
                    .iter()
                    .enumerate()
                    .filter(|(_, spell)| own(spell))
                    .map(|(n, _)| n)
                    .take(1),
            );
        }
        let from = if self.is_out() && !self.story.is_party(index) && self.party_is_out(index) {
            Party::Outside(self.outside.clone())
        } else {
            self.calling()
        };
        Some(self.line(from, self.party(index), channel, index, spell))
    }

    /// In an outgoing call, whoever is called after the other side answered is called for the other side.
    fn party_is_out(&self, index: usize) -> bool {
        let first = self.scene.channels[index].first;
        self.story
            .parties
            .iter()
            .any(|(party, _)| self.scene.channels[*party].answer.is_some_and(|at| at <= first))
    }

    pub(super) fn line(
        &self,
        from: Party,
        to: Party,
        channel: &Channel,
        index: usize,
        spell: Option<&Spell>,
    ) -> Line {
        let answered = spell
            .map(|spell| spell.from)
            .or(channel.answer.filter(|_| self.answer_counts(index)));
        let (result, end) = match (spell, answered) {
            (Some(spell), _) => (LegResult::Answered, (!spell.open).then_some(spell.to)),
            (None, Some(_)) => (LegResult::Answered, self.end(channel)),
            (None, None) => {
                let end = self.end(channel);
                let result = if end.is_none() {
                    LegResult::Ringing
                } else {
                    unanswered(self.scene, self.story, channel)
                };
                let forgotten = result == LegResult::Ringing && !self.still_going;
                (if forgotten { LegResult::NoAnswer } else { result }, end)
            }
        };
        let leg = CallLeg {
            from,
            to,
            started_at: stamp(channel.first),
            answered_at: answered.map(|at| stamp(at.max(channel.first))),
            ended_at: end.map(|end| stamp(end.max(channel.first))),
            result,
            talk: spell.map_or(Millis(0), length),
            holds: spell.map(holds).unwrap_or_default(),
            transfer: None,
            consultation: false,
        };
        Line {
            leg,
            from: channel.first,
            to: end.unwrap_or(self.horizon),
            channel: Some(index),
            attempt: true,
        }
    }

    /// Whether an answer without any talk is one: a phone that was taken up just as the caller left, but not a queue's
    /// agent who must press a key first.
    fn answer_counts(&self, index: usize) -> bool {
        self.is_out() && self.story.is_party(index)
    }

    fn end(&self, channel: &Channel) -> Option<Us> {
        match channel.end {
            Some(end) => Some(end),
            None if self.still_going => None,
            None => Some(self.horizon.max(channel.first)),
        }
    }

    /// A talk that began without ringing: after a transfer, from a parking place, in a conference.
    fn talk_line(&self, spell: &Spell) -> Line {
        let leg = CallLeg {
            from: self.party(spell.party),
            to: self.party(spell.channel),
            started_at: stamp(spell.from),
            answered_at: Some(stamp(spell.from)),
            ended_at: (!spell.open).then(|| stamp(spell.to)),
            result: LegResult::Answered,
            talk: length(spell),
            holds: holds(spell),
            transfer: None,
            consultation: false,
        };
        Line {
            leg,
            from: spell.from,
            to: spell.to,
            channel: Some(spell.channel),
            attempt: false,
        }
    }
}

fn length(spell: &Spell) -> Millis {
    stamp(spell.to).since(stamp(spell.from))
}

fn holds(spell: &Spell) -> Vec<Hold> {
    spell
        .holds
        .iter()
        .map(|(from, to)| Hold {
            started_at: stamp(*from),
            ended_at: stamp(*to),
        })
        // One that began with the last event that was heard has no length yet.
        .filter(|hold| hold.ended_at > hold.started_at)
        .collect()
}

/// Employees whose phone rang, in the order in which they began to, each once.
pub(crate) fn rang(lines: &[Line], caller: Option<&Extension>) -> Vec<Extension> {
    let mut attempts: Vec<(Us, &Extension)> = lines
        .iter()
        .filter(|line| line.attempt && line.leg.result != LegResult::Failed)
        .filter_map(|line| match &line.leg.to {
            Party::Employee(extension) => Some((line.from, extension)),
            _ => None,
        })
        .filter(|(_, extension)| Some(*extension) != caller)
        .collect();
    attempts.sort_unstable();
    let mut seen: std::collections::HashSet<&Extension> = std::collections::HashSet::new();
    attempts
        .into_iter()
        .filter(|(_, e)| seen.insert(*e))
        .map(|(_, e)| e.clone())
        .collect()
}
