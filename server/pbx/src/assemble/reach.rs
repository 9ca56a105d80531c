//! Who heard whom, and when: through bridges, and through the two halves of Local channels.

use super::scene::{Scene, Us};

/// A time during which two channels were connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Contact {
    pub(crate) from: Us,
    pub(crate) to: Us,
    /// Who was reached.
    pub(crate) channel: usize,
    /// It goes on.
    pub(crate) open: bool,
}

/// Bounds the work on garbage: nobody is connected through this many Local channels, nor with this many people at once.
const MAX_DEPTH: usize = 12;
const MAX_CONTACTS: usize = 4_000;

/// All that `channel` was connected with between `from` and `to`, by begin; one entry for each stretch. `horizon` ends
/// what has no end.
pub(crate) fn contacts(scene: &Scene, channel: usize, from: Us, to: Us, horizon: Us) -> Vec<Contact> {
    let mut search = Search {
        scene,
        horizon,
        path: vec![channel],
        found: Vec::new(),
        steps: 0,
    };
    search.walk(channel, from, to, true);
    let mut found = search.found;
    found.sort_unstable_by_key(|contact| (contact.channel, contact.from, contact.to));
    let mut merged: Vec<Contact> = Vec::new();
    for contact in found {
        match merged.last_mut() {
            Some(last) if last.channel == contact.channel && contact.from <= last.to => {
                last.open |= contact.open && contact.to >= last.to;
                last.to = last.to.max(contact.to);
            }
            _ => merged.push(contact),
        }
    }
    merged.sort_unstable();
    merged
}

struct Search<'a> {
    scene: &'a Scene,
    horizon: Us,
    path: Vec<usize>,
    found: Vec<Contact>,
    steps: usize,
}

impl Search<'_> {
    /// `open`: all that leads here still lasts.
    fn walk(&mut self, channel: usize, from: Us, to: Us, open: bool) {
        let scene = self.scene;
        for stay in scene.stays_of[channel].iter().map(|index| scene.stays[*index]) {
            let until = stay.to.unwrap_or(self.horizon.max(stay.from));
            let (start, end) = (from.max(stay.from), to.min(until));
            if start > end || scene.bridges[stay.bridge].holding {
                continue;
            }
            for other in scene.bridges[stay.bridge]
                .stays
                .iter()
                .map(|index| scene.stays[*index])
            {
                self.steps += 1;
                if self.steps > MAX_CONTACTS {
                    return;
                }
                if other.from > end {
                    break;
                }
                let other_until = other.to.unwrap_or(self.horizon.max(other.from));
                let (a, b) = (start.max(other.from), end.min(other_until));
                let open = open && stay.to.is_none() && other.to.is_none();
                // Touching is not meeting, but an answer may be shorter than the clock shows, and a meeting of which
                // nothing more is known yet goes on.
                let touching = a == b && stay.from != until && other.from != other_until && !open;
                if a > b || touching || self.path.contains(&other.channel) {
                    continue;
                }
                match scene.twin[other.channel] {
                    Some(twin) if self.path.len() < MAX_DEPTH && !self.path.contains(&twin) => {
                        self.path.extend([other.channel, twin]);
                        self.walk(twin, a, b, open);
                        self.path.truncate(self.path.len() - 2);
                    }
                    _ => {
                        self.found.push(Contact {
                            from: a,
                            to: b,
                            channel: other.channel,
                            open,
                        });
                    }
                }
            }
        }
    }
}
