//! Days of the company's calendar and their instants.

use call_journal_model::time::Timestamp;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::Tz;

/// Milliseconds of an hour.
pub(crate) const HOUR: i64 = 3_600_000;
/// Milliseconds of a minute.
pub(crate) const MINUTE: i64 = 60_000;

/// The day of the company's calendar on which `at` falls.
pub(crate) fn day_of(at: Timestamp, zone: Tz) -> NaiveDate {
    local(at, zone).date_naive()
}

/// `at` as a clock on the company's wall shows it.
pub(crate) fn local(at: Timestamp, zone: Tz) -> DateTime<Tz> {
    DateTime::from_timestamp_millis(at.0)
        .unwrap_or_default()
        .with_timezone(&zone)
}

/// The first instant of `day`, also where a clock change leaves midnight out.
pub(crate) fn midnight(day: NaiveDate, zone: Tz) -> Timestamp {
    let first = (0..4).find_map(|hour| zone.from_local_datetime(&day.and_hms_opt(hour, 0, 0)?).earliest());
    let utc = || day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    Timestamp(first.map_or_else(utc, |instant| instant.timestamp_millis()))
}

/// A number for `day` that grows by one a day.
pub(crate) fn number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// Whether the office works on `day`.
pub(crate) fn is_workday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// How many working days lie before `day`, since a day long ago.
pub(crate) fn workdays_before(day: NaiveDate) -> i64 {
    // The day 1 of the common era was a Monday.
    let days = number(day) - 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}
