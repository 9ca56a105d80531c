//! The short-term synthesis filter of GSM 06.10 (5.3.3): the shape of the mouth.

use std::ops::Range;

use super::{SAMPLES, product};

/// How much of the old shape and how much of the new one.
type Mix = fn(i16, i16) -> i16;

/// Tables 4.1 and 4.2: how log area ratios are coded.
const B: [i16; 8] = [0, 0, 2048, -2560, 94, -1792, -341, -1144];
const MIC: [i16; 8] = [-32, -32, -16, -16, -8, -8, -4, -4];
const INVA: [i16; 8] = [13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708];

/// What one frame leaves to the next.
#[derive(Default)]
pub(super) struct ShortTerm {
    /// Decoded log area ratios of the frame before.
    before: [i16; 8],
    state: [i16; 9],
}

impl ShortTerm {
    /// Makes samples of the residual, in place.
    pub(super) fn run(&mut self, coded: &[i16; 8], samples: &mut [i16; SAMPLES]) {
        let now = decoded(coded);
        let before = std::mem::replace(&mut self.before, now);
        // The shape changes from the old one to the new one in four steps.
        let steps: [(Range<usize>, Mix); 4] = [
            (0..13, |old, new| {
                (old >> 2).saturating_add(new >> 2).saturating_add(old >> 1)
            }),
            (13..27, |old, new| (old >> 1).saturating_add(new >> 1)),
            (27..40, |old, new| {
                (old >> 2).saturating_add(new >> 2).saturating_add(new >> 1)
            }),
            (40..SAMPLES, |_, new| new),
        ];
        for (part, mix) in steps {
            let mut reflections = [0; 8];
            for ((reflection, old), new) in reflections.iter_mut().zip(before).zip(now) {
                *reflection = to_reflection(mix(old, new));
            }
            self.filter(&reflections, &mut samples[part]);
        }
    }

    fn filter(&mut self, reflections: &[i16; 8], samples: &mut [i16]) {
        for sample in samples {
            let mut value = *sample;
            for (i, &reflection) in reflections.iter().enumerate().rev() {
                value = value.saturating_sub(product(reflection, self.state[i]));
                self.state[i + 1] = self.state[i].saturating_add(product(reflection, value));
            }
            self.state[0] = value;
            *sample = value;
        }
    }
}

fn decoded(coded: &[i16; 8]) -> [i16; 8] {
    let mut ratios = [0; 8];
    for (i, ratio) in ratios.iter_mut().enumerate() {
        let value = (coded[i] + MIC[i]) << 10;
        let value = product(INVA[i], value.saturating_sub(B[i] << 1));
        *ratio = value.saturating_add(value);
    }
    ratios
}

fn to_reflection(ratio: i16) -> i16 {
    let size = match ratio.saturating_abs() {
        size @ ..11059 => size << 1,
        size @ ..20070 => size + 11059,
        size => (size >> 2).saturating_add(26112),
    };
    if ratio < 0 { -size } else { size }
}
