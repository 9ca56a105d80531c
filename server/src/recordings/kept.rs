//! Audio that other programs upload: taken piece by piece, judged by its first bytes, kept under a name of ours. Nothing of
//! what a sender calls it is part of a path.
//!
//! The name is made of the call and of the content, so that the same file again is the same file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use call_journal_pbx::event::RecordingFile;
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::format::Format;
use super::measure;
use crate::config::recordings::Uploads;

/// A file that is being written.
const DRAFT: &str = "part";
/// What tells the kind of a file.
const HEAD: usize = 12;
/// Files that come at once.
const AT_ONCE: usize = 16;

const MEGABYTE: u64 = 1_000_000;

/// The folder of them. Cheap to clone.
#[derive(Clone)]
pub struct Kept {
    folder: PathBuf,
    /// Bytes of one file.
    limit: u64,
    turns: Arc<Semaphore>,
}

/// Why a file is not kept.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// More than one file may have.
    #[error("more than {0} bytes")]
    TooLarge(u64),
    /// A page or a picture, for example.
    #[error(
        "this is no audio of a known kind; raw audio is known by the end of its name, such as name=talk.gsm"
    )]
    NoAudio,
    /// Not a single byte.
    #[error("nothing was sent")]
    Nothing,
    /// They come faster than they are written.
    #[error("too many files are sent at once: try again")]
    Busy,
    /// The disk of the journal.
    #[error("the journal cannot keep the file now: try again later")]
    Ours(#[from] io::Error),
}

/// A file on its way in; it goes when it is dropped before it is kept.
pub struct Draft {
    path: PathBuf,
    folder: PathBuf,
    limit: u64,
    file: File,
    bytes: u64,
    hash: Sha256,
    head: Vec<u8>,
    /// What the sender calls it.
    name: String,
    _turn: OwnedSemaphorePermit,
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Not there once it is kept.
        let _ = fs::remove_file(&self.path);
    }
}

impl Kept {
    /// Files that a killed server left half written go.
    pub fn new(uploads: &Uploads) -> Kept {
        let entries = fs::read_dir(&uploads.folder).into_iter().flatten();
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.extension().is_some_and(|end| end == DRAFT)
                && let Err(error) = fs::remove_file(&path)
            {
                tracing::warn!(path = %path.display(), %error, "a half-written upload stays");
            }
        }
        Kept {
            folder: uploads.folder.clone(),
            limit: uploads.file_megabytes.saturating_mul(MEGABYTE),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Bytes that one file may have.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// A place for a file that is about to come, which its sender calls `name`.
    ///
    /// # Errors
    /// When there is none.
    pub async fn begin(&self, name: &str) -> Result<Draft, Refused> {
        let turn = Arc::clone(&self.turns).try_acquire_owned();
        let turn = turn.map_err(|_| Refused::Busy)?;
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        tokio::fs::create_dir_all(&self.folder).await?;
        let path = self.folder.join(format!("{}.{DRAFT}", hex(&random)));
        Ok(Draft {
            file: File::create_new(&path).await?,
            path,
            folder: self.folder.clone(),
            limit: self.limit,
            bytes: 0,
            hash: Sha256::new(),
            head: Vec::with_capacity(HEAD),
            name: name.to_owned(),
            _turn: turn,
        })
    }
}

impl Draft {
    /// Takes the next piece.
    ///
    /// # Errors
    /// When it is one too many, when it cannot be audio, or when the disk does not obey.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), Refused> {
        self.bytes += piece.len() as u64;
        if self.bytes > self.limit {
            return Err(Refused::TooLarge(self.limit));
        }
        let missing = HEAD - self.head.len();
        if missing > 0 {
            self.head.extend(piece.iter().take(missing));
            if self.head.len() == HEAD {
                end(&self.head, &self.name).ok_or(Refused::NoAudio)?;
            }
        }
        self.hash.update(piece);
        self.file.write_all(piece).await?;
        Ok(())
    }

    /// Keeps the file, whole, as one of the call `call` of the PBX `source`.
    ///
    /// # Errors
    /// When it is no audio, or when the disk does not obey.
    pub async fn keep(mut self, source: &str, call: &str) -> Result<RecordingFile, Refused> {
        if self.bytes == 0 {
            return Err(Refused::Nothing);
        }
        let end = end(&self.head, &self.name).ok_or(Refused::NoAudio)?;
        self.file.flush().await?;
        // Answered is kept, whatever happens to the machine.
        self.file.sync_all().await?;
        let of = Sha256::new()
            .chain_update(source)
            .chain_update([0])
            .chain_update(call)
            .finalize();
        let content = std::mem::take(&mut self.hash).finalize();
        let (of, content) = (hex(&of[..8]), hex(&content[..16]));
        let path = format!("{}/{of}-{content}.{end}", &of[..2]);
        let keeping = tokio::task::spawn_blocking(move || {
            let file = self.folder.join(&path);
            let folder = file.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder)?;
            fs::rename(&self.path, &file)?;
            sync(folder)?;
            measure(&path, &file).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        });
        Ok(keeping.await.map_err(io::Error::other)??)
    }
}

