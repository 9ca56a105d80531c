//! Channels of which the PBX was asked, and that it had no more: they ended when they were last heard of.

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
        channel.gone |= channel.end.is_none() && is_gone(channel.last, Some(gone.at));
    }
}

/// Ends those that are gone while others of their conversation live.
pub(crate) fn part(scene: &mut Scene, groups: &Groups) {
    let mut parted: Vec<(usize, Us)> = Vec::new();
    for units in &groups.units {
        let members = || units.iter().flat_map(|unit| scene.members[*unit].iter().copied());
        let is_open = |index: &usize| scene.channels[*index].end.is_none();
        let gone: Vec<usize> = members()
            .filter(|index| is_open(index) && scene.channels[*index].gone)
            .collect();
        let others_live = members().any(|index| is_open(&index) && !scene.channels[index].gone);
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

/// Whether a story has channels without end, and all of them are gone: it is over.
pub(crate) fn all(scene: &Scene, story: &Story) -> bool {
    let mut open = story
        .channels
        .iter()
        .map(|index| &scene.channels[*index])
        .filter(|channel| channel.end.is_none())
        .peekable();
    open.peek().is_some() && open.all(|channel| channel.gone)
}
