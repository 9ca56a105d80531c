//! Reading and writing telephone numbers by the numbering plans of their countries.
//!
//! What is cut off and which of several readings wins is decided here; the plans themselves are libphonenumber's.

use rlibphonenumber::{
    NumberLengthType, ParseError, PhoneNumber as Plan, PhoneNumberFormat, Region, ValidationError,
};

use super::{PhoneNumber, PhoneRefused};

/// Longest text that is looked at, in bytes: longer ones are no numbers.
const LONGEST_TEXT: usize = 200;
/// E.164 allows 15 digits; an international prefix (`8~10`, `00`) stands before them.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=20;
/// Words and signs before an extension, the longer of two alike first.
const EXTENSION_MARKS: [&str; 16] = [
    "добавочный",
    "доб",
    "внутренний",
    "внутр",
    "вн",
    "extension",
    "extn",
    "ext",
    "доп",
    "x",
    "х",
    "#",
    ";",
    ",",
    "p",
    "w",
];
/// Longest extension, in digits.
const LONGEST_EXTENSION: usize = 9;

impl PhoneNumber {
    /// Reads a number as people, trunks and `tel:` links write it, seen from `region` (`RU`; empty if unknown).
    ///
    /// A number of a possible length is accepted even if its range is not assigned: plans change faster than this
    /// program. Where a text can be read as a national and as an international number, the assigned one wins.
    /// `None` for short numbers, names, `anonymous` and everything else that nobody could dial. Extensions are cut.
    #[must_use]
    pub fn parse(text: &str, region: &str) -> Option<PhoneNumber> {
        Written::read(text).ok()?.number(region)
    }

    /// The number for the screen: `+7 (495) 975-93-57` for Russia, the international grouping of its country otherwise.
    /// A number that no plan knows is shown as it is.
    #[must_use]
    pub fn display(&self) -> String {
        let Some(plan) = possible(self.as_str(), None) else {
            return self.0.clone();
        };
        russian(self, &plan).unwrap_or_else(|| plan.format_as(PhoneNumberFormat::International).into())
    }

    /// What a phone in `region` dials: `89123456789` within Russia, the whole number with `+` for any other country.
    #[must_use]
    pub fn dialled_in(&self, region: &str) -> String {
        let national = possible(self.as_str(), None).map(|plan| {
            let text = String::from(plan.format_as(PhoneNumberFormat::National));
            text.chars().filter(char::is_ascii_digit).collect::<String>()
        });
        // Only what reads back as the same number.
        let national = national.filter(|digits| PhoneNumber::parse(digits, region).as_ref() == Some(self));
        national.unwrap_or_else(|| self.0.clone())
    }
}

/// The digits of a text, the punctuation gone, and the extension after them.
pub(super) struct Written {
    pub(super) digits: String,
    pub(super) international: bool,
    /// Digits; empty where there is none.
    pub(super) extension: String,
}

impl Written {
    pub(super) fn read(text: &str) -> Result<Written, PhoneRefused> {
        if text.len() > LONGEST_TEXT {
            return Err(PhoneRefused::NotANumber);
        }
        let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        let (text, context) = match text.get(..4) {
            Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => link(text.get(4..).unwrap_or_default()),
            _ => (text, None),
        };
        let mut written = Written {
            digits: String::new(),
            international: false,
            extension: String::new(),
        };
        for (at, c) in text.char_indices() {
            match c {
                '0'..='9' => written.digits.push(c),
                '+' | '\u{ff0b}' if written.digits.is_empty() && !written.international => {
                    written.international = true;
                }
                _ if is_punctuation(c) => {}
                _ => {
                    written.extension = extension(text.get(at..).unwrap_or_default())?;
                    break;
                }
            }
        }
        if let (false, Some(context)) = (written.international, context) {
            written.digits.insert_str(0, &context);
            written.international = true;
        }
        Ok(written)
    }

    /// The number that is meant, seen from `region`.
    pub(super) fn number(&self, region: &str) -> Option<PhoneNumber> {
        if !DIGITS.contains(&self.digits.len()) {
            return None;
        }
        let readings = self.readings(region_of(region));
        let best = readings
            .iter()
            .find(|plan| plan.is_valid())
            .or_else(|| readings.first())?;
        canonical(best)
    }

