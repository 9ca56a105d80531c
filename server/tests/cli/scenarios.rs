//! All recorded scenarios, from the PBX's files to exported calls: each is what people tell of it.

use rstest::rstest;
use serde_json::Value;

use crate::support::fixtures::{fixture, recordings};
use crate::support::told::{Holds, differences};
use crate::support::{Backend, Journal, text, without_ids};

/// The recordings hold two calls more, of a run that no scenario tells.
fn compare(calls: &[Value], holds: &Holds, count: usize) {
    let wrong = differences(calls, holds);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(calls.len(), count);
}

#[rstest]
#[tokio::test]
async fn everything_together_gives_the_calls_that_people_tell(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(journal) = Journal::open(backend).await else {
        return;
    };
    let (cel, cdr, audio) = (
        fixture("cel.csv"),
        fixture("freepbx.csv"),
        recordings(&journal.folder),
    );
    let all = [
        "--cel",
        text(&cel),
        "--cdr",
        text(&cdr),
        "--recordings",
        text(&audio),
    ];
    let first = journal.import(&all);
    assert!(first.contains("823 read, 823 new, 0 rejected"), "{first}");
    let holds = Holds {
        cel: true,
        did: true,
        names: true,
        files: true,
        lacks: &[],
    };
    compare(&journal.calls(&["--internal"]), &holds, 49);

    let exported = journal.exported();
    let second = journal.import(&all);
    assert!(
        second.contains("0 new, 0 rejected") && second.contains("(0 new or changed)"),
        "{second}"
    );
    assert_eq!(journal.exported(), exported);
}

#[tokio::test]
async fn both_databases_export_the_same() {
    let (sqlite, Some(postgres)) = (Journal::sqlite(), Journal::open(Backend::Postgres).await) else {
        return;
    };
    let export = |journal: &Journal| {
        journal.import(&[
            "--cel",
            text(&fixture("cel.csv")),
            "--cdr",
            text(&fixture("Master.csv")),
        ]);
        without_ids(&journal.exported())
    };
    assert_eq!(export(&sqlite), export(&postgres));
}

#[test]
fn order_and_pieces_of_an_import_change_nothing() {
    let (cel, cdr, journal) = (fixture("cel.csv"), fixture("freepbx.csv"), Journal::sqlite());
    let audio = recordings(&journal.folder);
    let at_once = {
        let journal = Journal::sqlite();
        journal.import(&[
            "--cel",
            text(&cel),
            "--cdr",
            text(&cdr),
            "--recordings",
            text(&audio),
        ]);
        without_ids(&journal.exported())
    };
    journal.import(&["--recordings", text(&audio)]);
    journal.import(&["--cdr", text(&cdr)]);
    journal.import(&["--cel", text(&cel)]);
    assert_eq!(without_ids(&journal.exported()), at_once);
}

#[test]
fn cel_alone_tells_all_but_names_of_recordings() {
    let journal = Journal::sqlite();
    journal.import(&["--cel", text(&fixture("cel.csv"))]);
    let holds = Holds {
        cel: true,
        did: true,
        names: false,
        files: false,
        lacks: &[],
    };
    compare(&journal.calls(&["--internal"]), &holds, 49);
}

/// What CDR alone cannot tell, as ARCHITECTURE.md lists it.
const CDR_LACKS: &[(&str, &str)] = &[
    ("s18", "call"),
    ("s21", "reason"),
    ("s28", "talks"),
    ("s36", "source_ids"),
    ("s43", "talks"),
    ("s63", "talks"),
];

#[rstest]
#[case::freepbx("freepbx.csv", true)]
#[case::master("Master.csv", false)]
fn cdr_alone_tells_who_talked_with_whom(#[case] file: &str, #[case] columns_of_freepbx: bool) {
    let journal = Journal::sqlite();
    journal.import(&["--cdr", text(&fixture(file))]);
    let holds = Holds {
        cel: false,
        did: columns_of_freepbx,
        names: columns_of_freepbx,
        files: false,
        lacks: CDR_LACKS,
    };
    compare(&journal.calls(&["--internal"]), &holds, 48);
}

#[test]
fn a_recording_that_grew_is_one_recording_with_its_last_length() {
    let journal = Journal::sqlite();
    let audio = recordings(&journal.folder);
    let name = "2026/11/23/external-201-+79161234567-20261123-054745-1795402065.0.wav";
    let lengths = |journal: &Journal| -> Vec<i64> {
        let calls = journal.calls(&["--internal"]);
        let all = calls
            .iter()
            .flat_map(|call| call["recordings"].as_array().unwrap().clone());
        all.filter(|recording| recording["path"] == name)
            .map(|recording| recording["duration_ms"].as_i64().unwrap())
            .collect()
    };
    for seconds in [2_u32, 9] {
        crate::support::fixtures::write(&audio.join(name), 16_000, u64::from(seconds) * 16_000 + 44);
        journal.import(&[
            "--cdr",
            text(&fixture("freepbx.csv")),
            "--recordings",
            text(&audio),
        ]);
        assert_eq!(lengths(&journal), [i64::from(seconds) * 1000]);
    }
}
