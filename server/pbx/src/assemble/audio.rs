//! Recordings: which audio files hold the call.

use std::collections::HashMap;

use call_journal_model::call::{Extension, Recording, Talk};
use call_journal_model::time::{Millis, Timestamp};

use super::fact::Facts;
use super::scene::{Scene, Us};
use super::story::Story;
use super::tell::stamp;
use crate::event::{Cdr, RecordingFile, base_name, uniqueid_in_name, uniqueid_time};

/// A WAV header without sound. No format that Asterisk writes holds speech in as little.
const EMPTY_BYTES: u64 = 44;

/// Files of a thread, found by name.
pub(crate) struct Files<'a> {
    by_name: HashMap<&'a str, &'a RecordingFile>,
    by_uniqueid: HashMap<&'a str, Vec<&'a RecordingFile>>,
    messages: Vec<&'a RecordingFile>,
    by_call: HashMap<&'a str, Vec<&'a RecordingFile>>,
}

impl<'a> Files<'a> {
    pub(crate) fn new(facts: &Facts<'a>) -> Files<'a> {
        let mut files = Files {
            by_name: HashMap::new(),
            by_uniqueid: HashMap::new(),
            messages: Vec::new(),
            by_call: HashMap::new(),
        };
        let mut largest: HashMap<&str, &RecordingFile> = HashMap::new();
        for file in &facts.files {
            // A file that was measured while it grew is told more than once.
            let known = largest.entry(&file.path).or_insert(file);
            if (file.bytes, file.duration) > (known.bytes, known.duration) {
                *known = file;
            }
        }
        let mut all: Vec<&RecordingFile> = largest.into_values().collect();
        all.sort_by_key(|file| &file.path);
        for file in all {
            let name = base_name(&file.path);
            files.by_name.entry(name).or_insert(file);
            if !file.call.is_empty() {
                files.by_call.entry(&file.call).or_default().push(file);
            } else if file.channel.is_empty() {
                if let Some(uniqueid) = uniqueid_in_name(name) {
                    files.by_uniqueid.entry(uniqueid).or_default().push(file);
                }
            } else {
                files.messages.push(file);
            }
        }
        files
    }

    /// The file of this base name.
    pub(crate) fn named(&self, name: &str) -> Option<&'a RecordingFile> {
        self.by_name.get(name).copied()
    }

    /// What was uploaded for the call of this id, by path. Two of one name are one, told twice: the larger counts.
    pub(crate) fn uploaded(&self, call: &str) -> Vec<&'a RecordingFile> {
        let mut all = self.by_call.get(call).cloned().unwrap_or_default();
        let mut largest: HashMap<&str, &RecordingFile> = HashMap::new();
        for &file in all.iter().filter(|file| !file.name.is_empty()) {
            let known = largest.entry(&file.name).or_insert(file);
            if (file.bytes, &file.path) > (known.bytes, &known.path) {
                *known = file;
            }
        }
        all.retain(|file| {
            largest
                .get(file.name.as_str())
                .is_none_or(|kept| kept.path == file.path)
        });
        all
    }
}

/// The recordings of a story, in time order. A file that is known to be empty is there with a length of zero, as the PBX
/// keeps it; a file that is not found yet is one if its row says that somebody talked.
pub(crate) fn recordings(
    scene: &Scene,
    story: &Story,
    facts: &Facts<'_>,
    files: &Files<'_>,
    talks: &[Talk],
    horizon: Us,
) -> Vec<Recording> {
    let mut found: Vec<Recording> = Vec::new();
    let mut names: Vec<(&str, &Cdr)> = Vec::new();
    for index in &story.channels {
        for row in &scene.channels[*index].rows {
            let cdr: &Cdr = &facts.cdr[*row];
            if !cdr.recordingfile.is_empty() {
                names.push((base_name(&cdr.recordingfile), cdr));
            }
        }
    }
    names.sort_by_key(|(name, cdr)| (*name, cdr.start));
    let mut stems: Vec<&str> = Vec::new();
    for same in names.chunk_by(|a, b| a.0 == b.0) {
        let (name, first) = same[0];
        let file = files.by_name.get(name);
        let talked = same
            .iter()
            .any(|(_, cdr)| cdr.disposition == "ANSWERED" && !cdr.dstchannel.is_empty());
        let wanted = file.is_some() || (talked && !talks.is_empty());
        stems.push(stem(name));
        if wanted {
            let path = file.map_or(first.recordingfile.as_str(), |file| file.path.as_str());
            found.push(Recording {
                path: path.to_owned(),
                started_at: first.start,
                duration: file.and_then(|file| length(file)),
                employee: None,
            });
        }
    }
    found.extend(unnamed(scene, story, files, &stems));
    found.extend(messages(scene, story, files, horizon));
    found.sort_by(|a, b| (a.started_at, &a.path).cmp(&(b.started_at, &b.path)));
    let began = story
        .parties
        .iter()
        .map(|(party, _)| stamp(scene.channels[*party].first))
        .min()
        .unwrap_or_default();
    for recording in &mut found {
        let heard = recording.duration != Some(Millis(0));
        recording.employee = speaker(recording.started_at, talks).filter(|_| heard);
        // A row's whole second lies before the call's first event.
        if recording.started_at.0 + 1000 > began.0 {
            recording.started_at = recording.started_at.max(began);
        }
    }
    found
}

