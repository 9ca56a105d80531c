//! When the database is asked again for files that nobody has seen: often for the calls of the last hours, ever more
//! rarely for older ones. A round is walked page by page, so that a long one never holds up a short one.

use std::ops::Range;
use std::time::{Duration, Instant};

use call_journal_model::time::{Millis, Timestamp};
use call_journal_store::query::WaitingRecording;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Ages of calls from, to; how often they are asked for, `None`: when the server begins, and not again.
const ROUNDS: [(Range<i64>, Option<Duration>); 5] = [
    // A PBX's clock may be ahead.
    (-DAY..15 * MINUTE, Some(Duration::from_secs(3))),
    (15 * MINUTE..2 * HOUR, Some(Duration::from_secs(10))),
    (2 * HOUR..2 * DAY, Some(Duration::from_secs(120))),
    (2 * DAY..14 * DAY, Some(Duration::from_secs(3600))),
    (14 * DAY..90 * DAY, None),
];

/// The calls of one age.
pub(super) struct Round {
    ages: Range<i64>,
    every: Option<Duration>,
    /// `None`: never again.
    next: Option<Instant>,
    /// The last one of the page before.
    pub(super) last: Option<WaitingRecording>,
}

impl Round {
    /// All of them; each is due.
    pub(super) fn all(at: Instant) -> Vec<Round> {
        ROUNDS
            .into_iter()
            .map(|(ages, every)| Round {
                ages,
                every,
                next: Some(at),
                last: None,
            })
            .collect()
    }

    pub(super) fn is_due(&self, at: Instant) -> bool {
        self.next.is_some_and(|next| next <= at)
    }

    /// When its calls began.
    pub(super) fn calls(&self, now: Timestamp) -> Range<Timestamp> {
        let ago = |age: i64| now.plus(Millis(-age));
        ago(self.ages.end)..ago(self.ages.start)
    }

    /// A page was read; `last` is its last one, if there may be more.
    pub(super) fn read(&mut self, last: Option<WaitingRecording>, at: Instant) {
        if last.is_none() {
            self.next = self.every.map(|every| at + every);
        }
        self.last = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_calls_are_asked_for_often_and_old_ones_once() {
        let begin = Instant::now();
        let mut rounds = Round::all(begin);
        let mut asked = [0; 5];
        for second in 0..7_200 {
            let at = begin + Duration::from_secs(second);
            for (round, asked) in rounds.iter_mut().zip(&mut asked) {
                if round.is_due(at) {
                    round.read(None, at);
                    *asked += 1;
                }
            }
        }
        assert_eq!(asked, [2_400, 720, 60, 2, 1]);
    }

    #[test]
    fn a_long_round_goes_on_where_it_was() {
        let begin = Instant::now();
        let mut round = Round::all(begin).remove(4);
        let last = WaitingRecording {
            id: 7,
            path: String::new(),
            source: String::new(),
            call_started: Timestamp(0),
        };
        round.read(Some(last), begin);
        assert!(round.is_due(begin) && round.last.as_ref().is_some_and(|last| last.id == 7));
        round.read(None, begin);
        assert!(!round.is_due(begin + Duration::from_secs(1 << 30)) && round.last.is_none());
    }

    #[test]
    fn no_age_is_left_out() {
        for pair in ROUNDS.windows(2) {
            assert_eq!(pair[0].0.end, pair[1].0.start);
        }
        let now = Timestamp(100 * DAY);
        let calls = Round::all(Instant::now()).remove(2).calls(now);
        assert_eq!(calls, Timestamp(98 * DAY)..Timestamp(100 * DAY - 2 * HOUR));
    }
}
