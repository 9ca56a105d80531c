//! Messages out of the bytes of a connection: bounded, and able to go on after anything that is no message.

use std::collections::VecDeque;

use super::message::Message;

/// Longest line that is kept; Asterisk's own limit for one is far below.
const MAX_LINE: usize = 64 * 1024;
/// Largest message that is kept.
const MAX_MESSAGE: usize = 256 * 1024;
/// Most headers of a message that is kept.
const MAX_HEADERS: usize = 2_000;

/// What was left out because no PBX says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Lines without a header's name, the banner not counted.
    pub lines: u64,
    /// Lines that were too long.
    pub long_lines: u64,
    /// Messages that were too large, up to the empty line after them.
    pub messages: u64,
}

/// Cuts the bytes of one connection into messages, however they are chunked. Another connection needs another `Frames`:
/// half a message must not meet the half of another.
#[derive(Debug, Default)]
pub struct Frames {
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
    /// That line is too long: skip to its end.
    too_long: bool,
    message: Message,
    /// The message is too large: skip to the empty line.
    too_large: bool,
    ready: VecDeque<Message>,
    banner: Option<String>,
    dropped: Dropped,
}

impl Frames {
    /// For a connection of which nothing has been read yet.
    #[must_use]
    pub fn new() -> Frames {
        Frames::default()
    }

    /// Takes the bytes that came next.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let part = &rest[..end];
            rest = &rest[end + 1..];
            if self.line.is_empty() && !self.too_long && part.len() <= MAX_LINE {
                self.take_line(part);
                continue;
            }
            self.keep(part);
            if self.too_long {
                self.dropped.long_lines += 1;
                self.too_long = false;
            } else {
                let line = std::mem::take(&mut self.line);
                self.take_line(&line);
                self.line = line;
            }
            self.line.clear();
        }
        self.keep(rest);
    }

    /// The next message whose end has come.
    #[allow(
        clippy::should_implement_trait,
        reason = "not an iterator: it goes on after `None` when more bytes came"
    )]
    pub fn next(&mut self) -> Option<Message> {
        self.ready.pop_front()
    }

    /// The line by which the other side said what it is: `Asterisk Call Manager/11.0.0`.
    #[must_use]
    pub fn banner(&self) -> Option<&str> {
        self.banner.as_deref()
    }

    /// What was left out so far.
    #[must_use]
    pub fn dropped(&self) -> Dropped {
        self.dropped
    }

    /// Keeps a part of a line whose end has not come yet.
    fn keep(&mut self, part: &[u8]) {
        if self.too_long || self.line.len() + part.len() > MAX_LINE {
            self.too_long = true;
            self.line.clear();
        } else {
            self.line.extend_from_slice(part);
        }
    }

    fn take_line(&mut self, line: &[u8]) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            self.end_message();
        } else if self.too_large {
            // Nothing of it is kept.
        } else if self.message.take_line(line) {
            if self.message.len() > MAX_HEADERS || self.message.bytes() > MAX_MESSAGE {
                self.too_large = true;
                self.message = Message::default();
            }
        } else if self.banner.is_none()
            && self.message.len() == 0
            && line.starts_with(b"Asterisk Call Manager/")
        {
            self.banner = Some(String::from_utf8_lossy(line).chars().take(100).collect());
        } else {
            self.dropped.lines += 1;
        }
    }

    fn end_message(&mut self) {
        if self.too_large {
            self.too_large = false;
            self.dropped.messages += 1;
        } else if self.message.len() > 0 {
            let next = self.message.sized_alike();
            self.ready.push_back(std::mem::replace(&mut self.message, next));
        }
    }
}