/// The longest recording named by one of the story's channels.
pub(crate) fn longest(scene: &Scene, story: &Story, files: &Files<'_>) -> Option<Millis> {
    let ids = story
        .channels
        .iter()
        .map(|index| bare_id(&scene.channels[*index].uniqueid));
    ids.filter_map(|id| files.by_uniqueid.get(id))
        .flatten()
        .filter_map(|file| file.duration)
        .max()
}

/// A uniqueid without the system's name before it.
fn bare_id(uniqueid: &str) -> &str {
    uniqueid.rsplit('-').next().unwrap_or(uniqueid)
}

/// Files that no row names, by the uniqueid in their own name: one for each stem, best format first.
fn unnamed(scene: &Scene, story: &Story, files: &Files<'_>, named: &[&str]) -> Vec<Recording> {
    let mut best: Vec<&RecordingFile> = Vec::new();
    for index in &story.channels {
        let bare = bare_id(&scene.channels[*index].uniqueid);
        let candidates = files.by_uniqueid.get(bare).into_iter().flatten().copied();
        best.extend(candidates.filter(|file| !named.contains(&stem(base_name(&file.path)))));
    }
    best.sort_by_key(|file| {
        (
            stem(base_name(&file.path)),
            variant(base_name(&file.path)),
            &file.path,
        )
    });
    best.dedup_by_key(|file| stem(base_name(&file.path)));
    best.into_iter()
        .map(|file| {
            let begun = uniqueid_in_name(base_name(&file.path)).and_then(uniqueid_time);
            recording(file, file.started_at.or(begun).unwrap_or_default())
        })
        .collect()
}

fn recording(file: &RecordingFile, started_at: Timestamp) -> Recording {
    Recording {
        path: file.path.clone(),
        started_at,
        duration: length(file),
        employee: None,
    }
}

/// An empty file lasts no time, whatever its format.
pub(crate) fn length(file: &RecordingFile) -> Option<Millis> {
    if file.bytes > EMPTY_BYTES {
        file.duration
    } else {
        Some(Millis(0))
    }
}

/// Voicemail messages that one of the parties left.
fn messages(scene: &Scene, story: &Story, files: &Files<'_>, horizon: Us) -> Vec<Recording> {
    let left_by = |file: &RecordingFile| {
        story.parties.iter().any(|(party, _)| {
            let party = &scene.channels[*party];
            let (from, to) = (stamp(party.first), stamp(party.end_or(horizon)));
            // The text file tells whole seconds.
            party.full_name == file.channel
                && file
                    .started_at
                    .is_some_and(|at| at.0 + 1000 >= from.0 && at.0 <= to.0 + 1000)
        })
    };
    let of_story = files
        .messages
        .iter()
        .filter(|file| file.bytes > EMPTY_BYTES && left_by(file));
    let mut found: Vec<&RecordingFile> = of_story.copied().collect();
    found.sort_by_key(|file| (stem(&file.path), variant(base_name(&file.path))));
    found.dedup_by_key(|file| stem(&file.path));
    found
        .into_iter()
        .map(|file| recording(file, file.started_at.unwrap_or_default()))
        .collect()
}

/// The name without format and side: variants of one recording have it in common.
fn stem(name: &str) -> &str {
    let bare = name.rsplit_once('.').map_or(name, |(bare, format)| {
        let known = format.len() <= 4 && format.bytes().any(|b| b.is_ascii_alphabetic());
        if known { bare } else { name }
    });
    SIDES
        .iter()
        .find_map(|side| bare.strip_suffix(side))
        .unwrap_or(bare)
}

const SIDES: [&str; 9] = [
    "-caller",
    "-employee",
    "-interleaved",
    "-in",
    "-out",
    "-rx",
    "-tx",
    "-r",
    "-t",
];
const FORMATS: [&str; 9] = ["wav", "WAV", "mp3", "ogg", "opus", "webm", "wav49", "gsm", "raw"];

/// Sorts the variants of one recording: both sides before one, better formats first.
fn variant(name: &str) -> (bool, usize) {
    let (bare, format) = name.rsplit_once('.').unwrap_or((name, ""));
    let one_side = SIDES.iter().any(|side| bare.ends_with(side));
    (
        one_side,
        FORMATS
            .iter()
            .position(|known| *known == format)
            .unwrap_or(FORMATS.len()),
    )
}

/// Whose talk a recording holds: recording begins with the attempt, so the first talk after it. Rows have whole seconds.
pub(crate) fn speaker(started_at: Timestamp, talks: &[Talk]) -> Option<Extension> {
    let until_known = |talk: &&Talk| talk.ended_at.0 > started_at.0.saturating_add(1000);
    let after = talks
        .iter()
        .find(until_known)
        .or(talks.last().filter(|talk| talk.ended_at > started_at));
    after.map(|talk| talk.employee.clone())
}
