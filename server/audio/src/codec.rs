//! How sound is coded, and what of it belongs together.

use audio_codec::Decoder;
use audio_codec::g722::G722Decoder;
use audio_codec::pcma::PcmaDecoder;
use audio_codec::pcmu::PcmuDecoder;

use crate::gsm::{FRAME, Gsm, PAIR, SAMPLES};

/// How the sound of a file is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Unsigned, 8 bit.
    Pcm8,
    /// Signed, little endian, 16 bit.
    Pcm16,
    /// The same, 24 bit.
    Pcm24,
    /// The same, 32 bit.
    Pcm32,
    /// IEEE float, 32 bit.
    Float32,
    /// G.711.
    ALaw,
    /// G.711.
    MuLaw,
    /// GSM 06.10, frames of 33 bytes.
    Gsm,
    /// GSM 06.10 as WAV files have it: two frames in 65 bytes.
    Wav49,
    /// G.722, 64 kbit/s.
    G722,
    /// MPEG audio, layer 3.
    Mp3,
    /// Whatever else browsers may know: Opus, Vorbis, AAC, FLAC.
    Other,
}

impl Codec {
    /// Bytes that are decoded together, and the frames (samples of every channel) that come out; `None`: of changing size.
    pub(crate) fn block(self, channels: u16) -> Option<(u64, u64)> {
        let bytes = match self {
            Codec::Pcm8 | Codec::ALaw | Codec::MuLaw => 1,
            Codec::Pcm16 => 2,
            Codec::Pcm24 => 3,
            Codec::Pcm32 | Codec::Float32 => 4,
            Codec::Gsm => return Some((FRAME as u64, SAMPLES as u64)),
            Codec::Wav49 => return Some((PAIR as u64, 2 * SAMPLES as u64)),
            Codec::G722 => return Some((1, 2)),
            Codec::Mp3 | Codec::Other => return None,
        };
        Some((bytes * u64::from(channels), 1))
    }

    /// Blocks that must be decoded before one so that it comes out as if all were: 0.2 s where what was before matters.
    pub(crate) fn warm_up(self) -> u64 {
        match self {
            Codec::Gsm => 10,
            Codec::Wav49 => 5,
            Codec::G722 => 1600,
            _ => 0,
        }
    }

    /// Whether its files have one channel whatever their header says.
    pub(crate) fn is_mono(self) -> bool {
        matches!(self, Codec::Gsm | Codec::Wav49 | Codec::G722)
    }
}

/// A codec at work; what it heard before matters to some.
pub(crate) enum Decoding {
    Plain(Codec),
    Gsm(Box<Gsm>),
    Wav49(Box<Gsm>),
    G722(Box<G722Decoder>),
}

impl Decoding {
    pub(crate) fn new(codec: Codec) -> Decoding {
        match codec {
            Codec::Gsm => Decoding::Gsm(Box::new(Gsm::new())),
            Codec::Wav49 => Decoding::Wav49(Box::new(Gsm::new())),
            Codec::G722 => Decoding::G722(Box::new(G722Decoder::new())),
            plain => Decoding::Plain(plain),
        }
    }

    /// Decodes whole blocks; what is left at the end is left out.
    pub(crate) fn run(&mut self, bytes: &[u8], out: &mut Vec<i16>) {
        match self {
            Decoding::Plain(codec) => plain(*codec, bytes, out),
            Decoding::Gsm(gsm) => bytes.as_chunks().0.iter().for_each(|frame| gsm.frame(frame, out)),
            Decoding::Wav49(gsm) => bytes.as_chunks().0.iter().for_each(|pair| gsm.pair(pair, out)),
            Decoding::G722(decoder) => {
                let begin = out.len();
                out.resize(begin + bytes.len() * 2, 0);
                // The room is what it asks for; what it could not fill stays silent.
                let _ = decoder.decode_frame_into(bytes, &mut out[begin..]);
            }
        }
    }
}

/// Samples of a fixed width.
fn plain(codec: Codec, bytes: &[u8], out: &mut Vec<i16>) {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the upper bits are wanted, and floats are bounded"
    )]
    match codec {
        Codec::Pcm8 => out.extend(bytes.iter().map(|byte| (i16::from(*byte) - 128) << 8)),
        Codec::Pcm24 => out.extend(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|[_, low, high]| i16::from_le_bytes([*low, *high])),
        ),
        Codec::Pcm32 => out.extend(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|[_, _, low, high]| i16::from_le_bytes([*low, *high])),
        ),
        Codec::Float32 => out.extend(bytes.as_chunks().0.iter().map(|sample| {
            // Not a number is silence.
            (f32::from_le_bytes(*sample) * 32768.0).clamp(-32768.0, 32767.0) as i16
        })),
        Codec::ALaw | Codec::MuLaw => {
            let begin = out.len();
            out.resize(begin + bytes.len(), 0);
            let room = &mut out[begin..];
            // One sample of each byte: the room is what it asks for.
            let _ = match codec {
                Codec::ALaw => PcmaDecoder::new().decode_into(bytes, room),
                _ => PcmuDecoder::new().decode_into(bytes, room),
            };
        }
        _ => out.extend(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|sample| i16::from_le_bytes(*sample)),
        ),
    }
}
