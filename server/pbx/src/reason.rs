//! Why a document or a record that a PBX sent was not understood: sentences for the person who looks after it.

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Longer than anything the PBX writes.
    #[error("{bytes} bytes are more than the {limit} that are read at once")]
    TooLarge {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
    /// Packed in a way that does not come apart.
    #[error("the {0} encoding is damaged")]
    Encoding(&'static str),
    /// Not JSON, or JSON of another shape.
    #[error("not the JSON that belongs here: {0}")]
    Json(String),
    /// The PBX answered with an error of its own.
    #[error("the PBX refused: {0}")]
    Refused(String),
    /// A field that must be there is not, or is empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A time that no calendar or clock has, or one far away from any PBX.
    #[error("{field}: {text:?} is not a time")]
    Time {
        /// The field's name.
        field: &'static str,
        /// The beginning of what stands there.
        text: String,
    },
    /// A value longer than any PBX writes.
    #[error("{field} is {bytes} bytes long")]
    TooLong {
        /// The field's name.
        field: String,
        /// Its length.
        bytes: usize,
    },
    /// More parts than any call has.
    #[error("{field} has {count} parts")]
    TooMany {
        /// The field's name.
        field: &'static str,
        /// How many.
        count: usize,
    },
    /// A zero byte, which no database keeps.
    #[error("{0} holds a NUL character")]
    Nul(String),
}

/// Longest id or number-like value that is not the caller's to choose.
pub(crate) const MAX_SHORT: usize = 512;
/// Longest text: what a caller sends as a name or number fits into one message.
pub(crate) const MAX_LONG: usize = 16 * 1024;

/// Says if `value` is longer than `limit`, or holds a NUL.
pub(crate) fn check(field: &str, value: &str, limit: usize) -> Result<(), Reason> {
    if value.len() > limit {
        return Err(Reason::TooLong {
            field: field.to_owned(),
            bytes: value.len(),
        });
    }
    if value.contains('\0') {
        return Err(Reason::Nul(field.to_owned()));
    }
    Ok(())
}

/// The message of a JSON error, short enough for a log line.
pub(crate) fn json(error: &serde_json::Error) -> Reason {
    Reason::Json(error.to_string().chars().take(200).collect())
}

/// The beginning of a value, for a message to a person.
pub(crate) fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}
