//! Damaged and hostile input: read or refused, never a panic, never for long.

use std::time::{Duration, Instant};

use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::freeswitch::parse;
use call_journal_pbx::http_call::HttpCall;
use call_journal_pbx::mikopbx::parse_page;
use chrono_tz::Europe::Moscow;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::freeswitch::records;
use super::mikopbx::ROWS;
use super::told::plan;

/// Those with the most in them.
const CALLS: [&str; 6] = [
    "attended-transfer",
    "incoming-answered",
    "group-second-answers",
    "queue-second-agent",
    "outgoing-transferred",
    "a-legs-only",
];

/// What stands where something else belongs.
fn strange() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("9".repeat(10_000))),
        Just(json!("\u{1b}[2J\u{202e}\r\n\u{7}")),
        Just(json!("ARRAY::|:;;|:")),
        Just(json!("{{,},{1,")),
        Just(json!([[], {}])),
        Just(json!({ "records": [{}] })),
    ]
}

/// The paths of all values inside.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
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
        let path = format!("{path}/{name}");
        paths(inner, &path, found);
        found.push(path);
    }
}

/// The document with some of its values replaced.
fn damaged(mut document: Value, changes: &[(Index, Value)]) -> Value {
    let mut all = Vec::new();
    paths(&document, "", &mut all);
    for (place, value) in changes {
        if let Some(found) = document.pointer_mut(&all[place.index(all.len())]) {
            *found = value.clone();
        }
    }
    document
}

fn posted() -> Value {
    json!({ "id": "a", "direction": "in", "number": "+79161234567", "started_at": "2026-11-23T10:00:00+03:00",
        "answered_at": null, "legs": [{ "extension": "201", "started_at": "2026-11-23T10:00:01+03:00" }],
        "recordings": [{ "path": "a.mp3" }] })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _read_or_refused = (parse(&bytes, None), parse_page(&bytes, Moscow));
        let form = [&b"cdr="[..], &bytes].concat();
        let _read_or_refused = parse(&form, Some("application/x-www-form-urlencoded"));
        let _read_or_refused = serde_json::from_slice::<HttpCall>(&bytes);
    }

    #[test]
    fn a_changed_byte_is_read_or_refused(at in any::<Index>(), byte in any::<u8>()) {
        for whole in [records("voicemail")[0].to_string(), ROWS.to_owned(), posted().to_string()] {
            let mut bytes = whole.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _read_or_refused = (parse(&bytes, None), parse_page(&bytes, Moscow));
            let _read_or_refused = serde_json::from_slice::<HttpCall>(&bytes).map(|call| call.validate());
        }
    }

    #[test]
    fn changed_records_make_calls_or_are_refused(
        name in select(&CALLS[..]),
        changes in prop::collection::vec((any::<Index>(), strange()), 1..4),
    ) {
        let read = |record: Value| parse(damaged(record, &changes).to_string().as_bytes(), None).ok();
        let events: Vec<_> = records(name).into_iter().filter_map(read).collect();
        let calls = assemble(&events, &plan(), OpenCalls::CutOff);
        prop_assert!(calls.len() <= events.len());
    }

    #[test]
    fn changed_pages_make_calls_or_are_refused(changes in prop::collection::vec((any::<Index>(), strange()), 1..8)) {
        let page: Value = serde_json::from_str(ROWS).unwrap();
        if let Ok(page) = parse_page(damaged(page, &changes).to_string().as_bytes(), Moscow) {
            let calls = assemble(&page.events, &plan(), OpenCalls::CutOff);
            prop_assert!(calls.len() <= page.events.len());
        }
    }

    #[test]
    fn changed_posts_are_read_or_refused(changes in prop::collection::vec((any::<Index>(), strange()), 1..3)) {
        let call = serde_json::from_value::<HttpCall>(damaged(posted(), &changes));
        let _read_or_refused = call.map(|call| call.validate());
    }
}

#[test]
fn what_goes_deep_or_on_and_on_is_refused_at_once() {
    let deep = "[".repeat(500_000);
    let bodies = [
        deep.clone(),
        format!("{{\"variables\":{deep}"),
        format!("{{\"variables\":{{\"uuid\":{deep}"),
        format!("{{\"callflow\":{deep}"),
        format!("{{\"other\":{}", "{\"a\":".repeat(150_000)),
        format!("{{\"callflow\":[{}{{}}]}}", "{},".repeat(300_000)),
        format!("{{\"data\":{{\"records\":[{}{{}}]}}}}", "{},".repeat(300_000)),
        format!("cdr=%7B%22variables%22{}", "%22".repeat(300_000)),
        format!("cdr={}", "%".repeat(900_000)),
        format!("cdr={}", "eyJ2".repeat(250_000)),
    ];
    for body in bodies {
        let began = Instant::now();
        assert!(parse(body.as_bytes(), None).is_err());
        let _read_or_refused = parse_page(body.as_bytes(), Moscow);
        let _refused = serde_json::from_str::<HttpCall>(&body);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?} for {}", &body[..40]);
    }
}
