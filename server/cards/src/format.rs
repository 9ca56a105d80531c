//! What a file is: guessed from its beginning and its name, or told by a person.

use std::io::{self, Read, Seek, SeekFrom};

pub use call_journal_model::customer::import::ImportEncoding as Encoding;

/// Bytes by which [`detect`] judges.
pub const HEAD: usize = 64 * 1024;
/// Records by which a delimiter is judged.
const SAMPLE: usize = 50;
/// Best first, where several fit.
const DELIMITERS: [u8; 4] = [b';', b'\t', b',', b'|'];

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table as text.
    Csv {
        /// Its encoding.
        encoding: Encoding,
        /// What parts its cells, an ASCII character.
        delimiter: u8,
    },
    /// Cards, of version 2.1, 3.0 or 4.0.
    Vcard {
        /// Their encoding.
        encoding: Encoding,
    },
    /// A workbook of Excel 2007 or later.
    Xlsx,
}

/// What decodes a text.
pub(crate) fn codec(encoding: Encoding) -> &'static encoding_rs::Encoding {
    match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Windows1251 => encoding_rs::WINDOWS_1251,
    }
}

/// Guesses what a file is that begins with `head`; of its `name` only the end counts.
pub fn detect(head: &[u8], name: &str) -> Format {
    // A zip archive; and what Excel writes when there is a password, for which the reader has an error of its own.
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Format::Xlsx;
    }
    let encoding = encoding(head);
    let (text, ..) = codec(encoding).decode_with_bom_removal(head);
    let begins = text.trim_start().get(..11);
    let named = name
        .rsplit('.')
        .next()
        .is_some_and(|end| end.eq_ignore_ascii_case("vcf") || end.eq_ignore_ascii_case("vcard"));
    if named || begins.is_some_and(|begin| begin.eq_ignore_ascii_case("BEGIN:VCARD")) {
        return Format::Vcard { encoding };
    }
    Format::Csv {
        encoding,
        delimiter: delimiter(&text),
    }
}

/// As [`detect`], but reads on where the beginning does not tell the encoding. Leaves `input` at its beginning.
///
/// # Errors
/// When the file cannot be read.
pub fn probe<R: Read + Seek>(input: &mut R, name: &str) -> io::Result<Format> {
    input.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let mut format = detect(&head, name);
    if let (Format::Csv { encoding, .. } | Format::Vcard { encoding }, true) = (&mut format, head.is_ascii())
    {
        *encoding = later_encoding(input)?;
    }
    input.seek(SeekFrom::Start(0))?;
    Ok(format)
}

/// By the first text that is not ASCII.
fn later_encoding(input: &mut impl Read) -> io::Result<Encoding> {
    let mut chunk = Vec::new();
    loop {
        chunk.clear();
        if input.by_ref().take(HEAD as u64).read_to_end(&mut chunk)? == 0 {
            return Ok(Encoding::Utf8);
        }
        if let Some(at) = chunk.iter().position(|byte| !byte.is_ascii()) {
            input.by_ref().take(HEAD as u64).read_to_end(&mut chunk)?;
            return Ok(encoding(&chunk[at..]));
        }
    }
}

fn encoding(head: &[u8]) -> Encoding {
    if head.starts_with(b"\xff\xfe") {
        return Encoding::Utf16Le;
    }
    if head.starts_with(b"\xfe\xff") {
        return Encoding::Utf16Be;
    }
    // Without a mark: delimiters, digits and line ends have a zero byte on the same side each.
    let sample = &head[..head.len().min(4096) / 2 * 2];
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 8 > pairs && even * 16 < pairs {
        return Encoding::Utf16Le;
    }
    if even * 8 > pairs && odd * 16 < pairs {
        return Encoding::Utf16Be;
    }
    match std::str::from_utf8(head) {
        Ok(_) => Encoding::Utf8,
        // The last character is cut by the end of the sample.
        Err(error) if error.error_len().is_none() => Encoding::Utf8,
        // One damaged row does not make a file of thousands Cyrillic Windows.
        Err(_) if looks_utf8(head) => Encoding::Utf8,
        Err(_) => Encoding::Windows1251,
    }
}

