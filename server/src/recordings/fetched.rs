//! Recordings that no folder has: fetched from the PBX when somebody listens, then kept for the next time.
//!
//! Which leg a recording belongs to is read in the event log; how its PBX is asked is the source's business.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::mikopbx::MikopbxLeg;
use call_journal_store::query::RecordingFile;
use call_journal_store::{Store, log};
use tokio::sync::OnceCell;

use super::cache::{Cache, Draft, Key};
use super::format::Format;
use crate::config::recordings::Cache as RecordingsCache;
use crate::pipeline;
use crate::source::mikopbx::Recordings;

/// For a whole fetch: the PBX is asked where the file is, then for the file.
const PATIENCE: Duration = Duration::from_secs(120);

/// After a refusal: whoever locks out after a few wrong keys must not lock us out.
const REFUSED: Duration = Duration::from_secs(300);

/// A file that holds no more than the header of a WAV file is empty.
const HEADER: u64 = 44;

const MEGABYTE: u64 = 1_000_000;

/// A fetched file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    /// Where it lies.
    pub path: PathBuf,
}

/// Why a recording cannot be heard. The sentences are for the log and hold no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// No PBX is known that could have it.
    #[error("no PBX has it")]
    Nowhere,
    /// It is made some time after the call, and goes when it is old.
    #[error("the PBX does not have it, or not yet")]
    NotThere,
    /// Something is set up wrongly; the PBX is left alone for some minutes.
    #[error("{0}")]
    Refused(String),
    /// The key opens the history, and not this file.
    #[error("the PBX does not give this file (status {0})")]
    Withheld(u16),
    /// An address of another host, or of something else than the REST interface: never asked.
    #[error("the PBX names an address that is not of its own REST interface")]
    Elsewhere,
    /// More than one file may have.
    #[error("it is larger than {0} bytes")]
    TooLarge(u64),
    /// Nobody spoke.
    #[error("it is empty")]
    Empty,
    /// A page that says what is wrong, for example.
    #[error("what came is no audio of a known kind")]
    NoAudio,
    /// The PBX does not answer, or broke off.
    #[error("{0}")]
    Lost(String),
    /// The disk or the database of the journal.
    #[error("the journal itself failed: {0}")]
    Ours(String),
}

impl Missing {
    /// Whether asking again may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Missing::Lost(_) | Missing::Ours(_))
    }
}

/// What fetching ended with; all who wait for one file get the same.
type Outcome = Result<Sound, Missing>;

/// The recordings of PBXs that give them when asked.
pub struct Fetched {
    pbxs: BTreeMap<String, Pbx>,
    cache: Arc<Cache>,
    file_limit: u64,
    patience: Duration,
    /// Fetches that somebody waits for.
    running: Mutex<HashMap<Key, Arc<OnceCell<Outcome>>>>,
}

struct Pbx {
    recordings: Recordings,
    /// Since when, and why, it is left alone.
    refused: Mutex<Option<(Instant, String)>>,
}

impl Fetched {
    /// `pbxs` by the names of their sources.
    pub fn new(cache: &RecordingsCache, pbxs: BTreeMap<String, Recordings>) -> Fetched {
        let pbx = |recordings| Pbx {
            recordings,
            refused: Mutex::new(None),
        };
        let limit = cache.megabytes.saturating_mul(MEGABYTE);
        Fetched {
            pbxs: pbxs
                .into_iter()
                .map(|(name, recordings)| (name, pbx(recordings)))
                .collect(),
            cache: Arc::new(Cache::new(&cache.folder, limit)),
            file_limit: cache.file_megabytes.saturating_mul(MEGABYTE),
            patience: PATIENCE,
            running: Mutex::default(),
        }
    }

    /// Where the audio of `file` lies if it was fetched already.
    pub fn kept(&self, file: &RecordingFile) -> Option<PathBuf> {
        self.cache.find(&Key::new(&file.source, &file.path))
    }

    /// Deletes what was fetched of this file.
    pub fn forget(&self, source: &str, path: &str) {
        if let Some(file) = self.cache.find(&Key::new(source, path))
            && let Err(error) = std::fs::remove_file(&file)
        {
            tracing::error!(file = %file.display(), %error, "a fetched recording could not be deleted");
        }
    }

