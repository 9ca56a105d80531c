//! How long an audio file lasts: what can be counted `call-journal-audio` counts, of the others the first and last bytes tell.
//! Nothing is decoded.
//!
//! Files are an attacker's: a look costs some reads of some kilobytes, whatever they hold.

#[cfg(test)]
pub(super) mod tests;

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use call_journal_audio::{Inspected, VirtualWav, inspect};
use call_journal_model::time::Millis;

/// Bytes of the beginning and of the end that are looked at.
const LOOK: u64 = 64 * 1024;

/// The longest recording: a month. Whatever says that it is longer is damaged.
const LONGEST: u64 = 31 * 86_400_000;

/// What a file holds; `None`: no sound that we know, or nothing at all.
fn look(file: &Path) -> Option<Inspected> {
    let name = file.file_name()?.to_string_lossy();
    inspect(&mut fs::File::open(file).ok()?, &name).ok()
}

/// The length of a file of `bytes` bytes; `None` where its format does not tell.
pub(super) fn length(file: &Path, bytes: u64) -> Option<Millis> {
    if bytes == 0 {
        return None;
    }
    let length = match look(file)? {
        Inspected::Empty => 0,
        Inspected::Foreign => return None,
        Inspected::Audio(audio) => match (audio.millis(), audio.mime) {
            (Some(counted), _) => counted,
            (None, "audio/mpeg") => mp3(file, bytes)?,
            (None, "audio/ogg") => ogg(file, bytes)?,
            (None, "audio/webm") => webm(&part(file, 0)?)?,
            (None, "audio/flac" | "audio/mp4") => {
                VirtualWav::open(fs::File::open(file).ok()?, audio)?.millis()
            }
            _ => return None,
        },
    };
    i64::try_from(length.min(LONGEST)).ok().map(Millis)
}

/// Whether a file holds sound that its header does not know of: it is being written, or whoever wrote it crashed.
pub(super) fn is_unfinished(file: &Path) -> bool {
    matches!(look(file), Some(Inspected::Audio(audio)) if !audio.whole)
}

/// Some kilobytes from here on.
fn part(file: &Path, from: u64) -> Option<Vec<u8>> {
    let mut file = fs::File::open(file).ok()?;
    file.seek(SeekFrom::Start(from)).ok()?;
    let mut part = Vec::new();
    file.take(LOOK).read_to_end(&mut part).ok()?;
    Some(part)
}

/// A frame of MPEG audio, layer 3.
#[derive(Clone, Copy, Debug)]
struct Frame {
    bits_per_second: u64,
    rate: u64,
    samples: u64,
    bytes: usize,
    /// Where an encoder tells how many frames there are, from the frame's begin.
    table: usize,
}

impl Frame {
    fn read(head: &[u8]) -> Option<Frame> {
        const NEW: [u64; 16] = [
            0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0,
        ];
        const OLD: [u64; 16] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
        let &[0xff, second, third, fourth, ..] = head else {
            return None;
        };
        // Eleven bits that mark a frame, and layer 3.
        if second & 0xe6 != 0xe2 {
            return None;
        }
        let (half, is_first) = match second >> 3 & 3 {
            3 => (0, true),
            2 => (1, false),
            0 => (2, false),
            _ => return None,
        };
        let speeds = if is_first { NEW } else { OLD };
        let bits_per_second = speeds[usize::from(third >> 4)] * 1000;
        let rate = *[44_100_u64, 48_000, 32_000].get(usize::from(third >> 2 & 3))? >> half;
        let samples = if is_first { 1152 } else { 576 };
        let is_mono = fourth >> 6 == 3;
        let side = match (is_first, is_mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        };
        let bytes = samples / 8 * bits_per_second / rate + u64::from(third >> 1 & 1);
        Some(Frame {
            bits_per_second,
            rate,
            samples,
            bytes: usize::try_from(bytes).ok().filter(|bytes| *bytes > 4)?,
            table: 4 + side,
        })
    }
}

