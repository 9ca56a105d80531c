//! Inputs made of others: pieces cut, doubled and put elsewhere, values replaced by hostile ones, bytes flipped.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::Value;

use super::target::{SEPARATOR, Target};

/// Nothing longer is made, except by a very long value.
const LONGEST: usize = 128 * 1024;

/// What stands where something else belongs.
const HOSTILE: [&str; 44] = [
    "",
    " ",
    "0",
    "-1",
    "1",
    "s",
    "h",
    "N/A",
    "<unknown>",
    "null",
    "NaN",
    "1e308",
    "-0.0",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1795402065.0",
    "1795402065.1",
    "1795402066000000",
    "253402300800000000",
    "2026-10-25 02:30:00",
    "2026-11-23 05:47:46",
    "0000-00-00 00:00:00",
    "1969-12-31 23:59:59",
    "2026-11-23T10:00:06+03:00",
    "+79161234567",
    "201",
    "*8",
    "\"",
    "\"\"\"",
    "\0",
    "\u{202e}",
    "\u{1F600}",
    "0\u{301}",
    "\r",
    "%",
    "%00%ff",
    "ARRAY::|:;;|:",
    "${x}",
    "Local/201@q-00000005;1",
    "../../x.wav",
    "{\"bridge_id\":\"",
    "{\"a\":[[[[",
    "+7 (916) 123-45-67;ext=1@x",
];

/// A hostile value, now and then a very long one.
fn hostile(rng: &mut Rng) -> String {
    match rng.u8(..) {
        0..=2 => "9".repeat(rng.usize(500..20_000)),
        3 => "\u{1F600}".repeat(rng.usize(100..20_000)),
        4..=40 => rng.i64(..).to_string(),
        _ => rng.choice(HOSTILE).unwrap_or_default().to_owned(),
    }
}

/// Another input out of `one`, with pieces of `other` in it.
pub fn mutated(target: Target, one: &[u8], other: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut pieces = split(target, one);
    let others = split(target, other);
    for _ in 0..=rng.u8(..6) {
        move_pieces(&mut pieces, &others, rng);
    }
    let changes = if rng.u8(..8) == 0 { 0 } else { rng.u8(1..6) };
    for _ in 0..changes {
        let count = pieces.len();
        if let Some(piece) = pieces.get_mut(rng.usize(..count.max(1))) {
            change(target, piece, rng);
        }
    }
    if target == Target::Freeswitch {
        for piece in &mut pieces {
            pack(piece, rng);
        }
    }
    let mut input = pieces.join(&between(target)[..]);
    for _ in 0..rng.u8(..32).saturating_sub(28) {
        flip(&mut input, rng);
    }
    input.truncate(4 * LONGEST);
    input
}

fn is_text(target: Target) -> bool {
    matches!(target, Target::Manager | Target::Cel | Target::Cdr)
}

/// What stands between two pieces.
pub fn between(target: Target) -> Vec<u8> {
    match target {
        Target::Manager => b"\r\n\r\n".to_vec(),
        Target::Cel | Target::Cdr => b"\n".to_vec(),
        _ => vec![SEPARATOR],
    }
}

/// Messages, rows or documents.
pub fn split(target: Target, input: &[u8]) -> Vec<Vec<u8>> {
    let between = between(target);
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while at < input.len() {
        if input[at..].starts_with(&between) {
            pieces.push(input[from..at].to_vec());
            at += between.len();
            from = at;
        } else {
            at += 1;
        }
    }
    pieces.push(input[from..].to_vec());
    pieces
}

/// Some pieces in a row, from `0..count`.
fn range(count: usize, rng: &mut Rng) -> std::ops::Range<usize> {
    let from = rng.usize(..count.max(1)).min(count);
    let most = if rng.bool() { 2 } else { count };
    from..(from + rng.usize(..=most)).min(count)
}

fn move_pieces(pieces: &mut Vec<Vec<u8>>, others: &[Vec<u8>], rng: &mut Rng) {
    let some = range(pieces.len(), rng);
    let to = rng.usize(..=pieces.len());
    let bytes: usize = pieces.iter().map(Vec::len).sum();
    let room = bytes < LONGEST;
    match rng.u8(..6) {
        0 | 1 => drop(pieces.drain(some)),
        2 if room => {
            let again = pieces[some].to_vec();
            pieces.splice(to..to, again);
        }
        3 if room => {
            let theirs = others[range(others.len(), rng)].to_vec();
            pieces.splice(to..to, theirs);
        }
        4 if !pieces.is_empty() => {
            let (a, b) = (rng.usize(..pieces.len()), rng.usize(..pieces.len()));
            pieces.swap(a, b);
        }
        5 => pieces[some].reverse(),
        _ => {}
    }
}

fn change(target: Target, piece: &mut Vec<u8>, rng: &mut Rng) {
    if rng.u8(..12) == 0 {
        flip(piece, rng);
    } else if is_text(target) {
        change_field(target, piece, rng);
    } else if let Ok(mut document) = serde_json::from_slice::<Value>(piece) {
        for _ in 0..=rng.u8(..3) {
            change_value(&mut document, rng);
        }
        *piece = document.to_string().into_bytes();
    } else {
        flip(piece, rng);
    }
}

