//! Texts of strangers made fit for both databases: PostgreSQL takes no NUL, and no index entry above 2.7 kB.

use std::borrow::Cow;

/// Longest text, in bytes, that goes into an index as it is.
const KEY_BYTES: usize = 200;

/// The text with NUL replaced by U+FFFD.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text as a key: clean, and if it is long, its beginning and a fingerprint of the whole.
pub(crate) fn key(text: &str) -> String {
    let text = clean(text);
    if text.len() <= KEY_BYTES {
        return text.into_owned();
    }
    let end = (0..=KEY_BYTES)
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0);
    format!("{}#{:032x}", &text[..end], fingerprint128(text.as_bytes()))
}

/// FNV-1a, 64 bits. Stored, so it must never change; `std`'s hashers promise no stability.
pub(crate) fn fingerprint(bytes: &[u8]) -> i64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.cast_signed()
}

/// FNV-1a, 128 bits.
fn fingerprint128(bytes: &[u8]) -> u128 {
    bytes
        .iter()
        .fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, &byte| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        })
}

/// At most `chars` characters; what is cut off shows as «…».
pub(crate) fn shorten(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The ASCII digits of the first part of a text.
pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_key_is_short_and_still_tells_texts_apart() {
        let one = "ё".repeat(5000);
        let other = format!("{}x", "ё".repeat(4999));
        assert!(key(&one).len() < 250);
        assert_ne!(key(&one), key(&other));
        assert_eq!(key("1700000000.1"), "1700000000.1");
        assert_eq!(key("a\0b"), "a\u{fffd}b");
    }

    #[test]
    fn fingerprints_are_those_of_the_published_algorithm() {
        assert_eq!(fingerprint(b"a").cast_unsigned(), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fingerprint128(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
