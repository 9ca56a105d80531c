//! Marks the letters that were searched for.

use leptos::prelude::*;

use call_journal_model::search::words_of_lower;

use crate::ui::letters::lower;

/// `text`, with what was searched for in `<mark>`.
#[must_use]
pub fn marked(text: &str, searched: &str) -> impl IntoView + use<> {
    let part = |(part, found)| match found {
        true => view! { <mark>{part}</mark> }.into_any(),
        false => String::into_any(part),
    };
    parts(text, searched).into_iter().map(part).collect_view()
}

/// Cuts `text` into stretches that were searched for and stretches that were not.
fn parts(text: &str, searched: &str) -> Vec<(String, bool)> {
    let folded = folded(text);
    let mut found = vec![false; folded.len()];
    let digits: Vec<(usize, char)> = folded
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, letter)| letter.is_ascii_digit())
        .collect();
    for word in words_of_lower(&lower(searched)) {
        let letters: Vec<char> = word.text.chars().collect();
        for start in places(&folded, &letters) {
            found[start..start + letters.len()].fill(true);
        }
        // Digits of a number stand apart: brackets, spaces and hyphens between them are marked along.
        let number: Vec<char> = word.digits.chars().collect();
        let only_digits: Vec<char> = digits.iter().map(|(_, digit)| *digit).collect();
        for start in places(&only_digits, &number) {
            found[digits[start].0..=digits[start + number.len() - 1].0].fill(true);
        }
    }
    let mut parts: Vec<(String, bool)> = Vec::new();
    for (letter, found) in text.chars().zip(found) {
        match parts.last_mut() {
            Some((part, same)) if *same == found => part.push(letter),
            _ => parts.push((letter.into(), found)),
        }
    }
    parts
}

/// Where `part` begins in `whole`.
fn places<'a>(whole: &'a [char], part: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let windows = whole.windows(part.len().max(1)).enumerate();
    windows
        .filter(move |(_, window)| *window == part)
        .map(|(start, _)| start)
}

/// The letters of `text` as they are compared, as many as it has.
fn folded(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = lower(text).chars().collect();
    // Few letters become two, and then each has to be asked for.
    if letters.len() != text.chars().count() {
        let first = |letter: char| lower(&letter.to_string()).chars().next().unwrap_or(letter);
        letters = text.chars().map(first).collect();
    }
    for letter in &mut letters {
        match letter {
            'ё' => *letter = 'е',
            'ς' => *letter = 'σ',
            _ => {}
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn marked(text: &str, searched: &str) -> String {
        let part = |(part, found): (String, bool)| if found { format!("[{part}]") } else { part };
        parts(text, searched).into_iter().map(part).collect()
    }

    #[test]
    fn case_and_yo_make_no_difference() {
        assert_eq!(marked("Котёнок Москва", "КОТЕ ск"), "[Котё]нок Мо[ск]ва");
        assert_eq!(marked("Фёдоров", ""), "Фёдоров");
        assert_eq!(marked("ааа", "аа"), "[ааа]");
        assert_eq!(marked("İstanbul ΑΣ", "bul ασ"), "İstan[bul] [ΑΣ]");
        assert_eq!(marked("", "длинное слово"), "");
    }

    #[test]
    fn digits_are_found_however_the_number_is_grouped() {
        assert_eq!(marked("+7 (495) 975-93-57", "495 97"), "+7 ([495) 97]5-93-57");
        assert_eq!(marked("+7 (495) 975-93-57", "59357"), "+7 (495) 97[5-93-57]");
        assert_eq!(marked("Дом 7", "7"), "Дом [7]");
    }
}
