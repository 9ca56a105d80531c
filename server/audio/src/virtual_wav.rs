//! A file as WAV with 16 bit, of which any part can be read without decoding what is before it: nothing is stored, and the
//! same byte is the same whichever part was asked for.

use std::io::{self, Read, Seek, SeekFrom};

use crate::codec::{Codec, Decoding};
use crate::inspect::Audio;
use crate::packets::Packets;

/// Bytes of the header.
const HEADER: u64 = 44;

/// Blocks of sound whose decoding depends on what was before are decoded from fixed places on, this many seconds apart.
const SEGMENT: u64 = 4;

/// Frames that a file may say it has: what is more is an attacker's (a day at 48 kHz).
const MOST: u64 = 24 * 3600 * 48_000;

/// See the module.
pub struct VirtualWav<F> {
    source: Source<F>,
    channels: u16,
    rate: u32,
    frames: u64,
    /// Frames of a segment.
    segment: u64,
    /// The segment that was decoded last, for most reading goes on where it was.
    last: Option<(u64, Vec<u8>)>,
}

/// Where sound is found by counting bytes, and where by the times of packets.
enum Source<F> {
    Blocks(Blocks<F>),
    Packets(Box<Packets>),
}

struct Blocks<F> {
    file: F,
    audio: Audio,
    /// Bytes and frames of a block.
    size: (u64, u64),
    /// Blocks of a segment.
    segment: u64,
}

impl<F: Read + Seek + Send + Sync + 'static> VirtualWav<F> {
    /// `None` where sound cannot be decoded, or nobody knows how much there is.
    pub fn open(file: F, audio: Audio) -> Option<VirtualWav<F>> {
        let Some(size) = audio.codec.block(audio.channels) else {
            let packets = Packets::open(file, &audio)?;
            return Some(VirtualWav {
                channels: packets.channels,
                rate: packets.rate,
                frames: packets.frames.filter(|frames| *frames <= MOST)?,
                segment: u64::from(packets.rate) * SEGMENT,
                source: Source::Packets(Box::new(packets)),
                last: None,
            });
        };
        let segment = (u64::from(audio.rate) * SEGMENT / size.1).max(1);
        Some(VirtualWav {
            channels: audio.channels,
            rate: audio.rate,
            frames: audio.frames()?,
            segment: segment * size.1,
            source: Source::Blocks(Blocks {
                file,
                audio,
                size,
                segment,
            }),
            last: None,
        })
    }

    /// Bytes of the WAV file.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "it has a header at least")]
    pub fn len(&self) -> u64 {
        HEADER + self.frames * self.frame()
    }

    /// How long it lasts.
    #[must_use]
    pub fn millis(&self) -> u64 {
        self.frames.saturating_mul(1000) / u64::from(self.rate)
    }

    /// Bytes of a frame.
    fn frame(&self) -> u64 {
        u64::from(self.channels) * 2
    }

    /// Fills `buffer` from `offset` on as far as there are bytes; says how many there were.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            let at = offset.saturating_add(filled as u64);
            if at >= self.len() {
                break;
            }
            let rest = &mut buffer[filled..];
            filled += match at.checked_sub(HEADER) {
                None => copy(&self.header()[at as usize..], rest),
                Some(at) => {
                    let bytes = self.segment * self.frame();
                    let begin = (at % bytes) as usize;
                    let segment = self.segment(at / bytes)?;
                    let copied = copy(segment.get(begin..).unwrap_or_default(), rest);
                    if copied == 0 {
                        break;
                    }
                    copied
                }
            };
        }
        Ok(filled)
    }

    fn segment(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.last.as_ref().is_none_or(|(last, _)| *last != number) {
            let pcm = self.decode(number)?;
            self.last = Some((number, pcm));
        }
        Ok(self.last.as_ref().map_or(&[], |(_, pcm)| pcm))
    }

    fn decode(&mut self, number: u64) -> io::Result<Vec<u8>> {
        match &mut self.source {
            Source::Blocks(blocks) => blocks.decode(number),
            Source::Packets(packets) => {
                let first = number * self.segment;
                let count = self.segment.min(self.frames.saturating_sub(first));
                Ok(packets.pcm(first, usize::try_from(count).unwrap_or(0)))
            }
        }
    }

    fn header(&self) -> [u8; HEADER as usize] {
        let channels = self.channels;
        // What is longer than a header can say is played to its end all the same.
        let data = u32::try_from(self.len() - HEADER).unwrap_or(u32::MAX - 36);
        let frame = channels * 2;
        let mut header = [0; HEADER as usize];
        let parts: [&[u8]; 13] = [
            b"RIFF",
            &(data + 36).to_le_bytes(),
            b"WAVE",
            b"fmt ",
            &16_u32.to_le_bytes(),
            &1_u16.to_le_bytes(),
            &channels.to_le_bytes(),
            &self.rate.to_le_bytes(),
            &self.rate.saturating_mul(u32::from(frame)).to_le_bytes(),
            &frame.to_le_bytes(),
            &16_u16.to_le_bytes(),
            b"data",
            &data.to_le_bytes(),
        ];
        for (place, byte) in header.iter_mut().zip(parts.concat()) {
            *place = byte;
        }
        header
    }
}

impl<F: Read + Seek> Blocks<F> {
    fn decode(&mut self, number: u64) -> io::Result<Vec<u8>> {
        let first = number * self.segment;
        let warm_up = self.audio.codec.warm_up().min(first);
        let begin = self.audio.data.start + (first - warm_up) * self.size.0;
        let most = (self.segment + warm_up) * self.size.0;
        let most = most.min(self.audio.data.end.saturating_sub(begin));
        self.file.seek(SeekFrom::Start(begin))?;
        let mut coded = Vec::new();
        self.file.by_ref().take(most).read_to_end(&mut coded)?;
        if self.audio.codec == Codec::Pcm16 {
            return Ok(coded);
        }
        let mut samples = Vec::with_capacity(coded.len() * 2);
        Decoding::new(self.audio.codec).run(&coded, &mut samples);
        let known = usize::try_from(warm_up * self.size.1).unwrap_or(usize::MAX);
        let samples = samples.get(known..).unwrap_or_default();
        Ok(samples.iter().flat_map(|sample| sample.to_le_bytes()).collect())
    }
}

fn copy(from: &[u8], to: &mut [u8]) -> usize {
    let count = from.len().min(to.len());
    to[..count].copy_from_slice(&from[..count]);
    count
}
