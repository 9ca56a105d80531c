//! Any bytes: nothing panics, nothing runs for ever, nothing asks for memory that the file does not warrant.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::every_use::every_use;
use super::{FLAC, G722, GSM, M4A, MP3, OPUS, VORBIS, WAV49, WEBM, wav};

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

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..3000), name in select(&NAMES[..])) {
        every_use(&bytes, name);
    }

    #[test]
    fn real_files_with_wounds(
        which in 0..10_usize,
        name in select(&NAMES[..]),
        wounds in prop::collection::vec((any::<Index>(), any::<u8>()), 0..20),
        early in prop::collection::vec((0..60_usize, any::<u8>()), 0..10),
        cut in any::<Index>(),
    ) {
        let stereo = wav(1, 2, 44_100, 24, &[5; 6000]);
        let mut bytes = [GSM, WAV49, G722, MP3, OPUS, WEBM, M4A, FLAC, VORBIS, &stereo][which].to_vec();
        bytes.truncate(8000);
        for (at, byte) in wounds {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for (at, byte) in early {
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 2));
        every_use(&bytes, name);
    }
}
