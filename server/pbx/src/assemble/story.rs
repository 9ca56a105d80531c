//! Which channels are one conversation: threads are split here into calls.
//!
//! A *unit* is what began with one linkedid. Units that met (in a bridge, by a transfer, by a linkedid taken over) form a
//! group. Each one who called from outside makes a call of the group; without such a one the group is one call.

use call_journal_model::call::Direction;

use super::name::is_long_number;
use super::reach::contacts;
use super::scene::{Role, Scene, Us};
use crate::thread::Sets;

/// Units that met, by their first channel.
pub(crate) struct Groups {
    pub(crate) units: Vec<Vec<usize>>,
}

impl Groups {
    pub(crate) fn new(scene: &Scene) -> Groups {
        let mut sets = Sets((0..scene.units.len()).collect());
        for channel in &scene.channels {
            for link in &channel.links {
                if let Some(unit) = scene.unit_of.get(link) {
                    sets.join(channel.unit, *unit);
                }
            }
        }
        for (index, twin) in scene.twin.iter().enumerate() {
            if let Some(twin) = twin {
                sets.join(scene.channels[index].unit, scene.channels[*twin].unit);
            }
        }
        for moved in &scene.moves {
            for other in [moved.whom, moved.target, moved.second()].into_iter().flatten() {
                sets.join(scene.channels[moved.by].unit, scene.channels[other].unit);
            }
        }
        for bridge in &scene.bridges {
            join_overlapping(scene, &bridge.stays, &mut sets);
        }
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); scene.units.len()];
        for unit in 0..scene.units.len() {
            if !scene.members[unit].is_empty() {
                groups[sets.root(unit)].push(unit);
            }
        }
        groups.retain(|units| !units.is_empty());
        for units in &mut groups {
            units.sort_by_key(|unit| first_of(scene, *unit));
        }
        Groups { units: groups }
    }
}

/// Who is in a bridge at the same time; a conference room may see many strangers in a day.
fn join_overlapping(scene: &Scene, stays: &[usize], sets: &mut Sets) {
    let mut present: Option<(usize, Us)> = None;
    for stay in stays.iter().map(|index| scene.stays[*index]) {
        let unit = scene.channels[stay.channel].unit;
        let to = stay.to.unwrap_or(Us::MAX);
        present = match present {
            Some((with, until)) if stay.from < until || stay.from == to => {
                sets.join(with, unit);
                Some((with, until.max(to)))
            }
            _ => Some((unit, to)),
        };
    }
}

/// Sorts units: by begin, then by name, so that ties do not depend on the order of events.
fn first_of(scene: &Scene, unit: usize) -> (Us, &str) {
    let first = scene.members[unit]
        .first()
        .map_or(Us::MAX, |index| scene.channels[*index].first);
    (first, scene.units[unit].as_str())
}

/// One conversation, not told yet.
pub(crate) struct Story {
    pub(crate) direction: Direction,
    /// The channel that names the call.
    pub(crate) anchor: usize,
    /// The outside party's channels (internal: the caller's), and since when each is the party. None if an outgoing
    /// call found no trunk.
    pub(crate) parties: Vec<(usize, Us)>,
    /// The employee's channel that called, unless the call came from outside.
    pub(crate) caller: Option<usize>,
    pub(crate) units: Vec<usize>,
    /// All channels of the units, by begin.
    pub(crate) channels: Vec<usize>,
    /// All moves that concern one of the units, by time.
    pub(crate) moves: Vec<usize>,
}

impl Story {
    /// The party's first channel, else the caller's.
    pub(crate) fn first_channel(&self) -> usize {
        self.parties.first().map_or(self.anchor, |(party, _)| *party)
    }

    pub(crate) fn is_party(&self, channel: usize) -> bool {
        self.parties.iter().any(|(party, _)| *party == channel)
    }
}

pub(crate) fn stories(scene: &Scene, groups: &Groups) -> Vec<Story> {
    groups
        .units
        .iter()
        .flat_map(|units| of_group(scene, units))
        .collect()
}

fn of_group(scene: &Scene, units: &[usize]) -> Vec<Story> {
    let incoming: Vec<usize> = units
        .iter()
        .filter_map(|unit| incoming_root(scene, *unit))
        .collect();
    if incoming.is_empty() {
        return outgoing(scene, units)
            .or_else(|| never_left(scene, units))
            .or_else(|| internal(scene, units))
            .into_iter()
            .collect();
    }
    let alone = incoming.len() == 1;
    incoming
        .into_iter()
        .map(|root| {
            let units = if alone {
                units.to_vec()
            } else {
                units_around(scene, root, units)
            };
            let parties = vec![(root, scene.channels[root].first)];
            story(scene, Direction::In, root, parties, None, units)
        })
        .collect()
}

fn story(
    scene: &Scene,
    direction: Direction,
    anchor: usize,
    parties: Vec<(usize, Us)>,
    caller: Option<usize>,
    units: Vec<usize>,
) -> Story {
    let mut channels: Vec<usize> = units
        .iter()
        .flat_map(|unit| scene.members[*unit].iter().copied())
        .collect();
    channels.sort_by_key(|index| (scene.channels[*index].first, *index));
    let moves = moves_of(scene, &units);
    Story {
        direction,
        anchor,
        parties,
        caller,
        units,
        channels,
        moves,
    }
}

