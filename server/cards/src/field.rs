//! One value out of a cell or a property: cleaned, bounded, and with its guard against formulas taken off and put on.

use crate::card::{Column, Reason, limit};

/// What makes a spreadsheet take a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A value without what only looks; empty if nothing is left. A note keeps its lines.
pub(crate) fn clean(column: Column, text: &str) -> Result<String, Reason> {
    if text.contains('\0') {
        return Err(Reason::Nul);
    }
    let text = text.trim_matches(is_blank);
    if text.len() > limit(column) {
        return Err(Reason::FieldTooLong {
            column,
            bytes: text.len(),
        });
    }
    let lines_matter = matches!(
        column,
        Column::Note | Column::Phone | Column::ContactPhone | Column::Relations
    );
    let (end, lines) = if lines_matter {
        ("\n", text.replace("\r\n", "\n"))
    } else {
        (" ", text.to_owned())
    };
    let mut clean = String::with_capacity(text.len());
    for (at, line) in lines.split(['\n', '\r']).enumerate() {
        if at > 0 && (lines_matter || !clean.ends_with(end)) {
            clean.push_str(end);
        }
        let words = line
            .split(|c: char| is_blank(c) && c != '\u{a0}')
            .filter(|word| !word.is_empty());
        for (at, word) in words.enumerate() {
            if at > 0 {
                clean.push(' ');
            }
            clean.push_str(word);
        }
    }
    clean.truncate(clean.trim_end_matches(is_blank).len());
    Ok(clean)
}

/// Control characters are no text either, and would confuse terminals.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}'
}

/// The cell as it is written: what a spreadsheet would take for a formula begins with an apostrophe. Phones are none if they
/// are digits alone or have a space, which no sum has: they stay what people read and a telephone can dial.
pub(crate) fn guarded(cell: &str) -> String {
    let sum = |c: char| matches!(c, '(' | ')' | '-');
    let phones = cell.starts_with('+')
        && cell
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | ',' | ' ') || sum(c))
        && (!cell.contains(sum) || cell.contains(' '));
    let looks_guarded = cell.starts_with('\'') && cell[1..].starts_with(is_guardable);
    if (cell.starts_with(FORMULA) && !phones) || looks_guarded {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The cell without the apostrophe of [`guarded`].
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(is_guardable) => rest,
        _ => cell,
    }
}

fn is_guardable(c: char) -> bool {
    c == '\'' || FORMULA.contains(&c)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("=1+1", "'=1+1")]
    #[case("-2", "'-2")]
    #[case("@SUM(A1)", "'@SUM(A1)")]
    #[case("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    #[case("+7-900-000-12-34", "'+7-900-000-12-34")]
    #[case("+79000001234", "+79000001234")]
    #[case("+79000001234, +74950001122", "+79000001234, +74950001122")]
    #[case("+7 (495) 000-11-22, +1 617-555-0123", "+7 (495) 000-11-22, +1 617-555-0123")]
    #[case("+7 (495) 000-11-22*A1", "'+7 (495) 000-11-22*A1")]
    #[case("'s-Gravenhage", "'s-Gravenhage")]
    #[case("'=1", "''=1")]
    #[case("''", "'''")]
    #[case("ООО Ромашка", "ООО Ромашка")]
    fn a_formula_is_defused_and_read_back(#[case] cell: &str, #[case] written: &str) {
        assert_eq!(guarded(cell), written);
        assert_eq!(unguarded(written), cell);
    }

    proptest::proptest! {
        #[test]
        fn what_is_guarded_is_read_back(cell in "['=+@\\-a1]{0,6}") {
            let written = guarded(&cell);
            proptest::prop_assert_eq!(unguarded(&written), cell);
        }

        #[test]
        fn what_is_clean_stays_as_it_is(text in "[ a\n\r\t\u{a0}\u{1}я]{0,20}") {
            for column in [Column::Name, Column::Note] {
                let once = clean(column, &text).unwrap();
                proptest::prop_assert_eq!(clean(column, &once).unwrap(), once);
            }
        }
    }

    #[test]
    fn values_are_one_line_except_notes() {
        assert_eq!(
            clean(Column::Name, " \u{feff}ООО\r\n «Ромашка»\u{a0} "),
            Ok("ООО «Ромашка»".to_owned())
        );
        assert_eq!(clean(Column::Note, "a\r\nb\rc\n"), Ok("a\nb\nc".to_owned()));
        assert_eq!(clean(Column::Name, "a\0b"), Err(Reason::Nul));
        let long = Reason::FieldTooLong {
            column: Column::Name,
            bytes: 5000,
        };
        assert_eq!(clean(Column::Name, &"x".repeat(5000)), Err(long));
    }
}
