//! What the columns of a table mean, guessed from its header or its first rows, for a person to confirm.

mod content;
mod words;

use crate::card::Column;

/// Whether the first row is a header, and what the columns mean.
pub(crate) fn guess(rows: &[Vec<String>]) -> (bool, Vec<Column>) {
    let header = has_header(rows);
    let mapping = match rows.first() {
        Some(first) if header => by_header(first, &rows[1..]),
        _ => content::by_content(rows),
    };
    (header, mapping)
}

/// What the columns mean when a person said whether there is a header.
pub(crate) fn mapping(rows: &[Vec<String>], header: bool) -> Vec<Column> {
    match rows.first() {
        Some(first) if header => by_header(first, &rows[1..]),
        _ => content::by_content(rows),
    }
}

fn by_header(header: &[String], rows: &[Vec<String>]) -> Vec<Column> {
    let mapping = words::by_words(header);
    let named = mapping
        .iter()
        .any(|column| matches!(column, Column::Name | Column::ContactName));
    if named {
        return mapping;
    }
    // Words of another language, or none: the rows may tell what the header does not.
    let content = content::by_content(rows);
    let missing = |column: &Column| match column {
        Column::Name => true,
        Column::Phone => !mapping.contains(&Column::Phone),
        _ => false,
    };
    let of = |(at, column): (usize, &Column)| match content.get(at) {
        Some(seen) if *column == Column::Ignore && missing(seen) => *seen,
        _ => *column,
    };
    mapping.iter().enumerate().map(of).collect()
}

fn has_header(rows: &[Vec<String>]) -> bool {
    let Some((first, others)) = rows.split_first() else {
        return false;
    };
    if first
        .iter()
        .any(|cell| content::is_phone(cell) || cell.contains('@'))
    {
        return false;
    }
    let known = words::by_words(first)
        .iter()
        .any(|column| *column != Column::Ignore);
    known || others.iter().flatten().any(|cell| content::is_phone(cell))
}
