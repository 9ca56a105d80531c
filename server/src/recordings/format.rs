//! What kind of audio comes, by its first bytes alone, while it is still coming: names and what a PBX says about it prove
//! nothing. What a whole file holds, `call-journal-audio` knows.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Audio that PBXs write and browsers play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Opus within WebM.
    Webm,
    /// MPEG audio, layer 3.
    Mp3,
    /// RIFF WAVE.
    Wav,
    /// Opus or Vorbis within Ogg.
    Ogg,
}

impl Format {
    /// By the first bytes of a file; twelve are enough.
    pub fn of(head: &[u8]) -> Option<Format> {
        match head {
            [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(Format::Webm),
            [b'O', b'g', b'g', b'S', ..] => Some(Format::Ogg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Format::Wav),
            [b'I', b'D', b'3', ..] => Some(Format::Mp3),
            // Eleven bits that mark a frame, then version and layer; 0 would be reserved, as 1 is for the version.
            [0xff, second, ..] if second & 0xe6 == 0xe2 && second & 0x18 != 0x08 => Some(Format::Mp3),
            _ => None,
        }
    }

    /// By the content of `file`; `None` where it is no such audio.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(file: &Path) -> io::Result<Option<Format>> {
        let mut head = Vec::with_capacity(12);
        File::open(file)?.take(12).read_to_end(&mut head)?;
        Ok(Format::of(&head))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Format;

    #[rstest]
    #[case(b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81", Some(Format::Webm))]
    #[case(b"OggS\0\x02", Some(Format::Ogg))]
    #[case(b"RIFF\x24\0\0\0WAVEfmt ", Some(Format::Wav))]
    #[case(b"ID3\x04\0", Some(Format::Mp3))]
    #[case(b"\xff\xfb\x90\x64", Some(Format::Mp3))]
    #[case(b"\xff\xf3\x40\xc4", Some(Format::Mp3))]
    #[case(b"\xff\xff\xff\xff", None)]
    #[case(b"\xff\xea", None)]
    #[case(b"RIFF\x24\0\0\0AVI LIST", None)]
    #[case(b"<html>", None)]
    #[case(b"{\"result\":false}", None)]
    #[case(b"", None)]
    fn content_tells(#[case] head: &[u8], #[case] format: Option<Format>) {
        assert_eq!(Format::of(head), format);
    }
}
