//! Any encoding to UTF-8, as a stream.
//!
//! What cannot be decoded becomes a byte that no UTF-8 text has, so that the row it stands in can be rejected by itself.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};

use crate::format::{Encoding, codec};

/// In place of what cannot be decoded.
const UNDECODABLE: u8 = 0xff;
const CHUNK: usize = 16 * 1024;

/// A reader of UTF-8 without a byte order mark.
pub(crate) struct Decoded<R> {
    input: R,
    /// `None` for UTF-8, which is only checked later.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    raw_at: usize,
    ended: bool,
    ready: Vec<u8>,
    ready_at: usize,
    started: bool,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(input: R, encoding: Encoding) -> Decoded<R> {
        let decoder = match encoding {
            Encoding::Utf8 => None,
            other => Some(codec(other).new_decoder_with_bom_removal()),
        };
        Decoded {
            input,
            decoder,
            raw: Vec::new(),
            raw_at: 0,
            ended: false,
            ready: Vec::new(),
            ready_at: 0,
            started: false,
        }
    }

    fn read_raw(&mut self) -> io::Result<()> {
        self.raw.resize(CHUNK, 0);
        let mut filled = 0;
        // A whole chunk: a byte order mark must not be cut.
        while filled < CHUNK && !self.ended {
            match self.input.read(&mut self.raw[filled..]) {
                Ok(0) => self.ended = true,
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.raw.truncate(filled);
        self.raw_at = 0;
        Ok(())
    }

    /// Makes something ready, or nothing at the end.
    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.ready_at = 0;
        while self.ready.is_empty() {
            if self.raw_at == self.raw.len() {
                if self.ended {
                    return Ok(());
                }
                self.read_raw()?;
            }
            let Some(decoder) = &mut self.decoder else {
                std::mem::swap(&mut self.raw, &mut self.ready);
                self.raw.clear();
                if !self.started && self.ready.starts_with(b"\xef\xbb\xbf") {
                    self.ready_at = 3;
                }
                self.started = true;
                if self.ready_at == self.ready.len() {
                    self.ready.clear();
                    self.ready_at = 0;
                }
                if self.ready.is_empty() && self.ended {
                    return Ok(());
                }
                continue;
            };
            // At most three bytes for each, and some for what was left over.
            self.ready.resize(CHUNK * 3 + 64, 0);
            let source = &self.raw[self.raw_at..];
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(source, &mut self.ready, self.ended);
            self.raw_at += read;
            self.ready.truncate(written);
            if let DecoderResult::Malformed(..) = result {
                self.ready.push(UNDECODABLE);
            }
            if self.ended && result == DecoderResult::InputEmpty {
                self.decoder = None;
                self.raw.clear();
                self.raw_at = 0;
                self.started = true;
                return Ok(());
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ready_at == self.ready.len() {
            self.refill()?;
        }
        let rest = &self.ready[self.ready_at..];
        let n = rest.len().min(out.len());
        out[..n].copy_from_slice(&rest[..n]);
        self.ready_at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        Decoded::new(bytes, encoding).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn every_encoding_becomes_utf8_without_its_mark() {
        let russian = "Ромашка";
        let utf16: Vec<u16> = russian.encode_utf16().collect();
        let little: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(utf16.iter().flat_map(|c| c.to_le_bytes()))
            .collect();
        let big: Vec<u8> = utf16.iter().flat_map(|c| c.to_be_bytes()).collect();
        let windows = [0xd0, 0xee, 0xec, 0xe0, 0xf8, 0xea, 0xe0];
        assert_eq!(decoded(&little, Encoding::Utf16Le), russian.as_bytes());
        assert_eq!(decoded(&big, Encoding::Utf16Be), russian.as_bytes());
        assert_eq!(decoded(&windows, Encoding::Windows1251), russian.as_bytes());
        assert_eq!(
            decoded("\u{feff}Ромашка".as_bytes(), Encoding::Utf8),
            russian.as_bytes()
        );
        assert_eq!(decoded(b"\xef\xbb\xbf", Encoding::Utf8), b"");
        assert_eq!(decoded(b"", Encoding::Windows1251), b"");
    }

    #[test]
    fn half_a_character_is_marked_and_what_follows_is_read() {
        // A low surrogate alone, then "a"; then a byte too few.
        assert_eq!(decoded(b"\x00\xdca\x00b", Encoding::Utf16Le), b"\xffa\xff");
    }

    #[test]
    fn long_texts_are_whole() {
        let text = "жук ".repeat(100_000);
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&text);
        assert_eq!(decoded(&bytes, Encoding::Windows1251), text.as_bytes());
        assert_eq!(decoded(text.as_bytes(), Encoding::Utf8), text.as_bytes());
    }
}
