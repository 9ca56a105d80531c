//! How sessions end: by their owner, an administrator, a new password, and time; and that open pages notice.

use std::io::{BufRead, BufReader, Write};

use serde_json::json;

use crate::support::people::{PASSWORD, ask, begun, employee, enrol, send, sign_in};
use crate::support::server::Server;
use crate::support::{Journal, LATER};

fn imported() -> Journal {
    let journal = Journal::sqlite();
    journal.import_recorded();
    journal
}

fn status(head: &str) -> &str {
    head.split(' ').nth(1).unwrap()
}

/// Reads a stream of events to its end: what it said.
fn read_live(server: &Server, who: &str) -> std::thread::JoinHandle<Vec<String>> {
    let mut stream = server.connect();
    let address = &server.address;
    write!(
        stream,
        "GET /live? HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{who}\r\n"
    )
    .unwrap();
    let mut lines = BufReader::new(stream).lines();
    // Read so far that the stream is open.
    loop {
        let line = lines.next().unwrap().unwrap();
        if line.starts_with("data:") {
            break;
        }
    }
    std::thread::spawn(move || {
        let data = lines
            .map_while(Result::ok)
            .filter(|line| line.starts_with("data:"));
        data.collect()
    })
}

#[test]
fn a_stolen_session_dies_everywhere_at_once_its_stream_too() {
    let journal = imported();
    let (server, _) = begun(&journal);
    let own = sign_in(&server, "", "boss", PASSWORD).cookies;
    let stolen = sign_in(&server, "", "boss", PASSWORD).cookies;
    let stream = read_live(&server, &stolen);
    assert_eq!(ask(&server, &stolen, "own_access", &json!({})).0, 200);
    let (_, access) = ask(&server, &own, "own_access", &json!({}));
    assert_eq!(
        access["sessions"].as_array().unwrap().len(),
        3,
        "with the one that chose the password"
    );
    let answer = send(&server, "/sign-out", &own, &[("everywhere", "1")]);
    assert_eq!((answer.status, answer.location.as_str()), (303, "/sign-in"));
    let said = stream.join().unwrap();
    assert_eq!(said.last().map(String::as_str), Some("data: \"bye\""), "{said:?}");
    for cookies in [&own, &stolen] {
        assert_eq!(
            ask(&server, cookies, "own_access", &json!({})),
            (401, json!("signed_out"))
        );
    }
}

#[test]
fn rights_that_change_reach_open_streams_and_sessions() {
    let journal = imported();
    let (server, boss) = begun(&journal);
    let person = enrol(&server, &boss, "201", "employee", &json!({}));
    let stream = read_live(&server, &person);
    let id = employee(&server, &boss, "201");
    let form = json!({ "login": "user201", "role": "employee", "exceptions": { "see": "own" }, "disabled": false, "department": null });
    assert_eq!(
        ask(&server, &boss, "save_account", &json!({ "id": id, "form": form })).1,
        json!({ "Ok": null })
    );
    assert_eq!(stream.join().unwrap().last().unwrap(), "data: \"bye\"");
    assert_eq!(
        ask(&server, &person, "own_access", &json!({})).1["rights"]["see"],
        "own"
    );
    let form = json!({ "login": "user201", "role": "employee", "exceptions": {}, "disabled": true, "department": null });
    ask(&server, &boss, "save_account", &json!({ "id": id, "form": form }));
    assert_eq!(ask(&server, &person, "own_access", &json!({})).0, 401);
    assert!(
        sign_in(&server, "", "user201", PASSWORD)
            .location
            .contains("failed=wrong")
    );
    assert!(
        sign_in(&server, "", "201", PASSWORD)
            .location
            .contains("failed=wrong")
    );
}

#[test]
fn another_password_needs_the_one_before_and_ends_the_other_sessions() {
    let journal = imported();
    let (server, elsewhere) = begun(&journal);
    let here = sign_in(&server, "", "boss", PASSWORD).cookies;
    let another = "четыре белых слона";
    let change = |current: &str, password: &str| {
        let fields = [("current", current), ("password", password), ("again", password)];
        send(&server, "/password", &here, &fields).location
    };
    assert_eq!(change("не тот пароль", another), "/account?failed=current");
    assert_eq!(change(PASSWORD, "boss123456"), "/account?failed=guessable");
    assert_eq!(change(PASSWORD, another), "/account?done=password");
    assert_eq!(ask(&server, &here, "own_access", &json!({})).0, 200);
    assert_eq!(ask(&server, &elsewhere, "own_access", &json!({})).0, 401);
    assert!(
        sign_in(&server, "", "boss", PASSWORD)
            .location
            .contains("failed=wrong")
    );
    assert_eq!(sign_in(&server, "", "boss", another).location, "/");
}

#[test]
fn a_session_lasts_as_long_as_the_configuration_says() {
    let journal = imported();
    journal
        .folder
        .write("call-journal.toml", "[sessions]\nidle_hours = 2\ndays = 1\n");
    let (server, who) = begun(&journal);
    assert_eq!(ask(&server, &who, "own_access", &json!({})).0, 200);
    drop(server);
    let hours_later = |hours: i64| {
        let later = chrono::DateTime::parse_from_rfc3339(LATER).unwrap() + chrono::TimeDelta::hours(hours);
        later.to_rfc3339()
    };
    let asked = |journal: &Journal| {
        let (server, _) = Server::closed(journal);
        // A page: its token is replaced after an hour.
        let (head, _) = server.get("/", &format!("Accept: text/html\r\n{who}"));
        head
    };
    let journal = Journal {
        now: hours_later(2),
        ..journal
    };
    let head = asked(&journal);
    assert!(
        status(&head) == "200" && head.to_lowercase().contains("set-cookie: session="),
        "{head}"
    );
    let journal = Journal {
        now: hours_later(5),
        ..journal
    };
    assert_eq!(status(&asked(&journal)), "303");
}
