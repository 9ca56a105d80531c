//! Tables that people take along: as many calls as the page shows, in its language, and nothing in them is a formula.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::support::Journal;
use crate::support::fixtures::recordings;
use crate::support::server::Server;

fn journal() -> Journal {
    let journal = Journal::sqlite();
    journal.import_with(&recordings(&journal.folder));
    journal
}

fn csv(server: &Server, query: &str, headers: &str) -> (String, Vec<Vec<String>>) {
    let (head, body) = server.get(&format!("/calls/export.csv{query}"), headers);
    let text = String::from_utf8(body).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (head, rows.collect())
}

fn xlsx(server: &Server, query: &str) -> Vec<Vec<Data>> {
    let (_, body) = server.get(&format!("/calls/export.xlsx{query}"), "");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(body)).unwrap();
    let page = book.worksheet_range_at(0).unwrap().unwrap();
    page.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn as_many_calls_as_the_filter_lets_through() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    for (query, options) in [
        ("?internal=1", &["--internal"][..]),
        ("?in=1&missed=1&sort=old", &["--incoming", "--missed"]),
        ("?q=916&sort=talk", &["--search", "916"]),
        ("?q=nobody", &["--search", "nobody"]),
    ] {
        let calls = journal.calls(options).len();
        let (head, rows) = csv(&server, query, "");
        assert_eq!(rows.len(), calls + 1, "{query}");
        assert_eq!(xlsx(&server, query).len(), calls + 1, "{query}");
        assert!(
            head.to_lowercase().contains("attachment; filename=\"calls.csv\""),
            "{head}"
        );
    }
}

#[test]
fn the_table_speaks_the_page_s_language_and_says_what_the_page_says() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (_, russian) = csv(&server, "?in=1&missed=1&sort=old", "");
    let (_, english) = csv(&server, "?in=1&missed=1&sort=old", "Cookie: language=en\r\n");
    assert_eq!(&russian[0][..3], ["Дата и время", "Направление", "Статус"]);
    assert_eq!(&english[0][..3], ["Date and time", "Direction", "Status"]);
    let call = &journal.calls(&["--incoming", "--missed"])[0];
    let at = call["started_at"].as_str().unwrap();
    let (day, time) = (&at[..10], &at[11..19]);
    assert_eq!(english[1][0], format!("{day} {time}"));
    let (year, month, day) = (&day[..4], &day[5..7], &day[8..10]);
    assert_eq!(russian[1][0], format!("{day}.{month}.{year} {time}"));
    assert_eq!(russian[1][1], "Входящий");
    assert!(
        ["Потерян", "Нет ответа"].contains(&russian[1][2].as_str()),
        "{:?}",
        russian[1]
    );
    let number = russian[1]
        .iter()
        .find(|cell| Some(cell.as_str()) == call["number"].as_str());
    assert!(number.is_some(), "{:?}", russian[1]);
}

#[test]
fn times_and_lengths_of_a_workbook_can_be_added_up() {
    let journal = journal();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let rows = xlsx(&server, "?sort=talk");
    let longest = journal
        .calls(&[])
        .iter()
        .map(|call| call["talk_ms"].as_i64().unwrap())
        .max();
    assert!(matches!(rows[1][0], Data::DateTime(_)), "{:?}", rows[1]);
    let Data::DateTime(talk) = &rows[1][12] else {
        panic!("{:?}", rows[1]);
    };
    let talked = talk.as_f64() * 86_400_000.0;
    #[allow(clippy::cast_precision_loss)]
    let longest = longest.unwrap() as f64;
    assert!((talked - longest).abs() < 1.0, "{talked} {longest}");
}

#[test]
fn what_strangers_wrote_is_no_formula() {
    let journal = Journal::sqlite();
    let config = "[[sources]]\nkind = \"http\"\nname = \"pbx\"\nkey = \"k\"\n";
    journal.folder.write("call-journal.toml", config);
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let call = serde_json::json!({
        "id": "1", "direction": "in", "number": "=1+2", "caller_name": "=HYPERLINK(\"http://evil\")",
        "started_at": "2026-11-24T10:00:00+03:00", "ended_at": "2026-11-24T10:00:30+03:00",
    });
    let (status, said) = server.post(
        "/api/v1/calls",
        "Authorization: Bearer k\r\n",
        call.to_string().as_bytes(),
    );
    assert_eq!(status, 200, "{said}");
    journal.shown(|calls| calls.len() == 1);
    let (_, rows) = csv(&server, "", "");
    for cell in &rows[1] {
        assert!(!cell.starts_with(['=', '-', '@']), "{cell}");
    }
    assert!(
        rows[1].iter().any(|cell| cell.starts_with("'=HYPERLINK")),
        "{:?}",
        rows[1]
    );
    let rows = xlsx(&server, "");
    assert!(
        rows[1]
            .iter()
            .any(|cell| *cell == Data::String("=HYPERLINK(\"http://evil\")".to_owned()))
    );
}
