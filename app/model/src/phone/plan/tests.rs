use proptest::prelude::*;
use rstest::rstest;

use crate::phone::PhoneNumber;

fn parsed(text: &str, region: &str) -> Option<String> {
    PhoneNumber::parse(text, region).map(|number| number.as_str().to_owned())
}

#[rstest]
#[case("89161234567")]
#[case("79161234567")]
#[case("9161234567")]
#[case("+79161234567")]
#[case("+7 (916) 123-45-67")]
#[case("8-916-123-45-67")]
#[case("8 916 123 45 67")]
#[case("8\u{a0}(916)\u{a0}123\u{2011}45\u{2011}67")]
#[case("\u{202a}+7 916 123-45-67\u{202c}")]
#[case("+8 916 123-45-67")]
#[case("00 7 916 123 45 67")]
#[case("tel:+7-916-123-45-67")]
#[case("TEL:89161234567")]
#[case("tel:9161234567;phone-context=+7")]
#[case("tel:+79161234567;ext=12")]
#[case("8 916 123-45-67 доб. 12")]
#[case("8 916 123-45-67, доб 12")]
#[case("8 916 123-45-67 (доб. 12)")]
#[case("+7 916 123-45-67 ext 4455")]
#[case("+79161234567#12")]
#[case("+79161234567,,12")]
#[case("+79161234567x12")]
fn every_way_to_write_a_russian_number_is_one_number(#[case] text: &str) {
    assert_eq!(parsed(text, "RU").as_deref(), Some("+79161234567"), "{text}");
}

#[rstest]
#[case::from_an_exchange_without_plus("74959759357", "RU", "+74959759357")]
#[case::prefix_810("810 49 30 123456", "RU", "+4930123456")]
#[case::prefix_8_and_10("8~10 1 617 253 0000", "RU", "+16172530000")]
#[case::toll_free("8 800 555 35 35", "RU", "+78005553535")]
#[case::kazakhstan("8 701 123 45 67", "KZ", "+77011234567")]
#[case::german_with_trunk_zero("+49 (0)30 123456", "RU", "+4930123456")]
#[case::italian_zero_stays("+39 06 1234567", "RU", "+39061234567")]
#[case::us_national("(617) 253-0000", "US", "+16172530000")]
#[case::us_prefix_011("011 7 916 123 45 67", "US", "+79161234567")]
#[case::british("020 7946 0018", "GB", "+442079460018")]
#[case::belarus_without_plus("375291234567", "RU", "+375291234567")]
#[case::no_region("4930123456", "", "+4930123456")]
#[case::unknown_region("79161234567", "XX", "+79161234567")]
#[case::region_in_small_letters("89161234567", "ru", "+79161234567")]
fn numbers_are_read_from_where_the_company_is(#[case] text: &str, #[case] region: &str, #[case] e164: &str) {
    assert_eq!(parsed(text, region).as_deref(), Some(e164));
}

#[rstest]
#[case::russian_range("+7 900 000 12 34", "RU", "+79000001234")]
#[case::russian_range_with_8("8 900 000 12 34", "RU", "+79000001234")]
#[case::russian_range_bare("9000001234", "RU", "+79000001234")]
#[case::russian_code("+7 200 000 12 34", "RU", "+72000001234")]
#[case::fictional_american("+1 617 555 0123", "RU", "+16175550123")]
fn ranges_that_are_not_assigned_are_numbers(#[case] text: &str, #[case] region: &str, #[case] e164: &str) {
    assert_eq!(parsed(text, region).as_deref(), Some(e164));
}

#[rstest]
#[case::vietnamese_or_moscow("84951234567", "RU", "+74951234567")]
#[case::indian_or_mobile("9161234567", "RU", "+79161234567")]
#[case::singapore_or_an_unassigned_russian_code("6561234567", "RU", "+6561234567")]
#[case::slovak_without_a_national_reading("421212345678", "RU", "+421212345678")]
#[case::the_same_digits_with_a_plus("+84951234567", "RU", "+84951234567")]
fn the_assigned_reading_wins_and_then_the_national(
    #[case] text: &str,
    #[case] region: &str,
    #[case] e164: &str,
) {
    assert_eq!(parsed(text, region).as_deref(), Some(e164));
}

