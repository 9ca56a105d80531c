//! Audio files below the configured folders: which there are, how long they last, and the one safe way to open one.
//! Those that lie in none of them are fetched from the PBX ([`fetched`]); those that come late are told by [`watch`],
//! and what other programs upload lies in [`kept`].
//!
//! Paths come from a PBX and from requests, so they are an attacker's: [`Roots::open`] is the only door.

mod cache;
pub mod drawings;
pub mod fetched;
pub mod format;
pub mod kept;
mod length;
pub mod sounding;
pub mod sounds;
pub mod watch;

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use call_journal_model::call::is_sound;
use call_journal_pbx::asterisk::message_file;
use call_journal_pbx::event::RecordingFile;

use self::length::length;

/// Folders with recordings. Nothing outside them is ever served.
#[derive(Clone, Debug, Default)]
pub struct Roots(Vec<PathBuf>);

impl Roots {
    /// Folders that are not there, or not yet, have no files.
    pub fn new(folders: &[PathBuf]) -> Roots {
        Roots(folders.to_vec())
    }

    /// The real path of a stored relative path; `None` unless it is a plain file that lies, all links followed,
    /// below one of the folders.
    pub fn open(&self, relative: &str) -> Option<PathBuf> {
        let relative = Path::new(relative);
        let plain = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain || relative.as_os_str().is_empty() || relative.as_os_str().as_encoded_bytes().contains(&0) {
            return None;
        }
        self.0.iter().find_map(|root| {
            // Each time: a share may be mounted later, and elsewhere.
            let root = fs::canonicalize(root).ok()?;
            let real = fs::canonicalize(root.join(relative)).ok()?;
            (real.starts_with(&root) && real.is_file()).then_some(real)
        })
    }
}

/// All audio files below a folder, folder by folder in the order of their names. Links are not followed.
pub fn walk(root: &Path) -> impl Iterator<Item = RecordingFile> {
    let root = root.to_owned();
    // Only one folder's names are in memory at a time, and those of the folders above it.
    let mut open = vec![root.clone()];
    std::iter::from_fn(move || {
        while let Some(path) = open.pop() {
            match path.symlink_metadata() {
                Ok(found) if found.is_dir() => open.extend(entries(&path)),
                Ok(found) if found.is_file() && is_audio(&path) => {
                    if let Some(file) = describe(&root, &path) {
                        return Some(file);
                    }
                }
                _ => {}
            }
        }
        None
    })
}

/// What lies in a folder, last name first.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort_by(|a, b| b.cmp(a));
    paths
}

/// By the end of its name.
fn is_audio(file: &Path) -> bool {
    file.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(is_sound)
}

fn describe(root: &Path, file: &Path) -> Option<RecordingFile> {
    measure(&relative(root, file)?, file)
}

/// How `file` is called below `root`. `None` for a name that is not UTF-8: no PBX writes one, and no URL could name it.
fn relative(root: &Path, file: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = file
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/"))
}

/// What there is to say of `file`, which is called `path` below its folder.
fn measure(path: &str, file: &Path) -> Option<RecordingFile> {
    let bytes = file.metadata().ok()?.len();
    let duration = length(file, bytes);
    let message = voicemail_text(file).and_then(|text| message_file(path, bytes, duration, &text));
    Some(message.unwrap_or_else(|| RecordingFile {
        path: path.to_owned(),
        bytes,
        duration,
        ..RecordingFile::default()
    }))
}

/// Asterisk writes a text file beside each voicemail message: which channel left it, and when.
fn voicemail_text(file: &Path) -> Option<String> {
    let mut text = String::new();
    let beside = file.with_extension("txt");
    // Opening a pipe would wait for ever.
    beside.symlink_metadata().ok().filter(fs::Metadata::is_file)?;
    fs::File::open(beside)
        .ok()?
        .take(10_000)
        .read_to_string(&mut text)
        .ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use call_journal_model::time::Timestamp;

    use super::length::tests::wav;
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("call-journal-recordings-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("in/2026")).unwrap();
        folder
    }

    #[test]
    fn nothing_outside_the_folders_is_opened() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        let folder = folder("door");
        let inside = |name: &str| folder.join("in").join(name);
        fs::write(folder.join("secret.wav"), "x").unwrap();
        fs::write(inside("2026/a.wav"), "x").unwrap();
        fs::write(inside("2026").join(std::ffi::OsStr::from_bytes(b"\xff.wav")), "x").unwrap();
        symlink(folder.join("secret.wav"), inside("link.wav")).unwrap();
        symlink(&folder, inside("up")).unwrap();
        symlink("../../secret.wav", inside("2026/link.wav")).unwrap();
        symlink("round.wav", inside("round.wav")).unwrap();
        symlink("/proc/self/environ", inside("environ.wav")).unwrap();
        symlink("2026/a.wav", inside("good.wav")).unwrap();
        // The folder's own name begins the name of another.
        fs::create_dir(folder.join("in-secret")).unwrap();
        fs::write(folder.join("in-secret/b.wav"), "x").unwrap();
        symlink("../in-secret/b.wav", inside("b.wav")).unwrap();
        let roots = Roots::new(&[folder.join("not-there"), folder.join("in")]);
        for right in ["2026/a.wav", "2026//a.wav", "good.wav"] {
            assert!(
                roots
                    .open(right)
                    .is_some_and(|real| real.starts_with(folder.join("in"))),
                "{right}"
            );
        }
        let absolute = folder.join("secret.wav").display().to_string();
        let own = inside("2026/a.wav").display().to_string();
        for wrong in [
            "../secret.wav",
            "2026/../../secret.wav",
            "2026/../2026/a.wav",
            "./../secret.wav",
            "/",
            "//2026/a.wav",
            "link.wav",
            "2026/link.wav",
            "up/secret.wav",
            "up/in/2026/a.wav/../../../secret.wav",
            "round.wav",
            "environ.wav",
            "b.wav",
            "",
            ".",
            "..",
            "2026",
            "2026/",
            "2026/a.wav/b.wav",
            "a\0.wav",
            "2026/a.wav\0",
            "2026/\u{fffd}.wav",
            "%2e%2e/secret.wav",
            "..\\secret.wav",
            &"x".repeat(300),
            &"2026/".repeat(2_000),
            &absolute,
            &own,
        ] {
            assert_eq!(roots.open(wrong), None, "{wrong:?}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_that_is_mounted_later_is_there_then() {
        let folder = folder("later");
        let roots = Roots::new(&[folder.join("mount")]);
        assert_eq!(roots.open("a.wav"), None);
        fs::create_dir(folder.join("mount")).unwrap();
        fs::write(folder.join("mount/a.wav"), "x").unwrap();
        assert!(roots.open("a.wav").is_some());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_voicemail_message_knows_its_channel() {
        let folder = folder("voicemail");
        fs::write(folder.join("in/msg0000.wav"), wav(16_000, 16_000)).unwrap();
        fs::write(
            folder.join("in/msg0000.txt"),
            "[message]\ncallerchan=PJSIP/t-0001\norigtime=1795402364\n",
        )
        .unwrap();
        let found: Vec<_> = walk(&folder).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].path.as_str(), found[0].channel.as_str()),
            ("in/msg0000.wav", "PJSIP/t-0001")
        );
        assert_eq!(found[0].started_at, Some(Timestamp(1_795_402_364_000)));
        fs::remove_dir_all(folder).unwrap();
    }
}
