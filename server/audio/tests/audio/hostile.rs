//! Any bytes: nothing panics, nothing runs for ever, nothing asks for memory that the file does not warrant.

use std::io::Cursor;

use call_journal_audio::{Inspected, Peaks, VirtualWav, inspect};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{G722, GSM, MP3, WAV49, wav};

const NAMES: [&str; 8] = [
    "a.wav",
    "a.gsm",
    "a.ulaw",
    "a.g722",
    "a.sln48",
    "a.mp3",
    "a",
    "..\\\0\u{202e}.WAV",
];

fn all(bytes: Vec<u8>, name: &str) {
    let Inspected::Audio(audio) = inspect(&mut Cursor::new(&bytes), name).unwrap() else {
        return;
    };
    assert!(audio.data.end <= bytes.len() as u64 && audio.data.start <= audio.data.end);
    if let Some(mut wav) = VirtualWav::open(Cursor::new(bytes.clone()), audio.clone()) {
        let mut room = [0; 1000];
        for at in [0, 43, 44, 1000, wav.len().saturating_sub(10), wav.len(), u64::MAX] {
            assert!(wav.read_at(at, &mut room).unwrap() <= room.len());
        }
    }
    if let Some(peaks) = Peaks::of(Cursor::new(bytes), &audio).unwrap() {
        let _ = peaks.columns(50);
        let _ = peaks.silences();
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..3000), name in select(&NAMES[..])) {
        all(bytes, name);
    }

    #[test]
    fn real_files_with_wounds(
        which in 0..5_usize,
        name in select(&NAMES[..]),
        wounds in prop::collection::vec((any::<Index>(), any::<u8>()), 0..20),
        early in prop::collection::vec((0..60_usize, any::<u8>()), 0..10),
        cut in any::<Index>(),
    ) {
        let stereo = wav(1, 2, 44_100, 24, &[5; 6000]);
        let mut bytes = [GSM, WAV49, G722, MP3, &stereo][which].to_vec();
        bytes.truncate(8000);
        for (at, byte) in wounds {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for (at, byte) in early {
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 2));
        all(bytes, name);
    }
}
