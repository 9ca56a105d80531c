//! What is fuzzed: every reader on any bytes, and the assembler on what they give. A broken law is a panic.

use call_journal_pbx::asterisk::manager::{Frames, Message, Translator, live_channel, notice};
use call_journal_pbx::asterisk::{CdrReader, CelReader, Position, Rejected};
use call_journal_pbx::event::{PbxEvent, Told};
use call_journal_pbx::freeswitch;
use call_journal_pbx::http_call::HttpCall;
use call_journal_pbx::mikopbx::parse_page;
use chrono_tz::Europe::Moscow;

use super::laws;
use super::seen::Seen;

/// Stands between the documents of one input.
pub const SEPARATOR: u8 = 0x1e;
/// 2026-11-23 05:47:45 in Moscow: when a message without a time arrived.
const RECEIVED: i64 = 1_795_402_065_000_000;

/// What is fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Bytes of the manager interface.
    Manager,
    /// A file of channel events.
    Cel,
    /// A file of call detail records.
    Cdr,
    /// Posts of FreeSWITCH.
    Freeswitch,
    /// Posts of calls.
    Http,
    /// Pages of MikoPBX's history.
    Mikopbx,
    /// Events, as the log keeps them.
    Assembler,
}

impl Target {
    pub const ALL: [Target; 7] = [
        Target::Manager,
        Target::Freeswitch,
        Target::Assembler,
        Target::Cel,
        Target::Http,
        Target::Mikopbx,
        Target::Cdr,
    ];

    /// Its name on the command line, and of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Target::Manager => "manager",
            Target::Cel => "cel",
            Target::Cdr => "cdr",
            Target::Freeswitch => "freeswitch",
            Target::Http => "http",
            Target::Mikopbx => "mikopbx",
            Target::Assembler => "assembler",
        }
    }

    /// Reads `input`, makes calls of it, and tells in a few words each what was seen on the way.
    pub fn run(self, input: &[u8]) -> Seen {
        let mut seen = Seen::default();
        let documents = || input.split(|byte| *byte == SEPARATOR);
        let events = match self {
            Target::Manager => manager(input, &mut seen),
            Target::Cel => cel(input, &mut seen),
            Target::Cdr => cdr(input, &mut seen),
            Target::Freeswitch => documents()
                .flat_map(|body| freeswitch_post(body, &mut seen))
                .collect(),
            Target::Http => documents().flat_map(|body| http_post(body, &mut seen)).collect(),
            Target::Mikopbx => documents().flat_map(|body| page(body, &mut seen)).collect(),
            Target::Assembler => documents()
                .filter_map(|body| serde_json::from_slice(body).ok())
                .filter(is_accepted)
                .collect(),
        };
        laws::check(&events, &mut seen);
        seen
    }
}

fn messages(frames: &mut Frames) -> Vec<Message> {
    std::iter::from_fn(|| frames.next()).collect()
}

fn manager(input: &[u8], seen: &mut Seen) -> Vec<PbxEvent> {
    let mut whole = Frames::new();
    whole.push(input);
    let found = messages(&mut whole);
    let mut chunked = Frames::new();
    for chunk in input.chunks(1 + input.len() % 61) {
        chunked.push(chunk);
    }
    assert!(found == messages(&mut chunked), "chunks change the messages");
    let dropped = whole.dropped();
    assert_eq!(dropped, chunked.dropped(), "chunks change what is left out");
    seen.0.insert(format!(
        "left out {} {} {}",
        dropped.lines.min(1),
        dropped.long_lines.min(1),
        dropped.messages.min(1)
    ));
    let translator = Translator::new(Moscow);
    let mut events = Vec::new();
    for message in &found {
        seen.0.extend(notice(message).map(|_| "notice".to_owned()));
        seen.0.extend(live_channel(message).map(|_| "channel".to_owned()));
        match translator.events(message, RECEIVED) {
            Ok(told) => events.extend(told),
            Err(reason) => seen.says(&reason.to_string()),
        }
    }
    assert!(events.len() <= 2 * found.len());
    assert!(
        events
            .iter()
            .all(|event| { !matches!(event, PbxEvent::Cel(cel) if cel.told == Told::Record) })
    );
    events
}

