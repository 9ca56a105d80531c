//! A word of a search, made ready to be looked for in many texts.

use call_journal_model::search::Word;
use memchr::memmem::Finder;

/// Digits after which a number may be written as it is dialled at home, as in `call_journal_model::search`.
const PREFIX_FROM: usize = 4;

/// A word and what stands wherever it is found.
#[derive(Debug)]
pub(crate) struct Needle {
    pub(crate) word: Word,
    /// Stands in every text that the word is found in.
    pub(crate) text: Finder<'static>,
    /// Stands in every number that the word is found in; `None`: the word is found in no number.
    pub(crate) digits: Option<Finder<'static>>,
    /// The word is found wherever `digits` are.
    pub(crate) digits_are_enough: bool,
}

impl Needle {
    pub(crate) fn new(word: Word) -> Needle {
        let part = word
            .text
            .split(' ')
            .max_by_key(|part| part.len())
            .unwrap_or_default();
        let digits = (!word.digits.is_empty()).then(|| surely_in_number(&word));
        Needle {
            digits_are_enough: digits == Some(word.digits.as_str()),
            text: Finder::new(part).into_owned(),
            digits: digits.map(|digits| Finder::new(digits).into_owned()),
            word,
        }
    }

    /// `text` holds what [`Needle::text`] finds: whether it holds the word.
    pub(crate) fn is_in_text(&self, text: &str) -> bool {
        !self.word.text.contains(' ') || self.word.in_text(text)
    }

    /// `number` holds what [`Needle::digits`] finds: whether it holds the word.
    pub(crate) fn is_in_number(&self, number: &str) -> bool {
        self.digits_are_enough || self.word.in_number(number)
    }
}

/// The longest run of a word's digits that every number has in which the word is found.
fn surely_in_number(word: &Word) -> &str {
    let digits = word.digits.as_str();
    // What may be left out at home: the 8 of Russia, the 0 or 00 of others.
    let prefix = match digits.as_bytes() {
        short if short.len() < PREFIX_FROM => 0,
        [b'0', b'0', ..] => 2,
        [b'0' | b'8', ..] => 1,
        _ => 0,
    };
    let mut begin = 0;
    let runs = word.text.split(' ').map(|part| {
        let end = begin + part.bytes().filter(u8::is_ascii_digit).count();
        let run = digits.get(begin.max(prefix).min(end)..end).unwrap_or_default();
        begin = end;
        run
    });
    runs.max_by_key(|run| run.len()).unwrap_or_default()
}