    /// The audio of `file`, from the cache or from its PBX. Why there is none was logged already.
    ///
    /// # Errors
    /// When there is none.
    pub async fn sound(&self, store: &Store, file: &RecordingFile) -> Outcome {
        let pbx = self.pbxs.get(&file.source).ok_or(Missing::Nowhere)?;
        let key = Key::new(&file.source, &file.path);
        if let Some(path) = self.cache.find(&key) {
            return sound(path);
        }
        let waiting = Waiting::new(self, &key);
        let fetch = || async {
            let fetched = match pbx.left_alone() {
                Some(why) => return Err(Missing::Refused(why)),
                None => tokio::time::timeout(self.patience, self.fetch(store, pbx, file, &key)).await,
            };
            let outcome = fetched
                .unwrap_or_else(|_| Err(Missing::Lost(format!("no answer within {:?}", self.patience))));
            if let Err(missing) = &outcome {
                tracing::warn!(pbx = file.source, path = file.path, %missing, "a recording was not fetched");
            }
            if let Err(Missing::Refused(why)) = &outcome {
                *locked(&pbx.refused) = Some((Instant::now(), why.clone()));
            }
            outcome
        };
        waiting.cell.get_or_init(fetch).await.clone()
    }

    async fn fetch(&self, store: &Store, pbx: &Pbx, file: &RecordingFile, key: &Key) -> Outcome {
        // Another fetch may have ended between the look into the cache and this one's begin.
        if let Some(path) = self.cache.find(key) {
            return sound(path);
        }
        let leg = leg(store, file)
            .await
            .map_err(|error| Missing::Ours(format!("{error:#}")))?
            .ok_or(Missing::NotThere)?;
        let draft = self.cache.draft(key.clone()).map_err(ours)?;
        let bytes = pbx.recordings.fetch(&leg, draft.path(), self.file_limit).await?;
        if bytes <= HEADER {
            return Err(Missing::Empty);
        }
        let cache = Arc::clone(&self.cache);
        // Making room may remove many files.
        let kept = tokio::task::spawn_blocking(move || keep(&cache, draft)).await;
        kept.unwrap_or_else(|failed| Err(ours(failed.into())))
    }
}

impl Pbx {
    /// Why it is not asked now.
    fn left_alone(&self) -> Option<String> {
        let refused = locked(&self.refused);
        let (since, why) = refused.as_ref()?;
        (since.elapsed() < REFUSED).then(|| why.clone())
    }
}

/// One of those who wait for a fetch. The last one to go clears up, whether it ended or the browser went away.
struct Waiting<'a> {
    all: &'a Fetched,
    key: &'a Key,
    cell: Arc<OnceCell<Outcome>>,
}

impl<'a> Waiting<'a> {
    fn new(all: &'a Fetched, key: &'a Key) -> Waiting<'a> {
        let cell = Arc::clone(locked(&all.running).entry(key.clone()).or_default());
        Waiting { all, key, cell }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut running = locked(&self.all.running);
        // What ended is no answer for those who come later: the file may be there by then.
        let over = self.cell.initialized() || Arc::strong_count(&self.cell) == 2;
        if over
            && running
                .get(self.key)
                .is_some_and(|cell| Arc::ptr_eq(cell, &self.cell))
        {
            running.remove(self.key);
        }
    }
}

/// The leg whose audio `file` is, as the log tells it.
async fn leg(store: &Store, file: &RecordingFile) -> anyhow::Result<Option<MikopbxLeg>> {
    let mut threads = log::events_of(store, &[file.thread]).await?;
    let Some(thread) = threads.pop() else {
        return Ok(None);
    };
    let legs = pipeline::parsed(&thread)?
        .into_iter()
        .filter_map(|event| match event {
            PbxEvent::MikopbxLeg(leg) => Some(*leg),
            _ => None,
        });
    Ok(legs.rev().find(|leg| leg.is_recorded_as(&file.path)))
}

fn keep(cache: &Cache, draft: Draft) -> Outcome {
    is_audio(draft.path())?;
    let path = cache.keep(draft).map_err(ours)?;
    Ok(Sound { path })
}

fn sound(path: PathBuf) -> Outcome {
    is_audio(&path)?;
    Ok(Sound { path })
}

/// A page that says what is wrong is none.
fn is_audio(file: &Path) -> Result<(), Missing> {
    let format = Format::read(file).map_err(ours)?;
    format.map(drop).ok_or(Missing::NoAudio)
}

fn ours(error: std::io::Error) -> Missing {
    Missing::Ours(error.to_string())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half done under any of these locks.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
