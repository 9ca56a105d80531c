//! What a call is known by: its ids, the number dialled, the line, the caller's name.

use call_journal_model::call::Direction;

use super::fact::Facts;
use super::name::{is_dialled, is_long_number, is_short_number};
use super::number;
use super::scene::Scene;
use super::story::Story;
use crate::event::uniqueid_time;

pub(crate) fn dialled(scene: &Scene, story: &Story, main: usize) -> Option<String> {
    if story.direction == Direction::In {
        return None;
    }
    let caller = story.caller.map(|index| &scene.channels[index]);
    let called = &scene.channels[main];
    let root = scene.members[scene.channels[story.anchor].unit]
        .first()
        .map(|index| &scene.channels[*index]);
    let mut places = Vec::new();
    if let Some(caller) = caller.filter(|caller| !caller.dialled || caller.root) {
        places.extend([&caller.first_exten, &caller.exten]);
    }
    if story.direction == Direction::Out {
        places.extend([&called.exten, &called.last_cid_num]);
    }
    places.extend(root.map(|root| &root.exten));
    places.into_iter().find(|text| is_dialled(text)).cloned()
}

pub(crate) fn anchor(scene: &Scene, story: &Story) -> String {
    let channel = &scene.channels[story.anchor];
    if channel.uniqueid.is_empty() {
        scene.units[channel.unit].clone()
    } else {
        channel.uniqueid.clone()
    }
}

/// Linkedids, oldest first.
pub(crate) fn source_ids(scene: &Scene, story: &Story) -> Vec<String> {
    let mut ids: Vec<&str> = story
        .units
        .iter()
        .map(|unit| scene.units[*unit].as_str())
        .collect();
    let key = |id: &str| {
        let counter: u64 = id
            .rsplit('.')
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or_default();
        (uniqueid_time(id.rsplit('-').next().unwrap_or(id)), counter)
    };
    ids.retain(|id| !id.is_empty());
    ids.sort_by(|a, b| (key(a), *a).cmp(&(key(b), *b)));
    ids.dedup();
    ids.into_iter().map(str::to_owned).collect()
}

/// The name sent with the number, unless it only says that there is none.
pub(crate) fn caller_name(scene: &Scene, story: &Story, main: usize, facts: &Facts<'_>) -> Option<String> {
    if story.direction != Direction::In {
        return None;
    }
    let channel = &scene.channels[main];
    let from_rows = channel.rows.iter().map(|row| facts.cdr[*row].cnam.as_str());
    let mut names = std::iter::once(channel.cid_name.as_str()).chain(from_rows);
    names
        .find(|name| !number::is_withheld(name) && *name != channel.cid_num)
        .map(str::to_owned)
}

/// The company's number that was called, else the trunk.
pub(crate) fn line(scene: &Scene, story: &Story, main: usize, facts: &Facts<'_>) -> Option<String> {
    let channel = &scene.channels[main];
    let trunk = Some(channel.name.endpoint.clone());
    match story.direction {
        Direction::Internal => None,
        Direction::Out if story.parties.is_empty() => None,
        Direction::Out => trunk,
        Direction::In => {
            let told = channel
                .rows
                .iter()
                .map(|row| facts.cdr[*row].did.as_str())
                .find(|did| !did.is_empty());
            let dialled = if channel.cel {
                [channel.first_exten.as_str(), channel.dnid.as_str()]
            } else {
                [""; 2]
            };
            let number = told
                .into_iter()
                .chain(dialled)
                .find(|text| is_long_number(text) || is_short_number(text));
            number.or(told).map(str::to_owned).or(trunk)
        }
    }
}
