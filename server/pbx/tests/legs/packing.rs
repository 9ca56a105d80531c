//! FreeSWITCH's records in all the ways in which they come.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::freeswitch::parse;
use rstest::rstest;
use serde_json::Value;

use super::freeswitch::{posted, records};

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const JSON: Option<&str> = Some("application/json");

/// `switch_url_encode`: what it holds for unsafe, and what is no ASCII; an encoded byte stays as it is.
fn encoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_encoded = |at: usize| {
        bytes[at] == b'%' && bytes.len() > at + 2 && bytes[at + 1..at + 3].iter().all(u8::is_ascii_hexdigit)
    };
    let mut packed = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        let unsafe_one = b"\r\n \"#%&+:;<=>?@[\\]^`{|}".contains(byte) || !(32..127).contains(byte);
        if unsafe_one && !is_encoded(at) {
            packed += &format!("%{byte:02X}");
        } else {
            packed.push(char::from(*byte));
        }
    }
    packed
}

/// The record with its variables encoded, as FreeSWITCH does by default.
fn with_encoded_values(record: &Value) -> Value {
    let mut record = record.clone();
    for value in record["variables"].as_object_mut().unwrap().values_mut() {
        *value = Value::String(encoded(value.as_str().unwrap()));
    }
    record
}

/// Older versions write a key `callflow` for each profile instead of a list.
fn with_repeated_keys(record: &Value) -> String {
    let mut rest = record.clone();
    let profiles = rest.as_object_mut().unwrap().remove("callflow").unwrap();
    let keys = profiles
        .as_array()
        .unwrap()
        .iter()
        .map(|profile| format!(",\"callflow\":{profile}"));
    let rest = rest.to_string();
    let open = rest.strip_suffix('}').unwrap();
    format!("{open}{}}}", keys.collect::<String>())
}

#[rstest]
#[case::json(|r: &Value| (r.to_string().into_bytes(), JSON))]
#[case::json_with_line_breaks(|r: &Value| (serde_json::to_string_pretty(r).unwrap().into_bytes(), JSON))]
#[case::json_with_a_byte_order_mark(|r: &Value| (format!("\u{feff}{r}\r\n").into_bytes(), None))]
#[case::json_said_to_be_a_form(|r: &Value| (r.to_string().into_bytes(), FORM))]
#[case::encoded_values(|r: &Value| (with_encoded_values(r).to_string().into_bytes(), JSON))]
#[case::form(|r: &Value| (format!("cdr={}", encoded(&r.to_string())).into_bytes(), FORM))]
#[case::form_with_small_digits(|r: &Value| {
    let packed = encoded(&r.to_string());
    let small = packed.split('%').enumerate().map(|(n, part)| match part.get(..2) {
        Some(digits) if n > 0 => format!("%{}{}", digits.to_lowercase(), &part[2..]),
        _ => part.to_owned(),
    });
    (format!("cdr={}", small.collect::<String>()).into_bytes(), FORM)
})]
#[case::form_with_pluses(|r: &Value| {
    (format!("uuid=x&cdr={}", encoded(&r.to_string()).replace("%20", "+")).into_bytes(), FORM)
})]
#[case::form_of_encoded_values(|r: &Value| {
    (format!("cdr={}", encoded(&with_encoded_values(r).to_string())).into_bytes(), FORM)
})]
#[case::base64(|r: &Value| (format!("cdr={}", STANDARD.encode(r.to_string())).into_bytes(), Some("application/x-www-form-base64-encoded")))]
#[case::base64_of_encoded_values(|r: &Value| {
    (format!("cdr={}", STANDARD.encode(with_encoded_values(r).to_string())).into_bytes(), FORM)
})]
#[case::base64_in_lines(|r: &Value| {
    let packed = STANDARD_NO_PAD.encode(r.to_string());
    let lines: Vec<&[u8]> = packed.as_bytes().chunks(76).collect();
    (lines.join(&b"\r\n"[..]), None)
})]
#[case::file_of_a_failed_post(|r: &Value| (encoded(&r.to_string()).into_bytes(), None))]
#[case::repeated_keys(|r: &Value| (with_repeated_keys(r).into_bytes(), JSON))]
fn a_record_is_the_same_however_it_is_packed(
    #[case] pack: impl Fn(&Value) -> (Vec<u8>, Option<&'static str>),
) {
    for call in [
        "incoming-answered",
        "attended-transfer",
        "queue-second-agent",
        "voicemail",
    ] {
        for record in records(call) {
            let (body, kind) = pack(&record);
            let read = parse(&body, kind).unwrap();
            assert_eq!(read, posted(&record), "{call}");
            assert_eq!(read.identity(), posted(&record).identity());
        }
    }
}

