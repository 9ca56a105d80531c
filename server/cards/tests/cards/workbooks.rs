//! Workbooks of Excel.

use std::io::Cursor;

use call_journal_cards::{CardFile, Format, Place, Unreadable};
use rust_xlsxwriter::Workbook;

use crate::{lines, read};

fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Клиенты").unwrap();
    let rows = [
        [
            "Код",
            "Контрагент",
            "Телефон",
            "Контактное лицо",
            "Телефон контактного лица",
        ],
        [
            "1",
            "ООО «Ромашка»",
            "+7 495 123-45-67",
            "Иван",
            "8 916 000-11-22",
        ],
        ["1", "", "", "Анна", "8 916 000-11-33"],
        ["", "", "", "", ""],
        ["2", "Лютик", "", "", ""],
    ];
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *cell).unwrap();
        }
    }
    sheet.write(4, 2, 84951112233_f64).unwrap();
    workbook
        .add_worksheet()
        .set_name("Прочее")
        .unwrap()
        .write(0, 0, "Имя")
        .unwrap();
    workbook
}

#[test]
fn rows_of_the_first_sheet_are_customers() {
    let (cards, rejected) = read(workbook().save_to_buffer().unwrap(), "a.xlsx");
    let expected = [
        "1|ООО «Ромашка»|+7 495 123-45-67|Иван: -: 8 916 000-11-22|Анна: -: 8 916 000-11-33",
        "2|Лютик|84951112233",
    ];
    assert_eq!(lines(&cards), expected);
    assert_eq!(cards[1].place, Place::Row(5));
    assert_eq!(rejected, []);
}

#[test]
fn sheets_are_named_and_another_can_be_read() {
    let bytes = workbook().save_to_buffer().unwrap();
    let mut file = CardFile::open(Cursor::new(bytes), Format::Xlsx).unwrap();
    let preview = file.preview(None, Some("Прочее")).unwrap();
    assert_eq!(preview.sheets, ["Клиенты", "Прочее"]);
    assert_eq!(preview.names, Some(vec!["Имя".to_owned()]));
    assert_eq!(file.cards(&preview.layout).unwrap().count(), 0);
    assert!(matches!(
        file.preview(None, Some("нет")),
        Err(Unreadable::NoSheet)
    ));
}
