//! The recorded scenarios of a real Asterisk, shared with the reader's and the assembler's tests.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Folder;

/// A file among the recorded scenarios.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("pbx/tests/fixtures/asterisk")
        .join(name)
}

pub(crate) fn read(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap()
}

/// What the PBX had recorded, as far as names and lengths go.
#[derive(Deserialize)]
pub(crate) struct Audio {
    pub(crate) path: String,
    pub(crate) bytes: u64,
    pub(crate) duration_ms: Option<i64>,
}

pub(crate) fn audio() -> Vec<Audio> {
    serde_json::from_str(&read("files.json")).unwrap()
}

/// Makes a folder with files of those names and lengths: headers are real, sound is silence that takes no room.
pub(crate) fn recordings(folder: &Folder) -> PathBuf {
    recordings_but(folder, |_| false)
}

/// Those of them that are not left out.
pub(crate) fn recordings_but(folder: &Folder, left_out: impl Fn(&Audio) -> bool) -> PathBuf {
    let root = folder.path("recordings");
    for audio in audio().into_iter().filter(|audio| !left_out(audio)) {
        // A file that says how long it is: 8 kHz, 16 bits, one channel or two.
        let sound = audio.bytes.saturating_sub(44);
        let rate = audio
            .duration_ms
            .filter(|length| *length > 0)
            .map_or(16_000, |length| sound * 1000 / length.unsigned_abs());
        write(&root.join(&audio.path), u32::try_from(rate).unwrap(), audio.bytes);
    }
    write(&root.join("default/204/INBOX/msg0000.wav"), 16_000, 83_244);
    std::fs::copy(fixture("msg0000.txt"), root.join("default/204/INBOX/msg0000.txt")).unwrap();
    root
}

/// Writes a WAV file of `bytes` bytes that play `rate` bytes a second.
pub(crate) fn write(path: &Path, rate: u32, bytes: u64) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let data = u32::try_from(bytes - 44).unwrap();
    let mut file = File::create(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "wav") {
        file.write_all(b"RIFF").unwrap();
        file.write_all(&(data + 36).to_le_bytes()).unwrap();
        file.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x01\0").unwrap();
        file.write_all(&(rate / 2).to_le_bytes()).unwrap();
        file.write_all(&rate.to_le_bytes()).unwrap();
        file.write_all(&[2, 0, 16, 0]).unwrap();
        file.write_all(b"data").unwrap();
        file.write_all(&data.to_le_bytes()).unwrap();
    }
    file.set_len(bytes).unwrap();
}
