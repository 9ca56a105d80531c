//! A long manager stream of a busy PBX: the recorded calls going on at the same time, again and again, as new calls.
//!
//! A pass is all recorded calls, begun two seconds after one another and mixed as a PBX with some forty calls would say
//! them. In the next pass ids, names of channels and bridges, times and outside numbers are others, so that nothing ties
//! it to this one. Passes are made by copying: it must not be the stream that is measured.

use std::path::Path;

use anyhow::{Context, ensure};
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::asterisk::manager::{Frames, Translator};
use call_journal_pbx::plan::Plan;
use call_journal_pbx::thread::group;
use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Europe::Moscow;

use crate::peer::messages;

/// Recordings in which the PBX ends, is set to another time, or is not heard to the end of the call.
const BROKEN_OFF: [&str; 3] = ["s60", "s61", "s63"];

/// Seconds from one recorded call to the next in a pass.
const APART: i64 = 2;

/// Seconds from one pass to the next: a pass is over before, except for its longest calls.
pub const PASS: i64 = 90;

/// Digits of an outside number that differ from pass to pass.
const DIGITS: usize = 7;

/// Texts and what stands between them.
pub struct Stream {
    pieces: Vec<Piece>,
    /// Epoch seconds at which the first pass begins, as recorded.
    begin: i64,
    /// Messages of one pass.
    pub messages: u64,
}

enum Piece {
    Text(Vec<u8>),
    /// Seconds of a time or of a channel's id.
    Seconds(i64),
    /// `2026-11-23 05:47:45`
    Local(NaiveDateTime),
    /// Eight digits: the end of a channel's name, the beginning of a bridge's.
    Hex(u32),
    /// The end of an outside number.
    Number(u64),
}

/// What a journal makes of one pass.
pub struct Expected {
    /// Rows of the event log.
    pub events: u64,
    /// Rows of the journal.
    pub calls: u64,
}

impl Stream {
    /// Reads the recordings of a folder.
    pub fn read(folder: &Path) -> anyhow::Result<Stream> {
        let mut files = std::fs::read_dir(folder)
            .with_context(|| format!("reading {}", folder.display()))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()?;
        files.retain(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".txt") && !BROKEN_OFF.iter().any(|broken| name.starts_with(broken))
        });
        files.sort();
        ensure!(!files.is_empty(), "no recordings in {}", folder.display());
        let mut begin = None;
        let mut said: Vec<(i64, Vec<Piece>)> = Vec::new();
        for (place, file) in files.iter().enumerate() {
            let bytes = std::fs::read(file)?;
            let mut messages = messages(&bytes);
            // They concern the PBX, not calls.
            messages.retain(|message| {
                !message.starts_with(b"Event: FullyBooted") && !message.starts_with(b"Event: Shutdown")
            });
            let first = messages.iter().find_map(|message| stamp(message));
            let first = first.with_context(|| format!("no times in {}", file.display()))?;
            let begin = *begin.get_or_insert(first / 1_000_000);
            let place = i64::try_from(place)?;
            let later = begin + APART * place - first / 1_000_000;
            let mut at = first;
            for message in messages {
                at = stamp(message).unwrap_or(at);
                said.push((at + later * 1_000_000, pieces(message, later, place)));
            }
        }
        said.sort_by_key(|(at, _)| *at);
        let messages = said.len() as u64;
        let mut pieces: Vec<Piece> = Vec::new();
        for piece in said.into_iter().flat_map(|(_, pieces)| pieces) {
            match (pieces.last_mut(), piece) {
                (Some(Piece::Text(before)), Piece::Text(text)) => before.extend(text),
                (_, piece) => pieces.push(piece),
            }
        }
        Ok(Stream {
            pieces,
            begin: begin.unwrap_or_default(),
            messages,
        })
    }

    /// The pass of this number, which begins at `begin` (epoch seconds).
    pub fn pass(&self, number: u32, begin: i64) -> Vec<u8> {
        let later = begin - self.begin;
        let mut bytes = Vec::with_capacity(4_000_000);
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => bytes.extend_from_slice(text),
                Piece::Seconds(seconds) => bytes.extend((seconds + later).to_string().bytes()),
                Piece::Local(time) => {
                    let time = *time + TimeDelta::seconds(later);
                    bytes.extend(time.format("%Y-%m-%d %H:%M:%S").to_string().bytes());
                }
                Piece::Hex(value) => {
                    let value = value.wrapping_add(number.wrapping_mul(0x4000));
                    bytes.extend(format!("{value:08x}").bytes());
                }
                Piece::Number(end) => {
                    let end = (end + u64::from(number) * 10_007) % 10_u64.pow(7);
                    bytes.extend(format!("{end:0DIGITS$}").bytes());
                }
            }
        }
        bytes
    }

    /// What one pass comes to, by the same reader and assembler without any server.
    pub fn expected(&self) -> anyhow::Result<Expected> {
        let mut frames = Frames::new();
        frames.push(&self.pass(0, self.begin));
        let translator = Translator::new(Moscow);
        let mut events = Vec::new();
        while let Some(message) = frames.next() {
            events.extend(translator.events(&message, 0)?);
        }
        let mut known = std::collections::HashSet::new();
        events.retain(|event| known.insert(event.identity()));
        let plan = Plan {
            region: "RU".to_owned(),
            ..Plan::default()
        };
        let number = events.len() as u64;
        let calls = group(events)
            .iter()
            .map(|thread| assemble(thread, &plan, OpenCalls::StillGoing).len() as u64)
            .sum();
        Ok(Expected {
            events: number,
            calls,
        })
    }
}

