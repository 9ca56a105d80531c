//! `call-journal rebuild`: everything anew from the log; what was right stays as it is.

use rstest::rstest;

use crate::support::{Backend, Journal};

#[rstest]
#[tokio::test]
async fn it_changes_nothing_that_is_right(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(journal) = Journal::open(backend).await else {
        return;
    };
    journal.import_recorded();
    let before = journal.exported();
    let said = journal.run(&["rebuild"]);
    assert!(
        said.ok && said.out.contains("calls: 49 (0 changed)"),
        "{} {}",
        said.out,
        said.err
    );
    assert_eq!(journal.exported(), before);
}

#[tokio::test]
async fn it_mends_what_was_spoilt_and_keeps_the_ids() {
    let journal = Journal::sqlite();
    journal.import_recorded();
    let before = journal.exported();
    journal
        .tamper("UPDATE calls SET talk_ms = 1, direction = 1, content = 0")
        .await;
    journal.tamper("UPDATE calls SET status = 4, attention = 0").await;
    assert_ne!(journal.exported(), before);
    journal.run(&["rebuild"]);
    assert_eq!(journal.exported(), before);
}

#[test]
fn a_changed_reaction_window_changes_statuses_and_no_ids() {
    let journal = Journal::sqlite();
    journal.import_recorded();
    let before = journal.calls(&["--internal"]);
    // 12 seconds after the missed call of +79260001122 somebody called back: in time for a day. A minute is enough for
    // that one, but not for +79161234567, whom 203 reached minutes later.
    journal.folder.write(
        "call-journal.toml",
        "[company.reaction_window]\nkind = \"minutes\"\nminutes = 1\n",
    );
    assert!(journal.run(&["rebuild"]).ok);
    let after = journal.calls(&["--internal"]);
    let ids = |calls: &[serde_json::Value]| -> Vec<i64> {
        calls.iter().map(|call| call["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(&after), ids(&before));
    let lost = |calls: &[serde_json::Value]| calls.iter().filter(|call| call["status"] == "lost").count();
    assert!(lost(&after) > lost(&before), "{} {}", lost(&after), lost(&before));
    let called_back = after
        .iter()
        .find(|call| call["source_ids"][0] == "1795402257.65")
        .unwrap();
    assert_eq!(called_back["status"], "no_answer");
}

#[test]
fn an_extension_that_the_configuration_declares_outside_is_outside_after_a_rebuild() {
    let journal = Journal::sqlite();
    journal.import_recorded();
    let internal = |journal: &Journal| {
        journal
            .calls(&["--internal"])
            .iter()
            .filter(|call| call["direction"] == "internal")
            .count()
    };
    assert_eq!(internal(&journal), 3);
    // The door phone turns out to be the neighbours' PBX.
    journal
        .folder
        .write("call-journal.toml", "[pbx]\ntrunks = [\"202\"]\n");
    assert!(journal.run(&["rebuild"]).ok);
    assert!(internal(&journal) < 3);
}
