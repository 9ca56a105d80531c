//! How a recording looks: the loudest moment of each twentieth of a second, for each side; and where nobody speaks.
//!
//! One byte each, for a drawing is the same above and below; an hour of two sides takes 144 kB.

use std::io::{self, Read, Seek};

use crate::codec::Codec;
use crate::inspect::Audio;
use crate::packets::Packets;
use crate::virtual_wav::VirtualWav;

/// Moments of a second.
pub const PER_SECOND: u32 = 20;

/// Sides that are drawn: customer and employee.
const SIDES: usize = 2;

/// Moments of the longest drawing, a day: what is longer is drawn so far.
const MOST: usize = 24 * 3600 * PER_SECOND as usize;

/// Frames that are read at a time.
const PIECE: usize = 32 * 1024;

/// A silence is at least this long, in moments.
const SILENCE: usize = 30;
/// So many moments of it are heard on both ends.
const EDGE: usize = 6;
/// Louder than this is never silence, of 255.
const LOUD: u8 = 12;

/// The version of the stored form.
const VERSION: u8 = 1;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peaks {
    /// Length of the sound in ms.
    pub millis: u64,
    /// For each side its moments, 0 to 255.
    pub sides: Vec<Vec<u8>>,
}

impl Peaks {
    /// Listens to all of `file`. `None`: it cannot be drawn here.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of<F: Read + Seek + Send + Sync + 'static>(file: F, audio: &Audio) -> io::Result<Option<Peaks>> {
        match audio.codec {
            Codec::Mp3 | Codec::Other => Ok(Packets::open(file, audio).and_then(Peaks::of_packets)),
            _ => {
                let Some(mut wav) = VirtualWav::open(file, audio.clone()) else {
                    return Ok(None);
                };
                let mut drawing = Drawing::new(audio.channels, audio.rate);
                let frame = usize::from(audio.channels) * 2;
                let mut piece = vec![0; PIECE * frame];
                let mut at = 44;
                while !drawing.is_full() {
                    let read = wav.read_at(at, &mut piece)?;
                    if read == 0 {
                        break;
                    }
                    at += read as u64;
                    let samples = piece[..read].as_chunks().0.iter();
                    drawing.hear(samples.map(|sample| i16::from_le_bytes(*sample)));
                }
                Ok(Some(drawing.finish()))
            }
        }
    }

    /// `None`: nothing in it is sound.
    fn of_packets(mut packets: Packets) -> Option<Peaks> {
        let mut drawing = Drawing::new(packets.channels, packets.rate);
        let mut heard = false;
        while !drawing.is_full()
            && let Some((_, samples)) = packets.next()
        {
            heard = true;
            drawing.hear(samples.iter().copied());
        }
        heard.then(|| drawing.finish())
    }

    /// At most so many columns of each side: the loudest moment in each.
    #[must_use]
    pub fn columns(&self, most: usize) -> Vec<Vec<u8>> {
        let column = |side: &Vec<u8>| {
            let count = side.len().min(most);
            let end = |column: usize| side.len() * column / count.max(1);
            (0..count)
                .map(|at| side[end(at)..end(at + 1)].iter().copied().max().unwrap_or(0))
                .collect()
        };
        self.sides.iter().map(column).collect()
    }

    /// Where nobody speaks for a second and a half or longer: from and to, in ms, the edges left out.
    #[must_use]
    pub fn silences(&self) -> Vec<(u32, u32)> {
        let count = self.sides.iter().map(Vec::len).max().unwrap_or(0);
        let loud = |at: usize| {
            self.sides
                .iter()
                .filter_map(|side| side.get(at))
                .copied()
                .max()
                .unwrap_or(0)
        };
        let mut levels: Vec<u8> = (0..count).map(loud).collect();
        // A line that hums: what is heard in its quietest tenth is silence there.
        levels.sort_unstable();
        let hum = levels.get(count / 10).copied().unwrap_or(0);
        let limit = hum.saturating_mul(2).clamp(3, LOUD);
        let mut found = Vec::new();
        let mut since = None;
        for at in 0..=count {
            let quiet = at < count && loud(at) <= limit;
            match (quiet, since) {
                (true, None) => since = Some(at),
                (false, Some(begin)) => {
                    since = None;
                    if at - begin >= SILENCE {
                        found.push((moment(begin + EDGE), moment(at - EDGE)));
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// As it is stored.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, u8::try_from(self.sides.len()).unwrap_or(0)];
        bytes.extend(self.millis.to_le_bytes());
        self.sides.iter().for_each(|side| bytes.extend(side));
        bytes
    }

    /// What was stored; `None`: it is something else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Peaks> {
        let (&[version, sides, millis @ ..], rest) = bytes.split_first_chunk::<10>()?;
        let sides = usize::from(sides);
        let known = version == VERSION && (1..=SIDES).contains(&sides) && rest.len() % sides == 0;
        known.then(|| Peaks {
            millis: u64::from_le_bytes(millis),
            sides: match rest.len() / sides {
                0 => vec![Vec::new(); sides],
                count => rest.chunks(count).map(<[u8]>::to_vec).collect(),
            },
        })
    }
}

fn moment(at: usize) -> u32 {
    u32::try_from(at)
        .unwrap_or(u32::MAX)
        .saturating_mul(1000 / PER_SECOND)
}

/// A drawing on its way: samples of all channels in turn.
pub(crate) struct Drawing {
    channels: usize,
    rate: u64,
    frames: u64,
    at: usize,
    /// The loudest of the moment so far.
    now: [u16; SIDES],
    ends: u64,
    sides: Vec<Vec<u8>>,
}

impl Drawing {
    pub(crate) fn new(channels: u16, rate: u32) -> Drawing {
        let channels = usize::from(channels.max(1));
        let mut drawing = Drawing {
            channels,
            rate: u64::from(rate.max(1)),
            frames: 0,
            at: 0,
            now: [0; SIDES],
            ends: 0,
            sides: vec![Vec::new(); channels.min(SIDES)],
        };
        drawing.ends = drawing.end();
        drawing
    }

    /// The first frame of the next moment.
    fn end(&self) -> u64 {
        let moments = self.sides[0].len() as u64 + 1;
        (moments * self.rate).div_ceil(u64::from(PER_SECOND))
    }

    pub(crate) fn is_full(&self) -> bool {
        self.sides[0].len() >= MOST
    }

    pub(crate) fn hear(&mut self, samples: impl Iterator<Item = i16>) {
        for sample in samples {
            if let Some(loudest) = self.now.get_mut(self.at) {
                *loudest = (*loudest).max(sample.unsigned_abs());
            }
            self.at += 1;
            if self.at == self.channels {
                self.at = 0;
                self.frames += 1;
                if self.frames == self.ends {
                    self.next();
                }
            }
        }
    }

    fn next(&mut self) {
        for (side, loudest) in self.sides.iter_mut().zip(&mut self.now) {
            side.push(u8::try_from(*loudest >> 7).unwrap_or(u8::MAX));
            *loudest = 0;
        }
        self.ends = self.end();
    }

    pub(crate) fn finish(mut self) -> Peaks {
        let millis = self.frames.saturating_mul(1000) / self.rate;
        let begun = self
            .ends
            .saturating_sub(self.rate.div_ceil(u64::from(PER_SECOND)));
        if self.frames > begun {
            self.next();
        }
        Peaks {
            millis,
            sides: self.sides,
        }
    }
}
