//! Packing: the JSON as it is, or in a form's field `cdr`, URL-encoded or in base64.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode;

use super::document::Document;
use super::mend;
use crate::reason::{Reason, json};

/// A record with all its variables is 10 to 60 kB long.
const MAX_BODY: usize = 1024 * 1024;

/// FreeSWITCH's own base64 sets a wrong last bit now and then.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The document of a post's body or of a file. What the body looks like decides; the content type only where it looks
/// like nothing.
pub(super) fn document(body: &[u8], content_type: Option<&str>) -> Result<Document, Reason> {
    if body.len() > MAX_BODY {
        return Err(Reason::TooLarge {
            bytes: body.len(),
            limit: MAX_BODY,
        });
    }
    let body = body.trim_ascii();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.is_empty() {
        return Err(Reason::Missing("the record"));
    }
    if body.starts_with(b"{") {
        return read(&lossy(body), false);
    }
    // Files of failed posts hold what was sent, without `cdr=`.
    let field = field(body);
    if field.starts_with(b"{") || starts_encoded(field) {
        return read(&lossy(&form_decoded(field)), true);
    }
    let is_form = content_type.is_some_and(|kind| kind.contains("urlencoded"));
    let packed: Cow<'_, [u8]> = percent_decode(field).into();
    let packed: Vec<u8> = packed
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_whitespace())
        .collect();
    match BASE64.decode(&packed) {
        Ok(bytes) => read(&lossy(bytes.trim_ascii()), false),
        Err(_) if is_form => Err(Reason::Encoding("form")),
        Err(_) => Err(Reason::Encoding("base64")),
    }
}

/// The value of `cdr`, in a form that may have other fields; a body without it is the value itself.
fn field(body: &[u8]) -> &[u8] {
    let mut fields = body.split(|byte| *byte == b'&');
    fields
        .find_map(|field| field.strip_prefix(b"cdr="))
        .unwrap_or(body)
}

fn starts_encoded(field: &[u8]) -> bool {
    field.len() >= 3 && field[..3].eq_ignore_ascii_case(b"%7b")
}

/// FreeSWITCH encodes each `+`; one that stands there was put there by another for a space.
fn form_decoded(field: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = field.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    percent_decode(&spaced).collect()
}

/// Callers send bytes that are no UTF-8: their call is a call nevertheless.
fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn read(text: &str, form: bool) -> Result<Document, Reason> {
    match serde_json::from_str(text) {
        Ok(document) => Ok(document),
        Err(_) if form => serde_json::from_str(&mend::quotes(text)).map_err(|error| json(&error)),
        Err(error) => Err(json(&error)),
    }
}
