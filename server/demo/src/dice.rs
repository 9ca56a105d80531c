//! Chance that falls the same way each time: every stream of numbers comes from a seed, a name and a day.

use call_journal_model::time::Millis;

/// A stream of chance.
#[derive(Clone)]
pub(crate) struct Dice(fastrand::Rng);

impl Dice {
    /// The stream called `name` of `day`; streams of other names or days are independent of it.
    pub(crate) fn new(seed: u64, name: &str, day: i64) -> Self {
        // FNV-1a, so that the stream depends on the name by a rule that no library changes.
        let named = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let day = (day as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(fastrand::Rng::with_seed(seed.rotate_left(17) ^ named ^ day))
    }

    /// A number below `n`; zero for an empty range.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        if n == 0 {
            0
        } else {
            self.0.u64(0..n as u64) as usize
        }
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if low < high { self.0.i64(low..=high) } else { low }
    }

    /// From `low` to `high` seconds, to the millisecond.
    pub(crate) fn seconds(&mut self, low: i64, high: i64) -> Millis {
        Millis(self.between(low * 1000, high * 1000))
    }

    /// From 0 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0.f64()
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: f64) -> bool {
        self.unit() * 100.0 < percent
    }

    /// One of `items`, which must not be empty.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of `items`, each as likely as its weight.
    pub(crate) fn weighted<T: Copy>(&mut self, items: &[(u32, T)]) -> T {
        let sum: u32 = items.iter().map(|(weight, _)| weight).sum();
        let mut left = self.between(0, i64::from(sum) - 1);
        for (weight, item) in items {
            left -= i64::from(*weight);
            if left < 0 {
                return *item;
            }
        }
        items[0].1
    }

    /// Puts `items` into an order of chance.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
