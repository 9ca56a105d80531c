//! One folder of recordings: which new files are in it. The system tells of them where it can; beside that the folders that
//! new files come into are looked at now and then, the more rarely the longer it takes.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::RecordingFile;

use super::Pace;
use super::newest::newest;
use super::notices::Notices;
use crate::recordings::{is_audio, relative};
use crate::source::{SourceError, State};

/// Files whose name tells that they are older are not looked at: an import brings them in.
const RECENT: Millis = Millis(3 * 86_400_000);

/// See the module.
pub(super) struct Folder {
    /// As it was configured.
    path: PathBuf,
    /// Whose files they are; `None`: not known.
    pub(super) source: Option<Arc<str>>,
    state: State,
    notices: Option<Notices>,
    /// Its real path and what it is on the disk: another one is mounted there at times.
    real: Option<(PathBuf, Identity)>,
    listed: HashMap<PathBuf, Listed>,
    next: Instant,
    has_failed: bool,
}

type Identity = (u64, u64);

/// A folder as it was looked at last.
struct Listed {
    changed: Option<SystemTime>,
    /// It had the same time twice: nothing came in the instant after the first look.
    is_sure: bool,
    folders: Vec<String>,
}

impl Folder {
    /// Looked at first at `at`.
    pub(super) fn new(path: PathBuf, source: Option<Arc<str>>, state: State, at: Instant) -> Folder {
        Folder {
            path,
            source,
            state,
            notices: None,
            real: None,
            listed: HashMap::new(),
            next: at,
            has_failed: false,
        }
    }

    /// Paths below the folder of files that are new or changed, as far as it is known yet, and that tell by themselves whose
    /// they are. Never fails: a folder that cannot be read is tried again.
    pub(super) fn news(&mut self, pace: &Pace, at: Instant, now: Timestamp) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if let (Some(notices), Some((real, _))) = (&mut self.notices, &self.real) {
            let happened = notices.take();
            if happened.look_at_all {
                self.next = at;
            }
            for path in happened.changed {
                match path.symlink_metadata() {
                    Ok(it) if it.is_dir() => self.next = at,
                    Ok(it) if it.is_file() => found.extend(
                        told_of(&path)
                            .iter()
                            .filter_map(|file| relative(real, file))
                            .filter(|path| tells(path, || has_text(&real.join(path)))),
                    ),
                    _ => {}
                }
            }
        }
        if at >= self.next {
            let begun = Instant::now();
            let looked = self.look(now);
            let pause = pace.look.max(begun.elapsed() * 20).min(pace.longest);
            self.next = at + pause;
            match looked {
                Ok(files) => {
                    self.worked(now);
                    found.extend(files);
                }
                Err(error) => self.failed(&error, now, pause),
            }
        }
        found
    }

    /// So many of its files were told.
    pub(super) fn told(&self, files: usize, now: Timestamp) {
        self.state.found(files, now);
    }

    fn worked(&mut self, now: Timestamp) {
        if std::mem::take(&mut self.has_failed) {
            tracing::info!(folder = %self.path.display(), "a folder of recordings can be read again");
            self.state.connected(now);
        }
    }

    fn failed(&mut self, error: &io::Error, now: Timestamp, again_in: Duration) {
        // Watches end with the folder; files of a share that comes back are looked at anew.
        self.real = None;
        self.notices = None;
        self.listed.clear();
        if !self.has_failed {
            tracing::warn!(folder = %self.path.display(), %error, "a folder of recordings cannot be read; trying again");
        }
        self.has_failed = true;
        let sentence = anyhow::anyhow!("{} cannot be read: {error}", self.path.display());
        self.state.failed(&SourceError::Lost(sentence), now, again_in);
    }

    /// Looks at all folders that new files come into.
    fn look(&mut self, now: Timestamp) -> io::Result<BTreeSet<String>> {
        let real = fs::canonicalize(&self.path)?;
        let identity = identity(&fs::metadata(&real)?);
        if self.real.as_ref() != Some(&(real.clone(), identity)) {
            self.listed.clear();
            self.notices = self.source.is_some().then(Notices::new).flatten();
            self.state.connected(now);
            self.real = Some((real.clone(), identity));
        }
        if self.source.is_none() {
            return Ok(BTreeSet::new());
        }
        let mut found = BTreeSet::new();
        let mut before = std::mem::take(&mut self.listed);
        let listed = &mut self.listed;
        let list = |folder: &Path| {
            if let Some(known) = listed.get(folder) {
                return Ok(known.folders.clone());
            }
            let (this, names) = list(folder, before.remove(folder), now)?;
            let text = |name: &str| {
                Path::new(name)
                    .with_extension("txt")
                    .to_str()
                    .is_some_and(|text| names.contains(text))
            };
            for name in names.iter().filter(|name| is_audio(name.as_ref())) {
                if tells(name, || text(name)) {
                    found.extend(relative(&real, &folder.join(name)));
                }
            }
            let folders = this.folders.clone();
            listed.insert(folder.to_owned(), this);
            Ok(folders)
        };
        let folders = newest(&real, list)?;
        if let Some(notices) = &mut self.notices {
            notices.watch(&folders);
        }
        Ok(found)
    }
}

/// What is in a folder: the folders, and if any may have come since the look before, the names of recent audio files and of
/// texts. Of a million old ones none is kept.
fn list(folder: &Path, before: Option<Listed>, now: Timestamp) -> io::Result<(Listed, BTreeSet<String>)> {
    let changed = fs::metadata(folder)?.modified().ok();
    let same = changed.is_some() && before.as_ref().is_some_and(|before| before.changed == changed);
    if let Some(before) = before.filter(|before| same && before.is_sure) {
        return Ok((before, BTreeSet::new()));
    }
    let (mut folders, mut files) = (Vec::new(), BTreeSet::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Names that are not UTF-8 are no PBX's. Links are not followed.
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        if kind.is_dir() {
            folders.push(name);
        } else if kind.is_file()
            && is_recent(&name, now)
            && (is_audio(name.as_ref()) || name.ends_with(".txt"))
        {
            files.insert(name);
        }
    }
    let listed = Listed {
        changed,
        is_sure: same,
        folders,
    };
    Ok((listed, files))
}

/// The audio files that a changed file tells of: itself, or those that a text lies beside.
fn told_of(file: &Path) -> Vec<PathBuf> {
    if is_audio(file) {
        return vec![file.to_owned()];
    }
    if file.extension() != Some(OsStr::new("txt")) {
        return Vec::new();
    }
    let beside = ["wav", "WAV", "gsm", "mp3", "ogg"].map(|end| file.with_extension(end));
    beside.into_iter().filter(|file| file.exists()).collect()
}

fn has_text(file: &Path) -> bool {
    file.with_extension("txt").exists()
}

/// Whether the file can find its call by itself: by its name, or by the text beside it.
fn tells(path: &str, has_text: impl FnOnce() -> bool) -> bool {
    begun(path).is_some() || has_text()
}

fn is_recent(path: &str, now: Timestamp) -> bool {
    begun(path).is_none_or(|begun| now.since(begun) < RECENT)
}

/// When its name says that it began.
fn begun(path: &str) -> Option<Timestamp> {
    let file = RecordingFile {
        path: path.to_owned(),
        ..RecordingFile::default()
    };
    file.begun()
}

#[cfg(unix)]
fn identity(folder: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (folder.dev(), folder.ino())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> Identity {
    (0, 0)
}
