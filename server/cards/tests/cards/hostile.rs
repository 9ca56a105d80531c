//! Files that somebody made to hurt.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use call_journal_cards::{CardFile, Column, Encoding, Format, Layout, Place, Reason, Unreadable, detect};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{lines, read_as};

/// As many bytes of one kind as are asked for, without having them.
struct Endless {
    byte: u8,
    left: u64,
    size: u64,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.left.min(out.len() as u64) as usize;
        out[..n].fill(self.byte);
        self.left -= n as u64;
        Ok(n)
    }
}

impl Seek for Endless {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        self.left = self.size;
        Ok(0)
    }
}

/// 64 times what is ever kept of a line: more would only take longer.
#[test]
fn a_line_without_an_end_is_one_rejected_row() {
    let size = 64 << 20;
    for byte in [b'x', b';', b'"'] {
        let format = Format::Csv {
            encoding: Encoding::Windows1251,
            delimiter: b';',
        };
        let mut file = CardFile::open(
            Endless {
                byte,
                left: size,
                size,
            },
            format,
        )
        .unwrap();
        assert_eq!(file.preview(None, None).unwrap().rows, Vec::<Vec<String>>::new());
        let layout = Layout {
            columns: vec![Column::Name],
            header: false,
            sheet: None,
        };
        let all: Vec<_> = file
            .cards(&layout)
            .unwrap()
            .map(|card| card.unwrap_err().reason)
            .collect();
        assert_eq!(all, [Reason::RecordTooLong(1 << 20)]);
    }
}

#[test]
fn thousands_of_columns_are_one_rejected_row() {
    let text = format!("Имя;Телефон\n{}\nРомашка;1\n", ";".repeat(100_000));
    let (cards, rejected) = read_as(
        text.into(),
        Format::Csv {
            encoding: Encoding::Utf8,
            delimiter: b';',
        },
        None,
    );
    assert_eq!(lines(&cards), ["|Ромашка|1"]);
    assert_eq!(rejected, [(Place::Line(2), Reason::TooManyColumns(1024))]);
}

const CONTENT: &str = r#"<?xml version="1.0"?><Types/>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships><Relationship Id="rId1" Target="xl/workbook.xml"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
    <sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

/// A workbook of these shared strings and this sheet, each given in pieces.
fn workbook<'a>(
    strings: impl IntoIterator<Item = &'a str>,
    sheet: impl IntoIterator<Item = &'a str>,
) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(1));
    let mut put = |name: &str, pieces: &mut dyn Iterator<Item = &'a str>| {
        zip.start_file(name, options).unwrap();
        for piece in pieces {
            zip.write_all(piece.as_bytes()).unwrap();
        }
    };
    put("[Content_Types].xml", &mut [CONTENT].into_iter());
    put("_rels/.rels", &mut [ROOT].into_iter());
    put("xl/_rels/workbook.xml.rels", &mut [RELATIONS].into_iter());
    put("xl/workbook.xml", &mut [WORKBOOK].into_iter());
    put("xl/sharedStrings.xml", &mut strings.into_iter());
    put("xl/worksheets/sheet1.xml", &mut sheet.into_iter());
    zip.finish().unwrap().into_inner()
}

const NO_STRINGS: [&str; 1] = ["<sst></sst>"];
const SHEET: [&str; 3] = [
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Имя</t></is></c></row>",
    "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Ромашка</t></is></c></row>",
    "</sheetData></worksheet>",
];

