//! An import that is killed at any moment and repeated ends with the same journal as one that was not.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use call_journal_demo::calls::calls;
use call_journal_demo::company::Company;
use call_journal_model::time::Timestamp;
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::support::csv_files::CsvFiles;
use crate::support::{Backend, Journal, text, without_ids};

/// When that many rows are there, the program is killed.
const MOMENTS: [(&str, i64); 6] = [
    ("SELECT count(*) FROM events", 1),
    ("SELECT count(*) FROM events", 5_000),
    ("SELECT count(*) FROM imports WHERE finished = 1", 1),
    ("SELECT count(*) FROM calls", 1),
    ("SELECT count(*) FROM calls", 700),
    ("SELECT count(*) FROM calls WHERE status = 5", 1),
];

/// A week of a company: some eight hundred calls.
fn week(journal: &Journal) -> [PathBuf; 2] {
    let zone = chrono_tz::Europe::Moscow;
    let end = Timestamp(1_795_435_200_000);
    let company = Company::new(7, end, zone);
    let mut files = CsvFiles::new(Vec::new(), Vec::new(), zone);
    for event in calls(&company, end, 8) {
        files.write(&event).unwrap();
    }
    let (cel, cdr) = files.into_written();
    [
        journal.folder.write("cel.csv", cel),
        journal.folder.write("cdr.csv", cdr),
    ]
}

#[rstest]
#[tokio::test]
async fn a_killed_import_goes_on_where_it_was(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (Some(whole), Some(killed)) = (Journal::open(backend).await, Journal::open(backend).await) else {
        return;
    };
    let [cel, cdr] = week(&whole);
    let files = ["--cel", text(&cel), "--cdr", text(&cdr)];
    whole.import(&files);
    let expected = without_ids(&whole.exported());
    assert!(expected.len() > 800, "{}", expected.len());

    // The program makes the schema; the test looks into it.
    killed.exported();
    let watch = Database::connect(&killed.url).await.unwrap();
    let mut kills = 0;
    for (count, enough) in MOMENTS {
        let mut command = killed.command(&["import", "asterisk", "--zone", "Europe/Moscow"]);
        let mut child = command.args(files).stdout(Stdio::null()).spawn().unwrap();
        let patience = Instant::now() + Duration::from_secs(120);
        loop {
            if child.try_wait().unwrap().is_some() {
                break;
            }
            if number(&watch, count).await >= enough {
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
                break;
            }
            assert!(Instant::now() < patience, "{count} never gave {enough}");
            tokio::task::yield_now().await;
        }
    }
    watch.close().await.unwrap();
    assert!(kills >= 4, "only {kills} of the runs were there to be killed");
    killed.import(&files);
    assert_eq!(without_ids(&killed.exported()), expected);
}

async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let backend = db.get_database_backend();
    // A database that is being written may refuse; then the next look will tell.
    match db.query_one_raw(Statement::from_string(backend, sql)).await {
        Ok(Some(row)) => row.try_get_by_index(0).unwrap(),
        Ok(None) => 0,
        Err(error) if backend == DbBackend::Sqlite => {
            assert!(error.to_string().contains("locked"), "{error}");
            0
        }
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn rejected_rows_of_an_import_that_was_broken_off_stay_in_the_report() {
    let journal = Journal::sqlite();
    let [cel, _] = week(&journal);
    let good = std::fs::read_to_string(&cel).unwrap();
    let broken = "broken at the beginning\n";
    let file = journal
        .folder
        .write("damaged.csv", format!("{broken}{good}broken at the end\n"));
    journal.import(&["--cel", text(&file)]);
    let report = journal.folder.path("import-report.txt");
    let whole = std::fs::read_to_string(&report).unwrap();
    assert_eq!(whole.lines().count(), 2, "{whole}");

    // As if the run had been killed after the first batch: its report is there, the second row is still to come.
    std::fs::write(&report, whole.lines().next().unwrap().to_owned() + "\n").unwrap();
    journal.tamper("UPDATE imports SET finished = 0").await;
    std::fs::write(
        &file,
        format!("{broken}{good}broken at the end\nbroken once more\n"),
    )
    .unwrap();
    journal.import(&["--cel", text(&file)]);
    let added = std::fs::read_to_string(&report).unwrap();
    assert!(
        added.contains("damaged.csv:1: ") && added.lines().count() == 2,
        "{added}"
    );
}
