//! What a file is: content tells where it can, the name's ending where sound has no header.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use crate::codec::Codec;
use crate::wav;

/// What a file turns out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inspected {
    /// No sound in it: nobody spoke, or nothing was written yet.
    Empty,
    /// Something else: a page that says what is wrong, an archive.
    Foreign,
    /// Sound.
    Audio(Audio),
}

/// Who can play a file as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Playable {
    /// All browsers.
    Everywhere,
    /// Browsers of the last years; it is converted for the others.
    Mostly,
    /// None: it has to be converted.
    Nowhere,
}

/// Sound in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audio {
    /// How it is coded.
    pub codec: Codec,
    /// 1 to 8.
    pub channels: u16,
    /// Frames of a second.
    pub rate: u32,
    /// Which bytes of the file are sound.
    pub data: Range<u64>,
    /// Its header, if it has one, says as much as there is.
    pub whole: bool,
    /// Who can play it.
    pub playable: Playable,
    /// For `Content-Type`.
    pub mime: &'static str,
}

impl Audio {
    /// Frames (samples of every channel), where they can be counted without decoding.
    #[must_use]
    pub fn frames(&self) -> Option<u64> {
        let (bytes, frames) = self.codec.block(self.channels)?;
        Some((self.data.end - self.data.start) / bytes * frames)
    }

    /// Milliseconds, where they can be counted without decoding.
    #[must_use]
    pub fn millis(&self) -> Option<u64> {
        Some(self.frames()?.saturating_mul(1000) / u64::from(self.rate))
    }
}

/// Bytes of the beginning that are looked at.
const HEAD: usize = 512;

/// Finds out what `file` is; `name` is what its PBX calls it.
///
/// # Errors
/// When it cannot be read.
pub fn inspect<F: Read + Seek>(file: &mut F, name: &str) -> io::Result<Inspected> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(Inspected::Empty);
    }
    let other = |codec, playable, mime| {
        Inspected::Audio(Audio {
            codec,
            channels: 1,
            rate: 48_000,
            data: 0..length,
            whole: true,
            playable,
            mime,
        })
    };
    Ok(match &head[..] {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => match wav::read(file, length)? {
            Some(wav) => of_wav(wav),
            None => Inspected::Foreign,
        },
        [0x1a, 0x45, 0xdf, 0xa3, ..] => other(Codec::Other, Playable::Mostly, "audio/webm"),
        [b'O', b'g', b'g', b'S', ..] => other(Codec::Other, Playable::Mostly, "audio/ogg"),
        [b'f', b'L', b'a', b'C', ..] => other(Codec::Other, Playable::Mostly, "audio/flac"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => other(Codec::Other, Playable::Mostly, "audio/mp4"),
        [b'I', b'D', b'3', ..] => other(Codec::Mp3, Playable::Everywhere, "audio/mpeg"),
        head => match headerless(name, head) {
            Some((codec, rate)) => headerless_audio(codec, rate, length),
            // Eleven bits mark a frame of MP3, then version and layer, of which one value each is reserved.
            None => match head {
                [0xff, second, ..] if second & 0xe6 == 0xe2 && second & 0x18 != 0x08 => {
                    other(Codec::Mp3, Playable::Everywhere, "audio/mpeg")
                }
                _ => Inspected::Foreign,
            },
        },
    })
}

fn of_wav(wav: wav::Wav) -> Inspected {
    let channels = if wav.codec.is_mono() { 1 } else { wav.channels };
    let playable = match wav.codec {
        Codec::Pcm8 | Codec::Pcm16 if wav.whole => Playable::Everywhere,
        Codec::Mp3 => Playable::Mostly,
        _ => Playable::Nowhere,
    };
    let audio = Audio {
        codec: wav.codec,
        channels,
        rate: wav.rate,
        data: wav.data,
        whole: wav.whole,
        playable,
        mime: "audio/wav",
    };
    match audio.frames() {
        Some(0) => Inspected::Empty,
        _ => Inspected::Audio(audio),
    }
}

fn headerless_audio(codec: Codec, rate: u32, length: u64) -> Inspected {
    let audio = Audio {
        codec,
        channels: 1,
        rate,
        data: 0..length,
        whole: true,
        playable: Playable::Nowhere,
        mime: "application/octet-stream",
    };
    match audio.frames() {
        Some(0) => Inspected::Empty,
        _ => Inspected::Audio(audio),
    }
}

/// What a name says of sound without a header, as Asterisk names files; a text is none, whatever it is called.
fn headerless(name: &str, head: &[u8]) -> Option<(Codec, u32)> {
    let (_, ending) = name.rsplit_once('.')?;
    let known = match ending.to_ascii_lowercase().as_str() {
        "gsm" => (Codec::Gsm, 8_000),
        "ulaw" | "ul" | "mu" | "pcm" => (Codec::MuLaw, 8_000),
        "alaw" | "al" => (Codec::ALaw, 8_000),
        "g722" => (Codec::G722, 16_000),
        "sln" | "raw" => (Codec::Pcm16, 8_000),
        "sln16" => (Codec::Pcm16, 16_000),
        "sln32" => (Codec::Pcm16, 32_000),
        "sln48" => (Codec::Pcm16, 48_000),
        _ => return None,
    };
    let is_frame = known.0 != Codec::Gsm || head.first().is_some_and(|byte| byte >> 4 == 0xd);
    (is_frame && !is_page(head)).then_some(known)
}

/// Text that a program answered instead of sound. Letters alone are none: `U` is silence in A-law.
fn is_page(head: &[u8]) -> bool {
    let is_text = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace() || *byte >= 0x80;
    let begins = head.trim_ascii_start().first();
    matches!(begins, Some(b'<' | b'{')) && head.iter().all(is_text)
}
