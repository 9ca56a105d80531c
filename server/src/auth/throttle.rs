//! How often somebody may try: a bucket of tries for each address, for each account from browsers that nobody signed in to it from, and
//! for each account and browser that somebody did. So whoever guesses keeps the owner out of nothing but browsers they never used.
//! Pure: the time is an argument.

use std::collections::HashMap;

use call_journal_model::time::{Millis, Timestamp};

/// Buckets that are kept at most; then those that are full again are forgotten.
const MOST: usize = 100_000;

/// How many tries there are, and how they come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// At once.
    pub(super) burst: u32,
    /// One more after so long.
    pub(super) each: Millis,
}

/// From one address, whatever account: a whole office may be behind it.
pub(super) const OF_ADDRESS: Pace = Pace {
    burst: 30,
    each: Millis(3_000),
};

/// Of one account, from browsers that it does not know.
pub(super) const OF_ACCOUNT: Pace = Pace {
    burst: 10,
    each: Millis(60_000),
};

/// Of one account, from a browser that it knows.
pub(super) const OF_DEVICE: Pace = Pace {
    burst: 10,
    each: Millis(30_000),
};

/// Requests of an address from which nobody signed in: the page where one does, and its files.
pub(super) const OF_STRANGER: Pace = Pace {
    burst: 300,
    each: Millis(100),
};

/// The buckets.
#[derive(Debug, Default)]
pub(super) struct Throttle(HashMap<String, Bucket>);

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Tries that are left, in parts of a thousand.
    left: i64,
    at: Timestamp,
    pace: Pace,
}

impl Bucket {
    fn at(self, now: Timestamp) -> Bucket {
        let full = i64::from(self.pace.burst) * 1_000;
        let back = now.since(self.at).0.saturating_mul(1_000) / self.pace.each.0;
        match back {
            // Else the rest of a division is lost each time.
            0 => self,
            back => Bucket {
                left: self.left.saturating_add(back).min(full),
                at: now,
                ..self
            },
        }
    }
}

impl Throttle {
    /// Takes a try from each of these buckets, if each has one. Tries that are on their way count too: they are taken before the
    /// password is compared, and given back when it was right.
    pub(super) fn take(&mut self, keys: &[(String, Pace)], now: Timestamp) -> bool {
        let may = keys
            .iter()
            .all(|(key, pace)| self.bucket(key, *pace, now).left >= 1_000);
        if may {
            self.add(keys, -1_000, now);
        }
        may
    }

    /// The try was right.
    pub(super) fn give_back(&mut self, keys: &[(String, Pace)], now: Timestamp) {
        self.add(keys, 1_000, now);
    }

    fn add(&mut self, keys: &[(String, Pace)], tries: i64, now: Timestamp) {
        if self.0.len() >= MOST {
            self.forget(now);
        }
        for (key, pace) in keys {
            let mut bucket = self.bucket(key, *pace, now);
            bucket.left = (bucket.left + tries).min(i64::from(pace.burst) * 1_000);
            self.0.insert(key.clone(), bucket);
        }
    }

    fn bucket(&self, key: &str, pace: Pace, now: Timestamp) -> Bucket {
        let full = Bucket {
            left: i64::from(pace.burst) * 1_000,
            at: now,
            pace,
        };
        self.0.get(key).map_or(full, |bucket| bucket.at(now))
    }

    /// Whatever is full again says nothing. If none is, somebody floods us from everywhere, and all begin anew.
    fn forget(&mut self, now: Timestamp) {
        self.0
            .retain(|_, bucket| bucket.at(now).left < i64::from(bucket.pace.burst) * 1_000);
        if self.0.len() >= MOST {
            self.0.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        burst: 3,
        each: Millis(1_000),
    };

    fn keys(names: &[&str]) -> Vec<(String, Pace)> {
        names.iter().map(|name| ((*name).to_owned(), PACE)).collect()
    }

    #[test]
    fn tries_run_out_and_come_back() {
        let mut throttle = Throttle::default();
        let mut tries = |names: &[&str], at: i64| throttle.take(&keys(names), Timestamp(at));
        assert_eq!(
            [0, 1, 2, 3].map(|at| tries(&["a"], at)),
            [true, true, true, false]
        );
        assert!(tries(&["b"], 3), "another account");
        assert!(!tries(&["a", "b"], 4), "both must have one left");
        assert!(!tries(&["a"], 900));
        assert!(tries(&["a"], 1_100) && !tries(&["a"], 1_101));
        // However often one asks, a second brings one try.
        assert_eq!((1_102..2_100).filter(|at| tries(&["a"], *at)).count(), 1);
        assert_eq!(
            (0..10).filter(|_| tries(&["a"], 100_000)).count(),
            3,
            "no more than the burst"
        );
    }

    #[test]
    fn a_try_that_is_right_costs_nothing() {
        let mut throttle = Throttle::default();
        for _ in 0..100 {
            assert!(throttle.take(&keys(&["a"]), Timestamp(0)));
            throttle.give_back(&keys(&["a"]), Timestamp(0));
        }
    }

    #[test]
    fn a_flood_of_names_takes_no_more_memory() {
        let mut throttle = Throttle::default();
        for name in 0..3 * MOST {
            throttle.take(&[(name.to_string(), PACE)], Timestamp(0));
            assert!(throttle.0.len() <= MOST);
        }
    }
}
