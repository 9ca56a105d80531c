//! How recordings look: listened to once, off the threads that answer, and kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use call_journal_audio::{Inspected, Peaks, inspect};
use call_journal_model::time::Millis;
use call_journal_model::view::Waveform;
use tokio::sync::Semaphore;

use super::cache::{Cache, Key};
use super::fetched::Missing;

/// Columns of a drawing: as many as a wide panel has room for.
const COLUMNS: usize = 160;

/// Bytes of all drawings together: a hundred kilobytes for an hour.
const LIMIT: u64 = 200_000_000;

/// Files that are listened to at once.
const AT_ONCE: usize = 1;

/// See the module.
pub struct Drawings {
    cache: Arc<Cache>,
    turns: Semaphore,
}

impl Drawings {
    /// Kept in `folder`, where nothing else may lie.
    pub fn new(folder: &Path) -> Drawings {
        Drawings {
            cache: Arc::new(Cache::new(folder, LIMIT)),
            turns: Semaphore::new(AT_ONCE),
        }
    }

    /// The drawing of a file.
    ///
    /// # Errors
    /// When the file cannot be read, or is no sound that can be drawn.
    pub async fn of(&self, path: PathBuf) -> Result<Waveform, Missing> {
        let key = key(&path).map_err(ours)?;
        let peaks = match self.kept(&key).await {
            Some(peaks) => peaks,
            None => {
                // Closed never.
                let _turn = self.turns.acquire().await;
                // Whoever waited finds what the one before drew.
                match self.kept(&key).await {
                    Some(peaks) => peaks,
                    None => self.draw(path, key).await?,
                }
            }
        };
        Ok(Waveform {
            duration: Millis(i64::try_from(peaks.millis).unwrap_or(i64::MAX)),
            channels: peaks.columns(COLUMNS),
            quiet: peaks.silences(),
        })
    }

    async fn kept(&self, key: &Key) -> Option<Peaks> {
        let (cache, key) = (Arc::clone(&self.cache), key.clone());
        let kept = move || Peaks::from_bytes(&fs::read(cache.find(&key)?).ok()?);
        tokio::task::spawn_blocking(kept).await.ok().flatten()
    }

    async fn draw(&self, path: PathBuf, key: Key) -> Result<Peaks, Missing> {
        let cache = Arc::clone(&self.cache);
        let drawn = tokio::task::spawn_blocking(move || {
            let peaks = listen(&path)?;
            let kept = cache.draft(key).and_then(|draft| {
                fs::write(draft.path(), peaks.to_bytes())?;
                cache.keep(draft)
            });
            if let Err(error) = kept {
                tracing::warn!(%error, "a drawing is not kept");
            }
            Ok(peaks)
        });
        drawn.await.map_err(|failed| ours(failed.into()))?
    }
}

fn listen(path: &Path) -> Result<Peaks, Missing> {
    let mut file = File::open(path).map_err(ours)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match inspect(&mut file, &name).map_err(ours)? {
        Inspected::Audio(audio) => Peaks::of(file, &audio).map_err(ours)?.ok_or(Missing::NoAudio),
        Inspected::Empty => Err(Missing::Empty),
        Inspected::Foreign => Err(Missing::NoAudio),
    }
}

/// A file that changed is another one.
fn key(path: &Path) -> std::io::Result<Key> {
    let about = fs::metadata(path)?;
    let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Key::new(
        &format!("{} {}", about.len(), changed.as_nanos()),
        &path.to_string_lossy(),
    ))
}

fn ours(error: std::io::Error) -> Missing {
    Missing::Ours(error.to_string())
}
