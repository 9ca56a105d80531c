//! What a workbook would cost to read, found out before it is: it is a zip archive, and may be a bomb.
//!
//! calamine keeps all shared strings and each whole cell in memory, reserves as many strings as the file says there are, and
//! computes with the cells' addresses unchecked. So every part is read through once, by the same versions of the same
//! libraries, with a budget. Nothing of it is kept.

use std::cell::Cell;
use std::io::{self, BufReader, Read, Seek};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::card::{MAX_RECORD, Unreadable};

/// Files in the archive.
const MAX_PARTS: u64 = 2000;
/// Unpacked bytes of all parts: a sheet of 200 000 rows and 12 columns has about 100 MB.
const MAX_TOTAL: u64 = 1 << 30;
/// Unpacked bytes of the shared strings, which stay in memory.
const MAX_STRINGS_BYTES: u64 = 160 << 20;
/// Shared strings: ten of each of 200 000 customers.
const MAX_STRINGS: u64 = 2_000_000;
/// Elements of a part that may stay in memory: styles, names of sheets, relations.
const MAX_KEPT: u64 = 200_000;
/// Unpacked bytes of a part that is not XML: calamine could be told that it is a sheet.
const MAX_OPAQUE: u64 = 8 << 20;
/// Lower right corner of the largest sheet.
const MAX_ROW: u32 = 1_048_576;
const MAX_SHEET_COLUMN: u32 = 16_384;

/// Refuses a workbook that would cost too much, or make its reader compute nonsense.
pub(crate) fn inspect<R: Read + Seek>(input: &mut R) -> Result<(), Unreadable> {
    let mut archive = ZipArchive::new(BufReader::new(input)).map_err(not_a_workbook)?;
    if archive.len() as u64 > MAX_PARTS {
        return Err(too_large("archive", MAX_PARTS, "files"));
    }
    let mut left = MAX_TOTAL;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(not_a_workbook)?;
        let name = part.name().map_err(not_a_workbook)?.into_owned();
        left = inspect_part(&name, part, left)?;
    }
    Ok(())
}

/// How many bytes are left for other parts.
fn inspect_part(name: &str, part: impl Read, left: u64) -> Result<u64, Unreadable> {
    let strings = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
    let limit = if strings {
        MAX_STRINGS_BYTES.min(left)
    } else {
        left
    };
    let budget = Rc::new(Budget {
        part: Cell::new(limit),
        token: Cell::new(0),
    });
    let input = Metered {
        input: part,
        budget: budget.clone(),
    };
    // Cells are children of rows, rows of the sheet's data, and that of the sheet; strings are children of their list.
    let deepest = if strings { 2 } else { 4 };
    match scan(name, input, &budget, deepest) {
        Ok(()) => {}
        Err(Stopped::Refused(why)) => return Err(why),
        Err(Stopped::NotXml(mut rest)) => {
            if budget.part.get() == 0 {
                return Err(too_large(name, limit, "bytes"));
            }
            if budget.token.get() == 0 {
                return Err(too_large(name, MAX_RECORD as u64, "bytes in a cell"));
            }
            if is_xml(name) {
                return Err(Unreadable::NotAWorkbook(format!("{name} is broken")));
            }
            // Pictures and the like: nothing is read of them, they must only be small.
            let read = limit - budget.part.get();
            budget.token.set(MAX_OPAQUE + 1);
            let more = io::copy(&mut rest, &mut io::sink());
            if read > MAX_OPAQUE || more.is_ok_and(|more| read + more > MAX_OPAQUE) || budget.token.get() == 0
            {
                return Err(too_large(name, MAX_OPAQUE, "bytes"));
            }
        }
    }
    Ok(left - (limit - budget.part.get()))
}

/// By its name, as calamine finds the parts that it keeps.
fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".xml") || name.ends_with(".rels")
}

enum Stopped<R> {
    Refused(Unreadable),
    /// Or the budget is at its end.
    NotXml(R),
}

