//! The door: who gets in, and who does not. How sessions end: `sessions.rs`.

use serde_json::json;

use crate::support::Journal;
use crate::support::people::{PASSWORD, ask, begun, choose, send, sign_in};
use crate::support::server::{Server, command};

fn imported() -> Journal {
    let journal = Journal::sqlite();
    journal.import_recorded();
    journal
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

#[test]
fn only_this_computer_may_be_without_sign_in() {
    let journal = Journal::sqlite();
    let output = command(&journal, &["--without-sign-in", "--listen", "0.0.0.0:0"]).output();
    crate::support::said(&output.unwrap())
        .refused("--without-sign-in: 0.0.0.0:0 can be reached from elsewhere");
}
