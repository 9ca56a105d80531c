//! The door: who gets in, who does not, and how sessions end.

use std::io::{BufRead, BufReader, Write};

use serde_json::json;

use crate::support::people::{PASSWORD, ask, choose, employee, enrol, send, sign_in};
use crate::support::server::{Server, command};
use crate::support::{Journal, LATER};

fn imported() -> Journal {
    let journal = Journal::sqlite();
    journal.import_recorded();
    journal
}

/// A server with its first administrator, whose login is `boss`.
fn begun(journal: &Journal) -> (Server, String) {
    let (server, token) = Server::closed(journal);
    let administrator = choose(&server, &token.unwrap(), "boss");
    (server, administrator)
}

fn status(head: &str) -> &str {
    head.split(' ').nth(1).unwrap()
}

#[test]
fn nobody_sees_anything_before_the_first_administrator_chose_a_password() {
    let journal = imported();
    let (server, token) = Server::closed(&journal);
    let token = token.expect("the first start gives a link");
    let (head, body) = server.get("/?q=916", "Accept: text/html\r\n");
    assert_eq!(status(&head), "303");
    assert!(
        head.to_lowercase()
            .contains("location: /sign-in?next=%2f%3fq%3d916"),
        "{head}"
    );
    assert!(body.is_empty());
    for path in [
        "/",
        "/live",
        "/recordings/1",
        "/calls/export.csv",
        "/customers/export.vcf",
        "/audit/export.csv",
    ] {
        let (head, body) = server.get(path, "");
        assert_eq!((status(&head), body.len()), ("401", 0), "{path}");
    }
    let refused = (401, json!("signed_out"));
    assert_eq!(
        ask(&server, "", "calls", &json!({ "filter": {}, "after": null })),
        refused
    );
    assert_eq!(
        ask(&server, "Cookie: session=abc\r\n", "people", &json!({})),
        refused
    );
    for path in ["/sign-in", "/set-password"] {
        let (head, body) = server.get(path, "Accept: text/html\r\n");
        assert_eq!(status(&head), "200");
        let page = String::from_utf8_lossy(&body);
        assert!(page.contains("<form") || page.contains("<main"), "{page}");
    }

    // Not every password is one.
    let form = |password: &'static str, again: &'static str, token: &str| {
        let fields = [
            ("token", token),
            ("name", "Я"),
            ("login", "boss"),
            ("password", password),
            ("again", again),
        ];
        send(&server, "/set-password", "", &fields).location
    };
    let link = format!("#{token}");
    for (password, again, why) in [
        ("короткий", "короткий", "short"),
        ("qwertyuiop", "qwertyuiop", "guessable"),
        (PASSWORD, "другой пароль", "different"),
    ] {
        assert_eq!(
            form(password, again, &token),
            format!("/set-password?failed={why}{link}")
        );
    }
    assert_eq!(
        form(PASSWORD, PASSWORD, "first.guessed"),
        "/set-password?failed=link#first.guessed"
    );
    let administrator = choose(&server, &token, "boss");
    assert_eq!(
        form(PASSWORD, PASSWORD, &token),
        format!("/set-password?failed=link{link}"),
        "it is used up"
    );
    let (status_of, calls) = ask(&server, &administrator, "count", &json!({ "filter": {} }));
    assert_eq!(status_of, 200);
    assert!(calls["calls"].as_u64().unwrap() > 30);
    drop(server);
    let (server, token) = Server::closed(&journal);
    assert_eq!(token, None, "there is an administrator");
    assert_eq!(
        ask(&server, &administrator, "own_access", &json!({})).0,
        200,
        "sessions outlive the server"
    );
}

#[test]
fn a_cookie_is_strict_and_a_login_leads_nowhere_else() {
    let journal = imported();
    let (server, _) = begun(&journal);
    let answer = sign_in(&server, "", "BOSS", PASSWORD);
    assert_eq!((answer.status, answer.location.as_str()), (303, "/"));
    let session = answer
        .head
        .lines()
        .find(|line| line.contains("session="))
        .unwrap();
    assert!(
        session.contains("HttpOnly") && session.contains("SameSite=Lax"),
        "{session}"
    );
    let next = |next: &str| {
        let fields = [("login", "boss"), ("password", PASSWORD), ("next", next)];
        send(&server, "/sign-in", "", &fields).location
    };
    assert_eq!(next("/customers?archived=1"), "/customers?archived=1");
    assert_eq!(next("//evil.example/"), "/");
    for headers in [
        "Origin: http://evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
    ] {
        assert_eq!(
            sign_in(&server, headers, "boss", PASSWORD).status,
            403,
            "{headers}"
        );
        let (code, _) = server.post(
            "/api/count",
            &format!("{headers}{}", answer.cookies),
            b"{\"filter\":{}}",
        );
        assert_eq!(code, 403, "{headers}");
    }
    let wrong = sign_in(&server, "", "boss", "не тот пароль");
    assert_eq!(wrong.location, "/sign-in?failed=wrong&next=%2F");
    let (_, page) = server.get(
        "/sign-in?failed=wrong",
        &format!("{}Accept-Language: ru\r\n", wrong.cookies),
    );
    let page = String::from_utf8_lossy(&page);
    assert!(
        page.contains("Логин или пароль не подходит") && page.contains("value=\"boss\""),
        "{page}"
    );
    assert_eq!(
        sign_in(&server, "", "nobody", PASSWORD).location,
        "/sign-in?failed=wrong&next=%2F"
    );
    // What was typed is text.
    let hostile = sign_in(&server, "", "\"><script>alert(1)</script>", "x");
    let (_, page) = server.get(
        "/sign-in?failed=<script>&next=\"><script>alert(2)</script>",
        &hostile.cookies,
    );
    let page = String::from_utf8_lossy(&page);
    assert!(!page.contains("<script>alert"), "{page}");
}

#[test]
fn whoever_guesses_gets_nowhere_and_keeps_the_owner_in() {
    let journal = imported();
    let (server, _) = begun(&journal);
    let known = sign_in(&server, "", "boss", PASSWORD).cookies;
    let device: String = known
        .split("; ")
        .find(|pair| pair.contains("device="))
        .unwrap()
        .trim()
        .to_owned();
    let mut refused = Vec::new();
    for guess in 0..12 {
        let location = sign_in(&server, "", "boss", &format!("догадка {guess}")).location;
        refused.push(location.contains("failed=wait"));
    }
    assert_eq!(refused.iter().filter(|wait| !**wait).count(), 10, "{refused:?}");
    // Even the right one is not tried any more from there, but it is in the owner's browser.
    assert!(
        sign_in(&server, "", "boss", PASSWORD)
            .location
            .contains("failed=wait")
    );
    let owner = sign_in(
        &server,
        &format!("Cookie: {}\r\n", device.trim_start_matches("Cookie: ")),
        "boss",
        PASSWORD,
    );
    assert_eq!(owner.location, "/", "{}", owner.head);
    let (_, audit) = ask(
        &server,
        &owner.cookies,
        "audit",
        &json!({ "text": "", "deed": "sign_in_refused", "before": null }),
    );
    assert_eq!(audit["entries"].as_array().unwrap().len(), 10);
    assert!(
        !audit.to_string().contains("догадка"),
        "no password is written down"
    );
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

#[test]
fn only_this_computer_may_be_without_sign_in() {
    let journal = Journal::sqlite();
    let output = command(&journal, &["--without-sign-in", "--listen", "0.0.0.0:0"]).output();
    crate::support::said(&output.unwrap())
        .refused("--without-sign-in: 0.0.0.0:0 can be reached from elsewhere");
}
