//! Seconds of a recording as people write them: `1:23` in a comment or an address leads to that second.

/// Hours that a conversation may have; more is no time code but a score, a ratio or a time of day gone wrong.
const HOURS: u32 = 24;

/// A time code within a text, with what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Seconds from the beginning of the conversation.
    pub seconds: u32,
    /// The rest of the line, without the code.
    pub label: String,
}

/// `1:23` or `1:02:03` as seconds; a bare number of seconds too. Minutes may exceed 59 where there are no hours.
#[must_use]
pub fn parse(text: &str) -> Option<u32> {
    let parts: Option<Vec<u32>> = text.split(':').map(number).collect();
    match parts?[..] {
        [seconds] => Some(seconds),
        [minutes, seconds] if seconds < 60 && text.ends_with(two_digits(text)?) => {
            Some(minutes * 60 + seconds)
        }
        [hours, minutes, seconds]
            if hours < HOURS && minutes < 60 && seconds < 60 && text.ends_with(two_digits(text)?) =>
        {
            Some(hours * 3600 + minutes * 60 + seconds)
        }
        _ => None,
    }
}

/// At most four digits and nothing else.
fn number(digits: &str) -> Option<u32> {
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// The seconds are written with two digits: `1:5` is a ratio.
fn two_digits(text: &str) -> Option<&str> {
    let (_, last) = text.rsplit_once(':')?;
    (last.len() == 2).then_some(last)
}

/// `1:23`; `1:02:03` from an hour on.
#[must_use]
pub fn write(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// The time codes that begin a line of a comment, up to `length` seconds: what is longer is no place in the conversation
/// (`10:30 перезвонить` is a time of day).
#[must_use]
pub fn marks(text: &str, length: u32) -> Vec<Mark> {
    text.lines()
        .filter_map(|line| {
            let line = line.trim_start();
            let end = line
                .find(|c: char| !c.is_ascii_digit() && c != ':')
                .unwrap_or(line.len());
            let (code, rest) = line.split_at(end);
            let code = code.trim_end_matches(':');
            let seconds = parse(code).filter(|seconds| code.contains(':') && *seconds <= length)?;
            let label = rest.trim_start_matches(|c: char| c.is_whitespace() || "—–-:,.".contains(c));
            Some(Mark {
                seconds,
                label: label.trim_end().to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1:23", Some(83))]
    #[case("0:00", Some(0))]
    #[case("75:00", Some(4500))]
    #[case("1:02:03", Some(3723))]
    #[case("90", Some(90))]
    #[case("1:5", None)]
    #[case("1:60", None)]
    #[case("1:60:00", None)]
    #[case("24:00:00", None)]
    #[case("1:2:3:4", None)]
    #[case("", None)]
    #[case(":", None)]
    #[case("1:", None)]
    #[case("+1:23", None)]
    #[case("-1:23", None)]
    #[case("١:٢٣", None)]
    #[case("99999999999", None)]
    fn codes(#[case] text: &str, #[case] seconds: Option<u32>) {
        assert_eq!(parse(text), seconds);
    }

    #[test]
    fn a_line_of_a_comment_that_begins_with_a_code_is_a_mark() {
        let text = "Просят пересчитать\n1:23 — цена\n  0:05 Представился\n10:30 перезвонить\n2:00\n3:4 пополам\nдо 1:10";
        let mark = |seconds, label: &str| Mark {
            seconds,
            label: label.to_owned(),
        };
        assert_eq!(
            marks(text, 200),
            [mark(83, "цена"), mark(5, "Представился"), mark(120, "")]
        );
        assert_eq!(marks(text, 60), [mark(5, "Представился")]);
        assert_eq!(marks("1:23: скобка :)", 100), [mark(83, "скобка :)")]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(seconds in 0..HOURS * 3600) {
            prop_assert_eq!(parse(&write(seconds)), Some(seconds));
        }

        #[test]
        fn any_text_is_no_reason_to_stop(text in ".{0,200}", length in any::<u32>()) {
            for mark in marks(&text, length) {
                prop_assert!(mark.seconds <= length);
            }
        }
    }
}
