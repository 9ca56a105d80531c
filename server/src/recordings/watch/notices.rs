//! Word from the system that something happened in a folder, gathered until somebody asks. Where there is none (network
//! shares, a system that has no watches left), `folder` looks by itself.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use notify::event::{AccessKind, AccessMode, ModifyKind, RemoveKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// Files that wait to be asked for; with more, everything is looked at.
const MOST: usize = 10_000;

/// What happened.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Happened {
    /// Files or folders that came or changed; links and what is gone again among them.
    pub(super) changed: BTreeSet<PathBuf>,
    /// More than that, or not known what.
    pub(super) look_at_all: bool,
    /// Folders that are not there any more; new ones of their names are to be watched anew.
    gone: Vec<PathBuf>,
}

/// Watches over some folders, not over those below them.
pub(super) struct Notices {
    watcher: RecommendedWatcher,
    happened: Arc<Mutex<Happened>>,
    watched: HashSet<PathBuf>,
    /// It was said already that a folder cannot be watched.
    has_complained: bool,
}

impl Notices {
    /// None are watched yet. `None`: this system does not tell; it was logged.
    pub(super) fn new() -> Option<Notices> {
        let happened: Arc<Mutex<Happened>> = Arc::default();
        let gathering = Arc::clone(&happened);
        let gather = move |event: notify::Result<Event>| locked(&gathering).add(event);
        let watcher = notify::recommended_watcher(gather)
            .inspect_err(|error| tracing::warn!(%error, "the system does not tell of new files"))
            .ok()?;
        Some(Notices {
            watcher,
            happened,
            watched: HashSet::new(),
            has_complained: false,
        })
    }

    /// Watches exactly these folders.
    pub(super) fn watch(&mut self, folders: &[PathBuf]) {
        let wanted: HashSet<&Path> = folders.iter().map(PathBuf::as_path).collect();
        let watcher = &mut self.watcher;
        self.watched.retain(|folder| {
            let stays = wanted.contains(folder.as_path());
            if !stays {
                // A folder that is gone is not watched any more anyway.
                let _ = watcher.unwatch(folder);
            }
            stays
        });
        for folder in folders {
            if self.watched.contains(folder) {
                continue;
            }
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(folder.clone());
                }
                Err(error) if self.has_complained => tracing::debug!(%error, "a folder is not watched"),
                Err(error) => {
                    self.has_complained = true;
                    tracing::warn!(folder = %folder.display(), %error, "a folder is not watched, only looked at now and then");
                }
            }
        }
    }

    /// What happened since this was asked last.
    pub(super) fn take(&mut self) -> Happened {
        let happened = std::mem::take(&mut *locked(&self.happened));
        for folder in &happened.gone {
            self.watched.remove(folder);
        }
        happened
    }
}

impl Happened {
    fn add(&mut self, event: notify::Result<Event>) {
        let Ok(event) = event else {
            self.look_at_all = true;
            return;
        };
        self.look_at_all |= event.need_rescan();
        let is_news = match event.kind {
            EventKind::Create(_)
            | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Name(_) | ModifyKind::Any)
            | EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Remove(RemoveKind::Folder) => {
                self.look_at_all = true;
                self.gone.extend(event.paths);
                return;
            }
            // Our own reading, for example.
            _ => false,
        };
        if is_news && !self.look_at_all {
            self.changed.extend(event.paths);
        }
        if self.changed.len() > MOST {
            self.changed.clear();
            self.look_at_all = true;
        }
    }
}

fn locked(happened: &Mutex<Happened>) -> MutexGuard<'_, Happened> {
    // Nothing is left half done under this lock.
    happened.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag};

    use super::*;

    fn event(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(PathBuf::from(path))
    }

    #[test]
    fn reading_is_no_news() {
        let mut happened = Happened::default();
        happened.add(Ok(event(
            EventKind::Access(AccessKind::Open(AccessMode::Any)),
            "/a",
        )));
        happened.add(Ok(event(EventKind::Remove(RemoveKind::File), "/b")));
        assert_eq!(happened, Happened::default());
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        happened.add(Ok(event(EventKind::Create(CreateKind::File), "/a")));
        happened.add(Ok(event(written, "/a")));
        assert_eq!(happened.changed, BTreeSet::from([PathBuf::from("/a")]));
        assert!(!happened.look_at_all);
    }

    #[test]
    fn where_too_much_happens_everything_is_looked_at() {
        let mut happened = Happened::default();
        for n in 0..=MOST {
            happened.add(Ok(event(EventKind::Create(CreateKind::File), &format!("/{n}"))));
        }
        assert!(happened.look_at_all && happened.changed.is_empty());
        for unclear in [
            Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)),
            Err(notify::Error::generic("lost")),
            Ok(event(EventKind::Remove(RemoveKind::Folder), "/d")),
        ] {
            let mut happened = Happened::default();
            happened.add(unclear);
            assert!(happened.look_at_all);
        }
    }
}
