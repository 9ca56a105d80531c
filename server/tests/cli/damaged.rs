//! Damaged files: what can be read comes in, and the report names file, line and reason of the rest.

use crate::support::fixtures::{fixture, read};
use crate::support::{Journal, text, without_ids};

/// Rows that no PBX writes, and what is said of each.
fn broken_rows(good: &str) -> Vec<(Vec<u8>, &'static str)> {
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{good}");
        good.replacen(from, to, 1).into_bytes()
    };
    let not_utf8: Vec<u8> = with("+79161234567", "\u{1}")
        .into_iter()
        .map(|byte| if byte == 1 { 0xff } else { byte })
        .collect();
    vec![
        (b"\"one\",\"two\"".to_vec(), "2 columns where 21 belong"),
        (
            with("2026-11-23 05:47:45", "2026-02-30 25:61:00"),
            "\"2026-02-30 25:61:00\" is not a time",
        ),
        (not_utf8, "not UTF-8"),
        (
            with("+79161234567", &"9".repeat(10_000)),
            "column src is 10000 bytes long",
        ),
        (with("+79161234567", "+7\u{0}916"), "holds a NUL byte"),
        (with("\"201\"", "\"201"), "a quote is not closed"),
        (
            with(",17,14,", ",soon,14,"),
            "\"soon\" is not a number of seconds",
        ),
        ("x".repeat(200_000).into_bytes(), "longer than 65536 bytes"),
    ]
}

#[test]
fn the_rest_of_a_damaged_file_comes_in_and_the_report_tells_file_line_and_reason() {
    let whole = Journal::sqlite();
    whole.import(&["--cdr", text(&fixture("Master.csv"))]);

    let journal = Journal::sqlite();
    let master = read("Master.csv");
    let broken = broken_rows(master.lines().next().unwrap());
    let mut file = Vec::new();
    let mut expected = Vec::new();
    for (index, line) in master.lines().enumerate() {
        file.extend(line.as_bytes());
        file.push(b'\n');
        if let Some((row, reason)) = broken.get(index / 9).filter(|_| index % 9 == 0) {
            file.extend(row);
            file.push(b'\n');
            expected.push((index + 2 + index / 9, *reason));
        }
    }
    assert_eq!(expected.len(), broken.len());
    let path = journal.folder.write("damaged.csv", file);
    let printed = journal.import(&["--cdr", text(&path)]);
    assert!(printed.contains("83 read, 83 new, 8 rejected"), "{printed}");
    assert!(
        printed.contains("rejected rows are listed in import-report.txt"),
        "{printed}"
    );
    assert_eq!(without_ids(&journal.exported()), without_ids(&whole.exported()));

    let report = std::fs::read_to_string(journal.folder.path("import-report.txt")).unwrap();
    assert_eq!(report.lines().count(), broken.len(), "{report}");
    for ((line, reason), said) in expected.iter().zip(report.lines()) {
        assert!(
            said.starts_with(&format!("{}:{line}: ", path.display())) && said.contains(reason),
            "{said}"
        );
    }
    // A terminal that shows the report is safe from what a stranger put into a row.
    assert!(!report.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn a_number_that_is_code_stays_text() {
    let journal = Journal::sqlite();
    let hostile = "<script>alert(1)</script>'; DROP TABLE calls; --";
    let row = read("Master.csv")
        .lines()
        .next()
        .unwrap()
        .replace("+79161234567", hostile);
    let path = journal.folder.write("hostile.csv", row + "\n");
    journal.import(&["--cdr", text(&path)]);
    let calls = journal.calls(&[]);
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0]["number"], hostile);
}

#[test]
fn what_cannot_be_read_at_all_is_said_before_anything_is_imported() {
    let journal = Journal::sqlite();
    let good = fixture("Master.csv");
    for (arguments, part) in [
        (
            vec!["--cdr", text(&good), "--cel", "no-such.csv"],
            "no-such.csv cannot be read",
        ),
        (
            vec!["--cdr", text(&good), "--recordings", "no-such-folder"],
            "no-such-folder is no folder",
        ),
        (vec![], "name what to import"),
    ] {
        journal
            .run(&[&["import", "asterisk"][..], &arguments].concat())
            .refused(part);
        assert!(!journal.folder.path("journal.db").exists());
    }
    journal
        .run(&["import", "asterisk", "--cdr", "."])
        .refused(". cannot be read");
}

#[test]
fn a_report_that_cannot_be_written_stops_the_import() {
    let journal = Journal::sqlite();
    let path = journal.folder.write("damaged.csv", "1,2\n");
    let report = ["--report", "no/such/folder/report.txt"];
    let said = journal.run(&[&["import", "asterisk", "--cdr", text(&path)][..], &report].concat());
    said.refused("name another by --report");
}
