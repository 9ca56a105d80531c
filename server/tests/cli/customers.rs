//! Files of customers by the command line: every format, a rehearsal, broken off and repeated, hostile ones; and out again.

use std::process::Stdio;
use std::time::{Duration, Instant};

use rstest::rstest;
use rust_xlsxwriter::Workbook;
use sea_orm::{ConnectionTrait, Database, Statement};

use crate::support::{Backend, Journal, Said, text};

const ROWS: &[&[&str]] = &[
    &["Код", "Наименование", "Телефон", "Контактное лицо", "Адрес"],
    &[
        "1",
        "ООО «Ромашка»",
        "8 (495) 111-11-11 доб. 12",
        "Иванов Пётр",
        "Москва, Тверская 1",
    ],
    &["2", "ИП Котов", "+7 916 000-00-01, 89160000002", "", ""],
    &["3", "Лютик", "нет", "", "Тула"],
    &["4", "", "84952222222", "", ""],
    &["5", "Двойник", "+7 495 111 11 11", "", ""],
];

fn table(delimiter: &str) -> String {
    let quoted = |cell: &&str| format!("\"{cell}\"");
    let line = |row: &&[&str]| row.iter().map(quoted).collect::<Vec<_>>().join(delimiter);
    ROWS.iter().map(line).collect::<Vec<_>>().join("\r\n") + "\r\n"
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(ROWS) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn cards() -> String {
    let card = |uid: &str, name: &str, phone: &str| {
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:;{name};;;\r\nORG:{name}\r\nX-ABShowAs:COMPANY\r\nTEL:{phone}\r\nEND:VCARD\r\n"
        )
    };
    [
        card("1", "ООО Ромашка", "+74951111111"),
        card("2", "ИП Котов", "+79160000001"),
    ]
    .concat()
}

fn import(journal: &Journal, file: &str, options: &[&str]) -> Said {
    let said = journal.run(&[&["import", "customers", file], options].concat());
    assert!(said.ok, "{}", said.err);
    said
}

/// The counts alone.
fn counts(said: &Said) -> Vec<&str> {
    let counted = |line: &&str| {
        ["customers:", "left out:", "taken:"]
            .iter()
            .any(|word| line.starts_with(word))
    };
    said.out.lines().filter(counted).collect()
}

fn exported(journal: &Journal, format: &str) -> String {
    let said = journal.run(&["export-customers", "--format", format]);
    assert!(said.ok, "{}", said.err);
    said.out
}