/// More whole characters of several bytes than damaged ones: in Cyrillic Windows hardly any letter follows another so.
fn looks_utf8(head: &[u8]) -> bool {
    let (mut whole, mut damaged) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += chunk.invalid().len();
    }
    whole > damaged * 4
}

/// The delimiter that parts most of the first records into as many cells as the first has.
fn delimiter(text: &str) -> u8 {
    if let Some(&told) = text.strip_prefix("sep=").and_then(|rest| rest.as_bytes().first())
        && told.is_ascii()
    {
        return told;
    }
    let score = |delimiter: u8| {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(delimiter).has_headers(false).flexible(true);
        let mut reader = builder.from_reader(text.as_bytes());
        let widths: Vec<usize> = reader
            .records()
            .take(SAMPLE)
            .flatten()
            .map(|record| record.len())
            .collect();
        let first = widths.first().copied().unwrap_or_default();
        if first < 2 {
            return (0, 0);
        }
        // In quarters: a broken row or two are no reason to prefer a comma inside of names.
        let alike = widths.iter().filter(|width| **width == first).count();
        (alike * 4 / widths.len(), first)
    };
    let mut best = (DELIMITERS[0], (0, 0));
    for delimiter in DELIMITERS {
        let this = score(delimiter);
        if this > best.1 {
            best = (delimiter, this);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use rstest::rstest;

    use super::*;

    fn csv(encoding: Encoding, delimiter: u8) -> Format {
        Format::Csv { encoding, delimiter }
    }

    fn windows(text: &str) -> Vec<u8> {
        encoding_rs::WINDOWS_1251.encode(text).0.into_owned()
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    const TABLE: &str = "Название;Телефон\nРомашка, ООО;+74951234567\nЛютик, ООО;+74951234568\n";

    #[rstest]
    #[case(TABLE.into(), csv(Encoding::Utf8, b';'))]
    #[case(format!("\u{feff}{TABLE}").into(), csv(Encoding::Utf8, b';'))]
    #[case(windows(TABLE), csv(Encoding::Windows1251, b';'))]
    #[case(utf16(&format!("\u{feff}{TABLE}")), csv(Encoding::Utf16Le, b';'))]
    #[case(utf16(TABLE), csv(Encoding::Utf16Le, b';'))]
    #[case(b"Name,Phone\n\"Daisy; Ltd\",1\nb,2\n".to_vec(), csv(Encoding::Utf8, b','))]
    #[case(b"Name\tPhone\na, b\t1\n".to_vec(), csv(Encoding::Utf8, b'\t'))]
    #[case(b"sep=|\na;b|c\n".to_vec(), csv(Encoding::Utf8, b'|'))]
    #[case(b"just names\nof people\n".to_vec(), csv(Encoding::Utf8, b';'))]
    #[case(vec![], csv(Encoding::Utf8, b';'))]
    #[case(b"\r\nbegin:vcard\r\n".to_vec(), Format::Vcard { encoding: Encoding::Utf8 })]
    #[case(b"PK\x03\x04...".to_vec(), Format::Xlsx)]
    fn a_file_is_known_by_its_beginning(#[case] head: Vec<u8>, #[case] format: Format) {
        assert_eq!(detect(&head, "customers.csv"), format);
    }

    #[test]
    fn one_damaged_row_does_not_change_the_encoding_of_all() {
        let mut bytes = TABLE.repeat(5).into_bytes();
        bytes.extend(windows("Лютик;1\n"));
        assert_eq!(detect(&bytes, ""), csv(Encoding::Utf8, b';'));
    }

    #[test]
    fn the_encoding_may_show_late() {
        let mut bytes = b"Name;Phone\n".repeat(20_000);
        bytes.extend(windows("Ромашка;1\n"));
        let mut file = Cursor::new(bytes);
        assert_eq!(
            probe(&mut file, "a.csv").unwrap(),
            csv(Encoding::Windows1251, b';')
        );
        assert_eq!(file.position(), 0);
    }

    proptest::proptest! {
        #[test]
        fn any_beginning_is_something(head: Vec<u8>, name: String) {
            detect(&head, &name);
        }
    }
}
