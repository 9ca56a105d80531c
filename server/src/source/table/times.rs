//! Times as a column of a table holds them: arithmetic on texts, without knowing the column's type.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

const FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// How far a PBX's clock may be ahead of ours before it is taken for a mistake.
const AHEAD: Duration = Duration::from_secs(3600);

/// `text` earlier by a span, in the same form, in whole seconds. `None` if it is no time.
pub(super) fn earlier(text: &str, by: Duration) -> Option<String> {
    match Form::of(text)? {
        Form::Epoch(seconds) => Some(format!("{:.0}", (seconds - by.as_secs_f64()).floor())),
        Form::Date(date, zone) => Some(format!("{}{zone}", (date - by).format(FORMAT))),
    }
}

/// The newest time of a table, or now where the table is ahead of the clock: one row from a PBX whose clock was wrong
/// must not hide all that come after it.
pub(super) fn anchor(newest: &str, now: DateTime<Utc>, zone: Tz) -> String {
    let limit = now + AHEAD;
    match Form::of(newest) {
        Some(Form::Epoch(seconds)) if seconds > limit.timestamp() as f64 => now.timestamp().to_string(),
        Some(Form::Date(date, suffix)) => {
            let local = |at: DateTime<Utc>| match suffix {
                "" => at.with_timezone(&zone).naive_local(),
                _ => at.naive_utc(),
            };
            if date > local(limit) {
                format!("{}{suffix}", local(now).format(FORMAT))
            } else {
                newest.to_owned()
            }
        }
        _ => newest.to_owned(),
    }
}

enum Form<'a> {
    Epoch(f64),
    /// Date and time, and what stands behind them: PostgreSQL's `+00`.
    Date(NaiveDateTime, &'a str),
}

impl Form<'_> {
    fn of(text: &str) -> Option<Form<'_>> {
        if !text.contains(':') {
            return text.parse().ok().map(Form::Epoch);
        }
        let (date, rest) = text.split_at_checked(19)?;
        let date = NaiveDateTime::parse_from_str(date, FORMAT).ok()?;
        let fraction = rest.strip_prefix('.').unwrap_or(rest);
        let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        Some(Form::Date(date, zone))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::DateTime;
    use chrono_tz::Tz;

    use super::{anchor, earlier};

    #[test]
    fn a_time_moves_and_keeps_its_form() {
        let hour = Duration::from_secs(3600);
        for (text, before) in [
            ("2026-11-24 00:30:00", "2026-11-23 23:30:00"),
            ("2026-11-24 00:30:00.25", "2026-11-23 23:30:00"),
            ("2026-11-24 00:30:00.25+00", "2026-11-23 23:30:00+00"),
            ("1795402065.804", "1795398465"),
        ] {
            assert_eq!(earlier(text, hour).as_deref(), Some(before), "{text}");
        }
        assert_eq!(earlier("soon", hour), None);
        assert_eq!(earlier("0000-00-00 00:00:00", hour), None);
    }

    #[test]
    fn a_row_of_the_future_does_not_move_the_window() {
        let now = DateTime::from_timestamp(1_795_402_065, 0).unwrap();
        let zone = Tz::Europe__Moscow;
        assert_eq!(anchor("2026-11-23 05:00:00", now, zone), "2026-11-23 05:00:00");
        assert_eq!(anchor("2099-01-01 00:00:00", now, zone), "2026-11-23 05:47:45");
        assert_eq!(
            anchor("2099-01-01 00:00:00+00", now, zone),
            "2026-11-23 02:47:45+00"
        );
        assert_eq!(anchor("4070908800", now, zone), "1795402065");
    }
}