    /// Why it is no number, where `number` gives none.
    pub(super) fn why_not(&self, region: &str) -> PhoneRefused {
        if self.digits.len() < *DIGITS.start() {
            return PhoneRefused::TooShort;
        }
        if self.digits.len() > *DIGITS.end() {
            return PhoneRefused::TooLong;
        }
        let sign = if self.international { "+" } else { "" };
        match Plan::parse(format!("{sign}{}", self.digits), region_of(region)) {
            Err(ParseError::InvalidCountryCode) => PhoneRefused::UnknownCountry,
            Err(ParseError::TooShortAfterIdd | ParseError::TooShortNsn) => PhoneRefused::TooShort,
            Err(_) => PhoneRefused::TooLong,
            Ok(plan) => match plan.is_possible_with_reason() {
                Err(ValidationError::InvalidCountryCode) => PhoneRefused::UnknownCountry,
                Err(ValidationError::TooLong) => PhoneRefused::TooLong,
                Err(ValidationError::InvalidLength) => PhoneRefused::WrongLength,
                // A town's number without the town is possible there alone.
                Ok(_) | Err(_) => PhoneRefused::TooShort,
            },
        }
    }

    /// Possible readings, the likeliest first.
    fn readings(&self, region: Option<Region>) -> Vec<Plan> {
        let international = format!("+{}", self.digits);
        let mut readings = Vec::new();
        if self.international {
            readings.extend(possible(&international, None));
            // `+8 916 …` is written by people who put a plus before everything: no country has the code 89.
            if readings.is_empty() {
                readings.extend(possible(&self.digits, region).filter(Plan::is_valid));
            }
            return readings;
        }
        if region.is_some() {
            readings.extend(possible(&self.digits, region));
        }
        readings.extend(possible(&international, None));
        // Trunks write `00` in countries whose own prefix is another.
        if let Some(rest) = self.digits.strip_prefix("00") {
            readings.extend(possible(&format!("+{rest}"), None));
        }
        readings
    }
}

/// `9161234567;phone-context=+7` → the number and the digits before it.
fn link(rest: &str) -> (&str, Option<String>) {
    let number = rest.split(';').next().unwrap_or_default();
    let context = rest
        .split(';')
        .find_map(|parameter| parameter.strip_prefix("phone-context=+"));
    let context = context.map(|digits| digits.chars().filter(char::is_ascii_digit).collect());
    (number, context)
}

/// Marks of direction and joiners that telephones put into copied numbers.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\0')
}

fn is_punctuation(c: char) -> bool {
    c.is_whitespace()
        || is_invisible(c)
        || matches!(
            c,
            '(' | ')' | '[' | ']' | '-' | '.' | '/' | '~' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

/// The digits of `rest` if it is an extension and nothing else: `доб. 12`, `;ext=12`, `#12`.
fn extension(rest: &str) -> Result<String, PhoneRefused> {
    let rest = rest.trim_start_matches([';', ',']).to_lowercase();
    let rest = rest.trim_start();
    let mark = EXTENSION_MARKS.iter().find_map(|mark| rest.strip_prefix(mark));
    let marked = mark
        .unwrap_or(rest)
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '=' | '№' | '#' | ','));
    let marked = marked.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '#'));
    if !marked.bytes().all(|b| b.is_ascii_digit()) {
        return Err(PhoneRefused::NotANumber);
    }
    match (marked.len() <= LONGEST_EXTENSION, mark) {
        (true, _) => Ok(marked.to_owned()),
        (false, Some(_)) => Err(PhoneRefused::Extension),
        // Two numbers in one text.
        (false, None) => Err(PhoneRefused::NotANumber),
    }
}

fn region_of(region: &str) -> Option<Region> {
    Region::from_code(region.trim()).ok()
}

/// A reading whose length its plan allows for a whole number, without relying on the caller's town.
fn possible(text: &str, region: Option<Region>) -> Option<Plan> {
    let plan = Plan::parse(text, region).ok()?;
    matches!(plan.is_possible_with_reason(), Ok(NumberLengthType::IsPossible)).then_some(plan)
}

/// The E.164 form, if reading it again gives the same: two forms of one number would be two numbers in the journal.
fn canonical(plan: &Plan) -> Option<PhoneNumber> {
    let e164 = plan.format_as(PhoneNumberFormat::E164).into_owned();
    let again = possible(&e164, None)?
        .format_as(PhoneNumberFormat::E164)
        .into_owned();
    if again == e164 {
        return PhoneNumber::from_e164(&e164);
    }
    let settled = possible(&again, None)?
        .format_as(PhoneNumberFormat::E164)
        .into_owned();
    (settled == again)
        .then(|| PhoneNumber::from_e164(&again))
        .flatten()
}

/// `+7 (495) 975-93-57`. Kazakhstan shares the code 7 and has its own grouping.
fn russian(number: &PhoneNumber, plan: &Plan) -> Option<String> {
    let national = number.0.strip_prefix("+7").filter(|rest| rest.len() == 10)?;
    if national.starts_with(['6', '7']) || plan.get_region_code().is_some_and(|region| region != Region::RU) {
        return None;
    }
    let part = |from, to| national.get(from..to);
    Some(format!(
        "+7 ({}) {}-{}-{}",
        part(0, 3)?,
        part(3, 6)?,
        part(6, 8)?,
        part(8, 10)?
    ))
}

#[cfg(test)]
mod tests;
