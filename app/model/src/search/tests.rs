use proptest::prelude::*;
use rstest::rstest;

use super::{LONGEST_QUERY, MOST_WORDS, normalise, words};

fn found(query: &str, texts: &[&str], numbers: &[&str]) -> bool {
    let texts: Vec<String> = texts.iter().map(|text| normalise(text)).collect();
    words(query).iter().all(|word| word.matches(&texts, numbers))
}

#[rstest]
#[case("Иванов ПЁТР", "иванов петр")]
#[case("  а \t\n б\u{a0}в\0г ", "а б в г")]
#[case::ё_of_two_characters("Пе\u{308}тр", "петр")]
#[case::й_of_two_characters("И\u{306}огурт", "йогурт")]
#[case("ΣΊΣΥΦΟΣ", "σίσυφοσ")]
#[case("Σίσυφος", "σίσυφοσ")]
#[case("ÄÖÜ Ł İ", "äöü ł i\u{307}")]
#[case("ЎЗБЕК ҚАЗАҚ", "ўзбек қазақ")]
#[case("", "")]
fn texts_are_compared_without_case_and_ё(#[case] text: &str, #[case] normal: &str) {
    assert_eq!(normalise(text), normal);
}

#[rstest]
#[case::part_of_a_name("анов", true)]
#[case::other_case("ИВАНОВ", true)]
#[case::ё_for_е("семён", true)]
#[case::all_words_in_any_order("семен иванов", true)]
#[case::across_names("ромашка иванов", true)]
#[case::one_word_missing("иванов петр", false)]
#[case::a_name_and_digits("ромашка 916", true)]
#[case::digits_in_a_name("школа 303", true)]
#[case::digits_of_nothing("школа 777", false)]
#[case::lone_punctuation("ООО - ромашка", true)]
#[case::nothing("", true)]
#[case::spaces("   ", true)]
#[case::a_wildcard_is_a_character("%", true)]
#[case::a_wildcard_in_a_word("ром%ка", false)]
fn every_word_must_be_found(#[case] query: &str, #[case] expected: bool) {
    let texts = ["ООО «Ромашка»", "Иванов Семен", "Школа № 303"];
    assert_eq!(found(query, &texts, &["79161234567"]), expected, "{query}");
}

#[rstest]
#[case("+79161234567")]
#[case("+7 (916) 123-45-67")]
#[case("89161234567")]
#[case("8 (916) 123-45-67")]
#[case("8-916-123")]
#[case("8 (916) 12")]
#[case("8916")]
#[case("9161234567")]
#[case("916 123 45 67")]
#[case("123-45")]
#[case("1234")]
#[case("67")]
#[case("916 67")]
#[case("67 916")]
#[case("+7 ( 916 ) 123 - 45 - 67")]
#[case("007 916 123")]
#[case("7")]
fn a_number_is_found_however_it_is_typed(#[case] query: &str) {
    assert!(found(query, &[], &["79161234567"]), "{query}");
}

#[rstest]
#[case::other_order_of_digits("9176")]
#[case::eight_in_the_middle("81234567")]
#[case::one_eight_is_a_digit("8")]
#[case::eight_and_two_digits("891")]
#[case::one_piece_missing("916 68")]
#[case::letters_beside_digits("916a")]
#[case("79161234568")]
fn other_digits_are_not_found(#[case] query: &str) {
    assert!(!found(query, &[], &["79161234567"]), "{query}");
}

#[test]
fn a_zero_before_a_german_number_is_how_it_is_dialled_there() {
    assert!(found("030 123456", &[], &["4930123456"]));
    assert!(!found("0000", &[], &["4930123456"]));
}

#[test]
fn pieces_of_a_number_are_one_word() {
    let words = words("Иванов 8 (916) 123 петр");
    let seen: Vec<(&str, &str)> = words
        .iter()
        .map(|word| (word.text.as_str(), word.digits.as_str()))
        .collect();
    assert_eq!(seen, [("иванов", ""), ("8 (916) 123", "8916123"), ("петр", "")]);
}

#[test]
fn a_query_of_ten_kilobytes_is_cut() {
    let one = words(&"ж".repeat(10_000));
    assert_eq!(one[0].text.chars().count(), LONGEST_QUERY);
    let many = words(&"ж ".repeat(5_000));
    assert_eq!(many.len(), MOST_WORDS);
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(text in "\\PC{0,40}|[ЁёЙйЕе\u{308}\u{306} А-я]{0,20}") {
        let normal = normalise(&text);
        prop_assert_eq!(normalise(&normal), normal);
    }

    #[test]
    fn a_name_is_found_by_any_of_its_words(text in "[A-Za-zА-яЁё0-9 «».,-]{1,40}") {
        for word in text.split_whitespace() {
            prop_assert!(found(word, &[&text], &[]), "{} in {}", word, text);
        }
        prop_assert!(found(&text, &[&text], &[]));
    }

    #[test]
    fn any_run_of_digits_is_found(number in "[1-9][0-9]{6,14}", from in 0..7_usize, length in 1..9_usize) {
        let run = &number[from..(from + length).min(number.len())];
        prop_assert!(found(run, &[], &[number.as_str()]));
    }

    #[test]
    fn one_more_word_never_finds_more(query in "[а-я0-9 +()-]{0,12}", more in "[а-я]{1,5}", text in "[а-я0-9 ]{0,20}", number in "[0-9]{7,12}") {
        let narrower = format!("{query} {more}");
        prop_assert!(!found(&narrower, &[&text], &[&number]) || found(&query, &[&text], &[&number]));
    }
}
