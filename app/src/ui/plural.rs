//! Which form of a word goes with a number. Two languages need no tables.

use crate::i18n::{Locale, locale};
use crate::text;

/// The forms that our languages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// 1 звонок, 21 звонок; 1 call.
    One,
    /// 2 звонка; English has no such form.
    Few,
    /// 5 звонков, 11 звонков; 2 calls.
    Many,
}

/// The form for `count` in the page's language.
#[must_use]
pub fn plural(count: u32) -> Plural {
    plural_in(locale(), count)
}

/// The word for that many calls: «звонок».
#[must_use]
pub fn calls_word(count: u32) -> &'static str {
    match plural(count) {
        Plural::One => text!(journal.calls_when_1),
        Plural::Few => text!(journal.calls_when_2),
        Plural::Many => text!(journal.calls_when_5),
    }
}

/// The word for that many new calls: «новый звонок».
#[must_use]
pub fn new_calls_word(count: usize) -> &'static str {
    match plural(u32::try_from(count).unwrap_or(u32::MAX)) {
        Plural::One => text!(journal.new_calls_1),
        Plural::Few => text!(journal.new_calls_2),
        Plural::Many => text!(journal.new_calls_5),
    }
}

fn plural_in(locale: Locale, count: u32) -> Plural {
    match (locale, count % 10, count % 100) {
        (Locale::ru, _, 11..=14) => Plural::Many,
        (Locale::ru, 1, _) => Plural::One,
        (Locale::ru, 2..=4, _) => Plural::Few,
        (Locale::en, ..) if count == 1 => Plural::One,
        _ => Plural::Many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_words_follow_the_last_digits() {
        for (count, form) in [
            (0, Plural::Many),
            (1, Plural::One),
            (2, Plural::Few),
            (4, Plural::Few),
            (5, Plural::Many),
            (11, Plural::Many),
            (14, Plural::Many),
            (21, Plural::One),
            (112, Plural::Many),
            (1000, Plural::Many),
            (1003, Plural::Few),
        ] {
            assert_eq!(plural_in(Locale::ru, count), form, "{count}");
        }
    }

    #[test]
    fn english_words_know_one_and_all_others() {
        for (count, form) in [
            (0, Plural::Many),
            (1, Plural::One),
            (2, Plural::Many),
            (21, Plural::Many),
        ] {
            assert_eq!(plural_in(Locale::en, count), form, "{count}");
        }
    }
}
