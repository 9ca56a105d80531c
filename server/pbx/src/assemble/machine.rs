//! What is not a person: menus, queues, announcements, voicemail, conference rooms, parking places.

use call_journal_model::call::Party;

use super::name::{is_dialled, is_short_number};
use super::scene::{MoveKind, Scene, Us, Visit};
use super::story::Story;
use super::talk::Spell;
use crate::plan::Plan;

/// A stretch that the party spent with a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Machine {
    pub(crate) party: Party,
    pub(crate) channel: usize,
    pub(crate) from: Us,
    pub(crate) to: Us,
}

/// A dialplan that goes round in circles is told up to here.
const MAX_VISITS: usize = 300;

/// The machines that the story's parties met, by begin. Those of an outgoing call are the other side's business.
pub(crate) fn machines(
    scene: &Scene,
    story: &Story,
    spells: &[Spell],
    plan: &Plan,
    horizon: Us,
) -> Vec<Machine> {
    let mut all: Vec<Machine> = Vec::new();
    if story.direction == call_journal_model::call::Direction::Out {
        return all;
    }
    for (index, _) in &story.parties {
        let channel = &scene.channels[*index];
        let visits = &channel.visits[..channel.visits.len().min(MAX_VISITS)];
        let end = channel.end_or(horizon);
        let mut open: Option<Machine> = None;
        for (n, visit) in visits.iter().enumerate() {
            let party = classify(visit, visits.get(n + 1), plan);
            if let (Some(running), Some(met)) = (&open, &party)
                && running.party == *met
            {
                continue;
            }
            // What plays within a queue or a voicemail belongs to it.
            all.extend(open.take().map(|running| Machine {
                to: visit.at,
                ..running
            }));
            open = party.map(|party| Machine {
                party,
                channel: *index,
                from: visit.at,
                to: end,
            });
        }
        all.extend(open);
    }
    all.extend(parked(scene, story, horizon));
    for machine in &mut all {
        let answered = spells
            .iter()
            .find(|spell| spell.party == machine.channel && spell.from >= machine.from);
        let conference = matches!(machine.party, Party::Conference(_));
        if let (Some(spell), false) = (answered, conference) {
            machine.to = machine.to.min(spell.from);
        }
    }
    all.sort_by_key(|machine| (machine.from, machine.to));
    all
}

fn classify(visit: &Visit, next: Option<&Visit>, plan: &Plan) -> Option<Party> {
    let first = visit.data.split(',').next().unwrap_or_default();
    let first = first.split('&').next().unwrap_or_default();
    let app = visit.app.to_ascii_lowercase();
    if app == "queue" {
        return Some(Party::Queue(first.to_owned()));
    }
    if plan.menus.contains(&visit.context) {
        return Some(Party::Menu(visit.context.clone()));
    }
    if plan.menus.contains(&visit.exten) {
        return Some(Party::Menu(visit.exten.clone()));
    }
    match app.as_str() {
        "voicemail" | "minivmrecord" => Some(Party::Voicemail(
            first.split('@').next().unwrap_or(first).to_owned(),
        )),
        "confbridge" | "meetme" => Some(Party::Conference(first.to_owned())),
        "background" | "waitexten" | "read" => Some(menu(visit)),
        "playback" | "controlplayback" => Some(Party::Announcement(
            first.rsplit('/').next().unwrap_or(first).to_owned(),
        )),
        "park" | "parkandannounce" => Some(Party::Parking(String::new())),
        // The dialplan answered: a menu, unless what it does next in the same place says otherwise.
        "answer" => {
            let told_by_next = next.is_some_and(|next| next.context == visit.context);
            (!told_by_next && !is_dialled(&visit.exten)).then(|| menu(visit))
        }
        _ => None,
    }
}

fn menu(visit: &Visit) -> Party {
    let id = if is_short_number(&visit.exten) {
        &visit.exten
    } else {
        &visit.context
    };
    Party::Menu(id.clone())
}

/// Parking, from the events of its own.
fn parked(scene: &Scene, story: &Story, horizon: Us) -> Vec<Machine> {
    let mut parked = Vec::new();
    let moves: Vec<_> = story
        .moves
        .iter()
        .take(1000)
        .map(|index| &scene.moves[*index])
        .collect();
    for (n, moved) in moves.iter().enumerate() {
        let (MoveKind::Park, Some(whom)) = (&moved.kind, moved.whom) else {
            continue;
        };
        if !story.is_party(whom) {
            continue;
        }
        let back = moves[n..].iter().find_map(|later| match &later.kind {
            MoveKind::Unpark { place } if later.whom == Some(whom) => Some((later.at, place.clone())),
            _ => None,
        });
        let (to, place) = back.unwrap_or_else(|| (scene.channels[whom].end_or(horizon), moved.exten.clone()));
        parked.push(Machine {
            party: Party::Parking(place),
            channel: whom,
            from: moved.at,
            to,
        });
    }
    parked
}
