//! Columns by what stands in them.

use crate::card::Column;

/// Digits of the shortest number that is taken for a phone without a word that says so.
const SHORTEST: usize = 6;
const LONGEST: usize = 15;

/// Phones, e-mails, and the first column of words, which is the name.
pub(crate) fn by_content(rows: &[Vec<String>]) -> Vec<Column> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut named = false;
    let column = |at: usize| {
        let cells: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.get(at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let most = |is: fn(&str) -> bool| cells.iter().filter(|cell| is(cell)).count() * 2 > cells.len();
        if most(is_phone) {
            Column::Phone
        } else if most(|cell| cell.contains('@')) {
            Column::Email
        } else if !named && most(is_words) {
            named = true;
            Column::Name
        } else {
            Column::Ignore
        }
    };
    (0..width).map(column).collect()
}

/// Digits, and what stands between the digits of a phone.
pub(crate) fn is_phone(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let fits = |c: char| c.is_ascii_digit() || " +()-.;,/\u{a0}\n'".contains(c);
    (SHORTEST..=LONGEST * 4).contains(&digits) && cell.chars().all(fits) && !is_day(cell)
}

/// «31.12.2025» has eight digits too.
fn is_day(cell: &str) -> bool {
    let parts: Vec<usize> = cell.trim().split(['.', '-', '/']).map(str::len).collect();
    parts == [2, 2, 4] || parts == [4, 2, 2]
}

fn is_words(cell: &str) -> bool {
    cell.chars().filter(|c| c.is_alphabetic()).count() >= 2
}