/// A field of a row or a header of a message becomes another.
fn change_field(target: Target, piece: &mut Vec<u8>, rng: &mut Rng) {
    let between: &[u8] = if target == Target::Manager { b"\r\n" } else { b"," };
    let text = String::from_utf8_lossy(piece).into_owned();
    let between = std::str::from_utf8(between).unwrap_or_default();
    let mut fields: Vec<String> = text.split(between).map(str::to_owned).collect();
    let (a, b) = (rng.usize(..fields.len()), rng.usize(..fields.len()));
    // The name before the value, which stays mostly.
    let name = match fields[a].split_once(": ") {
        Some((name, _)) if target == Target::Manager => format!("{name}: "),
        _ => String::new(),
    };
    let value = |field: &str| {
        field
            .split_once(": ")
            .map_or(field.to_owned(), |(_, value)| value.to_owned())
    };
    match rng.u8(..8) {
        0 => drop(fields.remove(a)),
        1 => fields.insert(a, fields[b].clone()),
        2 => fields.swap(a, b),
        3 if target == Target::Manager => fields[a] = format!("{name}{}", value(&fields[b])),
        3 => fields[a] = fields[b].clone(),
        _ if target == Target::Manager || rng.u8(..4) == 0 => fields[a] = format!("{name}{}", hostile(rng)),
        _ => fields[a] = format!("\"{}\"", hostile(rng).replace('"', "\"\"")),
    }
    *piece = fields.join(between).into_bytes();
}

/// The places of all values inside.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(n, inner)| (n.to_string(), inner))
            .collect(),
        Value::Object(map) => map.iter().map(|(name, inner)| (name.clone(), inner)).collect(),
        _ => Vec::new(),
    };
    for (name, inner) in inner {
        let place = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
        places(inner, &place, found);
        found.push(place);
    }
}

fn change_value(document: &mut Value, rng: &mut Rng) {
    let mut all = Vec::new();
    places(document, "", &mut all);
    let (Some(a), Some(b)) = (rng.choice(&all), rng.choice(&all)) else {
        *document = strange(rng);
        return;
    };
    let of_b = document.pointer(b).cloned().unwrap_or_default();
    let (parent, name) = a.rsplit_once('/').unwrap_or_default();
    match rng.u8(..8) {
        // Gone, or there twice.
        kind @ (0 | 1) => match document.pointer_mut(parent) {
            Some(Value::Array(list)) => {
                let at = name.parse().unwrap_or(0).min(list.len().saturating_sub(1));
                if kind == 0 && !list.is_empty() {
                    list.remove(at);
                } else if list.len() < 1_000 {
                    list.extend(list.get(at).cloned());
                }
            }
            Some(Value::Object(map)) => drop(map.remove(name)),
            _ => {}
        },
        2 | 3 => replace(document, a, of_b),
        4 => {
            let Some(Value::Number(number)) = document.pointer(a) else {
                return;
            };
            let (number, by) = (
                number.as_i64().unwrap_or(0),
                rng.choice([1, -1, 1000, -30_000, 86_400_000_000]),
            );
            replace(document, a, number.saturating_add(by.unwrap_or(1)).into());
        }
        5 => replace(document, a, strange(rng)),
        // Texts for texts, numbers for numbers, so that it is read.
        _ => match document.pointer(a) {
            Some(Value::Number(_)) => {
                let number = hostile(rng).parse().unwrap_or_else(|_| rng.i64(..));
                replace(document, a, number.into());
            }
            _ => replace(document, a, hostile(rng).into()),
        },
    }
}

fn replace(document: &mut Value, place: &str, value: Value) {
    if let Some(found) = document.pointer_mut(place) {
        *found = value;
    }
}

fn strange(rng: &mut Rng) -> Value {
    match rng.u8(..8) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 => rng.i64(..).into(),
        3 => rng.f64().into(),
        4 => serde_json::json!([[], {}]),
        5 => serde_json::json!({ "records": [{}] }),
        _ => hostile(rng).into(),
    }
}

/// A record as FreeSWITCH may be told to send it: mostly as it is.
fn pack(piece: &mut Vec<u8>, rng: &mut Rng) {
    if !piece.starts_with(b"{") {
        return;
    }
    if rng.u8(..3) == 0
        && let Ok(mut record) = serde_json::from_slice::<Value>(piece)
        && let Some(variables) = record["variables"].as_object_mut()
    {
        for value in variables.values_mut() {
            if let Value::String(text) = value {
                *text = percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string();
            }
        }
        *piece = record.to_string().into_bytes();
    }
    let packed = match rng.u8(..6) {
        0 => percent_encode(piece, NON_ALPHANUMERIC).to_string(),
        1 => STANDARD.encode(&piece),
        // The quotes inside values are lost.
        2 => String::from_utf8_lossy(piece)
            .replace("\\\"", "\"")
            .replace('"', "%22")
            .replace('{', "%7B"),
        _ => return,
    };
    *piece = format!("{}{packed}", if rng.bool() { "cdr=" } else { "" }).into_bytes();
}

/// Some bytes become others, are gone or come again.
fn flip(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let some = range(bytes.len(), rng);
    let at = some.start;
    match rng.u8(..6) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..(at + rng.usize(..40)).min(some.end))),
        2 => bytes.insert(at, rng.u8(..)),
        3 => {
            let value = hostile(rng);
            bytes.splice(at..at, value.into_bytes());
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << rng.u8(..8);
            }
        }
    }
}
