//! CSV as 1C, Excel and Google write it.

use std::io::Cursor;

use call_journal_cards::{CardFile, Column, Encoding, Format, Layout, Place, Reason, detect};

use crate::{lines, read, read_as};

const FROM_1C: &str = "Код;Наименование;ИНН;Телефон;Моб.;Контактное лицо;Должность;Телефон контактного лица;Ответственный\r\n\
    00-1;ООО «Ромашка»;7701234567;+7 (495) 123-45-67 доб. 12, 13;8 916 000-11-22;Иванов Иван;Директор;+7 916 111-22-33;Петрова\r\n\
    00-1;ООО «Ромашка»;7701234567;;;Сидорова Анна;Бухгалтер;+7 916 111-22-44;\r\n\
    00-2;ИП Лютик;;84951112233, 84951112244;;;;;\r\n";

#[test]
fn rows_with_one_key_are_one_customer_in_either_encoding() {
    let windows = encoding_windows(FROM_1C);
    for bytes in [FROM_1C.as_bytes().to_vec(), windows] {
        let (cards, rejected) = read(bytes, "контрагенты.csv");
        let expected = [
            "00-1|ООО «Ромашка»|+7 (495) 123-45-67 доб. 12, 13, 8 916 000-11-22|Иванов Иван: Директор: +7 916 111-22-33|\
             Сидорова Анна: Бухгалтер: +7 916 111-22-44",
            "00-2|ИП Лютик|84951112233, 84951112244",
        ];
        assert_eq!(lines(&cards), expected);
        assert_eq!(cards[0].manager.as_deref(), Some("Петрова"));
        assert_eq!((cards[0].place, cards[1].place), (Place::Line(2), Place::Line(4)));
        assert_eq!(rejected, []);
    }
}

/// Only what is in the table: Cyrillic and «».
fn encoding_windows(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'А'..='я' => (c as u32 - 'А' as u32 + 0xc0) as u8,
        '«' => 0xab,
        '»' => 0xbb,
        c => u8::try_from(c).expect("ASCII"),
    };
    text.chars().map(byte).collect()
}

#[test]
fn persons_of_google_belong_to_their_organisation_or_to_themselves() {
    let text = "First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n\
        Ann,Lee,Daisy Ltd,CEO,ann@daisy.example,Work,+44 20 7946 0000 ::: +44 20 7946 0001\n\
        Bob,Ray,Daisy Ltd,,,Mobile,+44 7700 900000\n\
        Eve,,,Plumber,,Mobile,+44 7700 900001\n";
    let (cards, rejected) = read(text, "contacts.csv");
    let expected = [
        "|Daisy Ltd||Ann Lee: CEO: +44 20 7946 0000, +44 20 7946 0001|Bob Ray: -: +44 7700 900000",
        "|Eve|+44 7700 900001",
    ];
    assert_eq!(lines(&cards), expected);
    assert_eq!(rejected, []);
}

#[test]
fn a_table_without_a_header_is_understood_by_its_content() {
    let (cards, _) = read(
        "Ромашка;+7 495 123-45-67;r@example.com\nЛютик;84951112233;\n",
        "a.csv",
    );
    assert_eq!(lines(&cards), ["|Ромашка|+7 495 123-45-67", "|Лютик|84951112233"]);
    assert_eq!(cards[0].email.as_deref(), Some("r@example.com"));
}

#[test]
fn a_preview_can_be_corrected() {
    let text = "x;y\nРомашка;1\n";
    let mut file = CardFile::open(Cursor::new(text), detect(text.as_bytes(), "")).unwrap();
    let guessed = file.preview(None, None).unwrap();
    assert_eq!((guessed.names, guessed.rows.len()), (None, 2));
    let told = file.preview(Some(true), None).unwrap();
    assert_eq!(told.names, Some(vec!["x".to_owned(), "y".to_owned()]));
    assert_eq!(told.rows, [["Ромашка", "1"]]);
    let layout = Layout {
        columns: vec![Column::Name, Column::Key],
        header: true,
        sheet: None,
    };
    let format = Format::Csv {
        encoding: Encoding::Utf8,
        delimiter: b';',
    };
    assert_eq!(
        lines(&read_as(text.into(), format, Some(layout)).0),
        ["1|Ромашка|"]
    );
}

#[test]
fn what_is_wrong_with_a_row_is_told_and_the_others_are_read() {
    let text = format!(
        "Код;Название;Телефон;Адрес\n\
         1;Ромашка;84951112233;Москва\n\
         2;;84951112244;\n\
         3;Лютик;84951112255;Тула;лишнее\n\
         4;Обрыв\n\
         5;Мак;84951112266\n\
         5;Не мак;;\n\
         5;;84951112277;Рязань\n\
         ;;;\n\
         6;{};1;\n\
         7;\"Роза;1;\n\
         8;Пион;{};\n\
         9;Ирис;1;\n",
        "я".repeat(1000),
        (0..101)
            .map(|phone| format!("{}/", 1_234_567 + phone))
            .collect::<String>(),
    );
    let (cards, rejected) = read(text, "a.csv");
    let names: Vec<_> = cards.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["Ромашка", "Мак", "Ирис"]);
    assert_eq!(cards[1].phones, ["84951112266", "84951112277"]);
    let expected = [
        (3, Reason::NoName),
        (
            4,
            Reason::WrongColumns {
                expected: 4,
                found: 5,
            },
        ),
        (
            5,
            Reason::WrongColumns {
                expected: 4,
                found: 2,
            },
        ),
        (7, Reason::Contradicts(Column::Name)),
        (
            10,
            Reason::FieldTooLong {
                column: Column::Name,
                bytes: 2000,
            },
        ),
        (11, Reason::OpenQuote),
        (12, Reason::TooManyPhones(101)),
    ];
    assert_eq!(
        rejected,
        expected.map(|(line, reason)| (Place::Line(line), reason))
    );
}

#[test]
fn customers_of_one_name_with_two_addresses_are_two() {
    let (cards, rejected) = read(
        "Название;Адрес\nРомашка;Москва\nРомашка;Тула\nРомашка;\n",
        "a.csv",
    );
    let addresses: Vec<_> = cards.iter().map(|card| card.address.as_deref()).collect();
    assert_eq!(addresses, [Some("Москва"), Some("Тула")]);
    assert_eq!(rejected, []);
}
