//! How local times and days travel between server and browser: as numbers, and a day in an address as text.
//!
//! chrono's own reading of texts would bring its parser into the browser's half.

use chrono::NaiveDate;

/// `2026-11-24`.
#[must_use]
pub fn day_of_text(text: &str) -> Option<NaiveDate> {
    let mut parts = text.trim().splitn(3, '-');
    let mut next = || {
        parts
            .next()
            .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (year, month, day) = (next()?, next()?, next()?);
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A local time as milliseconds.
pub mod local {
    pub use chrono::naive::serde::ts_milliseconds::{deserialize, serialize};
}

/// A local time that may be missing.
pub mod local_option {
    pub use chrono::naive::serde::ts_milliseconds_option::{deserialize, serialize};
}

/// A day as the number of days since the year 1.
pub mod day {
    use chrono::{Datelike, NaiveDate};
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        day.num_days_from_ce().serialize(serializer)
    }

    /// # Errors
    /// When it is no number of a day.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        let number = i32::deserialize(deserializer)?;
        NaiveDate::from_num_days_from_ce_opt(number).ok_or_else(|| Error::custom("no such day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24);
        for text in ["2026-11-24", " 2026-11-24 "] {
            assert_eq!(day_of_text(text), day, "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-11-24T10:00",
            "2026-13-01",
            "2026-02-30",
            "-2026-11-24",
            "+2026-11-24",
            "a-b-c",
        ] {
            assert_eq!(day_of_text(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_day_comes_back(number in 1..3_652_059_i32) {
            let day = NaiveDate::from_num_days_from_ce_opt(number).unwrap();
            prop_assert_eq!(day_of_text(&day.to_string()), Some(day));
            let mut json = Vec::new();
            day::serialize(&day, &mut serde_json::Serializer::new(&mut json)).unwrap();
            prop_assert_eq!(day::deserialize(&mut serde_json::Deserializer::from_slice(&json)).unwrap(), day);
        }
    }
}
