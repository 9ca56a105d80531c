//! Fetched audio files on the disk: named by a hash, whole or not there, no more of them than may be.
//!
//! When a file was heard last is its access time, set by hand: the time of its change is what browsers know it by.

use std::fs::{self, File, FileTimes};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

/// A file that is being written.
const DRAFT: &str = "part";

/// What a file is called here. Nothing of what a PBX named it is left in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key(String);

impl Key {
    /// Of the file that the PBX `source` knows as `path`.
    pub(super) fn new(source: &str, path: &str) -> Key {
        let hash = Sha256::new()
            .chain_update(source)
            .chain_update([0])
            .chain_update(path)
            .finalize();
        Key(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A folder of fetched files.
pub(super) struct Cache {
    folder: PathBuf,
    /// Bytes of all files together.
    limit: u64,
    drafts: AtomicU64,
    /// Held while room is made and used.
    making_room: Mutex<()>,
}

/// A file that is being written; it goes when it is dropped before it is kept.
pub(super) struct Draft {
    path: PathBuf,
    key: Key,
}

impl Draft {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Not there once it is kept.
        let _ = fs::remove_file(&self.path);
    }
}

impl Cache {
    /// Files that a killed server left half written go.
    pub(super) fn new(folder: &Path, limit: u64) -> Cache {
        for (path, _) in files(folder, Some(DRAFT)) {
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(path = %path.display(), %error, "a half-written recording stays");
            }
        }
        Cache {
            folder: folder.to_owned(),
            limit,
            drafts: AtomicU64::new(0),
            making_room: Mutex::new(()),
        }
    }

    /// The file, if it is here; it counts as heard now.
    pub(super) fn find(&self, key: &Key) -> Option<PathBuf> {
        let path = self.folder.join(&key.0);
        let file = File::open(&path).ok()?;
        if let Err(error) = file.set_times(FileTimes::new().set_accessed(SystemTime::now())) {
            tracing::debug!(%error, "when a recording was heard is not remembered");
        }
        Some(path)
    }

    /// A place to write the file to.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn draft(&self, key: Key) -> io::Result<Draft> {
        fs::create_dir_all(&self.folder)?;
        let number = self.drafts.fetch_add(1, Ordering::Relaxed);
        Ok(Draft {
            path: self.folder.join(format!("{}.{number}.{DRAFT}", key.0)),
            key,
        })
    }

    /// Makes the file one of the cache; others go if there is no room.
    ///
    /// # Errors
    /// When the disk does not obey.
    pub(super) fn keep(&self, draft: Draft) -> io::Result<PathBuf> {
        let bytes = fs::metadata(&draft.path)?.len();
        let path = self.folder.join(&draft.key.0);
        let _alone = self.making_room.lock().unwrap_or_else(PoisonError::into_inner);
        self.make_room(bytes);
        fs::rename(&draft.path, &path)?;
        Ok(path)
    }

    fn make_room(&self, bytes: u64) {
        let mut kept: Vec<(SystemTime, PathBuf, u64)> = files(&self.folder, None)
            .map(|(path, found)| {
                let heard = found.accessed().or(found.modified());
                (heard.unwrap_or(SystemTime::UNIX_EPOCH), path, found.len())
            })
            .collect();
        kept.sort();
        let mut total = kept.iter().map(|(.., bytes)| bytes).sum::<u64>() + bytes;
        for (_, path, bytes) in kept {
            if total <= self.limit {
                break;
            }
            match fs::remove_file(&path) {
                Ok(()) => total = total.saturating_sub(bytes),
                Err(error) => {
                    tracing::warn!(path = %path.display(), %error, "a fetched recording cannot be removed");
                }
            }
        }
    }
}

/// The files of the cache that end like this; those of anybody else, who was given the same folder, are not ours to remove.
fn files(folder: &Path, end: Option<&str>) -> impl Iterator<Item = (PathBuf, fs::Metadata)> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.filter_map(move |entry| {
        let path = entry.path();
        let name = entry.file_name().into_string().ok()?;
        let key = name.split('.').next().unwrap_or_default();
        let ours = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        let found = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        (ours && path.extension().and_then(|end| end.to_str()) == end).then_some((path, found))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("call-journal-cache-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn keep(cache: &Cache, key: &Key, bytes: usize) {
        let draft = cache.draft(key.clone()).unwrap();
        fs::write(draft.path(), vec![0; bytes]).unwrap();
        cache.keep(draft).unwrap();
    }

    #[test]
    fn what_was_not_heard_for_longest_goes_first() {
        let folder = folder("order");
        let cache = Cache::new(&folder, 100);
        let [a, b, c] = ["a", "b", "c"].map(|path| Key::new("pbx", path));
        for (key, age) in [(&a, 30), (&b, 20)] {
            keep(&cache, key, 40);
            let heard = SystemTime::now() - Duration::from_secs(age);
            let file = File::options().write(true).open(folder.join(&key.0)).unwrap();
            file.set_times(FileTimes::new().set_accessed(heard)).unwrap();
        }
        let changed = fs::metadata(folder.join(&a.0)).unwrap().modified().unwrap();
        assert!(cache.find(&a).is_some());
        assert_eq!(
            fs::metadata(folder.join(&a.0)).unwrap().modified().unwrap(),
            changed
        );
        keep(&cache, &c, 40);
        assert!(cache.find(&a).is_some() && cache.find(&b).is_none() && cache.find(&c).is_some());
        fs::write(folder.join("somebody-else-s"), [0; 500]).unwrap();
        keep(&cache, &b, 100);
        assert_eq!(
            (
                files(&folder, None).count(),
                fs::read_dir(&folder).unwrap().count()
            ),
            (1, 2)
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn half_a_file_is_none() {
        let folder = folder("half");
        let cache = Cache::new(&folder, 100);
        let key = Key::new("pbx", "../../etc/passwd");
        let draft = cache.draft(key.clone()).unwrap();
        fs::write(draft.path(), "half").unwrap();
        assert!(draft.path().starts_with(&folder) && cache.find(&key).is_none());
        drop(draft);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        let left = cache.draft(key).unwrap();
        fs::write(left.path(), "half").unwrap();
        std::mem::forget(left);
        Cache::new(&folder, 100);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn each_pbx_has_files_of_its_own() {
        assert_ne!(Key::new("a", "b/c"), Key::new("a\0b", "c"));
        assert_ne!(Key::new("a", "c"), Key::new("b", "c"));
        assert_eq!(Key::new("a", "c").0.len(), 64);
    }
}
