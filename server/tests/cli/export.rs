//! `call-journal export`: the journal's filters, and what is written.

use rstest::rstest;
use serde_json::Value;

use crate::support::{Backend, Journal, text};

/// Options, and which of all calls they must give.
type Case = (&'static [&'static str], fn(&Value) -> bool);

#[rstest]
#[tokio::test]
async fn each_option_gives_the_calls_that_it_says(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(journal) = Journal::open(backend).await else {
        return;
    };
    // Midnight comes in the middle of the recorded calls.
    journal
        .folder
        .write("call-journal.toml", "[company]\nzone = \"America/Sao_Paulo\"\n");
    journal.import_recorded();
    let external: fn(&Value) -> bool = |call| call["direction"] != "internal";
    let cases: &[Case] = &[
        (&[], external),
        (&["--internal"], |_| true),
        (&["--incoming"], |call| call["direction"] == "in"),
        (&["--outgoing"], |call| call["direction"] == "out"),
        (&["--incoming", "--outgoing"], external),
        (&["--missed"], |call| {
            ["no_answer", "lost"].contains(&call["status"].as_str().unwrap()) && call["direction"] == "in"
        }),
        (&["--lost"], |call| call["status"] == "lost"),
        (&["--first-contacts"], |call| {
            call["first_contact"] == true && call["direction"] == "in"
        }),
        (&["--unregistered"], |call| {
            call["customer"].is_null() && !call["number"].is_null()
        }),
        (&["--search", "9161234567"], |call| {
            call["number"] == "+79161234567"
        }),
        (&["--search", "Дарья"], |_| false),
        (&["--query", "out=1&missed=1"], |_| false),
        (&["--query", "in=1", "--outgoing"], external),
        (&["--from", "2026-11-23", "--internal"], |call| {
            day(call) >= "2026-11-23"
        }),
        (&["--to", "2026-11-22", "--internal"], |call| {
            day(call) <= "2026-11-22"
        }),
        (
            &["--from", "2026-11-22", "--to", "2026-11-22", "--internal"],
            |call| day(call) == "2026-11-22",
        ),
        (&["--from", "2026-12-24"], |_| false),
    ];
    let all = journal.calls(&["--internal"]);
    for (options, passes) in cases {
        let expected: Vec<&Value> = all.iter().filter(|call| passes(call)).collect();
        let found = journal.calls(options);
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{options:?}");
    }
    assert!(
        all.iter().any(|call| call["first_contact"] == true)
            && all.iter().any(|call| day(call) == "2026-11-22")
    );
}

fn day(call: &Value) -> &str {
    &call["started_at"].as_str().unwrap()[..10]
}

#[test]
fn names_are_those_of_the_document() {
    let document = include_str!("../../../docs/export.md");
    let table = document.split("| name | value |").nth(1).unwrap();
    let cells = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let documented: Vec<&str> = cells
        .flat_map(|line| {
            line.split(" | ")
                .next()
                .unwrap()
                .split("`, `")
                .map(|name| name.trim_end_matches('`'))
        })
        .collect();
    let journal = Journal::sqlite();
    journal.import_recorded();
    let csv = journal.export(&["--format", "csv"]);
    assert_eq!(
        csv.lines().next().unwrap().split(',').collect::<Vec<_>>(),
        documented
    );
    let mut keys: Vec<&str> = documented.clone();
    keys.sort_unstable();
    for call in journal.calls(&["--internal"]) {
        let mut found: Vec<&String> = call.as_object().unwrap().keys().collect();
        found.sort_unstable();
        assert_eq!(found, keys);
    }
}

#[test]
fn csv_says_what_jsonl_says() {
    let journal = Journal::sqlite();
    journal.import_recorded();
    let csv = journal.export(&["--format", "csv", "--internal"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let calls = journal.calls(&["--internal"]);
    assert_eq!(rows.len(), calls.len());
    for (row, call) in rows.iter().rev().zip(&calls) {
        for (name, cell) in header.iter().zip(row) {
            let said = match &call[name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Array(list) if list.iter().all(Value::is_string) => list
                    .iter()
                    .map(|text| text.as_str().unwrap())
                    .collect::<Vec<_>>()
                    .join(";"),
                other => other.to_string(),
            };
            assert_eq!(cell, said, "{name}");
        }
    }
}

#[test]
fn no_cell_of_the_csv_is_a_formula() {
    let journal = Journal::sqlite();
    let master = crate::support::fixtures::read("Master.csv");
    let numbers = ["=1+1", "@SUM(1)", "-2+3", "+1+cmd|' /C calc'!A1"];
    let rows: Vec<String> = numbers
        .iter()
        .enumerate()
        .map(|(index, number)| {
            let row = master.lines().next().unwrap().replace("+79161234567", number);
            row.replace("1795402065.0", &format!("17954020{}.0", 10 + index))
        })
        .collect();
    let file = journal.folder.write("formulas.csv", rows.join("\n") + "\n");
    journal.import(&["--cdr", text(&file)]);
    let csv = journal.export(&["--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4, "{csv}");
    assert!(
        !rows
            .iter()
            .flatten()
            .any(|cell| cell.starts_with(['=', '@', '-', '+'])),
        "{csv}"
    );
    assert_eq!(
        journal
            .calls(&[])
            .iter()
            .filter(|call| call["number"] == "=1+1")
            .count(),
        1
    );
}

#[test]
fn times_have_the_company_s_offset() {
    let journal = Journal::sqlite();
    journal.import_recorded();
    journal
        .folder
        .write("call-journal.toml", "[company]\nzone = \"Asia/Vladivostok\"\n");
    let calls = journal.calls(&["--internal"]);
    assert!(
        calls
            .iter()
            .all(|call| call["started_at"].as_str().unwrap().ends_with("+10:00"))
    );
    // 05:47 in Moscow.
    let first = calls
        .iter()
        .find(|call| call["source_ids"][0] == "1795402065.0")
        .unwrap();
    assert!(
        first["started_at"]
            .as_str()
            .unwrap()
            .starts_with("2026-11-23T12:47:45"),
        "{first}"
    );
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let journal = Journal::sqlite();
    journal.import_recorded();
    let mut export = journal
        .command(&["export"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(export.stdout.take());
    assert!(export.wait().unwrap().success());
}
