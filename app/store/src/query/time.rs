//! Instants in the company's time zone, and days of it as instants.

use call_journal_model::time::Timestamp;
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

/// The wall clock of `zone` at an instant; the begin of 1970 for an instant outside all calendars.
pub(crate) fn local(zone: Tz, at: Timestamp) -> NaiveDateTime {
    DateTime::from_timestamp_millis(at.0)
        .map(|utc| utc.with_timezone(&zone).naive_local())
        .unwrap_or_default()
}

/// The first instant of a day in `zone`.
pub(crate) fn day_start(zone: Tz, day: NaiveDate) -> Timestamp {
    let midnight = day.and_time(NaiveTime::MIN);
    // Some zones skip midnight on the day their clocks go forward: the day begins at the next quarter that exists.
    (0..=12)
        .filter_map(|quarters| midnight.checked_add_signed(TimeDelta::minutes(15 * quarters)))
        .find_map(|time| zone.from_local_datetime(&time).earliest())
        .map_or(Timestamp(midnight.and_utc().timestamp_millis()), |start| {
            Timestamp(start.timestamp_millis())
        })
}

/// The instants of the days from `first` to `last`: from the former, before the latter.
pub(crate) fn days(zone: Tz, first: NaiveDate, last: NaiveDate) -> (Timestamp, Timestamp) {
    let after = last
        .checked_add_days(Days::new(1))
        .map_or(Timestamp(i64::MAX), |day| day_start(zone, day));
    (day_start(zone, first), after)
}
