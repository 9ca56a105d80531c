//! Numbers to dial and to copy, and the ends of a leg in words. What table and panel share is `ui::words`.

use call_journal_model::call::Direction;
use call_journal_model::view::{LegEnd, NumberText};

use crate::text;
use crate::ui::words;

/// What a press on «call back» opens; `None` for something that no telephone can dial.
pub(super) fn tel(number: &NumberText) -> Option<String> {
    let dialled = match &number.e164 {
        Some(number) => number.as_str(),
        None => number.display.as_str(),
    };
    let dials = |c: char| c.is_ascii_digit() || matches!(c, '+' | '*' | '#');
    let can_dial = !dialled.is_empty() && dialled.len() <= 32 && dialled.chars().all(dials);
    // `#` would begin a fragment.
    can_dial.then(|| ["tel:", &dialled.replace('#', "%23")].concat())
}

/// What is put on the clipboard for a number: the form that every dialler takes.
pub(super) fn to_copy(number: &NumberText) -> String {
    match &number.e164 {
        Some(number) => number.as_str().to_owned(),
        None => number.display.clone(),
    }
}

/// One end of a leg, in two parts: the name, and the number that is written smaller.
pub(super) fn leg_end(end: &LegEnd) -> (String, Option<String>) {
    match end {
        LegEnd::Employee(person) if person.name == person.extension => (person.name.clone(), None),
        LegEnd::Employee(person) => (person.name.clone(), Some(person.extension.clone())),
        LegEnd::Outside {
            name: Some(name),
            number,
        } => (name.clone(), number.as_ref().map(|number| number.display.clone())),
        LegEnd::Outside {
            name: None,
            number: Some(number),
        } => (number.display.clone(), None),
        LegEnd::Outside {
            name: None,
            number: None,
        } => (text!(status.withheld).to_owned(), None),
        LegEnd::Place(place) => (words::place(place), None),
    }
}

/// One end of a leg in one piece: `Белов Руслан (203)`.
pub(super) fn leg_end_text(end: &LegEnd) -> String {
    match leg_end(end) {
        (name, Some(number)) => [&name, " (", &number, ")"].concat(),
        (name, None) => name,
    }
}

/// `входящий`
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::In => text!(panel.direction_in),
        Direction::Out => text!(panel.direction_out),
        Direction::Internal => text!(panel.direction_internal),
    }
}

#[cfg(test)]
mod tests {
    use call_journal_model::phone::PhoneNumber;
    use call_journal_model::view::PersonName;

    use super::*;

    fn as_sent(text: &str) -> NumberText {
        NumberText {
            e164: PhoneNumber::from_e164(text),
            display: text.to_owned(),
        }
    }

    #[test]
    fn only_what_a_telephone_can_dial_becomes_a_link() {
        assert_eq!(tel(&as_sent("+74959759357")).as_deref(), Some("tel:+74959759357"));
        assert_eq!(tel(&as_sent("*60#")).as_deref(), Some("tel:*60%23"));
        assert_eq!(tel(&as_sent("112")).as_deref(), Some("tel:112"));
        let ten_thousand = "1".repeat(10_000);
        for text in [
            "",
            "javascript:alert(1)",
            "12 34",
            "user@example.org",
            &ten_thousand,
        ] {
            assert_eq!(tel(&as_sent(text)), None);
        }
    }

    #[test]
    fn an_extension_without_a_name_is_written_once() {
        let nobody = PersonName {
            id: None,
            name: "219".to_owned(),
            extension: "219".to_owned(),
        };
        assert_eq!(leg_end_text(&LegEnd::Employee(nobody)), "219");
        let ruslan = PersonName {
            id: None,
            name: "Белов Руслан".to_owned(),
            extension: "203".to_owned(),
        };
        assert_eq!(leg_end_text(&LegEnd::Employee(ruslan)), "Белов Руслан (203)");
    }
}
