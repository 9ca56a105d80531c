//! `call-journal serve`: what browsers get, and how it begins and ends.

use std::io::{Read, Write};

use rstest::rstest;
use serde_json::Value;

use crate::support::Journal;
use crate::support::server::{Server, command, signal};

fn imported() -> Journal {
    let journal = Journal::sqlite();
    journal.import_recorded();
    journal
}

#[test]
fn the_page_shows_the_imported_calls_before_any_script_runs() {
    let journal = imported();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (head, body) = server.get("/", "Accept-Language: ru\r\n");
    let body = String::from_utf8_lossy(&body);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(
        body.contains("+7 916 123-45-67") || body.contains("(916) 123-45-67"),
        "{body}"
    );
    assert!(server.get("/readyz", "").0.starts_with("HTTP/1.1 200"));
    assert!(server.get("/no/such/page", "").0.starts_with("HTTP/1.1 404"));
    assert_eq!(server.get("/pkg/a.css", "").1, b"body { color: red }");
}

#[test]
fn audio_comes_in_ranges_and_nothing_else_comes_that_way() {
    let journal = imported();
    journal.folder.write("secret.wav", "whispered");
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let calls = journal.calls(&["--internal"]);
    let count = calls
        .iter()
        .map(|call| call["recordings"].as_array().map_or(0, Vec::len))
        .sum::<usize>();
    assert!(count > 30);
    let (head, body) = server.get("/recordings/1", "Range: bytes=0-3\r\n");
    assert!(
        head.starts_with("HTTP/1.1 206") && head.to_lowercase().contains("content-range: bytes 0-3/"),
        "{head}"
    );
    assert_eq!(body.len(), 4);
    for wrong in [
        "/recordings/999999",
        "/recordings/-1",
        "/recordings/..%2f..%2fsecret.wav",
        "/recordings/../secret.wav",
        "/pkg/../secret.wav",
        "/pkg/..%2f..%2fsecret.wav",
    ] {
        let (head, body) = server.get(wrong, "");
        assert!(
            head.starts_with("HTTP/1.1 4") && !body.windows(9).any(|nine| nine == b"whispered"),
            "{wrong}: {head}"
        );
    }
}

#[rstest]
#[case::ctrl_c("INT")]
#[case::service_manager("TERM")]
fn it_stops_at_once_although_browsers_hold_their_connections(#[case] name: &str) {
    let journal = Journal::sqlite();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let silent = server.connect();
    let mut half_asked = server.connect();
    half_asked.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    let mut kept_alive = server.connect();
    write!(
        kept_alive,
        "GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n",
        server.address
    )
    .unwrap();
    let mut first = [0; 12];
    kept_alive.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    signal(server.child.id(), name);
    assert!(server.ends());
    drop((silent, half_asked, kept_alive));
}

#[test]
fn an_address_that_is_taken_is_said_before_the_database_is_touched() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for demo in [&[][..], &["--demo"]] {
        let journal = Journal::sqlite();
        let arguments = [&["--listen", &address], demo].concat();
        let output = command(&journal, &arguments).output().unwrap();
        crate::support::said(&output).refused(&format!("cannot listen on {address}"));
        assert!(
            !journal.folder.path("journal.db").exists() && !journal.folder.path("demo/journal.db").exists()
        );
    }
}

#[test]
fn without_the_browser_s_half_it_says_where_that_is_expected() {
    let journal = Journal::sqlite();
    let output = journal
        .command(&["serve"])
        .env("CALL_JOURNAL_SITE", "nowhere")
        .output()
        .unwrap();
    crate::support::said(&output).refused("nowhere/assets.json is missing");
}

#[test]
fn the_demo_company_never_touches_the_configured_database() {
    let journal = imported();
    let before = std::fs::read(journal.folder.path("journal.db")).unwrap();
    let server = Server::start(&journal, &["--demo", "--listen", "127.0.0.1:0"]);
    let (head, body) = server.get("/", "Accept-Language: ru\r\n");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(!String::from_utf8_lossy(&body).contains("123-45-67"));
    drop(server);
    assert!(journal.folder.path("demo/journal.db").exists());
    assert_eq!(std::fs::read(journal.folder.path("journal.db")).unwrap(), before);
    let exported: Vec<Value> = journal.calls(&["--internal"]);
    assert_eq!(exported.len(), 49);
}
