//! Talks: when the outside party (internal: the caller) was connected with whom, holds taken into account.

use call_journal_model::call::{Direction, Extension, Talk};

use super::reach::{Contact, contacts};
use super::scene::{Role, SECOND, Scene, Us};
use super::story::Story;
use super::tell::stamp;

/// The party connected with one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spell {
    pub(crate) party: usize,
    pub(crate) channel: usize,
    /// `None`: with somebody outside.
    pub(crate) employee: Option<Extension>,
    pub(crate) from: Us,
    pub(crate) to: Us,
    pub(crate) open: bool,
    pub(crate) holds: Vec<(Us, Us)>,
}

/// Two stretches this close together are one: a Local channel was taken out of between.
const SEAM: Us = 300_000;
/// Holds of one spell that are looked at.
const MANY: usize = 200;
/// Shorter contacts are channels passing each other in a transfer.
const GLANCE: Us = 20_000;

/// All spells of the story's parties, by begin.
pub(crate) fn spells(scene: &Scene, story: &Story, horizon: Us) -> Vec<Spell> {
    let mut all = Vec::new();
    for (party, since) in &story.parties {
        let end = scene.channels[*party].end_or(horizon);
        let found: Vec<Contact> = contacts(scene, *party, *since, end, horizon)
            .into_iter()
            .filter(|contact| is_counterpart(scene, story, *party, contact))
            .collect();
        let cut: Vec<(Us, usize)> = found
            .iter()
            .map(|contact| (contact.from, contact.channel))
            .collect();
        for mut spell in joined(scene, *party, found) {
            let music = hold_times(scene, &spell, horizon);
            trim(scene, story, &mut spell, &music, &cut);
            spell.holds.extend(music);
            spell.holds = united(spell.holds, spell.from, spell.to);
            all.push(spell);
        }
    }
    all.sort_by(|a, b| (a.from, a.to, &a.employee, a.channel).cmp(&(b.from, b.to, &b.employee, b.channel)));
    all
}

fn is_counterpart(scene: &Scene, story: &Story, party: usize, contact: &Contact) -> bool {
    let long_enough = contact.open || contact.from == contact.to || contact.to - contact.from >= GLANCE;
    let other = match &scene.channels[contact.channel].role {
        Role::Technical => false,
        Role::Outside => true,
        Role::Employee(extension) => {
            story.direction != Direction::Internal || scene.channels[party].role.employee() != Some(extension)
        }
    };
    long_enough && other && !story.is_party(contact.channel)
}

/// Joins a channel's stretches if the party met nobody else between them: it waited, on hold.
fn joined(scene: &Scene, party: usize, found: Vec<Contact>) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    let mut last: Option<usize> = None;
    for contact in found {
        if let Some(spell) = last.and_then(|index| spells.get_mut(index))
            && spell.channel == contact.channel
            && contact.from >= spell.to
        {
            if contact.from - spell.to > SEAM {
                spell.holds.push((spell.to, contact.from));
            }
            spell.to = contact.to;
            spell.open = contact.open;
            continue;
        }
        last = Some(spells.len());
        spells.push(Spell {
            party,
            channel: contact.channel,
            employee: scene.channels[contact.channel].role.employee().cloned(),
            from: contact.from,
            to: contact.to,
            open: contact.open,
            holds: Vec::new(),
        });
    }
    spells
}

/// When either side was on hold during the spell: music that it heard, and what a phone says of itself where no music was
/// heard with it. With music that is one hold, told twice.
fn hold_times(scene: &Scene, spell: &Spell, horizon: Us) -> Vec<(Us, Us)> {
    let within = |times: &Vec<(Us, Option<Us>)>| -> Vec<(Us, Us)> {
        let told = times.iter().map(|(from, to)| (*from, to.unwrap_or(horizon)));
        told.filter(|(from, to)| *from >= spell.from && *from < spell.to && to > from)
            .take(MANY)
            .collect()
    };
    let both = [spell.party, spell.channel].map(|index| &scene.channels[index]);
    let mut holds: Vec<(Us, Us)> = both.iter().flat_map(|channel| within(&channel.music)).collect();
    holds.truncate(MANY);
    let music = holds.len();
    for (from, to) in both.iter().flat_map(|channel| within(&channel.held)) {
        let heard = holds[..music]
            .iter()
            .any(|(begin, end)| *begin <= to.saturating_add(SECOND) && from <= end.saturating_add(SECOND));
        if !heard {
            holds.push((from, to));
        }
    }
    holds
}