/// The first record of a call, with other variables.
fn with(changes: &[(&str, &str)]) -> Value {
    let mut record = records("incoming-answered")[0].clone();
    for (name, value) in changes {
        record["variables"][*name] = Value::String((*value).to_owned());
    }
    record
}

fn variable(event: &PbxEvent, name: &str) -> String {
    let PbxEvent::FreeswitchLeg(leg) = event else {
        unreachable!()
    };
    leg.variable(name).to_owned()
}

#[test]
fn a_name_may_hold_anything() {
    for name in [
        "Ольга \"Вет&ров\"а",
        "100 %",
        "a+b=c",
        "🙂",
        "<script>alert(1)</script>",
        "%D0%9E",
        "\\\"},{",
    ] {
        let plain = with(&[("sip_from_display", name)]);
        assert_eq!(variable(&posted(&plain), "sip_from_display"), name);
        let form = format!(
            "cdr={}",
            encoded(&plain.to_string().replace("%D0%9E", "%25D0%259E"))
        );
        let read = parse(form.as_bytes(), FORM).unwrap();
        let expected = name.replace("%D0%9E", "%25D0%259E");
        let got = variable(&read, "sip_from_display");
        assert!(got == name || got == expected, "{got}");
    }
}

#[test]
fn bytes_that_are_not_utf8_cost_no_call() {
    let mut body = with(&[("sip_from_display", "QQQ")]).to_string().into_bytes();
    let at = body.windows(3).position(|bytes| bytes == b"QQQ").unwrap();
    body[at..at + 3].copy_from_slice(b"\xcf\xf0\xe8");
    let read = parse(&body, JSON).unwrap();
    assert_eq!(variable(&read, "uuid"), variable(&posted(&with(&[])), "uuid"));
}

fn without(name: &str) -> String {
    let mut record = with(&[]);
    record["variables"].as_object_mut().unwrap().remove(name);
    record["callflow"] = Value::Array(vec![]);
    record.to_string()
}

#[rstest]
#[case::nothing(String::new(), "the record is missing")]
#[case::an_empty_form("cdr=".to_owned(), "the record is missing")]
#[case::a_page_for_people("<html>".to_owned(), "the base64 encoding is damaged")]
#[case::a_list("[]".to_owned(), "the base64 encoding is damaged")]
#[case::empty_json("{}".to_owned(), "uuid is missing")]
#[case::no_id(without("uuid"), "uuid is missing")]
#[case::never_begun(with(&[("start_uepoch", "soon")]).to_string(), "a time among the variables: \"soon\" is not a time")]
#[case::another_age(with(&[("start_uepoch", "1795417200")]).to_string(), "a time among the variables: \"1795417200\" is not a time")]
#[case::a_long_id(with(&[("bridge_uuid", &"x".repeat(600))]).to_string(), "bridge_uuid is 600 bytes long")]
#[case::nul(with(&[("sip_from_display", "\0")]).to_string(), "sip_from_display holds a NUL character")]
#[case::too_large(" ".repeat(2_000_000), "2000000 bytes are more than the 1048576 that are read at once")]
fn a_record_that_makes_no_sense_is_told_as_such(#[case] body: String, #[case] why: &str) {
    assert_eq!(parse(body.as_bytes(), None).unwrap_err().to_string(), why);
}
