//! Calls per day, for the strip above the table.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days of a strip that is not about a longer period.
const STRIP_DAYS: u64 = 60;
/// Days of a strip at most.
const MOST_STRIP_DAYS: u64 = 400;

/// Calls of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// All that pass the filter.
    pub calls: u32,
    /// Those of them that were missed.
    pub missed: u32,
}

/// Calls per day of a stretch of days without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayStrip {
    /// The first day.
    #[serde(with = "crate::wire::day")]
    pub first: NaiveDate,
    /// That day and those after it.
    pub days: Vec<DayCount>,
}

/// The days that a strip shows: those of the period with some around it, so that one can go on from there; the last ones of a
/// period that is too long, and of all time.
#[must_use]
pub fn strip_days(period: Option<(NaiveDate, NaiveDate)>, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let back = |day: NaiveDate, days| day.checked_sub_days(Days::new(days)).unwrap_or(day);
    let on = |day: NaiveDate, days| day.checked_add_days(Days::new(days)).unwrap_or(day);
    let usual = (back(today, STRIP_DAYS - 1), today);
    let Some((from, to)) = period else { return usual };
    if from >= usual.0 && to <= usual.1 {
        return usual;
    }
    let length = u64::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0) + 1;
    if length >= STRIP_DAYS {
        let from = from.max(back(to, MOST_STRIP_DAYS - 1));
        return (from, to);
    }
    let around = STRIP_DAYS - length;
    // Nothing is to be seen after today.
    let to = on(to, around / 2).min(today.max(to));
    (back(to, STRIP_DAYS - 1), to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[rstest]
    #[case::all_time(None, "2026-08-26", "2026-10-24")]
    #[case::within_the_last_ones(Some(("2026-10-01", "2026-10-07")), "2026-08-26", "2026-10-24")]
    #[case::long_ago(Some(("2026-03-10", "2026-03-10")), "2026-02-08", "2026-04-08")]
    #[case::reaching_to_now(Some(("2026-08-20", "2026-10-01")), "2026-08-11", "2026-10-09")]
    #[case::longer(Some(("2026-01-01", "2026-10-24")), "2026-01-01", "2026-10-24")]
    #[case::too_long(Some(("2016-01-01", "2026-10-24")), "2025-09-20", "2026-10-24")]
    fn a_strip_goes_round_its_period(
        #[case] period: Option<(&str, &str)>,
        #[case] first: &str,
        #[case] last: &str,
    ) {
        let period = period.map(|(from, to)| (day(from), day(to)));
        assert_eq!(strip_days(period, day("2026-10-24")), (day(first), day(last)));
    }

    proptest! {
        #[test]
        fn a_strip_is_never_too_long_and_holds_the_end_of_its_period(from in 0..20_000_u64, length in 0..5_000_u64) {
            let from = day("1990-01-01") + Days::new(from);
            let to = from + Days::new(length);
            let (first, last) = strip_days(Some((from, to)), day("2026-10-24"));
            let days = last.signed_duration_since(first).num_days() + 1;
            prop_assert!((STRIP_DAYS as i64..=MOST_STRIP_DAYS as i64).contains(&days));
            prop_assert!(first <= to && to <= last);
        }
    }
}
