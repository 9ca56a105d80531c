//! Cards as telephones and mail programs write them.

use call_journal_cards::{Encoding, Format, Place, Reason};

use crate::{lines, read, read_as};

#[test]
fn version_2_1_with_quoted_printable() {
    let text = "BEGIN:VCARD\r\nVERSION:2.1\r\n\
        N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=D0=BE=D0=B2;=D0=98=D0=B2=D0=B0=D0=BD;;;\r\n\
        FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD =\r\n=D0=98=D0=B2=D0=B0=D0=BD=D0=BE=D0=B2\r\n\
        TEL;CELL:+79160001122\r\nTEL;WORK;PREF:8 495 1234567\r\n\
        PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUE\r\n BAQFBQUGBww\r\n\r\nEND:VCARD\r\n";
    let (cards, rejected) = read(text, "00001.vcf");
    assert_eq!(lines(&cards), ["|Иван Иванов|+79160001122, 8 495 1234567"]);
    assert_eq!(rejected, []);
}

#[test]
fn version_2_1_in_cyrillic_windows() {
    // FN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE of «Жук», and the note as bare bytes.
    let mut bytes =
        b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=C6=F3=EA\nNOTE:"
            .to_vec();
    bytes.extend([0xc6, 0xf3, 0xea]);
    bytes.extend(b"\nEND:VCARD\n");
    let (cards, _) = read(bytes, "a.vcf");
    assert_eq!(
        (cards[0].name.as_str(), cards[0].note.as_deref()),
        ("Жук", Some("Жук"))
    );
}

#[test]
fn version_3_of_persons_and_their_organisation() {
    let text = "BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:Daisy Ltd\nORG:Daisy Ltd;\nitem1.TEL;type=WORK:+44 20 7946 0000\n\
        ADR;TYPE=WORK:;;1 High St\\, Flat 2;London;;W1;UK\nCATEGORIES:Client,Supplier\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:3.0\nUID:2\nFN:Ann \n Lee\nORG:Lily Ltd;Sales\nTITLE:Head of \\;everything\\;\nTEL:+44 7700 900000\n\
        END:VCARD\n\
        BEGIN:VCARD\nVERSION:3.0\nUID:3\nFN:Bob Ray\nORG:Lily Ltd;Sales\nTEL:+44 7700 900001\nEMAIL:b@lily.example\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:3.0\nUID:4\nN:Ray;Eve;;;\nTEL:+44 7700 900002\nEND:VCARD\n";
    let (cards, rejected) = read(text, "a.vcf");
    let expected = [
        "1|Daisy Ltd|+44 20 7946 0000",
        "|Lily Ltd||Ann Lee: Head of ;everything;: +44 7700 900000|Bob Ray: Sales: +44 7700 900001",
        "4|Ray Eve|+44 7700 900002",
    ];
    assert_eq!(lines(&cards), expected);
    assert_eq!(
        cards[0].address.as_deref(),
        Some("1 High St, Flat 2, London, W1, UK")
    );
    assert_eq!(cards[0].relations, ["Client", "Supplier"]);
    assert_eq!(rejected, []);
}

#[test]
fn version_4_with_addresses_of_telephones() {
    let text = "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nUID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\nFN:Ромашка\nORG:ООО «Ромашка»\n\
        TEL;VALUE=uri;TYPE=\"voice,work\":tel:+7-495-123-45-67;ext=12\nTEL;VALUE=uri:tel:+79160001122\nEND:VCARD\n";
    let (cards, _) = read(text, "a.vcf");
    let expected =
        "urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1|ООО «Ромашка»|+7-495-123-45-67 ext. 12, +79160001122";
    assert_eq!(lines(&cards), [expected]);
}

#[test]
fn broken_cards_are_told_and_the_others_are_read() {
    let long = format!("NOTE:{}", "x".repeat(2 << 20));
    let photo = format!("PHOTO;ENCODING=b:{}", "A".repeat(3 << 20));
    let text = format!(
        "garbage\nBEGIN:VCARD\nFN:A\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:B\nBEGIN:VCARD\nFN:C\n{photo}\nEND:VCARD\n\
         BEGIN:VCARD\nFN:D\n{long}\nEND:VCARD\nBEGIN:VCARD\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:E\0\nEND:VCARD\n\
         BEGIN:VCARD\nFN:F\nEND:VCARD\nBEGIN:VCARD\nFN:G"
    );
    let format = Format::Vcard {
        encoding: Encoding::Utf8,
    };
    let (cards, rejected) = read_as(text.into_bytes(), format, None);
    assert_eq!(lines(&cards), ["|A|1", "|C|", "|F|"]);
    let expected = [
        (1, Reason::BrokenCard),
        (2, Reason::BrokenCard),
        (4, Reason::RecordTooLong(1 << 20)),
        (5, Reason::NoName),
        (6, Reason::Nul),
        (8, Reason::BrokenCard),
    ];
    assert_eq!(
        rejected,
        expected.map(|(card, reason)| (Place::Card(card), reason))
    );
}
