//! People who sign in, as browsers do it: forms, and the cookies that come back.

use serde_json::{Value, json};

use super::Journal;
use super::server::Server;

/// A password that is good enough.
pub(crate) const PASSWORD: &str = "три синих кита";

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// The status of an answer, where it leads, and the cookies it sets, as a request sends them back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) cookies: String,
    pub(crate) head: String,
}

/// Sends a form.
pub(crate) fn send(server: &Server, path: &str, headers: &str, fields: &[(&str, &str)]) -> Answer {
    let encode = |text: &str| {
        let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
        bytes.collect::<String>()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)));
    let body = pairs.collect::<Vec<_>>().join("&");
    let head = server.post_head(path, &format!("{FORM}{headers}"), body.as_bytes());
    let values = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let values = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        values.map(|(_, value)| value.to_owned()).collect::<Vec<_>>()
    };
    let cookies = values("set-cookie");
    let pairs = cookies.iter().filter_map(|cookie| cookie.split(';').next());
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        location: values("location").pop().unwrap_or_default(),
        cookies: format!("Cookie: {}\r\n", pairs.collect::<Vec<_>>().join("; ")),
        head,
    }
}

/// Uses a one-time link: the headers of whoever is signed in then.
pub(crate) fn choose(server: &Server, token: &str, login: &str) -> String {
    let fields = [
        ("token", token),
        ("name", "Главный"),
        ("login", login),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let answer = send(server, "/set-password", "", &fields);
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (303, "/"),
        "{}",
        answer.head
    );
    answer.cookies
}

/// A server with its first administrator, whose login is `boss`.
pub(crate) fn begun(journal: &Journal) -> (Server, String) {
    let (server, token) = Server::closed(journal);
    let administrator = choose(&server, &token.unwrap(), "boss");
    (server, administrator)
}

/// Tries to sign in.
pub(crate) fn sign_in(server: &Server, headers: &str, login: &str, password: &str) -> Answer {
    send(
        server,
        "/sign-in",
        headers,
        &[("login", login), ("password", password)],
    )
}

/// Calls a server function: its status and its answer.
pub(crate) fn ask(server: &Server, who: &str, function: &str, arguments: &Value) -> (u16, Value) {
    let headers = format!("Content-Type: application/json\r\nAccept: application/json\r\n{who}");
    let (status, body) = server.post(
        &format!("/api/{function}"),
        &headers,
        arguments.to_string().as_bytes(),
    );
    let value = serde_json::from_str(&body).unwrap_or(Value::String(body));
    (status, value)
}

/// Gives the employee with this extension an account: the headers of whoever is signed in as them.
pub(crate) fn enrol(
    server: &Server,
    administrator: &str,
    extension: &str,
    role: &str,
    exceptions: &Value,
) -> String {
    let id = employee(server, administrator, extension);
    let form = json!({ "login": format!("user{extension}"), "role": role, "exceptions": exceptions,
        "disabled": false, "department": null });
    let saved = ask(
        server,
        administrator,
        "save_account",
        &json!({ "id": id, "form": form }),
    );
    assert_eq!(saved, (200, json!({ "Ok": null })));
    let (status, link) = ask(server, administrator, "invite", &json!({ "id": id }));
    assert_eq!(status, 200, "{link}");
    let token = link.as_str().unwrap().split_once('#').unwrap().1.to_owned();
    choose(server, &token, "")
}

/// The id of the employee with this extension.
pub(crate) fn employee(server: &Server, administrator: &str, extension: &str) -> i64 {
    let (_, people) = ask(server, administrator, "people", &json!({}));
    let people = people["people"].as_array().unwrap();
    let one = people
        .iter()
        .find(|one| one["extensions"].as_array().unwrap().contains(&json!(extension)));
    one.unwrap_or_else(|| panic!("nobody has {extension}: {people:?}"))["id"]
        .as_i64()
        .unwrap()
}