/// The time of a message in microseconds.
fn stamp(message: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(message).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix("Timestamp: "))?;
    let (seconds, micros) = value.split_once('.')?;
    Some(seconds.parse::<i64>().ok()? * 1_000_000 + micros.parse::<i64>().ok()?)
}

/// Cuts a message where passes differ. Seconds are `later` than recorded; ids are told apart by the recording's `place`,
/// for the PBX had counted anew in some.
fn pieces(message: &[u8], later: i64, place: i64) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = Vec::new();
    let mut at = 0;
    while at < message.len() {
        let rest = &message[at..];
        let before = at.checked_sub(1).map(|before| message[before]);
        let Some((length, found)) = find(rest, before, later, place) else {
            text.push(message[at]);
            at += 1;
            // Not in the middle of a word or number.
            while at < message.len()
                && message[at - 1].is_ascii_alphanumeric()
                && message[at].is_ascii_alphanumeric()
            {
                text.push(message[at]);
                at += 1;
            }
            continue;
        };
        at += length;
        for piece in found {
            match piece {
                Piece::Text(part) => text.extend(part),
                piece => {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                    pieces.push(piece);
                }
            }
        }
    }
    pieces.push(Piece::Text(text));
    pieces
}

/// What stands at the beginning of `rest` and differs from pass to pass: how long it is there, and as pieces.
fn find(rest: &[u8], before: Option<u8>, later: i64, place: i64) -> Option<(usize, Vec<Piece>)> {
    let count = |is: fn(&u8) -> bool, from: usize| rest[from..].iter().take_while(|byte| is(byte)).count();
    let place = u32::try_from(place).ok()? * 0x100;
    let word = count(u8::is_ascii_alphanumeric, 0);
    let hex = count(u8::is_ascii_hexdigit, 0);
    let is_bridge =
        word == 8 && hex == 8 && [8, 13, 18, 23].iter().all(|dash| rest.get(*dash) == Some(&b'-'));
    let is_channel = word == 8 && hex == 8 && before == Some(b'-') && !rest.starts_with(b"2026");
    if is_bridge || is_channel {
        let value = u32::from_str_radix(std::str::from_utf8(&rest[..8]).ok()?, 16).ok()?;
        return Some((8, vec![Piece::Hex(value.wrapping_add(place))]));
    }
    let digits = count(u8::is_ascii_digit, 0);
    if digits == 4
        && let Some(time) = rest.get(..19).and_then(|time| std::str::from_utf8(time).ok())
        && let Ok(time) = NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M:%S")
    {
        return Some((19, vec![Piece::Local(time + TimeDelta::seconds(later))]));
    }
    if word != digits || digits < 10 {
        return None;
    }
    let number = std::str::from_utf8(&rest[..digits]).ok()?;
    if digits == 10 && number.starts_with("1795") && rest.get(10) == Some(&b'.') {
        let fraction = count(u8::is_ascii_digit, 11);
        let seconds = Piece::Seconds(number.parse::<i64>().ok()? + later);
        let text = std::str::from_utf8(&rest[11..11 + fraction]).ok()?;
        // Six digits are a time; fewer count channels.
        let end = if fraction == 6 {
            format!(".{text}")
        } else {
            format!(".{}", text.parse::<u32>().ok()? + place)
        };
        return Some((11 + fraction, vec![seconds, Piece::Text(end.into_bytes())]));
    }
    let (begin, end) = number.split_at(digits - DIGITS);
    let code = &begin[begin.len() - 3..];
    let is_outside = digits <= 12 && (code.starts_with('9') || code == "812");
    is_outside.then(|| {
        let end = end.parse().unwrap_or_default();
        (
            digits,
            vec![Piece::Text(begin.as_bytes().to_vec()), Piece::Number(end)],
        )
    })
}
