//! What is forgotten for its age, or because a customer asked for it, is gone from the database and from the journal's own folder, and no
//! import brings it back.

use serde_json::json;

use crate::support::Journal;
use crate::support::people::ask;
use crate::support::server::Server;

/// The recording of s47, as the PBX names it.
const NAME: &str = "2026/11/23/external-201-+79035551122-20261123-060455-1795403095.253.WAV";

#[test]
fn old_calls_go_with_the_files_that_are_ours_and_stay_away() {
    let journal = Journal::sqlite();
    let audio = journal.import_recorded();
    let own = journal.folder.write(&format!("data/recordings/{NAME}"), "RIFF");
    let config = |more: &str| {
        let config = format!("{more}[recordings]\nfolders = [{audio:?}]\n");
        journal.folder.write("call-journal.toml", config);
    };
    config("");
    let held = {
        let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
        let (_, page) = ask(&server, "", "calls", &json!({ "filter": {}, "after": null }));
        let id = page["rows"][0]["id"].clone();
        let (status, _) = ask(&server, "", "hold_call", &json!({ "call": id, "held": true }));
        assert_eq!(status, 200);
        id
    };
    config("[retention]\ncalls_days = 3\n");
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    // Eight days old, all of them.
    let left = journal.shown(|calls| calls.len() < 10);
    assert!(
        !left.is_empty(),
        "a call that is held stays, and its conversation"
    );
    assert_eq!(ask(&server, "", "call", &json!({ "id": held })).0, 200);
    assert!(audio.join(NAME).exists(), "the PBX's files are the PBX's");
    drop(server);
    assert!(!own.exists());
    journal.import_with(&audio);
    assert_eq!(journal.calls(&["--internal"]).len(), left.len());
}

#[test]
fn nothing_of_a_customer_is_left_but_a_protocol_without_names() {
    let journal = Journal::sqlite();
    journal.import_recorded();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (_, page) = ask(
        &server,
        "",
        "calls",
        &json!({ "filter": { "incoming": true, "unregistered": true }, "after": null }),
    );
    let row = &page["rows"][0];
    let number = row["party"]["unregistered"]["number"]["e164"]
        .as_str()
        .unwrap()
        .to_owned();
    let to = json!({ "new_customer": "Незабудка" });
    let (status, assigned) = ask(
        &server,
        "",
        "assign",
        &json!({ "call": row["id"], "to": to, "taking_from": null }),
    );
    assert_eq!(status, 200, "{assigned}");
    let customer = assigned["done"]["owner"]["customer"].clone();
    let of_number = |journal: &Journal| {
        let calls = journal.calls(&["--internal"]);
        calls
            .iter()
            .filter(|call| call["number"] == json!(number))
            .count()
    };
    let before = of_number(&journal);
    assert!(before > 0);
    let erase = |name: &str| {
        ask(
            &server,
            "",
            "erase_customer",
            &json!({ "id": customer, "name": name }),
        )
    };
    assert_eq!(erase("Ромашка"), (200, json!("other_name")));
    assert_eq!(of_number(&journal), before);
    let (status, protocol) = erase("Незабудка");
    assert_eq!(
        (status, &protocol["done"]["numbers"]),
        (200, &json!(1)),
        "{protocol}"
    );
    assert!(protocol["done"]["calls"].as_u64().unwrap() as usize >= before);
    assert_eq!(of_number(&journal), 0);
    let (_, audit) = ask(
        &server,
        "",
        "audit",
        &json!({ "text": "", "deed": "data_erased", "before": null }),
    );
    let entry = audit["entries"][0].to_string();
    assert!(
        entry.contains("calls") && !entry.contains("Незабудка") && !entry.contains(&number[1..]),
        "{entry}"
    );
    let search = json!({ "filter": { "search": "незабудка" } });
    assert_eq!(ask(&server, "", "count", &search).1["calls"], 0);
}