fn moves_of(scene: &Scene, units: &[usize]) -> Vec<usize> {
    let mut moves: Vec<usize> = units
        .iter()
        .flat_map(|unit| scene.moves_of[*unit].iter().copied())
        .collect();
    moves.sort_unstable();
    moves.dedup();
    moves
}

/// The channel by which somebody outside called, if the unit began so.
fn incoming_root(scene: &Scene, unit: usize) -> Option<usize> {
    let members = &scene.members[unit];
    let root = members
        .iter()
        .copied()
        .find(|index| scene.channels[*index].root)
        .or_else(|| {
            // Its first channel was never seen: the first that nobody dialled.
            let unseen = members
                .iter()
                .copied()
                .find(|index| !scene.channels[*index].dialled);
            unseen.filter(|index| scene.channels[*index].role != Role::Technical)
        })?;
    let channel = &scene.channels[root];
    (channel.role == Role::Outside && !channel.originated && !channel.dialled).then_some(root)
}

/// In a group of several outside callers: the units that this one met.
fn units_around(scene: &Scene, root: usize, units: &[usize]) -> Vec<usize> {
    let own = scene.channels[root].unit;
    let mut around = vec![own];
    let met = contacts(scene, root, scene.channels[root].first, Us::MAX, Us::MAX);
    let mut met: Vec<usize> = met
        .into_iter()
        .map(|contact| scene.channels[contact.channel].unit)
        .collect();
    for moved in scene.moves_of[own]
        .iter()
        .take(1000)
        .map(|index| &scene.moves[*index])
    {
        if moved.whom == Some(root) {
            met.push(scene.channels[moved.by].unit);
            met.extend(moved.target.map(|target| scene.channels[target].unit));
        }
    }
    met.sort_unstable();
    met.dedup();
    around.extend(
        met.into_iter()
            .filter(|unit| *unit != own && incoming_root(scene, *unit).is_none()),
    );
    around.retain(|unit| units.contains(unit));
    around.sort_by_key(|unit| first_of(scene, *unit));
    around
}

fn outgoing(scene: &Scene, units: &[usize]) -> Option<Story> {
    let is_outside = |index: &usize| scene.channels[*index].role == Role::Outside;
    let unit = *units
        .iter()
        .find(|unit| scene.members[**unit].iter().any(is_outside))?;
    let members = &scene.members[unit];
    let mut parties = Vec::new();
    let mut answered: Option<Us> = None;
    for index in members.iter().copied().filter(is_outside) {
        let channel = &scene.channels[index];
        // Whoever is called after the first answered is the target of a transfer.
        if answered.is_some_and(|answered| channel.first > answered) {
            break;
        }
        parties.push((index, channel.first));
        if let Some(at) = channel.answer {
            answered = Some(answered.map_or(at, |known| known.min(at)));
        }
    }
    let caller = calling_employee(scene, members);
    let anchor = members
        .iter()
        .copied()
        .find(|index| scene.channels[*index].root)
        .or(members.first().copied())?;
    Some(story(
        scene,
        Direction::Out,
        anchor,
        parties,
        caller,
        units.to_vec(),
    ))
}

/// An employee dialled a number outside, and no trunk took it: a call without another party.
fn never_left(scene: &Scene, units: &[usize]) -> Option<Story> {
    let members = || {
        units
            .iter()
            .flat_map(|unit| &scene.members[*unit])
            .map(|index| &scene.channels[*index])
    };
    let caller = units
        .iter()
        .find_map(|unit| calling_employee(scene, &scene.members[*unit]))?;
    let channel = &scene.channels[caller];
    let alone = members().all(|other| other.role == Role::Technical || other.role == channel.role);
    let outside = is_long_number(&channel.first_exten) && channel.root && !channel.originated;
    (outside && alone).then(|| {
        story(
            scene,
            Direction::Out,
            caller,
            Vec::new(),
            Some(caller),
            units.to_vec(),
        )
    })
}

fn calling_employee(scene: &Scene, members: &[usize]) -> Option<usize> {
    let employees = || {
        members
            .iter()
            .copied()
            .filter(|index| scene.channels[*index].role.employee().is_some())
    };
    employees()
        .find(|index| scene.channels[*index].root)
        .or_else(|| employees().next())
}

fn internal(scene: &Scene, units: &[usize]) -> Option<Story> {
    let caller = units
        .iter()
        .find_map(|unit| calling_employee(scene, &scene.members[*unit]))?;
    let unit = scene.channels[caller].unit;
    let mut parties = vec![(caller, scene.channels[caller].first)];
    for moved in moves_of(scene, units)
        .into_iter()
        .take(1000)
        .map(|index| &scene.moves[index])
    {
        let by_party = parties
            .iter()
            .any(|(party, _)| *party == moved.by || Some(*party) == moved.second());
        if let (true, Some(whom)) = (by_party, moved.whom)
            && scene.channels[whom].role.employee().is_some()
            && parties.iter().all(|(party, _)| *party != whom)
        {
            parties.push((whom, moved.at));
        }
    }
    let root = scene.members[unit]
        .iter()
        .copied()
        .find(|index| scene.channels[*index].root);
    Some(story(
        scene,
        Direction::Internal,
        root.unwrap_or(caller),
        parties,
        Some(caller),
        units.to_vec(),
    ))
}
