//! Telephone numbers: E.164 inside, national grouping on the screen.
//!
//! Reading what people and exchanges write, and grouping it for the screen, need numbering plans: `phone::plan`, on
//! the server only.

#[cfg(feature = "rules")]
mod plan;
#[cfg(feature = "rules")]
mod written;

#[cfg(feature = "rules")]
pub use written::{Dialled, WrittenPhone};

use serde::{Deserialize, Serialize};

/// An E.164 number, `+` and 7 to 15 digits. Made only by `PhoneNumber::parse` or read back from storage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

/// Why something that was typed is no number to store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneRefused {
    /// Nothing was typed.
    Empty,
    /// Something stands there that no number has: a word, two numbers.
    NotANumber,
    /// Fewer digits than any number of that country, and more than a short one has.
    TooShort,
    /// More digits than any number of that country.
    TooLong,
    /// Between the lengths that numbers of that country have.
    WrongLength,
    /// No country's numbers begin like this.
    UnknownCountry,
    /// The extension is longer than any.
    Extension,
}

impl PhoneNumber {
    /// The number as `+74951234567`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A value that is E.164 already, as storage holds it. `None` unless it is `+` and 7 to 15 digits.
    #[must_use]
    pub fn from_e164(text: &str) -> Option<PhoneNumber> {
        let digits = text.strip_prefix('+')?;
        let valid = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| PhoneNumber(text.to_owned()))
    }
}
