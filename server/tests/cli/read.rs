//! Calls that other programs read.

use serde_json::Value;

use crate::support::Journal;
use crate::support::fixtures::recordings;
use crate::support::server::Server;

const KEY: &str = "Authorization: Bearer open sesame\r\n";

fn journal() -> Journal {
    let journal = Journal::sqlite();
    let config = "[[readers]]\nname = \"crm\"\nkey = \"open sesame\"\n\
                  [[sources]]\nkind = \"http\"\nname = \"pbx\"\nkey = \"of whoever posts\"\n";
    journal.folder.write("call-journal.toml", config);
    journal.import_with(&recordings(&journal.folder));
    journal
}

/// What the program exports, in the order of the pages: newest first.
fn exported(journal: &Journal, options: &[&str]) -> Vec<Value> {
    let mut calls = journal.calls(options);
    calls.reverse();
    calls
}

/// Status and body.
fn ask(server: &Server, query: &str, headers: &str) -> (u16, Value) {
    let (head, body) = server.get(&format!("/api/v1/calls{query}"), headers);
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

#[test]
fn all_calls_come_in_pages_as_the_export_tells_them() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let mut calls = Vec::new();
    let mut cursor = String::new();
    loop {
        let (status, mut page) = ask(&server, &format!("?internal=1&limit=7{cursor}"), KEY);
        assert_eq!(status, 200, "{page}");
        let some = page["calls"].as_array_mut().unwrap();
        assert!(some.len() <= 7);
        calls.append(some);
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert!(calls.len() > 30);
    // Not `assert_eq`: it would print all of them.
    assert!(calls == exported(&journal, &["--internal"]));
}

#[test]
fn filters_are_those_of_the_page() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    for (query, options) in [
        ("?limit=1000&in=1&missed=1", &["--incoming", "--missed"][..]),
        ("?limit=1000&q=916", &["--search", "916"]),
        (
            "?limit=1000&from=2026-11-23",
            &["--from", "2026-11-23", "--to", "2026-11-23"],
        ),
    ] {
        let (_, page) = ask(&server, query, KEY);
        let expected = exported(&journal, options);
        assert!(!expected.is_empty(), "{query}");
        assert!(page["calls"] == Value::from(expected), "{query}");
    }
    let (status, refused) = ask(&server, "?mised=1", KEY);
    assert_eq!(status, 422);
    assert!(
        refused["errors"][0].as_str().unwrap().contains("mised"),
        "{refused}"
    );
}

#[test]
fn nobody_else_reads() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    for headers in [
        "",
        "Authorization: Bearer\r\n",
        "Authorization: Bearer open\r\n",
        "Authorization: Basic open sesame\r\n",
        "Authorization: Bearer of whoever posts\r\n",
    ] {
        let (status, refused) = ask(&server, "", headers);
        assert_eq!(status, 401, "{headers}");
        assert!(refused.get("calls").is_none());
    }
}
