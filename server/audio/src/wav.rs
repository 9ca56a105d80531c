//! RIFF WAVE: where the sound of a file begins and ends, and how it is coded. Headers that a crash left half written are read
//! by what lies in the file.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use crate::codec::Codec;

/// A sane file has a handful of chunks; a hostile one must not keep us.
const CHUNKS: usize = 64;

/// What a header tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wav {
    pub(crate) codec: Codec,
    pub(crate) channels: u16,
    pub(crate) rate: u32,
    /// Bytes of the file.
    pub(crate) data: Range<u64>,
    /// The header says the same as the file.
    pub(crate) whole: bool,
}

/// Reads the chunks of a file that begins with RIFF and WAVE. `None`: it holds no sound that we know.
pub(crate) fn read<R: Read + Seek>(file: &mut R, length: u64) -> io::Result<Option<Wav>> {
    let mut at = 12_u64;
    let mut format = None;
    for _ in 0..CHUNKS {
        let mut head = [0; 8];
        file.seek(SeekFrom::Start(at))?;
        if !filled(file, &mut head)? {
            break;
        }
        let size = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let begin = at + 8;
        if head.starts_with(b"data") {
            let Some((codec, channels, rate)) = format else {
                return Ok(None);
            };
            let there = length.saturating_sub(begin);
            let whole = size <= there && (size > 0 || there == 0);
            let data = begin..begin + if whole { size } else { there };
            return Ok(Some(Wav {
                codec,
                channels,
                rate,
                data,
                whole,
            }));
        }
        if head.starts_with(b"fmt ") {
            let mut fields = [0; 40];
            let told = usize::try_from(size).unwrap_or(usize::MAX).min(fields.len());
            if told < 16 || !filled(file, &mut fields[..told])? {
                return Ok(None);
            }
            format = self::format(&fields);
        }
        at = begin + size + (size & 1);
    }
    Ok(None)
}

/// Codec, channels and rate of a format chunk.
fn format(fields: &[u8; 40]) -> Option<(Codec, u16, u32)> {
    let word = |at: usize| u16::from_le_bytes([fields[at], fields[at + 1]]);
    let channels = word(2);
    let rate = u32::from_le_bytes([fields[4], fields[5], fields[6], fields[7]]);
    let tag = match word(0) {
        // Extensible: the beginning of its GUID is the tag.
        0xfffe => word(24),
        tag => tag,
    };
    let codec = match (tag, word(14)) {
        (1, 8) => Codec::Pcm8,
        (1, 16) => Codec::Pcm16,
        (1, 24) => Codec::Pcm24,
        (1, 32) => Codec::Pcm32,
        (3, 32) => Codec::Float32,
        (6, _) => Codec::ALaw,
        (7, _) => Codec::MuLaw,
        (0x31, _) => Codec::Wav49,
        (0x55, _) => Codec::Mp3,
        _ => return None,
    };
    let sane = (1..=8).contains(&channels) && (1000..=384_000).contains(&rate);
    sane.then_some((codec, channels, rate))
}

/// Whether there was enough to read.
pub(crate) fn filled<R: Read>(file: &mut R, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
