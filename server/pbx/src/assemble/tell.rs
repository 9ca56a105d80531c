//! Tells a story as the journal's call.

use call_journal_model::call::{Call, Direction, Extension, LegResult, Outcome, Party};
use call_journal_model::time::Timestamp;

use super::OpenCalls;
use super::absent::{machine_line, no_trunk, offline};
use super::audio;
use super::fact::Facts;
use super::gone;
use super::label::{anchor, caller_name, dialled, line, source_ids};
use super::leg::{Context, Line, rang};
use super::machine::{Machine, machines};
use super::name::is_short_number;
use super::number::{self, Number};
use super::outcome::outcome;
use super::scene::{SECOND, Scene, Us};
use super::span::{ended, horizon, last_moment, reached, story_start};
use super::story::Story;
use super::talk::{Spell, spells, talks};
use super::transfer;
use crate::plan::Plan;

/// The journal's clock: milliseconds.
pub(crate) fn stamp(at: Us) -> Timestamp {
    Timestamp(at.div_euclid(1000))
}

/// The call of a story. `None` if there is none to tell: a phone that dialled a feature code.
pub(crate) fn call(
    scene: &Scene,
    story: &Story,
    facts: &Facts<'_>,
    files: &audio::Files<'_>,
    plan: &Plan,
    open: OpenCalls,
) -> Option<Call> {
    let still_going = open == OpenCalls::StillGoing && !gone::ended(scene, story);
    let horizon = horizon(scene, story, facts, files, still_going);
    let spells = spells(scene, story, horizon);
    let main = main_party(scene, story, &spells);
    let dialled = dialled(scene, story, main);
    let number = match story.direction {
        Direction::In => number::of_caller(scene, facts, main, plan),
        Direction::Out => number::of_called(scene, main, dialled.as_deref().unwrap_or_default(), plan),
        Direction::Internal => Number::default(),
    };
    let context = Context {
        scene,
        story,
        spells: &spells,
        plan,
        outside: number.name(),
        horizon,
        still_going,
    };
    let machines = machines(scene, story, &spells, plan, horizon);
    let mut lines = context.lines();
    lines.extend(
        machines
            .iter()
            .map(|machine| machine_line(machine, &context, still_going)),
    );
    lines.extend(offline(scene, story, &context));
    lines.extend(no_trunk(scene, story, &context));
    lines.sort_by_key(|line| (line.from, line.channel.is_some(), line.to, line.channel));
    transfer::mark(scene, story, &mut lines);

    let caller = story
        .caller
        .and_then(|index| scene.channels[index].role.employee().cloned());
    let talks = talks(&spells);
    let rang = rang(&lines, caller.as_ref());
    if story.direction == Direction::Internal && talks.is_empty() && rang.is_empty() {
        let dialled = dialled.as_deref().unwrap_or_default();
        if dialled.is_empty() || dialled.starts_with(['*', '#']) {
            return None;
        }
    }
    let ended = if still_going {
        ended(scene, story, main)
    } else {
        Some(last_moment(scene, story, main, horizon))
    };
    let reached = reached(scene, story, &spells);
    let outcome = outcome(scene, story, &spells, reached.is_some(), ended.is_none());
    let going_on = spells.iter().filter(|spell| spell.open).map(|spell| spell.from);
    let talking_since = going_on.min().map(stamp);
    let answered = match story.direction {
        Direction::Out => reached,
        _ => spells
            .iter()
            .find(|spell| spell.employee.is_some())
            .map(|spell| spell.from)
            .or(reached),
    };
    let nobody_talked = !matches!(outcome, Outcome::Answered | Outcome::Talking) && talks.is_empty();
    let started = story_start(scene, story);
    let recordings = audio::recordings(scene, story, facts, files, &talks, horizon);
    Some(Call {
        anchor: anchor(scene, story),
        source_ids: source_ids(scene, story),
        direction: story.direction,
        number: number.number,
        number_as_sent: number.as_sent,
        caller_name: caller_name(scene, story, main, facts),
        caller,
        dialled,
        line: line(scene, story, main, facts),
        started_at: stamp(started),
        answered_at: answered.map(stamp),
        ended_at: ended.map(|end| stamp(end.max(started))),
        outcome,
        talking_since: (outcome == Outcome::Talking).then_some(talking_since).flatten(),
        talks,
        rang,
        rang_last: if nobody_talked {
            rang_last(scene, &lines, &machines)
        } else {
            None
        },
        legs: lines.into_iter().map(|line| line.leg).collect(),
        recordings,
    })
}

/// The party by which the call is known: outgoing, the one who answered, else the one tried last.
fn main_party(scene: &Scene, story: &Story, spells: &[Spell]) -> usize {
    let first = story.first_channel();
    if story.direction != Direction::Out {
        return first;
    }
    let answered = story
        .parties
        .iter()
        .map(|(party, _)| *party)
        .filter(|p| scene.channels[*p].answer.is_some());
    let talked = spells.first().map(|spell| spell.party);
    talked
        .or(answered.min_by_key(|p| scene.channels[*p].answer))
        .or(story.parties.last().map(|p| p.0))
        .unwrap_or(first)
}

/// Where the call was at last: the phone that rang last, the group or queue if several rang at once, else the machine.
fn rang_last(scene: &Scene, lines: &[Line], machines: &[Machine]) -> Option<Party> {
    let attempts = || {
        lines
            .iter()
            .filter(|line| line.attempt && matches!(line.leg.to, Party::Employee(_)))
    };
    let rang = attempts()
        .filter(|line| line.leg.result != LegResult::Failed)
        .max_by_key(|line| line.from);
    let Some(last) = rang else {
        let tried = attempts()
            .max_by_key(|line| line.from)
            .map(|line| line.leg.to.clone());
        return tried.or_else(|| machines.last().map(|machine| machine.party.clone()));
    };
    let together =
        attempts().any(|line| line.leg.to != last.leg.to && (last.from - line.from).abs() <= SECOND);
    if together {
        let queue = machines
            .iter()
            .rev()
            .find(|machine| matches!(machine.party, Party::Queue(_)));
        if let Some(queue) = queue {
            return Some(queue.party.clone());
        }
        let group = last.channel.map_or("", |index| group_of(scene, index));
        if is_short_number(group) && last.leg.to != Party::Employee(Extension(group.to_owned())) {
            return Some(Party::Group(group.to_owned()));
        }
    }
    Some(last.leg.to.clone())
}

/// The extension for which a phone was called.
fn group_of(scene: &Scene, index: usize) -> &str {
    let channel = &scene.channels[index];
    if channel.queue.is_empty() {
        &channel.exten
    } else {
        &channel.queue
    }
}
