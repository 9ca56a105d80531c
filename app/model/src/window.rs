//! The reaction window: until when the company has time to call back.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::time::{Millis, Timestamp};

/// How long the company has to react to a missed call. Company-wide setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Window {
    /// To the end of the calendar day on which the call ended.
    #[default]
    Day,
    /// A number of minutes from the end of the call.
    Minutes {
        /// At least 1.
        minutes: u32,
    },
    /// To the end of business hours; of the next business day if the call ended after them.
    BusinessHours {
        /// Minutes after midnight.
        from_minute: u32,
        /// Minutes after midnight, later than `from_minute`.
        to_minute: u32,
        /// Days of the week, Monday is 1.
        weekdays: Vec<u8>,
    },
}

/// Why a window cannot be used as a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WindowError {
    /// `minutes` is 0 or more than [`Window::LONGEST_MINUTES`].
    #[error("the reaction window must be 1 to {} minutes long", Window::LONGEST_MINUTES)]
    Minutes,
    /// `to_minute` is not later than `from_minute`, or is later than midnight.
    #[error("business hours must end after they begin, and by midnight")]
    Hours,
    /// No weekday, or one that is not 1 (Monday) to 7 (Sunday).
    #[error("business hours need at least one weekday, 1 (Monday) to 7 (Sunday)")]
    Weekdays,
}

const MINUTES_OF_A_DAY: u32 = 24 * 60;

impl Window {
    /// Thirty days: a longer window would leave calls undecided for ever.
    pub const LONGEST_MINUTES: u32 = 30 * MINUTES_OF_A_DAY;

    /// Whether the setting makes sense.
    ///
    /// # Errors
    /// Says what is wrong with it. `closes_at` gives an answer even then.
    pub fn check(&self) -> Result<(), WindowError> {
        match self {
            Window::Day => Ok(()),
            Window::Minutes { minutes } if (1..=Self::LONGEST_MINUTES).contains(minutes) => Ok(()),
            Window::Minutes { .. } => Err(WindowError::Minutes),
            Window::BusinessHours {
                from_minute,
                to_minute,
                weekdays,
            } => {
                if from_minute >= to_minute || *to_minute > MINUTES_OF_A_DAY {
                    Err(WindowError::Hours)
                } else if weekdays.is_empty() || weekdays.iter().any(|day| !(1..=7).contains(day)) {
                    Err(WindowError::Weekdays)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// When the window of a call that ended at `ended_at` closes. Always later than `ended_at`.
    ///
    /// Business hours without a usable weekday count as [`Window::Day`].
    #[must_use]
    pub fn closes_at(&self, ended_at: Timestamp, zone: Tz) -> Timestamp {
        if let Window::Minutes { minutes } = self {
            return ended_at.plus(Millis(i64::from((*minutes).max(1)) * 60_000));
        }
        let closes = local_date(ended_at, zone).and_then(|today| match self {
            Window::BusinessHours {
                to_minute, weekdays, ..
            } => business_close(
                ended_at,
                today,
                (*to_minute).min(MINUTES_OF_A_DAY),
                weekdays,
                zone,
            )
            .or_else(|| end_of_day(ended_at, today, zone)),
            _ => end_of_day(ended_at, today, zone),
        });
        // Only for instants that no calendar reaches.
        closes.unwrap_or_else(|| ended_at.plus(Millis(24 * 3_600_000)))
    }
}

fn business_close(
    after: Timestamp,
    today: NaiveDate,
    minute: u32,
    weekdays: &[u8],
    zone: Tz,
) -> Option<Timestamp> {
    // The eighth day is today's weekday again, for a call that ended after today's hours.
    (0..=7)
        .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
        .find_map(|day| {
            let open = weekdays
                .iter()
                .any(|weekday| u32::from(*weekday) == day.weekday().number_from_monday());
            let close = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute));
            open.then(|| first_after(after, close, zone)).flatten()
        })
}

fn end_of_day(after: Timestamp, today: NaiveDate, zone: Tz) -> Option<Timestamp> {
    first_after(after, today.succ_opt()?.and_time(NaiveTime::MIN), zone)
}

/// The local day, for years that calendars agree about.
fn local_date(at: Timestamp, zone: Tz) -> Option<NaiveDate> {
    let utc = DateTime::from_timestamp_millis(at.0).filter(|utc| (1..=9998).contains(&utc.year()))?;
    Some(utc.with_timezone(&zone).date_naive())
}

/// The first instant later than `after` at which the clocks of `zone` show `local`, or, where they leap over it, the
/// instant of the leap.
fn first_after(after: Timestamp, local: NaiveDateTime, zone: Tz) -> Option<Timestamp> {
    let shown = zone.from_local_datetime(&local);
    let instants = match (shown.earliest(), shown.latest()) {
        (Some(first), Some(second)) => [first.timestamp_millis(), second.timestamp_millis()],
        _ => [leap(local, zone); 2],
    };
    instants.into_iter().map(Timestamp).find(|at| *at > after)
}

/// The first millisecond at which the clocks show more than `local`, a time that they leap over.
fn leap(local: NaiveDateTime, zone: Tz) -> i64 {
    const DAY: i64 = 24 * 3_600_000;
    let middle = local.and_utc().timestamp_millis();
    let (mut before, mut later) = (middle - DAY, middle + DAY);
    while later - before > 1 {
        let at = before + (later - before) / 2;
        let reached = DateTime::from_timestamp_millis(at)
            .is_none_or(|utc| utc.with_timezone(&zone).naive_local() >= local);
        if reached { later = at } else { before = at }
    }
    later
}

#[cfg(test)]
mod tests;
