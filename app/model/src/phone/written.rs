//! Numbers as people type them into a card: with extensions, and short ones. What a number is, `plan` knows.

use super::plan::Written;
use super::{PhoneNumber, PhoneRefused};

/// Digits of a short number: of an emergency, a service, an exchange next door.
const SHORT: std::ops::RangeInclusive<usize> = 2..=6;

/// A number, and what is dialled after it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenPhone {
    /// The number.
    pub number: Dialled,
    /// Digits: `12` of «доб. 12».
    pub extension: Option<String>,
}

/// What is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialled {
    /// A number of the world.
    E164(PhoneNumber),
    /// A number that means something here only: `112`, `0911`. Digits alone.
    Short(String),
}

impl WrittenPhone {
    /// Reads one number in any written form, seen from `region` (`RU`; empty if unknown).
    ///
    /// # Errors
    /// Why it is none that could be stored.
    pub fn read(text: &str, region: &str) -> Result<WrittenPhone, PhoneRefused> {
        let written = Written::read(text)?;
        let extension = Some(written.extension.clone()).filter(|extension| !extension.is_empty());
        if written.digits.is_empty() {
            let nothing = extension.is_none() && !text.chars().any(char::is_alphanumeric);
            return Err(if nothing {
                PhoneRefused::Empty
            } else {
                PhoneRefused::NotANumber
            });
        }
        let number = match written.number(region) {
            Some(number) => Dialled::E164(number),
            None if !written.international && SHORT.contains(&written.digits.len()) => {
                Dialled::Short(written.digits)
            }
            None => return Err(written.why_not(region)),
        };
        Ok(WrittenPhone { number, extension })
    }

    /// The number for the screen, without its extension.
    #[must_use]
    pub fn display(&self) -> String {
        match &self.number {
            Dialled::E164(number) => number.display(),
            Dialled::Short(digits) => digits.clone(),
        }
    }

    /// By what the number is known: its E.164 form, or the digits of a short one.
    #[must_use]
    pub fn key(&self) -> &str {
        match &self.number {
            Dialled::E164(number) => number.as_str(),
            Dialled::Short(digits) => digits,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("8 912 345-67-89", "+79123456789", None)]
    #[case("+7(912)345-67-89", "+79123456789", None)]
    #[case("9123456789", "+79123456789", None)]
    #[case("8 (495) 123-45-67 доб. 12", "+74951234567", Some("12"))]
    #[case("8 (495) 123-45-67, вн 305", "+74951234567", Some("305"))]
    #[case("+7 (495) 123-45-67, 12", "+74951234567", Some("12"))]
    #[case("+74951234567;ext=0012", "+74951234567", Some("0012"))]
    #[case("+74951234567,,12#", "+74951234567", Some("12"))]
    #[case("+44 20 7946 0018 x5", "+442079460018", Some("5"))]
    #[case("+7 495 123-45-67 доб.", "+74951234567", None)]
    #[case("112", "112", None)]
    #[case("09-11", "0911", None)]
    #[case("300 доб. 1", "300", Some("1"))]
    #[case("\u{202a}+7 912 345-67-89\u{202c}", "+79123456789", None)]
    fn a_number_is_read_in_any_form(#[case] text: &str, #[case] key: &str, #[case] extension: Option<&str>) {
        let phone = WrittenPhone::read(text, "RU").unwrap();
        assert_eq!((phone.key(), phone.extension.as_deref()), (key, extension));
    }

    #[rstest]
    #[case("", PhoneRefused::Empty)]
    #[case(" + ", PhoneRefused::Empty)]
    #[case("нет", PhoneRefused::NotANumber)]
    #[case("доб. 12", PhoneRefused::NotANumber)]
    #[case("8 912 345-67-89, 8 912 345-67-90", PhoneRefused::NotANumber)]
    #[case("89123456789,89123456790", PhoneRefused::NotANumber)]
    #[case("8 912 345-67-89 Иван", PhoneRefused::NotANumber)]
    #[case("\u{ff11}\u{ff11}\u{ff12}", PhoneRefused::NotANumber)]
    #[case("7", PhoneRefused::TooShort)]
    #[case("+112", PhoneRefused::TooShort)]
    #[case("123-45-67", PhoneRefused::TooShort)]
    #[case("+7 912 345-67", PhoneRefused::TooShort)]
    #[case("+7 912 345-67-89-0", PhoneRefused::WrongLength)]
    #[case("+7 912 345-67-89-00-1122", PhoneRefused::TooLong)]
    #[case("8912345678900112233445", PhoneRefused::TooLong)]
    #[case("+999 912 345-67-89", PhoneRefused::UnknownCountry)]
    #[case("+7 912 345-67-89 доб. 1234567890", PhoneRefused::Extension)]
    fn what_is_no_number_says_why(#[case] text: &str, #[case] why: PhoneRefused) {
        assert_eq!(WrittenPhone::read(text, "RU"), Err(why), "{text}");
    }

    #[test]
    fn a_flood_of_digits_is_refused() {
        assert_eq!(
            WrittenPhone::read(&"8".repeat(10_000), "RU"),
            Err(PhoneRefused::NotANumber)
        );
    }

    proptest! {
        #[test]
        fn what_was_read_is_shown_and_read_as_the_same(
            text in "[+]?[0-9 ()-]{1,18}( (доб\\.|ext|#|,) ?[0-9]{1,9})?",
            region in prop::sample::select(vec!["RU", "US", "DE", ""]),
        ) {
            if let Ok(phone) = WrittenPhone::read(&text, region) {
                let extension = phone.extension.as_ref().map(|extension| format!(", {extension}"));
                let shown = phone.display() + &extension.unwrap_or_default();
                prop_assert_eq!(WrittenPhone::read(&shown, region), Ok(phone.clone()), "{}", shown);
                if let (Dialled::E164(number), Some(parsed)) = (&phone.number, PhoneNumber::parse(&text, region)) {
                    prop_assert_eq!(number, &parsed);
                }
            }
        }
    }
}
