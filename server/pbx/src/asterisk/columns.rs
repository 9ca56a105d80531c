//! Named columns of a row, from a header, a database or a known order.

use std::borrow::Cow;

use super::RejectReason;

/// Longest value of a column that holds a number, a name of a channel or an id.
const MAX_SHORT: usize = 512;
/// Longest value of any other column.
const MAX_LONG: usize = 16 * 1024;

/// A value of a database, whatever its type there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Real(f64),
    /// A text.
    Text(&'a str),
    /// Bytes, which may be a text.
    Bytes(&'a [u8]),
}

/// The value as Asterisk would have written it into a CSV file.
///
/// # Errors
/// Bytes that are not UTF-8.
pub fn text_of(value: Value<'_>) -> Result<Cow<'_, str>, RejectReason> {
    Ok(match value {
        Value::Null => Cow::Borrowed(""),
        Value::Int(n) => Cow::Owned(n.to_string()),
        Value::Real(n) => Cow::Owned(n.to_string()),
        Value::Text(text) => Cow::Borrowed(text),
        Value::Bytes(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| RejectReason::NotUtf8)?),
    })
}

/// Where each known column stands; `None` where the source lacks it.
#[derive(Clone, Debug)]
pub(crate) struct Places<const N: usize>([Option<usize>; N]);

/// A known column: its own name and others that it goes by, best first, and whether its values are short.
pub(crate) struct Column {
    pub(crate) names: &'static [&'static str],
    pub(crate) short: bool,
}

impl Column {
    /// As much of a value as a PBX writes: a live event is not to be lost for its length.
    pub(crate) fn cut<'a>(&self, value: &'a str) -> &'a str {
        let limit = if self.short { MAX_SHORT } else { MAX_LONG };
        &value[..value.floor_char_boundary(limit)]
    }
}

pub(crate) const fn short(names: &'static [&'static str]) -> Column {
    Column { names, short: true }
}

pub(crate) const fn long(names: &'static [&'static str]) -> Column {
    Column { names, short: false }
}

impl<const N: usize> Places<N> {
    /// Finds `known` among `names`, whatever their case.
    pub(crate) fn find<S: AsRef<str>>(known: &[Column; N], names: &[S]) -> Places<N> {
        let at = |wanted: &str| {
            names
                .iter()
                .position(|name| name.as_ref().trim().eq_ignore_ascii_case(wanted))
        };
        Places(std::array::from_fn(|column| {
            known[column].names.iter().find_map(|name| at(name))
        }))
    }

    pub(crate) fn has(&self, column: usize) -> bool {
        self.0[column].is_some()
    }

    /// The column's value; empty if the source lacks it.
    pub(crate) fn get<'a, S: AsRef<str>>(&self, column: usize, row: &'a [S]) -> &'a str {
        self.0[column]
            .and_then(|at| row.get(at))
            .map_or("", |value| value.as_ref())
    }

    /// Says which value is longer than any PBX writes, or holds a NUL.
    pub(crate) fn check<S: AsRef<str>>(&self, known: &[Column; N], row: &[S]) -> Result<(), RejectReason> {
        for (column, told) in known.iter().enumerate() {
            let value = self.get(column, row);
            let limit = if told.short { MAX_SHORT } else { MAX_LONG };
            if value.len() > limit {
                return Err(RejectReason::TooLong {
                    column: told.names[0],
                    bytes: value.len(),
                });
            }
            if value.contains('\0') {
                return Err(RejectReason::Nul);
            }
        }
        Ok(())
    }
}

/// The beginning of a value, for a message to a person.
pub(crate) fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}
