//! Calls that other programs post: what was answered with 200 is there, whatever happens to the server after.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

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
    // What was committed and not interpreted yet is, when it starts again.
    drop(Server::start(&killed, &["--listen", "127.0.0.1:0"]));
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
fn a_record_of_freeswitch_becomes_a_call() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pbx/tests/fixtures/freeswitch");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let basic = "Authorization: Basic ZnM6b3BlbiBzZXNhbWU=\r\nContent-Type: application/json\r\n";
    let mut stored = 0;
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
    {
        let body = std::fs::read_to_string(file).unwrap();
        let (status, body) = post(&server.address, "/api/v1/freeswitch/fs", basic, &body).unwrap();
        assert_eq!(status, 200, "{} {body}", file.display());
        stored += 1;
    }
    drop(server);
    assert!(stored > 0);
    let posted = without_ids(&journal.exported());
    assert!(!posted.is_empty());

    // The same records, as FreeSWITCH leaves them on its disk when nobody takes them.
    let imported = Journal::sqlite();
    for (n, file) in files.iter().enumerate() {
        imported.folder.write(
            &format!("records/{}/{n}.cdr.json", n % 3),
            std::fs::read(file).unwrap(),
        );
    }
    imported.folder.write("records/half.cdr.json", "{\"core-uuid\": ");
    for new in [stored, 0] {
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
