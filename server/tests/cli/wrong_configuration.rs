//! What is wrong in `call-journal.toml` or the environment is said at start, in one sentence, before anything is touched.

use rstest::rstest;

use crate::support::Journal;

#[rstest]
#[case::unknown_key("[company]\nnmae = \"x\"", "line 2: unknown field `nmae`")]
#[case::no_toml("[company", "line 1: ")]
#[case::zone("[company]\n\nzone = \"Moskva\"", "line 3: ")]
#[case::region("[company]\nregion = \"Russia\"", "company.region must be")]
#[case::window(
    "[company.reaction_window]\nkind = \"minutes\"\nminutes = 0",
    "must be 1 to 10080"
)]
#[case::password("[database]\nurl = \"postgres://u:secret@h/d\" oops", "line 2: ")]
#[case::folder(
    "[recordings]\nfolders = [\"call-journal.toml\"]",
    "\"call-journal.toml\" is no folder"
)]
#[case::me("[server]\ncurrent_employee = \"9\"", "no employee has the extension")]
fn a_wrong_file_is_refused(#[case] toml: &str, #[case] part: &str) {
    let journal = Journal::sqlite();
    journal.folder.write("call-journal.toml", toml);
    for command in ["export", "rebuild", "serve"] {
        let said = journal.run(&[command]);
        said.refused(part);
        said.refused("call-journal.toml is wrong");
    }
    assert!(!journal.folder.path("journal.db").exists());
}

#[test]
fn a_file_that_is_not_there_is_named() {
    Journal::sqlite()
        .run(&["export", "--config", "other.toml"])
        .refused("other.toml cannot be read");
}

#[test]
fn a_stopped_clock_that_shows_nothing_is_refused() {
    let journal = Journal {
        now: "noon".to_owned(),
        ..Journal::sqlite()
    };
    journal
        .run(&["export"])
        .refused("CALL_JOURNAL_NOW must be an instant");
}
