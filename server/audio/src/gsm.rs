//! GSM 06.10 full rate, the decoding half, bit for bit as ETSI describes it: 160 samples at 8 kHz from 260 bits.
//!
//! Written here because no crate has it in Rust; `gsm-sys` binds a C library that nobody has touched for years.

mod filter;

use filter::ShortTerm;

/// Samples of a frame, 20 ms.
pub(crate) const SAMPLES: usize = 160;

/// Bytes of a frame in a raw file.
pub(crate) const FRAME: usize = 33;

/// Bytes of the two frames that WAV files put together (wav49).
pub(crate) const PAIR: usize = 65;

/// Samples that a lag reaches back.
const PAST: usize = 120;
const SUBFRAME: usize = 40;

/// Table 4.3b: gains of the long-term predictor.
const QLB: [i16; 4] = [3277, 11469, 21299, 32767];
/// Table 4.6: normalised direct mantissa.
const FAC: [i16; 8] = [18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767];

/// Bits of the eight log area ratios.
const LAR_BITS: [u32; 8] = [6, 6, 5, 5, 4, 4, 3, 3];

/// What a frame says.
struct Frame {
    lar: [i16; 8],
    subframes: [Subframe; 4],
}

#[derive(Clone, Copy, Default)]
struct Subframe {
    lag: i16,
    gain: usize,
    grid: usize,
    /// Block amplitude.
    loudest: i16,
    pulses: [i16; 13],
}

impl Frame {
    fn read(mut bits: impl FnMut(u32) -> i16) -> Frame {
        let lar = LAR_BITS.map(&mut bits);
        let subframes = [(); 4].map(|()| Subframe {
            lag: bits(7),
            gain: usize::from(bits(2).unsigned_abs()),
            grid: usize::from(bits(2).unsigned_abs()),
            loudest: bits(6),
            pulses: [(); 13].map(|()| bits(3)),
        });
        Frame { lar, subframes }
    }
}

/// What one frame leaves to the next.
pub(crate) struct Gsm {
    /// Reconstructed short-term residual: the last 120 samples, then the subframe.
    residual: [i16; PAST + SUBFRAME],
    lag: i16,
    short_term: ShortTerm,
    /// De-emphasis.
    last: i16,
}

impl Gsm {
    pub(crate) fn new() -> Gsm {
        Gsm {
            residual: [0; PAST + SUBFRAME],
            lag: 40,
            short_term: ShortTerm::default(),
            last: 0,
        }
    }

    /// A frame of a raw file; its first four bits are a mark.
    pub(crate) fn frame(&mut self, bytes: &[u8; FRAME], out: &mut Vec<i16>) {
        let mut at = 4;
        let frame = Frame::read(|count| {
            let value = (0..count).fold(0, |value, bit| {
                let here = (at + bit) as usize;
                value << 1 | i16::from(bytes[here / 8] >> (7 - here % 8) & 1)
            });
            at += count;
            value
        });
        self.decode(&frame, out);
    }

    /// The two frames of a block in a WAV file: the same fields, lowest bit first, without marks.
    pub(crate) fn pair(&mut self, bytes: &[u8; PAIR], out: &mut Vec<i16>) {
        let mut at = 0;
        let mut bits = |count: u32| {
            let value = (0..count).fold(0, |value, bit| {
                let here = (at + bit) as usize;
                value | i16::from(bytes[here / 8] >> (here % 8) & 1) << bit
            });
            at += count;
            value
        };
        for frame in [Frame::read(&mut bits), Frame::read(&mut bits)] {
            self.decode(&frame, out);
        }
    }

    fn decode(&mut self, frame: &Frame, out: &mut Vec<i16>) {
        let mut residual = [0_i16; SAMPLES];
        for (subframe, residual) in frame.subframes.iter().zip(residual.chunks_exact_mut(SUBFRAME)) {
            self.long_term(subframe, &excitation(subframe));
            residual.copy_from_slice(&self.residual[PAST..]);
            self.residual.copy_within(SUBFRAME.., 0);
        }
        self.short_term.run(&frame.lar, &mut residual);
        out.extend(residual.into_iter().map(|sample| {
            self.last = sample.saturating_add(product(self.last, 28180));
            self.last.saturating_add(self.last) & !7
        }));
    }

    /// 5.3.2: adds what was heard a lag ago.
    fn long_term(&mut self, subframe: &Subframe, excitation: &[i16; SUBFRAME]) {
        if (40..=120).contains(&subframe.lag) {
            self.lag = subframe.lag;
        }
        let lag = usize::from(self.lag.unsigned_abs());
        let gain = QLB[subframe.gain];
        for (k, pulse) in excitation.iter().enumerate() {
            let before = product(gain, self.residual[PAST + k - lag]);
            self.residual[PAST + k] = pulse.saturating_add(before);
        }
    }
}

/// 5.3.1: the pulses at their places.
fn excitation(subframe: &Subframe) -> [i16; SUBFRAME] {
    let (exponent, mantissa) = exponent_and_mantissa(subframe.loudest);
    let factor = FAC[usize::from(mantissa.unsigned_abs())];
    let shift = 6 - exponent;
    let half = if shift > 0 { 1 << (shift - 1) } else { 0 };
    let mut excitation = [0; SUBFRAME];
    for (i, pulse) in subframe.pulses.iter().enumerate() {
        let value = product(factor, (pulse * 2 - 7) << 12);
        excitation[subframe.grid + 3 * i] = value.saturating_add(half) >> shift;
    }
    excitation
}

fn exponent_and_mantissa(loudest: i16) -> (i16, i16) {
    let mut exponent = if loudest > 15 { (loudest >> 3) - 1 } else { 0 };
    let mut mantissa = loudest - (exponent << 3);
    if mantissa == 0 {
        return (-4, 7);
    }
    while mantissa <= 7 {
        mantissa = mantissa << 1 | 1;
        exponent -= 1;
    }
    (exponent, mantissa - 8)
}

/// Product of two fractions, rounded.
fn product(a: i16, b: i16) -> i16 {
    if a == i16::MIN && b == i16::MIN {
        return i16::MAX;
    }
    #[allow(clippy::cast_possible_truncation, reason = "a product of fractions is one")]
    let product = ((i32::from(a) * i32::from(b) + 16384) >> 15) as i16;
    product
}
