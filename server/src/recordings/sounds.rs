//! The audio of calls for the pages: where it lies, how it looks, and who heard it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use call_journal_app::error::AppError;
use call_journal_app::service::{Drawing, Sounds as ForPages};
use call_journal_model::access::Deed;
use call_journal_model::time::Timestamp;
use call_journal_model::view::Heard;
use call_journal_store::comments::Author;
use call_journal_store::listenings::{self, ONCE};
use call_journal_store::query::{RecordingFile, recording};
use call_journal_store::{Store, access};
use tokio_util::task::TaskTracker;

use super::Roots;
use super::drawings::Drawings;
use super::fetched::{Fetched, Missing};

/// Those who listened last, so that not every range that a player asks for is looked up.
const REMEMBERED: usize = 10_000;

/// See the module. Cheap to clone.
#[derive(Clone)]
pub struct Sounds(Arc<Inner>);

struct Inner {
    store: Store,
    roots: Roots,
    /// Folders whose files are the journal's own: it may delete them.
    own: Roots,
    fetched: Fetched,
    drawings: Drawings,
    /// When each was written down last, by file, kind and listener.
    noted: Mutex<HashMap<(String, Heard, String), Timestamp>>,
    tasks: TaskTracker,
}

/// A recording whose file is here.
#[derive(Clone, Debug)]
pub struct Found {
    /// As the PBX named it.
    pub file: RecordingFile,
    /// Where it lies.
    pub path: PathBuf,
}

impl Sounds {
    /// `roots` are looked into first, then the PBXs are asked; files in `own` may be deleted.
    pub fn new(store: Store, roots: Roots, own: Roots, fetched: Fetched, drawings: Drawings) -> Sounds {
        Sounds(Arc::new(Inner {
            store,
            roots,
            own,
            fetched,
            drawings,
            noted: Mutex::default(),
            tasks: TaskTracker::new(),
        }))
    }

    /// The file of a recording, which its PBX may have to give first.
    ///
    /// # Errors
    /// When there is none.
    pub async fn find(&self, id: i64) -> Result<Found, Missing> {
        let file = self.known(id).await?;
        let path = match self.0.roots.open(&file.path) {
            Some(path) => path,
            None => self.0.fetched.sound(&self.0.store, &file).await?.path,
        };
        Ok(Found { file, path })
    }

    async fn known(&self, id: i64) -> Result<RecordingFile, Missing> {
        match recording(&self.0.store, id).await {
            Ok(file) => file.ok_or(Missing::Nowhere),
            Err(error) => {
                tracing::error!(?error, recording = id, "the store failed");
                Err(Missing::Ours(error.to_string()))
            }
        }
    }

    /// The file of a recording if it is here already.
    async fn here(&self, id: i64) -> Result<Option<Found>, Missing> {
        let file = self.known(id).await?;
        let path = self.0.roots.open(&file.path);
        let path = path.or_else(|| self.0.fetched.kept(&file));
        Ok(path.map(|path| Found { file, path }))
    }

    /// Writes down who hears it from which address, meanwhile: nobody waits for that with the headphones on.
    pub fn note(&self, file: &RecordingFile, what: Heard, who: Author, address: String) {
        if !self.is_new(&file.path, what, &who) {
            return;
        }
        let (sounds, path) = (self.clone(), file.path.clone());
        self.0.tasks.spawn(async move {
            let noted = async {
                listenings::note(&sounds.0.store, &path, what, &who).await?;
                let deed = match what {
                    Heard::Listened => Deed::Listened,
                    Heard::Downloaded => Deed::Downloaded,
                };
                let name = path.rsplit('/').next().unwrap_or(&path);
                access::note(&sounds.0.store, (who.id, &who.name), &address, deed, name, who.at).await
            };
            if let Err(error) = noted.await {
                tracing::error!(
                    ?error,
                    path,
                    who = who.name,
                    "that somebody listened was not written down"
                );
            }
        });
    }

    fn is_new(&self, path: &str, what: Heard, who: &Author) -> bool {
        let mut noted = self.0.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (path.to_owned(), what, who.name.clone());
        if noted.get(&key).is_some_and(|before| who.at.since(*before) < ONCE) {
            return false;
        }
        if noted.len() >= REMEMBERED {
            // The database knows better anyway.
            noted.clear();
        }
        noted.insert(key, who.at);
        true
    }

    /// Waits until everything is written down.
    pub async fn end(self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

impl ForPages for Sounds {
    fn forget(&self, recordings: Vec<(String, String)>) {
        let sounds = self.clone();
        self.0.tasks.spawn_blocking(move || {
            for (source, path) in &recordings {
                sounds.0.fetched.forget(source, path);
                let Some(file) = sounds.0.own.open(path) else {
                    continue;
                };
                if let Err(error) = std::fs::remove_file(&file) {
                    tracing::error!(file = %file.display(), %error, "a recording could not be deleted");
                }
            }
        });
    }

    fn waveform(&self, recording: i64) -> Drawing {
        let sounds = self.clone();
        Box::pin(async move {
            let missing = |missing: Missing| match missing.is_passing() {
                true => AppError::Unavailable,
                false => AppError::NotFound,
            };
            match sounds.here(recording).await.map_err(missing)? {
                Some(found) => sounds.0.drawings.of(found.path).await.map(Some).map_err(missing),
                None => Ok(None),
            }
        })
    }
}
