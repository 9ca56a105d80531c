//! Channels of which the PBX was asked, and that it had no more: they ended when they were last heard of.

use call_journal_model::call::Direction;

use super::fact::Facts;
use super::scene::{Scene, Us};
use super::story::{Groups, Story};
use crate::open::is_gone;

/// Marks the channels that have no end of their own and were not heard of since they were told to be gone.
pub(crate) fn mark(scene: &mut Scene, facts: &Facts<'_>) {
    for gone in &facts.gone {
        let Some(index) = scene.by_uniqueid.get(&gone.uniqueid) else {
            continue;
        };
        let channel = &mut scene.channels[*index];
        if channel.end.is_none() && is_gone(channel.last, Some(gone.at)) {
            channel.gone = channel.gone.max(Some(gone.at.0.saturating_mul(1000)));
        }
    }
}

/// Ends those that are gone while others of their conversation live.
pub(crate) fn part(scene: &mut Scene, groups: &Groups) {
    let mut parted: Vec<(usize, Us)> = Vec::new();
    for units in &groups.units {
        let members = || units.iter().flat_map(|unit| scene.members[*unit].iter().copied());
        let is_open = |index: &usize| scene.channels[*index].end.is_none();
        let gone: Vec<usize> = members()
            .filter(|index| is_open(index) && scene.channels[*index].gone.is_some())
            .collect();
        let others_live = members().any(|index| is_open(&index) && scene.channels[index].gone.is_none());
        if !gone.is_empty() && others_live {
            parted.extend(gone.into_iter().map(|index| (index, scene.channels[index].last)));
        }
    }
    if parted.is_empty() {
        return;
    }
    for (index, end) in parted {
        scene.channels[index].end = Some(end);
    }
    scene.index();
}

/// Whether a story is over because channels are gone, whatever else of it the PBX lists.
pub(crate) fn ended(scene: &Scene, story: &Story) -> bool {
    all(scene, story) || left_alone(scene, story)
}

/// Whether the caller of an internal call is left alone: whom it talked with is gone, nobody else is there, and it was not
/// heard of since. A caller from outside has an end of its own, and is called by the dialplan's next step at most.
fn left_alone(scene: &Scene, story: &Story) -> bool {
    let channels = || {
        story
            .channels
            .iter()
            .map(|index| (*index, &scene.channels[*index]))
    };
    if story.direction != Direction::Internal {
        return false;
    }
    let others =
        || channels().filter(|(index, channel)| !story.is_party(*index) && !channel.name.is_technical());
    let Some(gone) = others()
        .filter(|(_, channel)| channel.answer.is_some())
        .filter_map(|(_, c)| c.gone)
        .max()
    else {
        return false;
    };
    let nobody_else = others().all(|(_, channel)| channel.end.is_some() || channel.gone.is_some());
    nobody_else
        && channels()
            .filter(|(index, _)| story.is_party(*index))
            .all(|(_, party)| party.last <= gone)
}

/// Whether it has channels without end, and all of them are gone.
fn all(scene: &Scene, story: &Story) -> bool {
    let mut open = story
        .channels
        .iter()
        .map(|index| &scene.channels[*index])
        .filter(|channel| channel.end.is_none())
        .peekable();
    open.peek().is_some() && open.all(|channel| channel.gone.is_some())
}
