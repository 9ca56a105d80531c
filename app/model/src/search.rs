//! The search box: how texts are made comparable, and when a word is found in them.
//!
//! The query of the database and [`crate::filter::Filter::matches`] both decide by what stands here.

/// Longest query that is looked at, in characters.
const LONGEST_QUERY: usize = 200;
/// Digits after which a leading 8 is taken for the Russian trunk prefix, and a leading 0 for that of other countries.
const PREFIX_FROM: usize = 4;
/// Digits that must stand behind the prefix of other countries.
const REST: usize = 3;
/// Words that are looked for; further ones are left out.
const MOST_WORDS: usize = 16;

/// A text as it is compared: lower case in every script, ё as е, runs of space and control characters as one space.
#[must_use]
pub fn normalise(text: &str) -> String {
    normalise_lower(text.chars().flat_map(char::to_lowercase))
}

/// [`normalise`] of what is lower case already.
fn normalise_lower(text: impl Iterator<Item = char>) -> String {
    let mut normal = String::new();
    for lower in text {
        match lower {
            space if space.is_whitespace() || space.is_control() => {
                if !normal.is_empty() && !normal.ends_with(' ') {
                    normal.push(' ');
                }
            }
            'ё' => normal.push('е'),
            'ς' => normal.push('σ'),
            // Some systems write ё and й as two characters.
            '\u{308}' if normal.ends_with('е') => {}
            '\u{306}' if normal.ends_with('и') => {
                normal.pop();
                normal.push('й');
            }
            lower => normal.push(lower),
        }
    }
    normal.truncate(normal.trim_end().len());
    normal
}

/// One thing to look for: a word, or a number whose groups were typed apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Normalised, its parts one space apart.
    pub text: String,
    /// Its digits, if it is a telephone number or a piece of one; else empty.
    pub digits: String,
    /// The pieces that were typed apart. More than one for numbers only.
    parts: Vec<(String, String)>,
}

/// The words of a query, all of which must be found. Neighbours that look like pieces of a number are one word:
/// `8 (916) 123` is one number, not three. Lone punctuation is left out.
#[must_use]
pub fn words(query: &str) -> Vec<Word> {
    words_of(&normalise(&query.chars().take(LONGEST_QUERY).collect::<String>()))
}

/// [`words`] of a query that is lower case already: the browser has the tables of letters, its half need not bring them.
#[must_use]
pub fn words_of_lower(query: &str) -> Vec<Word> {
    words_of(&normalise_lower(query.chars().take(LONGEST_QUERY)))
}

fn words_of(normal: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for part in normal
        .split(' ')
        .filter(|part| part.contains(char::is_alphanumeric))
    {
        let digits = phone_digits(part);
        match words.last_mut() {
            Some(last) if !digits.is_empty() && !last.digits.is_empty() => {
                last.text = format!("{} {part}", last.text);
                last.digits.push_str(&digits);
                last.parts.push((part.to_owned(), digits));
            }
            _ => words.push(Word {
                text: part.to_owned(),
                digits: digits.clone(),
                parts: vec![(part.to_owned(), digits)],
            }),
        }
    }
    words.truncate(MOST_WORDS);
    words
}

/// Digits of a whole number. Whoever may not see numbers finds one only if they know it.
const WHOLE_NUMBER: usize = 10;

/// The words of a query, of whoever may see numbers without their middle only: fewer digits than a whole number has are looked for in
/// names alone, or one could find a number out, digit by digit.
#[must_use]
pub fn words_seen(query: &str, masked: bool) -> Vec<Word> {
    let mut words = words(query);
    for word in words
        .iter_mut()
        .filter(|word| masked && word.digits.len() < WHOLE_NUMBER)
    {
        word.digits.clear();
        word.parts.iter_mut().for_each(|(_, digits)| digits.clear());
    }
    words
}

/// The part of a query by which such a person may look customers up.
#[must_use]
pub fn query_seen(query: &str, masked: bool) -> String {
    if !masked {
        return query.to_owned();
    }
    let words = words(query).into_iter();
    let seen = words.filter(|word| word.digits.is_empty() || word.digits.len() >= WHOLE_NUMBER);
    seen.map(|word| word.text).collect::<Vec<_>>().join(" ")
}

impl Word {
    /// Whether the word stands in a name. `normalised` was made by [`normalise`].
    #[must_use]
    pub fn in_text(&self, normalised: &str) -> bool {
        normalised.contains(&self.text)
            || self
                .parts
                .iter()
                .all(|(text, _)| normalised.contains(text.as_str()))
    }

    /// Whether the word is a run of the digits of a number: `number` is its E.164 form without `+`.
    ///
    /// A number may be typed as it is dialled at home: `8 916` finds +7 916, `030 12` finds +49 30 12. Pieces that were
    /// typed apart may also stand apart: `916 67` finds +7 916 123-45-67.
    #[must_use]
    pub fn in_number(&self, number: &str) -> bool {
        if self.digits.is_empty() {
            return false;
        }
        let home = self.digits.len() >= PREFIX_FROM;
        let russian = self.digits.strip_prefix('8').filter(|_| home);
        let elsewhere = self
            .digits
            .strip_prefix("00")
            .or_else(|| self.digits.strip_prefix('0'));
        // Zeros with little behind them are no prefix: they would find nearly every number.
        let elsewhere = elsewhere.filter(|rest| home && rest.len() >= REST && !rest.starts_with('0'));
        number.contains(&self.digits)
            || russian.is_some_and(|rest| {
                number
                    .strip_prefix('7')
                    .is_some_and(|national| national.starts_with(rest))
            })
            || elsewhere.is_some_and(|rest| number.contains(rest))
            || self
                .parts
                .iter()
                .all(|(_, digits)| number.contains(digits.as_str()))
    }

    /// Whether the word is found in one of the names or one of the numbers.
    #[must_use]
    pub fn matches<T: AsRef<str>, N: AsRef<str>>(&self, texts: &[T], numbers: &[N]) -> bool {
        texts.iter().any(|text| self.in_text(text.as_ref()))
            || numbers.iter().any(|number| self.in_number(number.as_ref()))
    }
}

/// The digits of a word of digits and telephone punctuation; empty for any other.
fn phone_digits(part: &str) -> String {
    let punctuation = |c: char| {
        matches!(
            c,
            '+' | '-' | '(' | ')' | '.' | '/' | '[' | ']' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
    };
    if part.chars().all(|c| c.is_ascii_digit() || punctuation(c)) {
        part.chars().filter(char::is_ascii_digit).collect()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests;
