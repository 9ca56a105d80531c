//! A file of customers over HTTP: who may send it, how large it may be, and whose it is.

use std::io::{Read, Write};
use std::time::Instant;

use serde_json::{Value, json};

use crate::support::Journal;
use crate::support::server::{PATIENCE, Server};

const FILE: &str = "Код;Наименование;Телефон\n1;Ромашка;84951111111\n2;Лютик;84951111111\n";

/// Status and body of the answer to a post.
fn post(server: &Server, path: &str, headers: &str, body: &[u8]) -> (u16, String) {
    let mut stream = server.connect();
    let from_elsewhere = headers.contains("Origin:") || headers.contains("Sec-Fetch-Site:");
    let own = if from_elsewhere {
        ""
    } else {
        "Sec-Fetch-Site: same-origin\r\n"
    };
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{own}{headers}\r\n",
        server.address,
        body.len()
    )
    .unwrap();
    // A server that refuses need not read to the end.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    (status, body.unwrap_or_default())
}

const BYTES: &str = "Content-Type: application/octet-stream\r\n";

fn send(server: &Server, name: &str) -> String {
    let path = format!("/customers/import/file?name={name}");
    let (status, token) = post(server, &path, BYTES, FILE.as_bytes());
    assert_eq!(status, 200, "{token}");
    token
}

fn ask(server: &Server, endpoint: &str, arguments: &Value) -> Value {
    let headers = "Content-Type: application/json\r\nAccept: application/json\r\n";
    let (status, body) = post(
        server,
        &format!("/api/{endpoint}"),
        headers,
        arguments.to_string().as_bytes(),
    );
    assert_eq!(status, 200, "{endpoint}: {body}");
    serde_json::from_str(&body).unwrap_or_else(|_| panic!("{endpoint}: {body}"))
}

/// Until the work ends.
fn state(server: &Server, token: &str) -> Value {
    let begin = Instant::now();
    loop {
        let state = ask(server, "import_state", &json!({ "token": token }));
        if state["Ok"]["working"].is_null() {
            return state;
        }
        assert!(begin.elapsed() < PATIENCE, "the work never ends: {state}");
    }
}

fn journal() -> Journal {
    let journal = Journal::sqlite();
    journal.folder.write(
        "call-journal.toml",
        "[[employees]]\nname = \"Котова Алина\"\nextensions = [\"201\"]\n",
    );
    journal
}

#[test]
fn a_file_is_looked_at_rehearsed_and_brought_in() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let token = send(&server, "a.csv");
    let preview = ask(
        &server,
        "preview_import",
        &json!({ "token": token, "settings": { "take_numbers": false } }),
    );
    let settings = &preview["Ok"]["settings"];
    assert_eq!(settings["columns"], json!(["key", "name", "phone"]), "{preview}");
    for (dry, outcome) in [(true, "checked"), (false, "done")] {
        let start = json!({ "token": token, "settings": settings, "dry": dry });
        assert_eq!(ask(&server, "start_import", &start), json!({ "Ok": null }));
        let state = state(&server, &token);
        let counts = &state["Ok"][outcome]["counts"];
        assert_eq!(
            (&counts["new"], &counts["doubles"]),
            (&json!(2), &json!(1)),
            "{state}"
        );
    }
    let (head, report) = server.get(
        &format!("/customers/import/{token}/report.csv"),
        "Accept-Language: ru\r\n",
    );
    assert!(head.contains(" 200 "), "{head}");
    let report = String::from_utf8(report).unwrap();
    assert!(
        report.contains("строка 3") && report.contains("Ромашка"),
        "{report}"
    );
    let (head, csv) = server.get("/customers/export.csv", "Accept-Language: en\r\n");
    assert!(
        head.to_lowercase()
            .contains("attachment; filename=\"customers.csv\""),
        "{head}"
    );
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains("Customer") && csv.contains("Лютик"), "{csv}");
    // Browsers ask for it compressed; of an answer that breaks off the last piece is missing, and `get` stops.
    let (head, packed) = server.get("/customers/export.csv", "Accept-Encoding: gzip\r\n");
    assert!(head.to_lowercase().contains("content-encoding: gzip") && packed.starts_with(b"\x1f\x8b"));
    let (_, cards) = server.get("/customers/export.vcf", "");
    assert_eq!(
        String::from_utf8(cards).unwrap().matches("BEGIN:VCARD").count(),
        2
    );

    let audit = ask(
        &server,
        "audit",
        &json!({ "text": "", "deed": "customers_imported", "before": null }),
    );
    assert_eq!(
        audit["entries"].as_array().unwrap().len(),
        1,
        "the rehearsal is none"
    );

    ask(&server, "stop_import", &json!({ "token": token }));
    let gone = ask(&server, "import_state", &json!({ "token": token }));
    assert_eq!(gone, json!({ "Err": "gone" }));
    let left = std::fs::read_dir(journal.folder.path("data/uploads"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "what is forgotten is gone from the disk");
}

#[test]
fn foreign_pages_foreign_tokens_and_floods_are_refused() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let path = "/customers/import/file?name=a.csv";
    for (headers, expected) in [
        (format!("{BYTES}Origin: http://evil.example\r\n"), 403),
        (format!("{BYTES}Sec-Fetch-Site: cross-site\r\n"), 403),
        ("Content-Type: text/plain\r\n".to_owned(), 403),
        (format!("{BYTES}Origin: http://{}\r\n", server.address), 200),
        (format!("{BYTES}Sec-Fetch-Site: same-origin\r\n"), 200),
    ] {
        assert_eq!(
            post(&server, path, &headers, FILE.as_bytes()).0,
            expected,
            "{headers}"
        );
    }
    assert_eq!(post(&server, path, BYTES, b"").0, 400);
    let mut stream = server.connect();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000001\r\nSec-Fetch-Site: same-origin\r\n{BYTES}\r\n"
    )
    .unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");

    let token = send(&server, "a.csv");
    for foreign in [
        "",
        "0123456789abcdef0123456789abcdef",
        "../journal.db",
        &token[1..],
    ] {
        let state = ask(&server, "import_state", &json!({ "token": foreign }));
        assert_eq!(state, json!({ "Err": "gone" }));
    }
    let (head, _) = server.get(
        "/customers/import/0123456789abcdef0123456789abcdef/report.csv",
        "",
    );
    assert!(head.contains(" 404 "), "{head}");
}

#[test]
fn a_name_leads_nowhere() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    for name in [
        "..%2F..%2Fevil.csv",
        "%2Fetc%2Fpasswd",
        "a.%00csv",
        "..%5C..%5C.vcf",
    ] {
        send(&server, name);
    }
    let folder = journal.folder.path("data/uploads");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.len() == 39 && name.ends_with(".upload"), "{name}");
    }
    assert!(!journal.folder.path("evil.csv").exists() && !journal.folder.path("data/evil.csv").exists());
}
