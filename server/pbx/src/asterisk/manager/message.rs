//! One message of the manager interface: headers in the order in which they came.

use std::ops::Range;

/// One message of the manager interface.
///
/// A header is a name and a value that stood on one line: no value can make another header, whatever it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// All lines that are headers, one after another.
    text: String,
    headers: Vec<(Range<usize>, Range<usize>)>,
}

impl Message {
    /// The value of the first header of this name, whatever its case; empty if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.headers()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }

    /// The event's name; empty if the message is none.
    #[must_use]
    pub fn event(&self) -> &str {
        self.get("Event")
    }

    /// `Success`, `Error` …; empty if the message answers nothing.
    #[must_use]
    pub fn response(&self) -> &str {
        self.get("Response")
    }

    /// The id of the action that the message belongs to; empty if it belongs to none.
    #[must_use]
    pub fn action_id(&self) -> &str {
        self.get("ActionID")
    }

    /// All headers as name and value, in their order; a name may come again (`Variable`, `ChanVariable`).
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (&self.text[name.clone()], &self.text[value.clone()]))
    }

    /// An empty message with room for as much: the next one is likely to be about as large.
    pub(super) fn sized_alike(&self) -> Message {
        Message {
            text: String::with_capacity(self.text.len().min(4096)),
            headers: Vec::with_capacity(self.headers.len().min(128)),
        }
    }

    /// Number of headers.
    pub(super) fn len(&self) -> usize {
        self.headers.len()
    }

    /// Bytes that the headers take.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Takes a line without its end as a header. False if it is none: nothing before a colon.
    pub(super) fn take_line(&mut self, line: &[u8]) -> bool {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return false;
        };
        let name = &line[..colon];
        let is_name = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
        if name.trim_ascii().is_empty() || !name.iter().all(is_name) {
            return false;
        }
        let value = &line[colon + 1..];
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let name = self.append(name.trim_ascii());
        let value = self.append(value);
        self.headers.push((name, value));
        true
    }

    /// Appends bytes as a text. What is no text of any database (broken UTF-8, NUL) becomes the sign for that.
    fn append(&mut self, bytes: &[u8]) -> Range<usize> {
        let from = self.text.len();
        if let (Ok(text), false) = (std::str::from_utf8(bytes), bytes.contains(&0)) {
            self.text.push_str(text);
            return from..self.text.len();
        }
        for chunk in bytes.utf8_chunks() {
            if chunk.valid().contains('\0') {
                self.text.push_str(&chunk.valid().replace('\0', "\u{fffd}"));
            } else {
                self.text.push_str(chunk.valid());
            }
            if !chunk.invalid().is_empty() {
                self.text.push('\u{fffd}');
            }
        }
        from..self.text.len()
    }
}
