//! Recordings that other programs upload for the calls that they posted.

use std::fs;
use std::io::Write;
use std::time::Instant;

use serde_json::{Value, json};

use crate::support::Journal;
use crate::support::fixtures::write;
use crate::support::server::{PATIENCE, Server};

const CONFIG: &str = "[recordings.uploads]\nfile_megabytes = 1\n\
    [[sources]]\nkind = \"http\"\nname = \"pbx\"\nkey = \"sesame\"\n\
    [[sources]]\nkind = \"http\"\nname = \"other\"\nkey = \"millet\"\n";
const HEADERS: &str = "Authorization: Bearer sesame\r\nContent-Type: audio/wav\r\n";

/// A journal with a call of two talks that names a file, and its server.
fn journal() -> (Journal, Server) {
    let journal = Journal::sqlite();
    journal.folder.write("call-journal.toml", CONFIG);
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let at = |time: &str| format!("2026-11-23T10:{time}+03:00");
    let leg = |extension: &str, from: &str, to: &str| json!({ "extension": extension, "started_at": at(from), "answered_at": at(from), "ended_at": at(to) });
    let call = json!({ "id": "day/1", "direction": "in", "number": "+79161234567", "started_at": at("00:00"),
        "answered_at": at("00:05"), "ended_at": at("09:00"),
        "legs": [leg("201", "00:05", "04:00"), leg("202", "05:00", "09:00")],
        "recordings": [{ "path": "second.wav", "started_at": at("05:00") }] });
    let (status, body) = server.post("/api/v1/calls", HEADERS, call.to_string().as_bytes());
    assert_eq!(status, 200, "{body}");
    (journal, server)
}

/// A WAV file of so many seconds.
fn wav(journal: &Journal, seconds: u64) -> Vec<u8> {
    let path = journal.folder.path("made.wav");
    write(&path, 16_000, 44 + 16_000 * seconds);
    fs::read(path).unwrap()
}

fn send(server: &Server, query: &str, body: &[u8]) -> (u16, String) {
    server.post(&format!("/api/v1/calls/day%2F1/recordings{query}"), HEADERS, body)
}

/// The recordings of the call, once there are so many with a length: employee is not exported.
fn shown(journal: &Journal, lengths: &[Option<i64>]) -> Vec<Value> {
    let begin = Instant::now();
    loop {
        let calls = journal.calls(&["--internal"]);
        let all = calls
            .first()
            .and_then(|call| call["recordings"].as_array().cloned())
            .unwrap_or_default();
        let told: Vec<Option<i64>> = all.iter().map(|one| one["duration_ms"].as_i64()).collect();
        if told == lengths {
            return all;
        }
        assert!(begin.elapsed() < PATIENCE, "{all:#?}");
    }
}

