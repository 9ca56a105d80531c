//! Times as Asterisk writes them: epoch seconds with a fraction, or local date and time.

use call_journal_model::time::Timestamp;
use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

/// 1990-01-01 and 2200-01-01 in microseconds: outside of these no PBX has run, and no arithmetic overflows within.
const EARLIEST_US: i64 = 631_152_000_000_000;
const LATEST_US: i64 = 7_258_118_400_000_000;

/// Microseconds since the epoch. `None` if `text` is no time, or one that no PBX can have meant.
///
/// A local time that came twice (clocks went back) is the earlier one; one that never came (clocks went forward) is
/// moved by the gap.
pub(crate) fn parse_us(text: &str, zone: Tz) -> Option<i64> {
    let text = text.trim();
    if !text.is_ascii() {
        return None;
    }
    let us = if text.contains(':') {
        date_time(text, zone)?
    } else {
        epoch(text)?
    };
    (EARLIEST_US..LATEST_US).contains(&us).then_some(us)
}

/// As [`parse_us`], in the journal's milliseconds.
pub(crate) fn parse(text: &str, zone: Tz) -> Option<Timestamp> {
    parse_us(text, zone).map(|us| Timestamp(us.div_euclid(1000)))
}

fn epoch(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    let micros: i64 = format!("{fraction:0<6.6}").parse().ok()?;
    seconds.checked_mul(1_000_000)?.checked_add(micros)
}

fn date_time(text: &str, zone: Tz) -> Option<i64> {
    if let Ok(absolute) = DateTime::parse_from_rfc3339(text) {
        return Some(absolute.timestamp_micros());
    }
    let normal = text.replacen('T', " ", 1);
    let local = NaiveDateTime::parse_from_str(&normal, "%Y-%m-%d %H:%M:%S%.f").ok()?;
    let found = match zone.from_local_datetime(&local) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time,
        LocalResult::None => after_gap(local, zone)?,
    };
    Some(found.timestamp_micros())
}

/// `local` as a clock would have shown it that nobody put forward: with the offset from before the gap.
fn after_gap(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Tz>> {
    let before = zone
        .from_local_datetime(&local.checked_sub_signed(Duration::days(1))?)
        .earliest()?;
    before.checked_add_signed(Duration::days(1))
}
