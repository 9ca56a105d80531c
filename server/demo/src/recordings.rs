//! Audio of the demo: eight synthesised conversations, which the calls refer to under names as FreePBX makes them.
//!
//! How they were made is told in `recordings/README.md`.

use std::fs;
use std::io;
use std::path::Path;

use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::{PbxEvent, RecordingFile};

use crate::calls;
use crate::company::Company;

/// A synthesised conversation.
#[derive(Debug)]
pub(crate) struct Sound {
    /// MP3, caller left, employee right.
    pub(crate) bytes: &'static [u8],
    /// Its length, as `recordings/durations.txt` has it.
    pub(crate) duration: Millis,
}

macro_rules! sound {
    ($name:literal, $millis:literal) => {
        Sound {
            bytes: include_bytes!(concat!("../recordings/", $name, ".mp3")),
            duration: Millis($millis),
        }
    };
}

/// Conversations with somebody who called.
pub(crate) static CALLED_US: [Sound; 5] = [
    sound!("price", 19584),
    sound!("delivery", 18792),
    sound!("defect", 22032),
    sound!("invoice", 17064),
    sound!("project", 40032),
];
/// An employee calls somebody back.
pub(crate) static CALLED_BACK: Sound = sound!("callback", 20808);
/// The beginning of a call that is passed on, and its end.
pub(crate) static PASSED_ON: [Sound; 2] = [sound!("transfer", 8496), sound!("stock", 16776)];

/// A recording that a call refers to.
#[derive(Clone, Copy, Debug)]
pub struct Recording<'a> {
    /// Path below the recordings root, `/` between parts; the same as in the event.
    pub path: &'a str,
    /// The file's content: MP3, caller left, employee right.
    pub bytes: &'static [u8],
    /// Its length.
    pub duration: Millis,
}

/// Calls `each` with every recording of the calls that [`calls::calls`] gives for the same arguments.
///
/// # Errors
/// The first error of `each`.
pub fn recordings<E>(
    company: &Company,
    end: Timestamp,
    days: u32,
    mut each: impl FnMut(Recording<'_>) -> Result<(), E>,
) -> Result<(), E> {
    for event in calls::calls(company, end, days) {
        let PbxEvent::RecordingFile(file) = event else {
            continue;
        };
        if let Some(sound) = sound_of(&file) {
            each(Recording {
                path: &file.path,
                bytes: sound.bytes,
                duration: sound.duration,
            })?;
        }
    }
    Ok(())
}

/// Puts the audio of one file of the live stream into `root`.
///
/// # Errors
/// As [`write`].
pub fn write_one(file: &RecordingFile, root: &Path) -> io::Result<()> {
    let Some(sound) = sound_of(file) else {
        return Ok(());
    };
    let target = root.join(&file.path);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(target, sound.bytes)
}

/// Sounds are known by their length.
fn sound_of(file: &RecordingFile) -> Option<&'static Sound> {
    let mut known = CALLED_US.iter().chain([&CALLED_BACK]).chain(&PASSED_ON);
    known.find(|sound| Some(sound.duration) == file.duration)
}

/// Puts the recordings into `root`, each sound once and hard links to it for the rest: half a megabyte in all. Files that
/// are there already stay as they are.
///
/// # Errors
/// The file system's, for example on a disk that is full or read-only.
pub fn write(company: &Company, end: Timestamp, days: u32, root: &Path) -> io::Result<()> {
    let mut written: Vec<(&'static [u8], std::path::PathBuf)> = Vec::new();
    recordings(company, end, days, |recording| {
        let target = root.join(recording.path);
        if target.exists() {
            return Ok(());
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let twin = written
            .iter()
            .find(|(bytes, _)| std::ptr::eq(*bytes, recording.bytes));
        // Some file systems know no hard links.
        if twin.is_some_and(|(_, twin)| fs::hard_link(twin, &target).is_ok()) {
            return Ok(());
        }
        fs::write(&target, recording.bytes)?;
        written.push((recording.bytes, target));
        Ok(())
    })
}

/// `external-201-….mp3` of `2026/11/23/external-201-….mp3`.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_that_the_script_measured() {
        let measured: Vec<i64> = include_str!("../recordings/durations.txt")
            .lines()
            .filter_map(|line| line.split_once(' ')?.1.parse().ok())
            .collect();
        let mut ours: Vec<i64> = CALLED_US
            .iter()
            .chain([&CALLED_BACK])
            .chain(&PASSED_ON)
            .map(|sound| sound.duration.0)
            .collect();
        let mut theirs = measured;
        ours.sort_unstable();
        theirs.sort_unstable();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn every_recording_that_an_event_names_is_a_file_and_a_second_run_changes_nothing() {
        let root = std::env::temp_dir().join(format!("call-journal-demo-{}", std::process::id()));
        let now = Timestamp(1_795_435_200_000);
        let company = Company::new(1, now, chrono_tz::Europe::Moscow);
        for _ in 0..2 {
            write(&company, now, 3, &root).unwrap();
        }
        let mut count = 0;
        for event in calls::calls(&company, now, 3) {
            let PbxEvent::RecordingFile(file) = event else {
                continue;
            };
            assert_eq!(
                fs::metadata(root.join(&file.path)).unwrap().len(),
                file.bytes,
                "{}",
                file.path
            );
            count += 1;
        }
        fs::remove_dir_all(&root).unwrap();
        assert!(count > 30, "{count}");
    }
}