fn refused(bytes: Vec<u8>) -> String {
    match CardFile::open(Cursor::new(bytes), Format::Xlsx) {
        Ok(_) => panic!("the workbook was opened"),
        Err(error @ (Unreadable::TooLarge { .. } | Unreadable::NotAWorkbook(_))) => error.to_string(),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn the_workbook_that_the_others_are_made_of_is_fine() {
    let (cards, rejected) = read_as(workbook(NO_STRINGS, SHEET), Format::Xlsx, None);
    assert_eq!(lines(&cards), ["|Ромашка|"]);
    assert_eq!(rejected, []);
}

#[test]
fn bombs_are_refused() {
    let megabyte = "x".repeat(1 << 20);
    let one_cell = || [SHEET[0], "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>"].into_iter();
    let of_one = workbook(
        NO_STRINGS,
        one_cell()
            .chain([megabyte.as_str(); 3])
            .chain(["</t></is></c></row>", SHEET[2]]),
    );
    assert!(refused(of_one).contains("bytes in a cell"));

    let runs = "<r><t>xxxxxxxx</t></r>".repeat(100_000);
    let of_runs = workbook(["<sst><si>", runs.as_str(), "</si></sst>"], SHEET);
    assert!(refused(of_runs).contains("bytes in a cell"));

    let comment = workbook(
        NO_STRINGS,
        [SHEET[0], "<!--", &megabyte, &megabyte, "-->", SHEET[2]],
    );
    assert!(refused(comment).contains("bytes in a cell"));

    let strings = "<si/>".repeat(100_000);
    let many = workbook(
        ["<sst>"]
            .into_iter()
            .chain([strings.as_str(); 21])
            .chain(["</sst>"]),
        SHEET,
    );
    assert!(refused(many).contains("different texts"));

    let styles = "<xf/>".repeat(210_000);
    let many = workbook(NO_STRINGS, ["<styleSheet>", &styles, "</styleSheet>"]);
    assert!(refused(many).contains("elements"));

    // 160 MB of strings, packed into less than one.
    let text = format!("<si><t>{}</t></si>", "x".repeat(1 << 19));
    let large = workbook(
        ["<sst>"]
            .into_iter()
            .chain([text.as_str(); 330])
            .chain(["</sst>"]),
        SHEET,
    );
    assert!(large.len() < 2 << 20 && refused(large).contains("sharedStrings.xml is too large"));
}

#[test]
fn numbers_that_make_a_reader_stumble_are_refused() {
    let cases = [
        ("<sst uniqueCount=\"18446744073709551615\"></sst>", SHEET[0]),
        ("</x><sst uniqueCount=\"18446744073709551615\"></sst>", SHEET[0]),
        (
            NO_STRINGS[0],
            "<worksheet><sheetData><row><c r=\"A99999999999999999999\"/></row>",
        ),
        (
            NO_STRINGS[0],
            "<worksheet><sheetData><row r=\"99999999999\"></row>",
        ),
        (
            NO_STRINGS[0],
            "<worksheet><sheetData><row><c r=\"AAAAAAAAAAAAAAAAA1\"/></row>",
        ),
        (NO_STRINGS[0], "<worksheet><dimension ref=\"C9:A1\"/><sheetData>"),
    ];
    for (strings, sheet) in cases {
        refused(workbook([strings], [sheet, SHEET[2]]));
    }
}

#[test]
fn what_only_looks_like_a_workbook_is_refused() {
    refused(b"PK\x03\x04 and nothing else".to_vec());
    let mut cut = workbook(NO_STRINGS, SHEET);
    cut.truncate(cut.len() / 2);
    refused(cut);
}

fn reads(bytes: Vec<u8>, format: Format) {
    let Ok(mut file) = CardFile::open(Cursor::new(bytes), format) else {
        return;
    };
    let Ok(preview) = file.preview(None, None) else {
        return;
    };
    if let Ok(cards) = file.cards(&preview.layout) {
        cards.for_each(drop);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, name in "a\\.(csv|vcf|xlsx)") {
        let format = detect(&bytes, &name);
        reads(bytes.clone(), format);
        for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1251] {
            reads(bytes.clone(), Format::Vcard { encoding });
            reads(bytes.clone(), Format::Csv { encoding, delimiter: b';' });
        }
    }

    #[test]
    fn any_card_is_read_without_a_panic(
        lines in proptest::collection::vec("(item1\\.)?(FN|N|ORG|TEL|ADR|NOTE|UID|KIND|CATEGORIES|X-A)(;(CHARSET=utf-8|ENCODING=QUOTED-PRINTABLE|ENCODING=b|VALUE=uri|TYPE=a,\"b))*[:;=]?[ -~я=\\\\]{0,30}", 0..12)
    ) {
        let text = format!("BEGIN:VCARD\nVERSION:3.0\n{}\nEND:VCARD\n", lines.join("\n"));
        reads(text.into_bytes(), Format::Vcard { encoding: Encoding::Utf8 });
    }

    #[test]
    fn any_sheet_is_read_without_a_panic(
        parts in proptest::collection::vec("<(/?(c|row|v|is|t|f|x:c|sheetData|dimension)|c r=\"[A-Z]{0,3}[0-9]{0,8}\"( t=\"(s|str|inlineStr|b|e|d|n)\")?( s=\"[0-9]{1,3}\")?|row r=\"[0-9]{0,9}\")>[a-z0-9.&;-]{0,8}", 0..30)
    ) {
        let body = parts.concat();
        reads(workbook(["<sst><si><t>a</t></si></sst>"], ["<worksheet><sheetData>", &body, SHEET[2]]), Format::Xlsx);
    }
}
