//! Recordings that come after their calls, while the server runs.

use std::fs;
use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};

use crate::support::fixtures::{fixture, recordings, recordings_but, write};
use crate::support::server::{PATIENCE, Server};
use crate::support::{Journal, text, without_ids};

async fn events(journal: &Journal) -> i64 {
    // No old connections are looked for: a pool that is closed meanwhile would be looked through for ever.
    let mut options = ConnectOptions::new(&journal.url);
    options
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>);
    let db = Database::connect(options).await.unwrap();
    let count = Statement::from_string(DbBackend::Sqlite, "SELECT COUNT(*) FROM events");
    let row = db.query_one_raw(count).await.unwrap().unwrap();
    let events = row.try_get_by_index(0).unwrap();
    db.close().await.unwrap();
    events
}

/// What the panel shows of the recordings of the first call.
fn details(server: &Server) -> Value {
    let headers = "Content-Type: application/json\r\nAccept: application/json\r\n";
    let (status, body) = server.post("/api/call", headers, br#"{"id":1}"#);
    assert_eq!(status, 200, "{body}");
    let details: Value = serde_json::from_str(&body).unwrap();
    details["recordings"].clone()
}

#[test]
fn a_file_that_the_pbx_named_is_heard_when_it_comes() {
    let mut journal = Journal::sqlite();
    journal.now = "2026-11-23T10:05:00+03:00".to_owned();
    journal.folder.write(
        "call-journal.toml",
        "[recordings]\nfolders = [\"not-mounted\", \"in\"]\n[[sources]]\nkind = \"http\"\nname = \"pbx\"\nkey = \"sesame\"\n",
    );
    journal.folder.write("in/2026/11/22/talk.gsm", "another");
    journal.folder.write("secret.wav", "whispered");
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let call = json!({ "id": "1", "direction": "in", "number": "+79161234567",
        "started_at": "2026-11-23T10:00:00+03:00", "ended_at": "2026-11-23T10:04:00+03:00",
        "legs": [{ "extension": "201", "started_at": "2026-11-23T10:00:00+03:00",
            "answered_at": "2026-11-23T10:00:05+03:00" }],
        "recordings": [{ "path": "talk.wav" }, { "path": "../secret.wav" }] });
    let bearer = "Authorization: Bearer sesame\r\n";
    let (status, body) = server.post("/api/v1/calls", bearer, call.to_string().as_bytes());
    assert_eq!(status, 200, "{body}");
    let waiting = journal.shown(|calls| calls.len() == 1);
    assert_eq!(waiting[0]["recordings"][1]["path"], "talk.wav");
    let of = |name: &str| {
        let calls = journal.calls(&["--internal"]);
        let all = calls[0]["recordings"].as_array().unwrap();
        1 + all
            .iter()
            .position(|one| one["path"].as_str().unwrap().ends_with(name))
            .unwrap()
    };
    let states = |n: usize| details(&server)[n]["state"].clone();
    assert_eq!((states(0), states(1)), (json!("pending"), json!("pending")));
    for id in [of("talk.wav"), of("secret.wav")] {
        let (head, body) = server.get(&format!("/recordings/{id}"), "");
        assert!(head.starts_with("HTTP/1.1 404") && body.is_empty(), "{head}");
    }

    write(
        &journal.folder.path("in/2026/11/23/talk.wav"),
        16_000,
        44 + 16_000 * 3,
    );
    let found = journal.shown(|calls| {
        calls[0]["recordings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["duration_ms"] == 3_000)
    });
    let talk = found[0]["recordings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["duration_ms"] == 3_000);
    assert_eq!(talk.unwrap()["path"], "2026/11/23/talk.wav");
    assert_eq!((states(0), states(1)), (json!("pending"), json!("ready")));
    let (head, body) = server.get(&format!("/recordings/{}", of("talk.wav")), "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(
        body,
        fs::read(journal.folder.path("in/2026/11/23/talk.wav")).unwrap()
    );

    // What vanishes again is not there, and nothing worse.
    fs::remove_file(journal.folder.path("in/2026/11/23/talk.wav")).unwrap();
    let (head, _) = server.get(&format!("/recordings/{}", of("talk.wav")), "");
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    drop(server);
    let before = journal.exported();
    assert!(journal.run(&["rebuild"]).ok);
    assert_eq!(journal.exported(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_come_one_by_one_give_the_journal_of_an_import() {
    const NOW: &str = "2026-11-23T12:00:00+03:00";
    let whole = Journal {
        now: NOW.to_owned(),
        ..Journal::sqlite()
    };
    let audio = recordings(&whole.folder);
    let (cel, cdr) = (fixture("cel.csv"), fixture("freepbx.csv"));
    let calls = ["--cel", text(&cel), "--cdr", text(&cdr)];
    whole.import(&[&calls[..], &["--recordings", text(&audio)]].concat());
    let expected = without_ids(&whole.exported());

    let live = Journal {
        now: NOW.to_owned(),
        ..Journal::sqlite()
    };
    // Empty ones have to rest for long: they are there before.
    let is_late = |bytes: u64| bytes > 44;
    let folder = recordings_but(&live.folder, |file| is_late(file.bytes));
    fs::remove_dir_all(folder.join("default")).unwrap();
    live.import(&[&calls[..], &["--recordings", text(&folder)]].concat());
    assert_ne!(without_ids(&live.exported()), expected);
    let server = Server::start(&live, &["--listen", "127.0.0.1:0"]);
    recordings_but(&live.folder, |file| !is_late(file.bytes));
    live.shown(|calls| calls == expected);
    drop(server);

    // A restart tells nothing twice.
    let before = events(&live).await;
    let server = Server::start(&live, &["--listen", "127.0.0.1:0"]);
    write(&folder.join("2026/11/23/new-1795417200.99.wav"), 16_000, 5_000);
    let begin = Instant::now();
    while events(&live).await == before {
        assert!(begin.elapsed() < PATIENCE, "the new file is never told");
    }
    assert_eq!(events(&live).await, before + 1);
    assert_eq!(without_ids(&live.exported()), expected);
    drop(server);
}
