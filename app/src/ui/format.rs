//! Dates and lengths of time as people read them, in the page's language.
//!
//! No clock and no zone: times arrive local to the company, and today is an argument.

use call_journal_model::time::Millis;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use crate::i18n::{Locale, locale};
use crate::text;
use crate::ui::letters::upper;

/// A date and time of a row, in two parts, because the day is written paler than the hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// `Вчера,`, `Вторник,` or `31.03.2022,`; `None` for today.
    pub day: Option<String>,
    /// `16:17`
    pub time: String,
}

/// `17:32` today, `Вчера, 16:17`, `Вторник, 09:49` within the last week, else `31.03.2022, 14:12`.
#[must_use]
pub fn when(at: NaiveDateTime, today: NaiveDate) -> When {
    let day = match today.signed_duration_since(at.date()).num_days() {
        0 => None,
        1 => Some(text!(ui.yesterday).to_owned()),
        2..=6 => Some(weekday(at.date()).to_owned()),
        _ => Some(date(at.date())),
    };
    When {
        day: day.map(|day| day + ","),
        time: hour_and_minute(at),
    }
}

/// [`when`] in one piece.
#[must_use]
pub fn when_text(at: NaiveDateTime, today: NaiveDate) -> String {
    let When { day, time } = when(at, today);
    day.map_or(time.clone(), |day| [&day, " ", &time].concat())
}

/// `31.03.2022`, `31 Mar 2022`.
#[must_use]
pub fn date(day: NaiveDate) -> String {
    match locale() {
        Locale::ru => numeric_date(day),
        Locale::en => {
            let month: String = month_name(day.month()).chars().take(3).collect();
            [&day.day().to_string(), " ", &month, " ", &day.year().to_string()].concat()
        }
    }
}

/// `31.03.2022` in any language, for fields.
#[must_use]
pub fn numeric_date(day: NaiveDate) -> String {
    [
        &two(day.day()),
        ".",
        &two(day.month()),
        ".",
        &day.year().to_string(),
    ]
    .concat()
}

/// `2022-03-31`, for `<time datetime>` and `<input type=date>`.
#[must_use]
pub fn iso_date(day: NaiveDate) -> String {
    let year = day.year().to_string();
    let zeros = &"0000"[year.len().min(4)..];
    [zeros, &year, "-", &two(day.month()), "-", &two(day.day())].concat()
}

/// `2022-03-31T14:12:05`, for `<time datetime>`.
#[must_use]
pub fn iso(at: NaiveDateTime) -> String {
    [&iso_date(at.date()), "T", &hour_minute_second(at)].concat()
}

/// `14:12`
#[must_use]
pub fn hour_and_minute(at: NaiveDateTime) -> String {
    [&two(at.hour()), ":", &two(at.minute())].concat()
}

/// `14:12:05`
#[must_use]
pub fn hour_minute_second(at: NaiveDateTime) -> String {
    [&two(at.hour()), ":", &two(at.minute()), ":", &two(at.second())].concat()
}

/// `0:02:15`, seconds rounded down.
#[must_use]
pub fn length(length: Millis) -> String {
    let seconds = length.whole_seconds();
    let minute_second = [two_of(seconds / 60 % 60), two_of(seconds % 60)].join(":");
    [&(seconds / 3600).to_string(), ":", &minute_second].concat()
}

/// `0:02:15`; `--:--:--` where nobody talked.
#[must_use]
pub fn talk_time(talk: Option<Millis>) -> String {
    talk.map_or_else(|| "--:--:--".to_owned(), length)
}

/// `3:47`, or `1:03:47` from an hour on: for the player.
#[must_use]
pub fn short_length(length: Millis) -> String {
    let seconds = length.whole_seconds();
    match seconds / 3600 {
        0 => [&(seconds / 60).to_string(), ":", &two_of(seconds % 60)].concat(),
        _ => self::length(length),
    }
}

/// `Вторник`, `Tuesday`.
#[must_use]
pub fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday().num_days_from_monday() {
        0 => text!(ui.monday),
        1 => text!(ui.tuesday),
        2 => text!(ui.wednesday),
        3 => text!(ui.thursday),
        4 => text!(ui.friday),
        5 => text!(ui.saturday),
        _ => text!(ui.sunday),
    }
}

/// `вт`, `Tue`; 0 is Monday.
#[must_use]
pub fn weekday_short(day: u32) -> &'static str {
    match day {
        0 => text!(ui.mon),
        1 => text!(ui.tue),
        2 => text!(ui.wed),
        3 => text!(ui.thu),
        4 => text!(ui.fri),
        5 => text!(ui.sat),
        _ => text!(ui.sun),
    }
}

/// `Март`, `March`; 1 is January.
#[must_use]
pub fn month_name(month: u32) -> &'static str {
    match month {
        1 => text!(ui.january),
        2 => text!(ui.february),
        3 => text!(ui.march),
        4 => text!(ui.april),
        5 => text!(ui.may),
        6 => text!(ui.june),
        7 => text!(ui.july),
        8 => text!(ui.august),
        9 => text!(ui.september),
        10 => text!(ui.october),
        11 => text!(ui.november),
        _ => text!(ui.december),
    }
}

/// `КА` for «Котова Алина»: for the round mark of a person.
#[must_use]
pub fn initials(name: &str) -> String {
    let first_letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    upper(&first_letters.take(2).collect::<String>())
}

fn two(number: u32) -> String {
    two_of(i64::from(number))
}

fn two_of(number: i64) -> String {
    let digits = number.to_string();
    if digits.len() < 2 {
        ["0", &digits].concat()
    } else {
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_as_short_as_it_can_be_understood() {
        let today = day("2022-04-06");
        let cases = [
            ("2022-04-06 00:00:00", "00:00"),
            ("2022-04-05 16:17:59", "Вчера, 16:17"),
            ("2022-04-04 09:49:00", "Понедельник, 09:49"),
            ("2022-03-31 14:12:00", "Четверг, 14:12"),
            ("2022-03-30 14:12:00", "30.03.2022, 14:12"),
            ("2022-04-07 00:01:00", "07.04.2022, 00:01"),
        ];
        for (started, shown) in cases {
            assert_eq!(when_text(at(started), today), shown);
        }
    }

    #[test]
    fn seconds_are_rounded_down_and_hours_are_not_cut() {
        assert_eq!(talk_time(None), "--:--:--");
        assert_eq!(talk_time(Some(Millis(135_999))), "0:02:15");
        assert_eq!(talk_time(Some(Millis(0))), "0:00:00");
        assert_eq!(length(Millis(36_000_000)), "10:00:00");
        assert_eq!(short_length(Millis(227_000)), "3:47");
        assert_eq!(short_length(Millis(3_827_000)), "1:03:47");
    }

    #[test]
    fn initials_are_of_the_first_two_words() {
        assert_eq!(initials("Котова  Алина Петровна"), "КА");
        assert_eq!(initials("«линза» ООО"), "ЛО");
        assert_eq!(initials(""), "");
    }
}