#[rstest]
#[case("")]
#[case("   ")]
#[case("+")]
#[case("++79161234567")]
#[case("anonymous")]
#[case("Anonymous <anonymous>")]
#[case("unknown")]
#[case("201")]
#[case("112")]
#[case("975935")]
#[case("9759357")]
#[case("Иванов")]
#[case("1-800-FLOWERS")]
#[case("89161234567 Иван")]
#[case("89161234567, 89031234567")]
#[case("89161234567'; DROP TABLE calls; --")]
#[case("<b>89161234567</b>")]
#[case("s@10.0.0.1")]
#[case("+999123456789")]
#[case("12345678901234567890123")]
#[case("tel:")]
#[case("\0\0\0")]
fn what_nobody_could_dial_is_no_number(#[case] text: &str) {
    assert_eq!(parsed(text, "RU"), None);
}

#[test]
fn ten_kilobytes_are_no_number() {
    assert_eq!(parsed(&"8".repeat(10_000), "RU"), None);
    assert_eq!(parsed(&"(".repeat(10_000), ""), None);
    assert_eq!(parsed(&"ж".repeat(10_000), "RU"), None);
}

#[rstest]
#[case("+74959759357", "+7 (495) 975-93-57")]
#[case("+79000001234", "+7 (900) 000-12-34")]
#[case("+78005553535", "+7 (800) 555-35-35")]
#[case::kazakhstan("+77011234567", "+7 701 123 4567")]
#[case("+16172530000", "+1 617-253-0000")]
#[case("+442079460018", "+44 20 7946 0018")]
#[case("+4930123456", "+49 30 123456")]
#[case::no_plan_knows_it("+9991234567", "+9991234567")]
#[case::too_short_for_its_plan("+7123456", "+7123456")]
fn numbers_are_grouped_as_their_country_does(#[case] e164: &str, #[case] shown: &str) {
    assert_eq!(
        PhoneNumber::from_e164(e164)
            .map(|number| number.display())
            .as_deref(),
        Some(shown)
    );
}

const REGIONS: [&str; 12] = [
    "RU", "KZ", "US", "GB", "DE", "IT", "AR", "MX", "BR", "CI", "", "??",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn what_is_shown_is_read_as_the_same_number(digits in "[+]?[0-9]{7,16}", from in 0..12_usize, to in 0..12_usize) {
        if let Some(number) = PhoneNumber::parse(&digits, REGIONS[from]) {
            prop_assert_eq!(PhoneNumber::parse(&number.display(), REGIONS[to]), Some(number.clone()));
            prop_assert_eq!(PhoneNumber::parse(number.as_str(), REGIONS[to]), Some(number.clone()));
            prop_assert_eq!(PhoneNumber::from_e164(number.as_str()), Some(number));
        }
    }

    #[test]
    fn russian_numbers_read_the_same_in_every_form(national in "[3489][0-9]{9}") {
        let number = PhoneNumber::parse(&format!("+7{national}"), "RU");
        prop_assert!(number.is_some());
        prop_assert_eq!(&PhoneNumber::parse(&format!("7{national}"), "RU"), &number);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}", phone in "[+0-9 ()x#;,доб.\\-]{0,40}", region in "\\PC{0,3}") {
        let _ = PhoneNumber::parse(&text, &region);
        if let Some(number) = PhoneNumber::parse(&phone, "RU") {
            prop_assert!(!number.display().is_empty());
        }
        let _ = PhoneNumber::from_e164(&phone).map(|number| number.display());
    }
}

#[rstest]
#[case::own_country("+79123456789", "RU", "89123456789")]
#[case::short_town("+74959759357", "RU", "84959759357")]
#[case::abroad("+4930123456", "RU", "+4930123456")]
#[case::at_home_abroad("+4930123456", "DE", "030123456")]
#[case::no_region("+79123456789", "", "+79123456789")]
fn a_number_is_dialled_as_phones_of_the_country_do(
    #[case] number: &str,
    #[case] region: &str,
    #[case] dialled: &str,
) {
    let number = PhoneNumber::from_e164(number).unwrap();
    assert_eq!(number.dialled_in(region), dialled);
}
