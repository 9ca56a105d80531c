//! Messages out of bytes, whatever the bytes and their chunks.

use call_journal_pbx::asterisk::manager::{Dropped, Frames, Message};
use proptest::prelude::*;

/// All messages of `bytes`, pushed in pieces of these lengths (the last one again and again).
fn read(bytes: &[u8], pieces: &[usize]) -> (Vec<Message>, Dropped) {
    let mut frames = Frames::new();
    let mut messages = Vec::new();
    let mut rest = bytes;
    let mut lengths = pieces.iter().copied().chain(std::iter::repeat(
        pieces.last().copied().unwrap_or(bytes.len()).max(1),
    ));
    while !rest.is_empty() {
        let (piece, later) = rest.split_at(lengths.next().unwrap().min(rest.len()));
        frames.push(piece);
        messages.extend(std::iter::from_fn(|| frames.next()));
        rest = later;
    }
    (messages, frames.dropped())
}

fn whole(bytes: &[u8]) -> (Vec<Message>, Dropped) {
    read(bytes, &[])
}

fn headers(message: &Message) -> Vec<(String, String)> {
    message
        .headers()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn a_banner_and_messages_with_either_line_end() {
    let mut frames = Frames::new();
    frames.push(b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: login-1\r\n\r\nEvent: A\nName:b:c\n\n\n");
    let answer = frames.next().unwrap();
    assert_eq!(
        (answer.response(), answer.action_id(), answer.event()),
        ("Success", "login-1", "")
    );
    let event = frames.next().unwrap();
    assert_eq!((event.event(), event.get("NAME")), ("A", "b:c"));
    assert_eq!(frames.next(), None);
    assert_eq!(frames.banner(), Some("Asterisk Call Manager/11.0.0"));
    assert_eq!(frames.dropped(), Dropped::default());
}

#[test]
fn of_a_header_that_comes_again_the_first_is_meant_and_all_are_there() {
    let (messages, _) = whole(b"Event: A\r\nVariable: x=1\r\nvariable: y=2\r\n\r\n");
    assert_eq!(messages[0].get("Variable"), "x=1");
    let values: Vec<_> = messages[0].headers().skip(1).map(|(_, value)| value).collect();
    assert_eq!(values, ["x=1", "y=2"]);
}

#[test]
fn values_keep_their_spaces_and_what_is_no_text_becomes_a_sign() {
    let (messages, _) = whole(b"Event: A\r\nName:  two \r\nBroken: a\xff\xc3b\0c\r\nEmpty:\r\n\r\n");
    let message = &messages[0];
    assert_eq!(message.get("Name"), " two ");
    assert_eq!(message.get("Broken"), "a\u{fffd}\u{fffd}b\u{fffd}c");
    let (nul, _) = whole(b"Name: a\0c\r\n\r\n");
    assert_eq!(nul[0].get("Name"), "a\u{fffd}c");
    assert_eq!((message.get("Empty"), message.get("absent")), ("", ""));
    assert_eq!(message.headers().count(), 4);
}

#[test]
fn no_value_makes_a_header_or_replaces_one() {
    // What callers can put into their name: anything but a line's end.
    for name in [
        "a\rUniqueid: 2",
        "a\u{85}Uniqueid: 2",
        "a\u{2028}Uniqueid: 2",
        "a\u{b}Uniqueid: 2\r",
        "\0\nUniqueid: 2",
    ] {
        let text = format!("Event: Newchannel\r\nUniqueid: 1\r\nCallerIDName: {name}\r\n\r\n");
        let (messages, _) = whole(text.as_bytes());
        assert_eq!(messages.len(), 1, "{name:?}");
        assert_eq!(messages[0].get("Uniqueid"), "1", "{name:?}");
        let more = usize::from(name.contains('\n'));
        assert_eq!(messages[0].headers().count(), 3 + more, "{name:?}");
    }
}

#[test]
fn lines_that_are_no_headers_are_counted_and_left_out() {
    let (messages, dropped) = whole(b"\xff\xfe\x01: x\r\n: nameless\r\nno colon\r\nEvent: A\r\n\r\n");
    assert_eq!(headers(&messages[0]), [("Event".to_owned(), "A".to_owned())]);
    assert_eq!((messages.len(), dropped.lines), (1, 3));
}

#[test]
fn a_line_without_end_costs_no_memory_and_only_itself() {
    let mut frames = Frames::new();
    frames.push(b"Event: A\r\nName: ");
    for _ in 0..1_000 {
        frames.push(&[b'x'; 65_536]);
    }
    frames.push(b"\r\nOther: b\r\n\r\n");
    let message = frames.next().unwrap();
    assert_eq!(
        (message.event(), message.get("Other"), message.get("Name")),
        ("A", "b", "")
    );
    assert_eq!(frames.dropped().long_lines, 1);
}

#[test]
fn the_longest_line_that_is_kept_does_not_depend_on_chunks() {
    for (length, kept) in [(65_536 - 7, true), (65_536 - 6, false)] {
        // `Name: ` and the carriage return belong to the line.
        let text = format!("Event: A\r\nName: {}\r\n\r\n", "x".repeat(length));
        for pieces in [vec![], vec![1_000], vec![17, 70_000]] {
            let (messages, dropped) = read(text.as_bytes(), &pieces);
            assert_eq!(messages[0].get("Name").len(), if kept { length } else { 0 });
            assert_eq!(dropped.long_lines, u64::from(!kept));
        }
    }
}

#[test]
fn a_message_that_is_too_large_is_left_out_and_the_next_is_read() {
    let many = "Event: A\r\n".to_owned() + &"Variable: x\r\n".repeat(2_500);
    let large = "Event: A\r\n".to_owned() + &format!("Variable: {}\r\n", "x".repeat(60_000)).repeat(5);
    for hostile in [many, large] {
        let text = format!("{hostile}\r\nEvent: B\r\n\r\n");
        for pieces in [vec![], vec![4_096]] {
            let (messages, dropped) = read(text.as_bytes(), &pieces);
            let events: Vec<_> = messages.iter().map(Message::event).collect();
            assert_eq!((events, dropped.messages), (vec!["B"], 1));
        }
    }
}

#[test]
fn one_byte_at_a_time_costs_time_in_proportion() {
    let text = "Event: A\r\nName: some value\r\n\r\n".repeat(40_000);
    let began = std::time::Instant::now();
    let (messages, _) = read(text.as_bytes(), &[1]);
    assert_eq!(messages.len(), 40_000);
    // Quadratic would be minutes.
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

fn fragment() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => "[A-Za-z-]{1,8}: ?[ -~]{0,12}".prop_map(String::into_bytes),
        4 => Just(b"\r\n".to_vec()),
        3 => Just(b"\r\n\r\n".to_vec()),
        2 => Just(b"\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        1 => Just(b"Asterisk Call Manager/9\r\n".to_vec()),
        2 => prop::collection::vec(any::<u8>(), 0..20),
        1 => (65_500..65_600_usize).prop_map(|n| vec![b'x'; n]),
        1 => (65_500..65_600_usize).prop_map(|n| [b"Long: ".to_vec(), vec![b'x'; n]].concat()),
    ]
}

/// The rule, said in the simplest way: lines, then messages between empty lines.
fn said_simply(bytes: &[u8]) -> Vec<Vec<(String, String)>> {
    let mut messages = vec![Vec::new()];
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    lines.pop();
    let mut whole = 0;
    for line in lines {
        if line.is_empty() || line == b"\r" {
            messages.push(Vec::new());
            whole = messages.len() - 1;
        } else if line.len() <= 65_536 {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let Some(colon) = line.iter().position(|byte| *byte == b':') else {
                continue;
            };
            let name = &line[..colon];
            if name.trim_ascii().is_empty() || name.iter().any(|byte| !(b' '..=b'~').contains(byte)) {
                continue;
            }
            let value = &line[colon + 1..];
            let value =
                String::from_utf8_lossy(value.strip_prefix(b" ").unwrap_or(value)).replace('\0', "\u{fffd}");
            let name = String::from_utf8_lossy(name.trim_ascii()).into_owned();
            messages.last_mut().unwrap().push((name, value));
        }
    }
    messages.truncate(whole);
    messages.retain(|message| !message.is_empty());
    messages
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn chunks_change_nothing(
        fragments in prop::collection::vec(fragment(), 0..60),
        pieces in prop::collection::vec(1..200_usize, 1..20),
    ) {
        let bytes = fragments.concat();
        let (messages, dropped) = whole(&bytes);
        prop_assert_eq!(read(&bytes, &pieces), (messages.clone(), dropped));
        let told: Vec<_> = messages.iter().map(headers).collect();
        prop_assert_eq!(told, said_simply(&bytes));
    }
}
