//! Calls that other programs post: what was answered with 200 is there, whatever happens to the server after.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::server::{PATIENCE, Server};
use crate::support::{Journal, without_ids};

const CONFIG: &str = "[[sources]]\nkind = \"http\"\nname = \"pbx\"\nkey = \"open sesame\"\n\
                      [[sources]]\nkind = \"freeswitch\"\nname = \"fs\"\nkey = \"open sesame\"\n";

fn journal() -> Journal {
    let journal = Journal::sqlite();
    journal.folder.write("call-journal.toml", CONFIG);
    journal
}

/// The status of the answer, and its body; `None` if there was none.
fn post(address: &str, path: &str, head: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let length = body.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n{head}\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
}

const BEARER: &str = "Authorization: Bearer open sesame\r\n";

/// Three posts of each call, as it rings, is answered and ends, those of all calls mixed.
fn posts() -> Vec<Value> {
    let time = |second: i64| {
        chrono::DateTime::from_timestamp(1_795_400_000 + second, 0)
            .unwrap()
            .to_rfc3339()
    };
    let mut posts = Vec::new();
    for n in 0..40_i64 {
        let began = n * 20;
        let mut call = json!({
            "id": format!("call {n}"),
            "direction": if n % 3 == 0 { "out" } else { "in" },
            "number": format!("+7900000{:04}", n % 7),
            "started_at": time(began),
            "updated_at": time(began),
            "legs": [{ "extension": (201 + n % 4).to_string(), "started_at": time(began) }],
        });
        posts.push((began, call.clone()));
        if n % 4 > 0 {
            call["legs"][0]["answered_at"] = json!(time(began + 7));
            call["updated_at"] = json!(time(began + 7));
            posts.push((began + 7, call.clone()));
        }
        call["legs"][0]["ended_at"] = json!(time(began + 33));
        call["ended_at"] = json!(time(began + 33));
        call["updated_at"] = json!(time(began + 33));
        posts.push((began + 33, call));
    }
    posts.sort_by_key(|(at, _)| *at);
    posts.into_iter().map(|(_, call)| call).collect()
}

/// What was committed and not interpreted when the server was killed is, when it starts again.
fn interpreted(journal: &Journal) {
    drop(Server::start(journal, &["--listen", "127.0.0.1:0"]));
}

#[test]
fn a_server_that_is_killed_at_any_moment_ends_with_the_same_journal() {
    let posts = posts();
    let whole = journal();
    let server = Server::start(&whole, &["--listen", "127.0.0.1:0"]);
    for call in &posts {
        let (status, body) = post(&server.address, "/api/v1/calls", BEARER, &call.to_string()).unwrap();
        assert_eq!(status, 200, "{body}");
    }
    drop(server);
    interpreted(&whole);
    let expected = without_ids(&whole.exported());
    assert_eq!(expected.len(), 40);

    let killed = journal();
    let mut left = posts.iter();
    let mut next = left.next();
    let mut kills = 0;
    while next.is_some() {
        let mut server = Server::start(&killed, &["--listen", "127.0.0.1:0"]);
        let address = server.address.clone();
        // Other moments each time: before, during and after the commits of the tenth post or so.
        let moment = Duration::from_micros(20_000 + 3_700 * kills);
        let (kill, told) = mpsc::channel::<()>();
        let killer = std::thread::spawn(move || {
            // Ends early when all is posted.
            let _ = told.recv_timeout(moment);
            let _ = server.child.kill();
            let _ = server.child.wait();
        });
        while let Some(call) = next {
            match post(&address, "/api/v1/calls", BEARER, &call.to_string()) {
                Some((200, _)) => next = left.next(),
                // Not answered: a sender tries again.
                _ => break,
            }
        }
        drop(kill);
        killer.join().unwrap();
        kills += 1;
        assert!(kills < 200, "the server never gets on");
    }
    assert!(kills > 2, "{kills}");
    interpreted(&killed);
    assert_eq!(without_ids(&killed.exported()), expected);
}

#[test]
fn a_post_is_answered_with_what_is_wrong_and_nothing_of_it_is_stored() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let to = |path, head: &str, body: &str| post(&server.address, path, head, body).unwrap();
    let good = posts()[0].to_string();
    assert_eq!(to("/api/v1/calls", "", &good).0, 401);
    assert_eq!(
        to("/api/v1/calls", "Authorization: Bearer open\r\n", &good).0,
        401
    );
    let (status, body) = to("/api/v1/calls", BEARER, &format!("[{good}, {{\"id\": 1}}]"));
    assert!(status == 422 && body.contains("errors"), "{status} {body}");
    assert_eq!(to("/api/v1/calls", BEARER, &"[".repeat(900_000)).0, 422);
    assert_eq!(to("/api/v1/calls", BEARER, &"x".repeat(1_100_000)).0, 413);
    assert_eq!(to("/api/v1/freeswitch/fs", BEARER, "{}").0, 401);
    // fs:open sesame
    let basic = "Authorization: Basic ZnM6b3BlbiBzZXNhbWU=\r\nContent-Type: application/json\r\n";
    assert_eq!(to("/api/v1/freeswitch/other", basic, "{}").0, 401);
    assert_eq!(to("/api/v1/freeswitch/fs", basic, "{}").0, 422);
    drop(server);
    assert_eq!(journal.calls(&[]).len(), 0);
}