/// A hold from which the employee did not return is not talk: neither is what lasts while another is consulted.
fn trim(scene: &Scene, story: &Story, spell: &mut Spell, music: &[(Us, Us)], contacts: &[(Us, usize)]) {
    if spell.open {
        return;
    }
    let slack = SECOND / 5;
    let unreturned = united(music.to_vec(), spell.from, Us::MAX)
        .into_iter()
        .find(|(from, to)| *to + slack >= spell.to && *from < spell.to)
        .filter(|(_, to)| !(ends_unheard(scene, spell) && returned_at(scene, spell, *to)));
    if let Some((from, _)) = unreturned {
        spell.to = from;
    } else if let Some(from) = consultation_begin(scene, story, spell, contacts) {
        spell.to = from;
    }
}

/// Nobody told the spell's end: it is only that nothing was heard after.
fn ends_unheard(scene: &Scene, spell: &Spell) -> bool {
    [spell.party, spell.channel].iter().all(|index| {
        let channel = &scene.channels[*index];
        let mut stays = scene.stays_of[*index].iter().map(|stay| scene.stays[*stay]);
        let left = stays.any(|stay| stay.to == Some(spell.to) && channel.end != Some(spell.to));
        channel.cel && !channel.cel_end && !left
    })
}

/// A hold was told to end then.
fn returned_at(scene: &Scene, spell: &Spell, at: Us) -> bool {
    let both = [spell.party, spell.channel].map(|index| &scene.channels[index]);
    let mut ends = both
        .iter()
        .flat_map(|channel| channel.music.iter().chain(&channel.held));
    ends.any(|(_, end)| *end == Some(at))
}

/// Without music in the events: a completed transfer by a second line of the same phone. The talk was over when that
/// line was taken.
fn consultation_begin(scene: &Scene, story: &Story, spell: &Spell, contacts: &[(Us, usize)]) -> Option<Us> {
    let within = |index: &usize| {
        let first = scene.channels[*index].first;
        first > spell.from && first < spell.to
    };
    let moves = story.moves.iter().map(|index| &scene.moves[*index]);
    let told = moves
        .take_while(|moved| moved.at <= spell.to.saturating_add(SECOND))
        .take(1000)
        .find_map(|moved| {
            let second = moved.second()?;
            match (moved.by == spell.channel, second == spell.channel) {
                (true, _) => Some(second),
                (_, true) => Some(moved.by),
                _ => None,
            }
        });
    if let Some(second) = told.filter(within) {
        return Some(scene.channels[second].first);
    }
    if !story.moves.is_empty() {
        return None;
    }
    // CDR names no transfer: the party is with somebody whom the second line had called.
    let employee = spell.employee.as_ref()?;
    let next = contacts
        .iter()
        .find(|(from, channel)| *channel != spell.channel && (*from - spell.to).abs() <= 2 * SECOND)?;
    let next = &scene.channels[next.1];
    story
        .channels
        .iter()
        .copied()
        .filter(|index| *index != spell.channel && scene.channels[*index].role.employee() == Some(employee))
        .filter(within)
        .find(|index| scene.channels[*index].unit == next.unit)
        .map(|index| scene.channels[index].first)
}

/// Overlapping stretches made one, clipped to the spell.
fn united(mut times: Vec<(Us, Us)>, from: Us, to: Us) -> Vec<(Us, Us)> {
    times.sort_unstable();
    let mut one: Vec<(Us, Us)> = Vec::new();
    for (a, b) in times {
        let (a, b) = (a.max(from), b.min(to));
        if a >= b {
            continue;
        }
        match one.last_mut() {
            Some(last) if a <= last.1.saturating_add(SEAM) => last.1 = last.1.max(b),
            _ => one.push((a, b)),
        }
    }
    one
}

/// The journal's talks: those with employees, one after another with the same one made one.
pub(crate) fn talks(spells: &[Spell]) -> Vec<Talk> {
    let mut talks: Vec<(Extension, Us, Us)> = Vec::new();
    for spell in spells {
        let Some(employee) = &spell.employee else { continue };
        // A desk phone and a mobile of one employee may both be in a conference.
        let same = talks.iter_mut().rev().take(8).find(|(who, ..)| who == employee);
        match same {
            Some((_, _, to)) if spell.from <= to.saturating_add(SEAM) => *to = (*to).max(spell.to),
            _ => talks.push((employee.clone(), spell.from, spell.to)),
        }
    }
    talks
        .into_iter()
        .map(|(employee, from, to)| Talk {
            employee,
            started_at: stamp(from),
            ended_at: stamp(to),
        })
        .collect()
}
