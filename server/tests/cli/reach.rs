//! Whose calls somebody sees and hears, by every way there is: rows, details, counts, days, tables, suggestions, recordings, keys of programs;
//! and that whoever sees no numbers gets none.

use serde_json::{Value, json};

use crate::support::Journal;
use crate::support::people::{ask, choose, employee, enrol};
use crate::support::server::Server;

fn imported() -> Journal {
    let journal = Journal::sqlite();
    journal.import_recorded();
    journal
}

fn ids(calls: &Value) -> Vec<i64> {
    let rows = calls["rows"].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// Whether an employee with this extension took part in the call, as its row and its route show it.
fn is_of(details: &Value, extension: &str) -> bool {
    details["summary"]["employees"]
        .to_string()
        .contains(&format!("\"extension\":\"{extension}\""))
}

#[test]
fn whoever_sees_their_own_calls_learns_of_no_others() {
    let journal = imported();
    let (server, token) = Server::closed(&journal);
    let boss = choose(&server, &token.unwrap(), "boss");
    let own = json!({ "see": "own", "hear": "own", "export": true });
    let person = enrol(&server, &boss, "201", "employee", &own);
    let all = |who: &str| ids(&ask(&server, who, "calls", &json!({ "filter": {}, "after": null })).1);
    let (everything, mine) = (all(&boss), all(&person));
    assert!(!mine.is_empty() && mine.len() < everything.len(), "{mine:?}");
    let mut heard = 0;
    for id in &everything {
        let (_, details) = ask(&server, &boss, "call", &json!({ "id": id }));
        let (status, seen) = ask(&server, &person, "call", &json!({ "id": id }));
        assert_eq!(status, if mine.contains(id) { 200 } else { 404 }, "{id}");
        if is_of(&details, "201") {
            assert!(mine.contains(id), "{details}");
        }
        for recording in details["recordings"].as_array().unwrap() {
            let path = format!("/recordings/{}", recording["id"]);
            let status = |who: &str| server.get(&path, who).0.split(' ').nth(1).unwrap().to_owned();
            // Some files were never there.
            let expected = if mine.contains(id) {
                status(&boss)
            } else {
                "404".to_owned()
            };
            assert_eq!(status(&person), expected, "{id}");
            heard += usize::from(expected == "200");
            // Nobody gave them leave to save any.
            assert!(
                server.get(&format!("{path}?download"), &person).0.contains(" 40"),
                "{id}"
            );
            if !mine.contains(id) {
                let (status, _) = ask(
                    &server,
                    &person,
                    "waveform",
                    &json!({ "recording": recording["id"] }),
                );
                assert_eq!(status, 404);
            }
        }
        if !mine.contains(id) {
            assert_eq!(seen, json!("not_found"));
            let comment = json!({ "call": id, "replaces": null, "text": "x" });
            assert_eq!(ask(&server, &person, "save_comment", &comment).0, 404);
            let assign = json!({ "call": id, "to": { "new_customer": "x" }, "taking_from": null });
            assert_eq!(ask(&server, &person, "assign", &assign).0, 404);
            assert_ne!(ask(&server, &person, "call_back", &json!({ "call": id })).0, 200);
        }
    }
    assert!(heard > 0, "they hear their own");
    // Counts, days, tables.
    let (_, total) = ask(&server, &person, "count", &json!({ "filter": {} }));
    assert_eq!(total["calls"].as_u64().unwrap() as usize, mine.len());
    let (_, days) = ask(&server, &person, "days", &json!({ "filter": {} }));
    let counted: u64 = days["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["calls"].as_u64().unwrap())
        .sum();
    assert_eq!(counted as usize, mine.len(), "{days}");
    let (_, table) = server.get("/calls/export.csv", &person);
    assert_eq!(String::from_utf8_lossy(&table).lines().count(), mine.len() + 1);
    // A colleague's calls that are not theirs too are found by nothing.
    let (_, people) = ask(&server, &boss, "employees", &json!({}));
    for colleague in people.as_array().unwrap() {
        let filter = json!({ "filter": { "employee": colleague["id"] }, "after": null });
        let (_, found) = ask(&server, &person, "calls", &filter);
        assert!(ids(&found).iter().all(|id| mine.contains(id)), "{colleague}");
    }
    let (_, suggested) = ask(
        &server,
        &person,
        "suggestions",
        &json!({ "filter": { "search": "7" } }),
    );
    for one in suggested.as_array().unwrap() {
        assert!(one["calls"]["calls"].as_u64().unwrap() > 0, "{one}");
    }
}

#[test]
fn whoever_sees_no_numbers_gets_none_by_any_way() {
    let journal = imported();
    let (server, token) = Server::closed(&journal);
    let boss = choose(&server, &token.unwrap(), "boss");
    let person = enrol(
        &server,
        &boss,
        "201",
        "employee",
        &json!({ "masked": true, "export": true, "hear": "all", "download": true }),
    );
    let numbers: Vec<String> = journal
        .calls(&[])
        .iter()
        .filter_map(|call| {
            call["number"]
                .as_str()
                .map(|number| number.trim_start_matches('+').to_owned())
        })
        .filter(|number| number.len() >= 10)
        .collect();
    assert!(numbers.len() > 10);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let shows_none = |what: &str, text: &str| {
        // Numbers as they are written, part by part.
        for part in text.split(['"', '<', '>', ';', '\n']) {
            let digits = digits(part);
            assert!(
                !numbers.iter().any(|number| digits.contains(&number[1..])),
                "{what}: {part}"
            );
        }
    };
    let (_, calls) = ask(&server, &person, "calls", &json!({ "filter": {}, "after": null }));
    assert!(calls.to_string().contains('•'), "{calls}");
    shows_none("calls", &calls.to_string());
    for id in ids(&calls) {
        let (_, details) = ask(&server, &person, "call", &json!({ "id": id }));
        shows_none("call", &details["summary"].to_string());
        shows_none("legs", &details["legs"].to_string());
        for recording in details["recordings"].as_array().unwrap() {
            shows_none("file", recording["file_name"].as_str().unwrap());
            let (head, _) = server.get(&format!("/recordings/{}?download", recording["id"]), &person);
            let named = head
                .lines()
                .find(|line| line.to_lowercase().starts_with("content-disposition"));
            shows_none("download", named.unwrap_or_default());
        }
    }
    let (_, page) = server.get("/", &person);
    shows_none("page", &String::from_utf8_lossy(&page));
    let (_, table) = server.get("/calls/export.csv", &person);
    shows_none("table", &String::from_utf8_lossy(&table));
    // They cannot find a number out, piece by piece.
    let found = |search: &str| {
        let filter = json!({ "filter": { "search": search } });
        ask(&server, &person, "count", &filter).1["calls"]
            .as_u64()
            .unwrap()
    };
    let number = &numbers[0];
    assert_eq!(found(&number[1..5]), 0);
    assert!(found(&format!("+{number}")) > 0, "whoever knows it finds it");
    let (_, suggested) = ask(
        &server,
        &person,
        "suggestions",
        &json!({ "filter": { "search": &number[1..5] } }),
    );
    assert_eq!(suggested, json!([]));
}

#[test]
fn a_key_gives_what_the_administrator_said_and_no_more() {
    let journal = imported();
    let (server, token) = Server::closed(&journal);
    let boss = choose(&server, &token.unwrap(), "boss");
    let (_, department) = ask(&server, &boss, "add_department", &json!({ "name": "Продажи" }));
    let id = employee(&server, &boss, "201");
    let form = json!({ "login": "user201", "role": "employee", "exceptions": {}, "disabled": false, "department": department });
    ask(&server, &boss, "save_account", &json!({ "id": id, "form": form }));
    let make = |name: &str, masked: bool, department: &Value| {
        let (status, key) = ask(
            &server,
            &boss,
            "add_api_key",
            &json!({ "name": name, "masked": masked, "department": department }),
        );
        assert_eq!(status, 200, "{key}");
        key.as_str().unwrap().to_owned()
    };
    let read = |key: &str| {
        let (head, body) = server.get(
            "/api/v1/calls?limit=1000",
            &format!("Authorization: Bearer {key}\r\n"),
        );
        let calls: Value = serde_json::from_slice(&body).unwrap_or_default();
        (
            head.split(' ').nth(1).unwrap().to_owned(),
            calls["calls"].as_array().cloned().unwrap_or_default(),
        )
    };
    let all = read(&make("1С", false, &Value::Null)).1;
    let (_, of_department) = read(&make("Отчёт", true, &department));
    assert!(!of_department.is_empty() && of_department.len() < all.len());
    for call in &of_department {
        let whole = all.iter().find(|one| one["id"] == call["id"]).unwrap();
        let took_part = |field: &str| {
            whole[field]
                .as_array()
                .is_some_and(|all| all.contains(&json!("201")))
        };
        assert!(
            took_part("employees") || took_part("rang") || whole["caller"] == "201",
            "{whole}"
        );
        if let Some(number) = whole["number"].as_str().filter(|number| number.len() > 6) {
            assert!(!call.to_string().contains(&number[2..]), "{call}");
        }
    }
    for wrong in ["", "guessed", "k"] {
        assert_eq!(read(wrong).0, "401", "{wrong}");
    }
    let (_, keys) = ask(&server, &boss, "api_keys", &json!({}));
    assert!(
        keys.as_array().unwrap().iter().all(|key| !key["used"].is_null()),
        "{keys}"
    );
    let key = make("Старый", false, &Value::Null);
    assert_eq!(read(&key).0, "200");
    let (_, keys) = ask(&server, &boss, "api_keys", &json!({}));
    ask(&server, &boss, "delete_api_key", &json!({ "id": keys[0]["id"] }));
    assert_eq!(read(&key).0, "401");
    let (_, audit) = ask(
        &server,
        &boss,
        "audit",
        &json!({ "text": "", "deed": "keys_changed", "before": null }),
    );
    assert_eq!(audit["entries"].as_array().unwrap().len(), 4);
    assert!(!audit.to_string().contains(&key) && !keys.to_string().contains(&key));
}