#[rstest]
#[case("w.csv", encoding_rs::WINDOWS_1251.encode(&table(";")).0.into_owned())]
#[case("u.csv", table(",").into_bytes())]
#[case("b.csv", format!("\u{feff}{}", table("\t")).into_bytes())]
#[case("x.xlsx", workbook())]
fn a_table_comes_in_whatever_its_form(#[case] name: &str, #[case] content: Vec<u8>) {
    let journal = Journal::sqlite();
    let file = journal.folder.write(name, content);
    let dry = import(&journal, text(&file), &["--dry-run"]);
    assert!(dry.out.starts_with("nothing was written"), "{}", dry.out);
    let report = journal.folder.path("customers-report.txt");
    let rehearsed = std::fs::read_to_string(&report).unwrap();
    assert_eq!(exported(&journal, "csv").lines().count(), 1, "only the header");

    let run = import(&journal, text(&file), &[]);
    assert_eq!(counts(&run), counts(&dry));
    assert_eq!(
        counts(&run),
        [
            "customers: 4 new, 0 changed, 0 unchanged",
            "left out:  1 numbers of other customers, 2 rejected rows and values"
        ]
    );
    assert_eq!(std::fs::read_to_string(&report).unwrap(), rehearsed);
    for part in [
        "“нет” is left out",
        "There is no name",
        "belongs to “ООО «Ромашка»”",
    ] {
        assert!(rehearsed.contains(part), "{part}: {rehearsed}");
    }
    let out = exported(&journal, "csv");
    for part in [
        "ООО «Ромашка»",
        "+7 (495) 111-11-11 доб. 12",
        "Иванов Пётр",
        "Москва, Тверская 1",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let again = import(&journal, text(&file), &[]);
    assert!(
        again.out.contains("customers: 0 new, 0 changed, 4 unchanged"),
        "{}",
        again.out
    );
}

#[test]
fn cards_come_in() {
    let journal = Journal::sqlite();
    let file = journal.folder.write("a.vcf", cards());
    let said = import(&journal, text(&file), &[]);
    assert!(
        said.out.contains("customers: 2 new, 0 changed, 0 unchanged"),
        "{}",
        said.out
    );
}

#[rstest]
#[case("csv", "out.csv")]
#[case("vcard", "out.vcf")]
fn what_was_written_comes_in_as_it_was(#[case] format: &str, #[case] name: &str) {
    let journal = Journal::sqlite();
    let file = journal.folder.write("a.csv", table(";"));
    import(&journal, text(&file), &[]);
    let out = journal.folder.write(name, exported(&journal, format));
    let same = import(&journal, text(&out), &["--dry-run"]);
    assert!(
        same.out.contains("customers: 0 new, 0 changed, 4 unchanged"),
        "{}",
        same.out
    );
    let other = Journal::sqlite();
    import(&other, text(&out), &[]);
    assert_eq!(exported(&other, format), exported(&journal, format));
}

#[test]
fn whoever_tells_how_it_is_read_is_believed() {
    let journal = Journal::sqlite();
    let file = journal
        .folder
        .write("a.txt", "84951111111|Ромашка|x\n84952222222|Лютик|y\n");
    let options = [
        "--delimiter",
        "|",
        "--no-header",
        "--columns",
        "phone,name,ignore",
        "--format",
        "csv",
    ];
    let said = import(&journal, text(&file), &options);
    assert!(said.out.contains("customers: 2 new"), "{}", said.out);
    assert!(
        exported(&journal, "csv").contains(";Ромашка;;;+7 (495) 111-11-11;"),
        "{}",
        exported(&journal, "csv")
    );
    let taken = journal
        .folder
        .write("b.csv", "Название;Телефон\nПионы;84951111111\n");
    let options = ["--take-numbers", "--columns", "name,phone"];
    // Without a key the number tells which customer it is.
    assert!(
        import(&journal, text(&taken), &options)
            .out
            .contains("0 new, 1 changed")
    );
    let keyed = journal
        .folder
        .write("c.csv", "Код;Название;Телефон\n7;Астры;84951111111\n");
    let said = import(&journal, text(&keyed), &["--take-numbers"]);
    assert!(said.out.contains("taken:     1 numbers"), "{}", said.out);
}

#[test]
fn what_cannot_be_read_is_said_in_one_sentence() {
    let journal = Journal::sqlite();
    for (name, content, options, part) in [
        ("missing.csv", None, &[][..], "cannot be read"),
        ("bomb.xlsx", Some(&b"PK\x03\x04 nothing"[..]), &[], "workbook"),
        (
            "locked.xlsx",
            Some(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            &[],
            "workbook",
        ),
        (
            "a.csv",
            Some(b"1;2\n3;4\n"),
            &["--columns", "phone,key"],
            "no column is the name",
        ),
        (
            "b.xlsx",
            Some(&workbook()[..]),
            &["--sheet", "Нет такого"],
            "sheet",
        ),
    ] {
        let path = journal.folder.path(name);
        if let Some(content) = content {
            journal.folder.write(name, content);
        }
        journal
            .run(&[&["import", "customers", text(&path)], options].concat())
            .refused(part);
    }
    assert_eq!(exported(&journal, "csv").lines().count(), 1);
}

#[test]
fn an_attackers_file_costs_its_broken_rows_only() {
    let journal = Journal::sqlite();
    let mut file = b"Name;Phone;Note\n".to_vec();
    file.extend(b"\"open;quote;\nGood;84951111111;=cmd|' /C calc'!A1\n\xff\xfe;1;2\nA\0B;1;2\n");
    file.extend(format!("{};1;2\n", "x".repeat(3_000_000)).bytes());
    file.extend(b"<script>alert(1)</script>;84952222222;x\x1b[31m\n".iter());
    let path = journal
        .folder
        .write("../evil.csv".trim_start_matches("../"), &file);
    let said = import(&journal, text(&path), &["--encoding", "utf-8"]);
    assert!(said.out.contains("customers: 2 new"), "{}", said.out);
    let report = std::fs::read_to_string(journal.folder.path("customers-report.txt")).unwrap();
    assert!(
        report.lines().count() >= 3 && !report.contains(['\u{1b}', '\0']),
        "{report}"
    );
    let out = exported(&journal, "csv");
    assert!(out.contains("'=cmd|"), "no cell is a formula: {out}");
}

/// Files so large that the program can be killed in them.
fn large(customers: usize) -> String {
    let mut file = String::from("Код;Наименование;Телефон\n");
    for n in 0..customers {
        file.push_str(&format!("{n};Клиент {n};+7916{n:07}\n"));
    }
    file
}

#[rstest]
#[tokio::test]
async fn a_killed_import_is_repeated(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(journal) = Journal::open(backend).await else {
        return;
    };
    let file = journal.folder.write("large.csv", large(12_000));
    exported(&journal, "csv");
    let watch = Database::connect(&journal.url).await.unwrap();
    let count = async || {
        let sql = Statement::from_string(watch.get_database_backend(), "SELECT count(*) FROM customers");
        // A database that is being written may refuse; then the next look will tell.
        let row = watch.query_one_raw(sql).await.ok().flatten();
        row.map_or(0, |row| row.try_get_by_index::<i64>(0).unwrap())
    };
    let mut child = journal
        .command(&["import", "customers", text(&file)])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let patience = Instant::now() + Duration::from_secs(120);
    while count().await < 1_000 {
        assert!(Instant::now() < patience && child.try_wait().unwrap().is_none());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let there = count().await;
    watch.close().await.unwrap();
    assert!(
        (1_000..12_000).contains(&there) && there % 1_000 == 0,
        "whole transactions: {there}"
    );
    let dry = import(&journal, text(&file), &["--dry-run"]);
    let said = import(&journal, text(&file), &[]);
    assert_eq!(counts(&said), counts(&dry));
    let expected = format!("customers: {} new, 0 changed, {there} unchanged", 12_000 - there);
    assert!(said.out.contains(&expected), "{}", said.out);
    assert_eq!(exported(&journal, "csv").lines().count(), 12_001);
}