/// By the encoder's count of frames, else by the speed of the first one.
fn mp3(file: &Path, bytes: u64) -> Option<u64> {
    let head = part(file, 0)?;
    let begin = match head.get(..10) {
        Some(&[b'I', b'D', b'3', .., a, b, c, d]) => {
            let size = [a, b, c, d]
                .iter()
                .fold(0, |sum, byte| sum << 7 | u64::from(byte & 0x7f));
            10 + size
        }
        _ => 0,
    };
    let sound = part(file, begin)?;
    let frame_at = |at: usize| Frame::read(sound.get(at..)?);
    // Two that follow each other: one may be chance.
    let at = (0..sound.len().min(8192)).find(|&at| {
        frame_at(at).is_some_and(|frame| {
            let next = at + frame.bytes;
            frame_at(next).is_some() || next as u64 + begin >= bytes
        })
    })?;
    let frame = frame_at(at)?;
    let table = sound.get(at + frame.table..)?;
    if let Some(
        &[
            b'X' | b'I',
            b'i' | b'n',
            b'n' | b'f',
            b'g' | b'o',
            ..,
            flags,
            a,
            b,
            c,
            d,
        ],
    ) = table.get(..12)
        && flags & 1 == 1
    {
        let frames = u64::from(u32::from_be_bytes([a, b, c, d]));
        return Some(frames * frame.samples * 1000 / frame.rate);
    }
    let sound = bytes.checked_sub(begin)?.checked_sub(at as u64)?;
    sound.checked_mul(8000)?.checked_div(frame.bits_per_second)
}

/// By the count of samples that the last page carries.
fn ogg(file: &Path, bytes: u64) -> Option<u64> {
    let head = part(file, 0)?;
    let page = |bytes: &[u8]| -> Option<(u64, [u8; 4])> {
        let samples = u64::from_le_bytes(bytes.get(6..14)?.try_into().ok()?);
        Some((samples, bytes.get(14..18)?.try_into().ok()?))
    };
    let (_, stream) = page(head.strip_prefix(b"OggS").map(|_| &head[..])?)?;
    let packet = head.get(27 + usize::from(*head.get(26)?)..)?;
    let number = |from: usize| Some(u32::from_le_bytes(packet.get(from..from + 4)?.try_into().ok()?));
    let (rate, skipped) = match packet {
        [b'O', b'p', b'u', b's', b'H', b'e', b'a', b'd', ..] => (48_000, u64::from(number(10)? & 0xffff)),
        [1, b'v', b'o', b'r', b'b', b'i', b's', ..] => (number(12)?, 0),
        [b'S', b'p', b'e', b'e', b'x', ..] => (number(36)?, 0),
        _ => return None,
    };
    let tail = part(file, bytes.saturating_sub(LOOK))?;
    let last = (0..tail.len().saturating_sub(18))
        .rev()
        .filter(|&at| tail[at..].starts_with(b"OggS"))
        .filter_map(|at| page(&tail[at..]))
        // All ones: no packet ends on that page.
        .find(|(samples, of)| *of == stream && *samples != u64::MAX)?;
    let samples = last.0.saturating_sub(skipped);
    samples.checked_mul(1000)?.checked_div(rate.into())
}

/// By the duration that a file written to its end has in its head.
fn webm(head: &[u8]) -> Option<u64> {
    let after = |mark: &[u8]| {
        let at = head.windows(mark.len()).position(|window| window == mark)?;
        head.get(at + mark.len()..)
    };
    let scale = match after(&[0x2a, 0xd7, 0xb1, 0x83]) {
        Some(&[a, b, c, ..]) => u32::from_be_bytes([0, a, b, c]),
        _ => 1_000_000,
    };
    let long =
        after(&[0x44, 0x89, 0x88]).and_then(|rest| Some(f64::from_be_bytes(rest.get(..8)?.try_into().ok()?)));
    let short = || {
        let rest = after(&[0x44, 0x89, 0x84])?;
        Some(f64::from(f32::from_be_bytes(rest.get(..4)?.try_into().ok()?)))
    };
    let length = long.or_else(short)? * f64::from(scale) / 1_000_000.0;
    // What is no number, or below nothing, becomes 0, and what is too large the largest.
    (length >= 1.0).then_some(length as u64)
}