/// Makes the names in a folder last.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// How a file of this beginning is to end; raw audio has no beginning, and is known by its name alone. `None`: no audio.
fn end(head: &[u8], name: &str) -> Option<&'static str> {
    match Format::of(head) {
        Some(Format::Wav) => return Some("wav"),
        Some(Format::Mp3) => return Some("mp3"),
        Some(Format::Ogg) => return Some("ogg"),
        Some(Format::Webm) => return Some("webm"),
        None => {}
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Some("m4a");
    }
    let (_, end) = name.rsplit_once('.')?;
    let end = match end.to_ascii_lowercase().as_str() {
        "gsm" => "gsm",
        "ulaw" | "ul" | "mu" | "mulaw" | "pcm" => "ulaw",
        "alaw" | "al" => "alaw",
        "sln" => "sln",
        "g722" => "g722",
        "raw" => "raw",
        _ => return None,
    };
    // Each frame of GSM begins with these four bits.
    let fits = end != "gsm" || head.first().is_some_and(|first| first >> 4 == 0xd);
    fits.then_some(end)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use rstest::rstest;

    use super::*;

    fn kept(test: &str) -> Kept {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let test = format!("{test}-{count}");
        let folder = std::env::temp_dir().join(format!("call-journal-kept-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Kept {
            limit: 100,
            ..Kept::new(&Uploads {
                folder,
                ..Uploads::default()
            })
        }
    }

    fn files(kept: &Kept) -> usize {
        let Ok(entries) = fs::read_dir(&kept.folder) else {
            return 0;
        };
        entries
            .map(|entry| entry.unwrap().path())
            .map(|path| fs::read_dir(path).map_or(1, Iterator::count))
            .sum()
    }

    async fn send(kept: &Kept, call: &str, name: &str, pieces: &[&[u8]]) -> Result<RecordingFile, Refused> {
        let mut draft = kept.begin(name).await?;
        for piece in pieces {
            draft.write(piece).await?;
        }
        draft.keep("pbx", call).await
    }

    #[rstest]
    #[case::wav(b"RIFF\x24\0\0\0WAVEfmt ", "", Some("wav"))]
    #[case::what_it_holds_counts(b"RIFF\x24\0\0\0WAVEfmt ", "a.mp3", Some("wav"))]
    #[case::m4a(b"\0\0\0\x20ftypM4A ", "", Some("m4a"))]
    #[case::gsm(b"\xd2\x0a", "../../a.GSM", Some("gsm"))]
    #[case::no_gsm(b"<html>", "a.gsm", None)]
    #[case::mu_law(b"\xff\x7f\xff\x7f", "a.ul", Some("ulaw"))]
    #[case::a_page(b"<html>", "a.html", None)]
    #[case::a_page_with_a_good_name(b"<html>", "a.wav", None)]
    #[case::no_name(b"\xff\x7f", "", None)]
    #[case::nothing(b"", "gsm", None)]
    fn the_kind_is_known_by_content(#[case] head: &[u8], #[case] name: &str, #[case] kind: Option<&str>) {
        assert_eq!(end(head, name), kind);
    }

    #[tokio::test]
    async fn the_same_file_for_the_same_call_is_one_file() {
        let kept = kept("same");
        let ogg: &[&[u8]] = &[b"Og", b"", b"gS, and some sound"];
        let first = send(&kept, "1", "a.ogg", ogg).await.unwrap();
        let again = send(&kept, "1", "/etc/passwd\0", &[&ogg.concat()]).await.unwrap();
        assert_eq!((first.path.as_str(), first.bytes), (again.path.as_str(), 20));
        let other = send(&kept, "2", "a.ogg", ogg).await.unwrap();
        assert_ne!(first.path, other.path);
        assert!(
            first.path.ends_with(".ogg") && first.path.len() == 3 + 16 + 1 + 32 + 4,
            "{}",
            first.path
        );
        assert!(kept.folder.join(&first.path).is_file());
        assert_eq!(files(&kept), 2);
        fs::remove_dir_all(&kept.folder).unwrap();
    }

    #[rstest]
    #[case::nothing(&[], "nothing was sent")]
    #[case::a_page(&[b"<html>no audio".as_slice()], "no audio")]
    #[case::a_short_page(&[b"<html>".as_slice()], "no audio")]
    #[case::too_large(&[b"OggS".as_slice(), &[0; 60], &[0; 60]], "more than 100 bytes")]
    #[tokio::test]
    async fn what_is_refused_leaves_nothing(#[case] pieces: &[&[u8]], #[case] says: &str) {
        let kept = kept("refused");
        let refused = send(&kept, "1", "a.wav", pieces).await.unwrap_err().to_string();
        assert!(refused.contains(says), "{refused}");
        assert_eq!(files(&kept), 0);
        fs::remove_dir_all(&kept.folder).unwrap();
    }

    #[tokio::test]
    async fn half_a_file_is_none() {
        let kept = kept("half");
        let mut draft = kept.begin("a.ogg").await.unwrap();
        draft.write(b"OggS").await.unwrap();
        assert_eq!(files(&kept), 1);
        drop(draft);
        assert_eq!(files(&kept), 0);
        // As a killed server leaves it.
        fs::write(kept.folder.join("0123.part"), "half").unwrap();
        let uploads = Uploads {
            folder: kept.folder.clone(),
            ..Uploads::default()
        };
        assert_eq!(files(&Kept::new(&uploads)), 0);
        fs::remove_dir_all(&kept.folder).unwrap();
    }

    #[tokio::test]
    async fn too_many_at_once_are_told_to_come_again() {
        let kept = kept("many");
        let mut drafts = Vec::new();
        for _ in 0..AT_ONCE {
            drafts.push(kept.begin("a.ogg").await.unwrap());
        }
        assert!(matches!(kept.begin("a.ogg").await, Err(Refused::Busy)));
        drafts.pop();
        assert!(kept.begin("a.ogg").await.is_ok());
        drop(drafts);
        fs::remove_dir_all(&kept.folder).unwrap();
    }
}
