//! JSON whose quotes were lost.
//!
//! With `encode=true` and `encode-values=true` FreeSWITCH encodes a quote inside a value as `%22`, then the whole document,
//! but leaves what is encoded already alone: unpacked once, quotes inside values look like those around them.

/// The document with the quotes inside its values escaped: those after which no JSON could go on.
pub(super) fn quotes(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut mended = String::with_capacity(text.len() + 64);
    let mut inside = false;
    let mut skip = false;
    for (at, c) in text.char_indices() {
        if skip {
            skip = false;
            mended.push(c);
            continue;
        }
        match c {
            '"' if !inside => {
                inside = true;
                mended.push(c);
            }
            '"' if ends_here(bytes, at) => {
                inside = false;
                mended.push(c);
            }
            '"' => mended.push_str("\\\""),
            '\\' if inside => {
                let escapes = bytes
                    .get(at + 1)
                    .is_some_and(|next| b"\"\\/bfnrtu".contains(next));
                mended.push_str(if escapes { "\\" } else { "\\\\" });
                skip = escapes;
            }
            c if inside && c.is_control() => {
                mended.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => mended.push(c),
        }
    }
    mended
}

/// FreeSWITCH writes no spaces between tokens, so what follows a closing quote is known.
fn ends_here(bytes: &[u8], at: usize) -> bool {
    let begins = |next: Option<&u8>| next.is_some_and(|byte| b"\"{[".contains(byte));
    match bytes.get(at + 1) {
        None => true,
        Some(b':') | Some(b',') => begins(bytes.get(at + 2)),
        Some(b'}' | b']') => bytes.get(at + 2).is_none_or(|next| b",}]\r\n".contains(next)),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::quotes;

    #[test]
    fn quotes_inside_values_are_escaped_and_those_around_them_are_not() {
        let damaged =
            r#"{"variables":{"caller_id":""Ива,н" <201>","sdp":"v=0 C:\dir"},"callflow":[{"a":"b"}]}"#;
        let value: serde_json::Value = serde_json::from_str(&quotes(damaged)).unwrap();
        assert_eq!(value["variables"]["caller_id"], "\"Ива,н\" <201>");
        assert_eq!(value["variables"]["sdp"], "v=0 C:\\dir");
        assert_eq!(value["callflow"][0]["a"], "b");
    }
}