#[test]
fn a_call_whose_end_is_never_posted_ends_by_its_silence() {
    let at = |now: &str| now.to_owned();
    let mut journal = Journal {
        now: at("2026-11-23T10:20:00+03:00"),
        ..journal()
    };
    let begun = json!({ "id": "1", "direction": "in", "number": "+79000000001",
        "started_at": "2026-11-23T10:00:00+03:00", "answered_at": "2026-11-23T10:00:05+03:00",
        "legs": [{ "extension": "201", "started_at": "2026-11-23T10:00:00+03:00",
            "answered_at": "2026-11-23T10:00:05+03:00" }] });
    let mut heard_later = begun.clone();
    heard_later["id"] = json!("2");
    heard_later["updated_at"] = json!("2026-11-23T10:10:00+03:00");
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    for call in [&begun, &heard_later] {
        assert_eq!(
            post(&server.address, "/api/v1/calls", BEARER, &call.to_string())
                .unwrap()
                .0,
            200
        );
    }
    let open = |journal: &Journal| -> Vec<String> {
        let calls = without_ids(&journal.exported());
        let open = calls.iter().filter(|call| call["ended_at"].is_null());
        let mut ids: Vec<String> = open
            .map(|call| call["source_ids"][0].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    // What is posted is in the log at once, and in the journal a moment later.
    let begin = Instant::now();
    while open(&journal) != ["1", "2"] {
        assert!(begin.elapsed() < PATIENCE, "{:?}", open(&journal));
    }
    drop(server);
    // Twelve hours after the first was heard of, and not yet after the second.
    for (now, left) in [
        ("2026-11-23T22:05:00+03:00", &["2"][..]),
        ("2026-11-23T22:11:00+03:00", &[]),
    ] {
        journal.now = at(now);
        let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
        let begin = Instant::now();
        while open(&journal) != left {
            assert!(begin.elapsed() < PATIENCE, "{now}: {:?}", open(&journal));
        }
        drop(server);
    }
    let before = journal.exported();
    assert!(journal.run(&["rebuild"]).ok);
    assert_eq!(journal.exported(), before, "their ends are in the log");
    assert_eq!(without_ids(&before)[0]["status"], "accepted");
}

/// The document with all its times later: whole seconds or microseconds, as numbers or as texts.
fn later(document: &str, seconds: u64) -> String {
    let is_time = |digits: &str| digits.starts_with("17954") && matches!(digits.len(), 10 | 16);
    let mut moved = String::with_capacity(document.len());
    let mut rest = document;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(from);
        let to = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let (digits, after) = digits.split_at(to);
        moved += before;
        if is_time(digits) {
            let unit = if digits.len() == 10 { 1 } else { 1_000_000 };
            moved += &(digits.parse::<u64>().unwrap() + seconds * unit).to_string();
        } else {
            moved += digits;
        }
        rest = after;
    }
    moved + rest
}

/// Records of all recorded calls of FreeSWITCH: each file holds those of one call, an hour after the one before. As they lie
/// there, all begin at one moment, and in several the same number is answered in the same millisecond: of these the one
/// stored first is the first contact, and posts and files are not stored in one order.
fn freeswitch_records() -> Vec<Value> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pbx/tests/fixtures/freeswitch");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let records = files.iter().zip(0..).map(|(file, hours)| {
        let call = later(&std::fs::read_to_string(file).unwrap(), hours * 3_600);
        serde_json::from_str::<Value>(&call).unwrap()
    });
    records
        .flat_map(|call| match call {
            Value::Array(records) => records,
            record => vec![record],
        })
        .collect()
}

#[test]
fn a_record_of_freeswitch_becomes_a_call_posted_or_from_the_disk() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let basic = "Authorization: Basic ZnM6b3BlbiBzZXNhbWU=\r\nContent-Type: application/json\r\n";
    let records = freeswitch_records();
    assert!(records.len() > 10);
    for record in &records {
        let (status, body) = post(
            &server.address,
            "/api/v1/freeswitch/fs",
            basic,
            &record.to_string(),
        )
        .unwrap();
        assert_eq!(status, 200, "{body}");
    }
    drop(server);
    interpreted(&journal);
    let posted = without_ids(&journal.exported());
    let first_contacts = posted.iter().filter(|call| call["first_contact"] == true);
    assert_eq!(first_contacts.count(), 1);

    // As FreeSWITCH leaves them on its disk when nobody takes them.
    let imported = Journal::sqlite();
    for (n, record) in records.iter().enumerate() {
        let name = format!("records/{}/{n}.cdr.json", n % 3);
        imported.folder.write(&name, record.to_string());
    }
    imported.folder.write("records/half.cdr.json", "{\"core-uuid\": ");
    for new in [records.len(), 0] {
        let said = imported.run(&["import", "freeswitch", "records", "--source", "fs"]);
        assert!(said.ok, "{}", said.err);
        assert!(
            said.out.contains(&format!("{new} new, 1 rejected")),
            "{}",
            said.out
        );
    }
    assert_eq!(without_ids(&imported.exported()), posted);
}