fn scan<R: Read>(name: &str, input: R, budget: &Budget, deepest: usize) -> Result<(), Stopped<BufReader<R>>> {
    let mut xml = Reader::from_reader(BufReader::new(input));
    // Tags must match here, though calamine does not mind: what belongs to one cell is told by depth.
    xml.config_mut().expand_empty_elements = true;
    let (mut depth, mut strings, mut kept) = (0_usize, 0, 0);
    let mut buffer = Vec::new();
    budget.token.set(MAX_RECORD as u64);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => {
                depth += 1;
                if depth <= deepest {
                    budget.token.set(MAX_RECORD as u64);
                }
                check(name, &element).map_err(Stopped::Refused)?;
                strings += u64::from(deepest == 2 && depth == 2);
                kept += u64::from(!matches!(
                    element.local_name().as_ref(),
                    "c" | "v" | "f" | "is" | "t" | "row" | "si" | "r" | "rPr"
                ));
                if strings > MAX_STRINGS {
                    return Err(Stopped::Refused(too_large(name, MAX_STRINGS, "different texts")));
                }
                // The properties of rich text are kept nowhere.
                if deepest != 2 && kept > MAX_KEPT {
                    return Err(Stopped::Refused(too_large(name, MAX_KEPT, "elements")));
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) if depth == 0 => return Ok(()),
            Ok(Event::Eof) | Err(_) => return Err(Stopped::NotXml(xml.into_inner())),
            Ok(_) => {}
        }
    }
}

/// Whether the numbers in an element's attributes are such as a workbook has.
fn check(name: &str, element: &BytesStart<'_>) -> Result<(), Unreadable> {
    let broken = || Unreadable::NotAWorkbook(format!("{name} has an address outside of any sheet"));
    let wanted = match element.local_name().as_ref() {
        "c" | "row" => "r",
        "dimension" => "ref",
        "sst" => "uniqueCount",
        _ => return Ok(()),
    };
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| broken())?;
        if attribute.key.as_ref() != wanted {
            continue;
        }
        let fine = match wanted {
            "uniqueCount" => match attribute.value.parse::<u64>() {
                Ok(count) if count > MAX_STRINGS => {
                    return Err(too_large(name, MAX_STRINGS, "different texts"));
                }
                told => told.is_ok(),
            },
            "ref" => is_range(&attribute.value),
            _ => address(&attribute.value).is_some(),
        };
        if !fine {
            return Err(broken());
        }
    }
    Ok(())
}

fn is_range(text: &str) -> bool {
    let (start, end) = text.split_once(':').unwrap_or((text, text));
    match (address(start), address(end)) {
        (Some(start), Some(end)) => start.0 <= end.0 && start.1 <= end.1,
        _ => false,
    }
}

/// Row and column of «AB12»; of «12», which names a row, the column is 0.
fn address(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    if letters.len() > 3 || digits.len() > 7 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let place = |byte: u8| u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, |sum, byte| sum * 26 + place(byte));
    let row = digits.parse().ok().filter(|row| (1..=MAX_ROW).contains(row))?;
    (column <= MAX_SHEET_COLUMN).then_some((row, column))
}

/// Bytes that may still be read, of the part and up to the next cell.
struct Budget {
    part: Cell<u64>,
    token: Cell<u64>,
}

struct Metered<R> {
    input: R,
    budget: Rc<Budget>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Budget { part, token } = &*self.budget;
        if part.get().min(token.get()) == 0 {
            return Err(io::Error::other("over the budget"));
        }
        let n = self.input.read(out)?;
        part.set(part.get().saturating_sub(n as u64));
        token.set(token.get().saturating_sub(n as u64));
        Ok(n)
    }
}

fn too_large(part: &str, limit: u64, what: &'static str) -> Unreadable {
    Unreadable::TooLarge {
        part: part.to_owned(),
        limit,
        what,
    }
}

fn not_a_workbook(error: zip::result::ZipError) -> Unreadable {
    match error {
        zip::result::ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            Unreadable::Io(error)
        }
        other => Unreadable::NotAWorkbook(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("A1", Some((1, 1)))]
    #[case("XFD1048576", Some((1_048_576, 16_384)))]
    #[case("12", Some((12, 0)))]
    #[case("A0", None)]
    #[case("XFE1", None)]
    #[case("A1048577", None)]
    #[case("A99999999999", None)]
    #[case("ABCDEFGH1", None)]
    #[case("Я1", None)]
    #[case("", None)]
    fn addresses(#[case] text: &str, #[case] place: Option<(u32, u32)>) {
        assert_eq!(address(text), place);
    }

    #[test]
    fn a_range_does_not_end_before_it_begins() {
        assert!(is_range("A1:C9") && is_range("B2"));
        assert!(!is_range("C9:A1") && !is_range("A1:B2:C3"));
    }
}
