//! Files that the PBX goes on writing while they are imported, day after day.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::support::fixtures::{fixture, read};
use crate::support::{Journal, text, without_ids};

#[test]
fn the_next_import_reads_what_was_added_and_nothing_twice() {
    let journal = Journal::sqlite();
    let master = read("Master.csv");
    let lines: Vec<&str> = master.lines().collect();
    let path = journal.folder.path("Master.csv");
    let mut done = 0;
    for end in [30, 31, 83] {
        std::fs::write(&path, lines[..end].join("\n") + "\n").unwrap();
        let printed = journal.import(&["--cdr", text(&path)]);
        assert!(
            printed.contains(&format!("{0} read, {0} new, 0 rejected", end - done)),
            "{printed}"
        );
        done = end;
    }
    let whole = Journal::sqlite();
    whole.import(&["--cdr", text(&fixture("Master.csv"))]);
    assert_eq!(without_ids(&journal.exported()), without_ids(&whole.exported()));
}

#[test]
fn a_row_that_is_being_written_waits_for_the_next_import() {
    let master = read("Master.csv");
    let second = master.match_indices('\n').nth(1).unwrap().0;
    // In the middle of a value; before the last digit, where the row looks whole; before the line's end.
    for written in [second - 40, second - 1, second] {
        let journal = Journal::sqlite();
        let path = journal.folder.write("Master.csv", &master[..written]);
        let printed = journal.import(&["--cdr", text(&path)]);
        assert!(
            printed.contains("1 read, 1 new, 0 rejected") && printed.contains("being written"),
            "{printed}"
        );
        std::fs::write(&path, &master).unwrap();
        let printed = journal.import(&["--cdr", text(&path)]);
        assert!(printed.contains("82 read, 82 new, 0 rejected"), "{printed}");
    }
}

#[test]
fn a_last_row_without_an_end_counts_once_nobody_writes_any_more() {
    let master = read("Master.csv");
    let journal = Journal::sqlite();
    let path = journal.folder.write("Master.csv", master.trim_end());
    let file = File::options().append(true).open(&path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3600))
        .unwrap();
    let printed = journal.import(&["--cdr", text(&path)]);
    assert!(printed.contains("83 read, 83 new, 0 rejected"), "{printed}");
    let printed = journal.import(&["--cdr", text(&path)]);
    assert!(printed.contains("1 read, 0 new, 0 rejected"), "{printed}");
}

#[test]
fn a_file_that_was_mended_or_replaced_is_read_anew() {
    let journal = Journal::sqlite();
    let master = read("Master.csv");
    // Far from the file's beginning, by which it is known again.
    let (at, row) = master
        .match_indices('\n')
        .nth(39)
        .map(|(at, _)| (at + 1, &master[at + 1..]))
        .unwrap();
    let damaged = master[..at].to_owned() + &row.replacen("\"2026-11-23 ", "\"yesterday ", 1);
    let path = journal.folder.write("Master.csv", &damaged);
    let printed = journal.import(&["--cdr", text(&path)]);
    assert!(printed.contains("82 read, 82 new, 1 rejected"), "{printed}");
    std::fs::write(&path, &master).unwrap();
    let printed = journal.import(&["--cdr", text(&path)]);
    assert!(printed.contains("83 read, 1 new, 0 rejected"), "{printed}");

    // Rotated: the name stays, the rows are others.
    let rows: Vec<&str> = master.lines().rev().collect();
    std::fs::write(&path, rows[..40].join("\n") + "\n").unwrap();
    let printed = journal.import(&["--cdr", text(&path)]);
    assert!(printed.contains("40 read, 0 new, 0 rejected"), "{printed}");
}
