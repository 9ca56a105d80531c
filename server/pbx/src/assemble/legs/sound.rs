//! Audio files that sources name: where they are, and whose talk they hold.

use call_journal_model::call::{Recording, Talk};
use call_journal_model::time::{Millis, Timestamp};

use super::super::audio::{self, Files};
use super::form::Sound;
use crate::event::base_name;

/// The recordings, in time order, each file once. One that was not found yet is there if it is `certain`, or somebody
/// talked.
pub(super) fn recordings(
    sounds: Vec<Sound>,
    certain: bool,
    talks: &[Talk],
    files: &Files<'_>,
) -> Vec<Recording> {
    let mut found: Vec<Recording> = Vec::new();
    for sound in sounds {
        let file = files.named(base_name(&sound.path));
        let known = |recording: &Recording| base_name(&recording.path) == base_name(&sound.path);
        if sound.path.is_empty() || found.iter().any(known) {
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
