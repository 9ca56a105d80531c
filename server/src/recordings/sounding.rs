//! A file opened to be heard: as it is where browsers play it, else as a WAV file that is made while it is read.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use call_journal_audio::{Inspected, Playable, VirtualWav, inspect};

use super::fetched::Missing;

/// Bytes that can be read from any place.
pub trait ReadAt: Send {
    /// Fills `buffer` from `offset` on as far as there are bytes; 0: there are none.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl ReadAt for File {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match FileExt::read_at(self, &mut buffer[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

impl ReadAt for VirtualWav<File> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        VirtualWav::read_at(self, offset, buffer)
    }
}

/// What somebody wants of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The file as it is.
    File,
    /// What browsers of the last years play.
    Sound,
    /// What every browser plays, as far as we can make it.
    Wav,
}

/// An opened file.
pub struct Sounding {
    /// Its bytes, or those of the WAV file that it is made into.
    pub bytes: Box<dyn ReadAt>,
    /// For `Content-Type`.
    pub mime: &'static str,
    /// Bytes.
    pub length: u64,
    /// When the file changed.
    pub modified: SystemTime,
    /// With its quotes; changes with the file, and whether it is converted.
    pub etag: String,
}

impl Sounding {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read, or holds no sound.
    pub async fn open(path: PathBuf, wanted: Wanted) -> Result<Sounding, Missing> {
        let opened = tokio::task::spawn_blocking(move || open(&path, wanted)).await;
        opened.unwrap_or_else(|failed| Err(ours(failed.into())))
    }
}

fn open(path: &Path, wanted: Wanted) -> Result<Sounding, Missing> {
    let mut file = File::open(path).map_err(ours)?;
    let about = file.metadata().map_err(ours)?;
    let modified = about.modified().unwrap_or(UNIX_EPOCH);
    let changed = modified.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let audio = match inspect(&mut file, &name).map_err(ours)? {
        Inspected::Audio(audio) => audio,
        Inspected::Empty => return Err(Missing::Empty),
        Inspected::Foreign => return Err(Missing::NoAudio),
    };
    let etag = |made: &str| format!("\"{:x}-{changed:x}{made}\"", about.len());
    let wav = match (wanted, audio.playable) {
        (Wanted::File, _) | (_, Playable::Everywhere) | (Wanted::Sound, Playable::Mostly) => None,
        (_, Playable::Nowhere) => {
            let wav = VirtualWav::open(file.try_clone().map_err(ours)?, audio.clone());
            Some(wav.ok_or(Missing::NoAudio)?)
        }
        (Wanted::Wav, Playable::Mostly) => VirtualWav::open(file.try_clone().map_err(ours)?, audio.clone()),
    };
    if let Some(wav) = wav {
        return Ok(Sounding {
            length: wav.len(),
            bytes: Box::new(wav),
            mime: "audio/wav",
            modified,
            etag: etag("-wav"),
        });
    }
    Ok(Sounding {
        bytes: Box::new(file),
        mime: audio.mime,
        length: about.len(),
        modified,
        etag: etag(""),
    })
}

fn ours(error: io::Error) -> Missing {
    Missing::Ours(error.to_string())
}
