//! Employees' mobiles: an outside number that is rung in an employee's place is that employee.
//!
//! The configuration tells it by number. Otherwise it is learnt: a number outside that the PBX dials on its own while it
//! rings exactly one employee is that employee's. A number to which somebody transferred is not.

use super::name::is_short_number;
use super::number;
use super::scene::{Role, SECOND, Scene, Us};
use super::story::Groups;
use crate::plan::Plan;
use call_journal_model::call::Extension;

pub(crate) fn attribute(scene: &mut Scene, groups: &Groups, plan: &Plan) {
    let mut found: Vec<(usize, Extension)> = Vec::new();
    for unit in groups.units.iter().flatten() {
        let members = &scene.members[*unit];
        let Some(root) = members.iter().copied().find(|index| scene.channels[*index].root) else {
            continue;
        };
        let outside: Vec<usize> = members
            .iter()
            .copied()
            .filter(|index| *index != root && scene.channels[*index].role == Role::Outside)
            .take(64)
            .collect();
        for index in outside {
            let owner = configured(scene, index, plan).or_else(|| learnt(scene, members, root, index));
            found.extend(owner.map(|owner| (index, owner)));
        }
    }
    for (index, owner) in found {
        scene.channels[index].role = Role::Employee(owner);
    }
}

fn configured(scene: &Scene, index: usize, plan: &Plan) -> Option<Extension> {
    if plan.mobiles.is_empty() {
        return None;
    }
    let channel = &scene.channels[index];
    let places = [
        number::sent_to(scene, index).unwrap_or_default(),
        channel.exten.clone(),
        channel.last_cid_num.clone(),
    ];
    let owner = places
        .iter()
        .filter_map(|text| number::parse(text, plan))
        .find_map(|n| plan.mobiles.get(n.as_str()));
    owner.map(|extension| Extension(extension.clone()))
}

fn learnt(scene: &Scene, members: &[usize], root: usize, index: usize) -> Option<Extension> {
    let caller = &scene.channels[root];
    let mobile = &scene.channels[index];
    match &caller.role {
        Role::Outside if !caller.originated => {}
        // An employee who dials an extension may reach its mobile; one who dials a number calls outside.
        Role::Employee(_) if is_short_number(&caller.first_exten) => {}
        _ => return None,
    }
    let employees = || {
        members
            .iter()
            .take(256)
            .filter(|other| **other != root)
            .filter_map(|other| {
                scene.channels[*other]
                    .role
                    .employee()
                    .map(|e| (&scene.channels[*other], e))
            })
    };
    let transferred = scene.moves_of[mobile.unit]
        .iter()
        .take(1000)
        .map(|index| &scene.moves[*index])
        .any(|m| m.whom == Some(root) && m.at <= mobile.first)
        || employees().any(|(channel, _)| channel.answer.is_some_and(|answer| answer < mobile.first));
    if transferred {
        return None;
    }
    let rang_with_it = |first: Us, end: Us| first <= mobile.first + SECOND && end >= mobile.first - SECOND;
    let mut owners: Vec<&Extension> = employees()
        .filter(|(channel, _)| rang_with_it(channel.first, channel.end.unwrap_or(Us::MAX)))
        .map(|(_, extension)| extension)
        .collect();
    owners.sort_unstable();
    owners.dedup();
    if owners.is_empty() && caller.role == Role::Outside {
        // The desk phone is offline: the extension that was called must be known as an employee's elsewhere.
        let called = Extension(caller.exten.clone());
        let known = scene
            .channels
            .iter()
            .take(1000)
            .any(|channel| channel.role.employee() == Some(&called));
        return known.then_some(called);
    }
    match owners[..] {
        [owner] => Some(owner.clone()),
        _ => None,
    }
}
