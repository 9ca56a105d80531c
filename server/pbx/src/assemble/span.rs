//! When a call began, was answered and ended.

use call_journal_model::call::Direction;

use super::audio;
use super::fact::Facts;
use super::scene::{Scene, Us};
use super::story::Story;
use super::talk::Spell;

/// The last moment known of a story: what still lasts is said to last until then.
pub(crate) fn horizon(
    scene: &Scene,
    story: &Story,
    facts: &Facts<'_>,
    files: &audio::Files<'_>,
    still_going: bool,
) -> Us {
    let last = story
        .channels
        .iter()
        .map(|index| scene.channels[*index].last)
        .max()
        .unwrap_or_default();
    let rows = story
        .channels
        .iter()
        .flat_map(|index| &scene.channels[*index].rows);
    let told = rows
        .map(|row| facts.cdr[*row].ended().0.saturating_mul(1000))
        .max();
    if still_going || told.is_some() {
        return last.max(told.unwrap_or(last));
    }
    // Nothing but the recording goes beyond the last event of a PBX that was killed.
    let talking_since = story
        .parties
        .iter()
        .flat_map(|(party, _)| &scene.stays_of[*party])
        .map(|index| scene.stays[*index])
        .filter(|stay| stay.to.is_none())
        .map(|stay| stay.from)
        .max();
    let longest = talking_since.and_then(|_| audio::longest(scene, story, files));
    match (talking_since, longest) {
        (Some(since), Some(length)) => last.max(since.saturating_add(length.0.saturating_mul(1000))),
        _ => last,
    }
}

pub(crate) fn story_start(scene: &Scene, story: &Story) -> Us {
    let own = [Some(story.anchor), Some(story.first_channel()), story.caller];
    own.into_iter()
        .flatten()
        .map(|index| scene.channels[index].first)
        .min()
        .unwrap_or_default()
}

/// Whose end is the call's end.
fn lasting(scene: &Scene, story: &Story, main: usize) -> Vec<usize> {
    match story.direction {
        Direction::In => vec![main],
        Direction::Out if scene.channels[main].answer.is_some() => vec![main],
        Direction::Out => story.caller.into_iter().chain([main]).collect(),
        Direction::Internal => story.parties.iter().map(|(party, _)| *party).collect(),
    }
}

pub(crate) fn ended(scene: &Scene, story: &Story, main: usize) -> Option<Us> {
    let ends: Option<Vec<Us>> = lasting(scene, story, main)
        .iter()
        .map(|index| scene.channels[*index].end)
        .collect();
    ends?.into_iter().max()
}

pub(crate) fn last_moment(scene: &Scene, story: &Story, main: usize, horizon: Us) -> Us {
    let lasting = lasting(scene, story, main);
    lasting
        .iter()
        .map(|index| scene.channels[*index].end_or(horizon))
        .max()
        .unwrap_or(horizon)
}

/// When the other side of an outgoing call answered, or somebody outside took an incoming one in the company's place.
pub(crate) fn reached(scene: &Scene, story: &Story, spells: &[Spell]) -> Option<Us> {
    match story.direction {
        Direction::Out => {
            let answers = story
                .parties
                .iter()
                .filter_map(|(party, _)| scene.channels[*party].answer);
            answers.chain(spells.iter().map(|spell| spell.from)).min()
        }
        Direction::In => {
            let outside = spells
                .iter()
                .find(|spell| spell.employee.is_none() && scene.channels[spell.channel].dialled);
            outside.map(|spell| spell.from)
        }
        Direction::Internal => None,
    }
}