/// The panel shows these files, and whose talks they hold; a browser hears them.
fn heard_in_order(server: &Server, expected: &[(&Vec<u8>, &str)]) {
    let headers = "Content-Type: application/json\r\nAccept: application/json\r\n";
    let (_, details) = server.post("/api/call", headers, br#"{"id":1}"#);
    let details: Value = serde_json::from_str(&details).unwrap();
    for (n, (file, employee)) in expected.iter().enumerate() {
        let recording = &details["recordings"][n];
        assert_eq!(
            (&recording["state"], &recording["employee"]["extension"]),
            (&json!("ready"), &json!(employee))
        );
        let (head, body) = server.get(&format!("/recordings/{}?download", recording["id"]), "");
        assert!(
            head.starts_with("HTTP/1.1 200") && !head.contains("passwd"),
            "{head}"
        );
        assert!(&body == *file, "{n}: other {} bytes", body.len());
    }
}

/// All files below the folder of uploads.
fn kept(journal: &Journal) -> usize {
    let Ok(entries) = fs::read_dir(journal.folder.path("data/recordings")) else {
        return 0;
    };
    let below = |path: std::path::PathBuf| fs::read_dir(path).map_or(1, Iterator::count);
    entries.map(|entry| below(entry.unwrap().path())).sum()
}

#[test]
fn an_upload_is_heard_in_its_place_once_and_after_a_rebuild() {
    let (journal, server) = journal();
    shown(&journal, &[None]);
    let (first, second) = (wav(&journal, 3), wav(&journal, 4));
    let query = "?name=..%2F..%2Fetc%2Fpasswd&started_at=2026-11-23T10:00:05%2B03:00&extension=201";
    for _ in 0..2 {
        let (status, body) = send(&server, query, &first);
        assert_eq!(
            (status, body.as_str()),
            (200, r#"{"duration_ms":3000,"stored":["day/1"]}"#)
        );
    }
    shown(&journal, &[Some(3_000), None]);
    assert_eq!(send(&server, "?name=second.wav", &second).0, 200);
    let all = shown(&journal, &[Some(3_000), Some(4_000)]);
    assert_eq!(all[1]["start"], "2026-11-23T10:05:00.000+03:00");
    assert_eq!(kept(&journal), 2);
    heard_in_order(&server, &[(&first, "201"), (&second, "202")]);
    drop(server);
    let before = journal.exported();
    assert!(journal.run(&["rebuild"]).ok);
    assert_eq!(journal.exported(), before);
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    heard_in_order(&server, &[(&first, "201"), (&second, "202")]);
}

#[test]
fn what_cannot_be_is_refused_with_a_sentence_and_leaves_nothing() {
    let (journal, server) = journal();
    let good = wav(&journal, 1);
    let large = wav(&journal, 70);
    let octets = HEADERS.replace("audio/wav", "application/octet-stream");
    let own = "/api/v1/calls/day%2F1/recordings";
    let long = format!("/api/v1/calls/{}/recordings", "x".repeat(5_000));
    let cases: [(&str, &str, &[u8], u16, &str); 13] = [
        (own, "Content-Type: audio/wav\r\n", &good, 401, "Bearer KEY"),
        (
            own,
            &HEADERS.replace("sesame", "millet"),
            &good,
            404,
            "no call of this id",
        ),
        (
            "/api/v1/calls/2/recordings",
            HEADERS,
            &good,
            404,
            "no call of this id",
        ),
        (
            "/api/v1/calls/..%2F..%2Fday/recordings",
            HEADERS,
            &good,
            404,
            "no call of this id",
        ),
        (
            "/api/v1/calls/%00/recordings",
            HEADERS,
            &good,
            404,
            "no call of this id",
        ),
        (
            "/api/v1/calls/%ff/recordings",
            HEADERS,
            &good,
            404,
            "no call of this id",
        ),
        (&long, HEADERS, &good, 404, "no call of this id"),
        (
            own,
            &HEADERS.replace("audio/wav", "text/html"),
            &good,
            415,
            "Content-Type",
        ),
        (own, &octets, b"<html>a page of the PBX</html>", 415, "no audio"),
        (own, HEADERS, b"", 422, "nothing was sent"),
        (own, HEADERS, &large, 413, "more than 1000000 bytes"),
        (
            &format!("{own}?started_at=never"),
            HEADERS,
            &good,
            422,
            "started_at",
        ),
        (&format!("{own}?path=/etc/passwd"), HEADERS, &good, 422, "path"),
    ];
    for (path, headers, body, status, says) in cases {
        let (got, told) = server.post(path, headers, body);
        assert_eq!(got, status, "{path} {headers}: {told}");
        assert!(
            told.starts_with("{\"errors\":[") && told.contains(says),
            "{path}: {told}"
        );
    }
    // Its length is not told: it shows while it comes.
    let mut pieces = Vec::new();
    for piece in large.chunks(100_000) {
        write!(pieces, "{:x}\r\n", piece.len()).unwrap();
        pieces.extend(piece);
        pieces.extend(b"\r\n");
    }
    pieces.extend(b"0\r\n\r\n");
    let (status, told) = server.post_raw(own, &format!("Transfer-Encoding: chunked\r\n{HEADERS}"), &pieces);
    assert!(status == 413 && told.contains("more than"), "{status} {told}");
    assert_eq!(kept(&journal), 0);
    shown(&journal, &[None]);
    // Whoever sends less may send it.
    assert_eq!(server.post(own, &octets, &good).0, 200);
}

#[test]
fn an_upload_that_breaks_off_leaves_nothing() {
    let (journal, server) = journal();
    let begin = Instant::now();
    let until = |files: usize| {
        while kept(&journal) != files {
            assert!(begin.elapsed() < PATIENCE, "{} files", kept(&journal));
        }
    };
    let mut stream = server.connect();
    write!(
        stream,
        "POST /api/v1/calls/day%2F1/recordings HTTP/1.1\r\nHost: {}\r\nContent-Length: 900000\r\n{HEADERS}\r\n",
        server.address
    )
    .unwrap();
    stream.write_all(&wav(&journal, 2)).unwrap();
    until(1);
    drop(stream);
    until(0);
    shown(&journal, &[None]);
}