type Row = Result<PbxEvent, Rejected>;

fn cel(input: &[u8], seen: &mut Seen) -> Vec<PbxEvent> {
    let mut reader = CelReader::new(input, Moscow);
    let rows: Vec<(Row, Position)> =
        std::iter::from_fn(|| Some((reader.next()?, reader.position().clone()))).collect();
    table(input, rows, seen, |rest, position| {
        CelReader::resume(rest, Moscow, position).collect()
    })
}

fn cdr(input: &[u8], seen: &mut Seen) -> Vec<PbxEvent> {
    let mut reader = CdrReader::new(input, Moscow);
    let rows: Vec<(Row, Position)> =
        std::iter::from_fn(|| Some((reader.next()?, reader.position().clone()))).collect();
    table(input, rows, seen, |rest, position| {
        CdrReader::resume(rest, Moscow, position).collect()
    })
}

/// What the rows tell. Whoever stops after any row and goes on there reads the same.
fn table(
    input: &[u8],
    rows: Vec<(Row, Position)>,
    seen: &mut Seen,
    resume: impl Fn(&[u8], Position) -> Vec<Row>,
) -> Vec<PbxEvent> {
    let lines = input.split(|byte| *byte == b'\n').count();
    assert!(rows.len() <= lines, "{} rows of {lines} lines", rows.len());
    let whole = rows.len().saturating_sub(1);
    if let Some((_, position)) = rows.get(whole / 2).filter(|_| whole > 0) {
        let at = usize::try_from(position.byte).unwrap_or(usize::MAX);
        let rest: Vec<&Row> = rows[whole / 2 + 1..].iter().map(|(row, _)| row).collect();
        let resumed = resume(&input[at..], position.clone());
        assert!(
            rest.iter().copied().eq(&resumed),
            "resumed:\n{rest:#?}\n{resumed:#?}"
        );
    }
    let mut events = Vec::new();
    for (row, _) in rows {
        match row {
            Ok(event) => events.push(event),
            Err(rejected) => seen.says(&rejected.reason.to_string()),
        }
    }
    events
}

fn freeswitch_post(body: &[u8], seen: &mut Seen) -> Option<PbxEvent> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let kinds = [None, Some(FORM), Some("application/json")];
    let read = kinds.map(|kind| freeswitch::parse(body, kind));
    let understood = read.iter().flatten().count();
    assert!(
        understood % 3 == 0,
        "the content type decides about a sentence at most"
    );
    let [read, _, as_json] = read;
    assert!(read == as_json);
    match read {
        Ok(event) => Some(event),
        Err(reason) => {
            seen.says(&reason.to_string());
            None
        }
    }
}

/// One call or a list of them; those that are accepted.
fn http_post(body: &[u8], seen: &mut Seen) -> Vec<PbxEvent> {
    let one = serde_json::from_slice::<HttpCall>(body).map(|call| vec![call]);
    let posted = match one.or_else(|_| serde_json::from_slice::<Vec<HttpCall>>(body)) {
        Ok(posted) => posted,
        Err(error) => {
            seen.says(&error.to_string());
            return Vec::new();
        }
    };
    let mut accepted = Vec::new();
    for call in posted {
        match call.validate() {
            Ok(()) => accepted.push(PbxEvent::HttpCall(Box::new(call))),
            Err(sentences) => {
                assert!((1..=20).contains(&sentences.len()));
                seen.says(&sentences[0]);
            }
        }
    }
    accepted
}

fn page(body: &[u8], seen: &mut Seen) -> Vec<PbxEvent> {
    match parse_page(body, Moscow) {
        Ok(page) => {
            for rejected in &page.rejected {
                seen.says(&rejected.reason.to_string());
            }
            page.events
        }
        Err(reason) => {
            seen.says(&reason.to_string());
            Vec::new()
        }
    }
}

/// The log holds no posted call that the check refuses.
fn is_accepted(event: &PbxEvent) -> bool {
    match event {
        PbxEvent::HttpCall(call) => call.validate().is_ok(),
        _ => true,
    }
}
