//! Audio files that sources name: where they are, and whose talk they hold.

use std::collections::HashSet;

use call_journal_model::call::{Recording, Talk};
use call_journal_model::time::{Millis, Timestamp};

use super::super::audio::{self, Files};
use super::form::Sound;
use crate::event::base_name;

/// More than any call has; whose each is costs a look at all talks.
const MOST: usize = 1000;

/// The recordings, in time order, each file once. One that was not found yet is there if it is `certain`, or somebody
/// talked.
pub(super) fn recordings(
    sounds: Vec<Sound>,
    certain: bool,
    talks: &[Talk],
    files: &Files<'_>,
) -> Vec<Recording> {
    let mut found: Vec<Recording> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for sound in sounds.into_iter().take(MOST) {
        let file = files.named(base_name(&sound.path));
        if sound.path.is_empty() || !known.insert(base_name(&sound.path).to_owned()) {
            continue;
        }
        if file.is_none() && !certain && talks.is_empty() {
            continue;
        }
        let started_at = Timestamp(sound.started);
        let duration = file.and_then(audio::length).or(sound.duration.map(Millis));
        let heard = duration != Some(Millis(0));
        found.push(Recording {
            path: file.map_or(sound.path, |file| file.path.clone()),
            started_at,
            duration,
            employee: sound
                .employee
                .or_else(|| audio::speaker(started_at, talks).filter(|_| heard)),
        });
    }
    found.sort_by(|a, b| (a.started_at, &a.path).cmp(&(b.started_at, &b.path)));
    found
}
