//! Several phones out of one cell. Whether they are phones is not judged here: what looks like none is kept as written.

/// Words before an extension: what follows one belongs to the phone before.
const EXTENSION: [&str; 8] = ["доб", "вн", "ext", "доп", "#", "x", "местн", "тон"];
/// Digits of the shortest phone that can begin anew after one with an extension.
const SHORTEST: usize = 5;
/// Digits on both sides of a comma without a space, for it to part two phones.
const WHOLE: usize = 7;

/// The phones of `cell`, parted by semicolon, line break, slash, bar, comma, or Google's three colons.
pub(crate) fn split(cell: &str) -> Vec<String> {
    let mut phones: Vec<String> = Vec::new();
    let mut rest = cell;
    let mut before = "";
    loop {
        let (piece, separator, after) = next_piece(rest);
        let piece = piece.trim();
        if digits(piece) == 0 && piece.chars().all(|c| !c.is_alphanumeric()) {
            // An empty cell is written as a dash by some.
        } else {
            match phones.last_mut() {
                Some(last) if belongs_to(last, before, piece) => {
                    last.push_str(before);
                    if before == "," {
                        last.push(' ');
                    }
                    last.push_str(piece);
                }
                _ => phones.push(piece.split_whitespace().collect::<Vec<_>>().join(" ")),
            }
        }
        let Some(after) = after else { return phones };
        before = separator;
        rest = after;
    }
}

/// Text up to the next separator, the separator, and what follows it.
fn next_piece(text: &str) -> (&str, &str, Option<&str>) {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        let after = &text[at + c.len_utf8()..];
        match c {
            // Commas of a remark in brackets, if these are closed.
            '(' if after.contains(')') => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ';' | '\n' | '\r' | '/' | '|' => return (&text[..at], &text[at..at + 1], Some(after)),
            ':' if after.starts_with("::") => return (&text[..at], &text[at..at + 3], Some(&after[2..])),
            ',' if after.is_empty() || after.starts_with(char::is_whitespace) => {
                return (&text[..at], ",", Some(after));
            }
            ',' if digits(&text[..at]) >= WHOLE && digits(until_comma(after)) >= WHOLE => {
                return (&text[..at], ",", Some(after));
            }
            _ => {}
        }
    }
    (text, "", None)
}

fn until_comma(text: &str) -> &str {
    text.split([',', ';']).next().unwrap_or_default()
}

fn belongs_to(phone: &str, separator: &str, piece: &str) -> bool {
    let lower = piece.to_lowercase();
    if EXTENSION
        .iter()
        .any(|word| lower.strip_prefix(word).is_some_and(is_extension))
    {
        return true;
    }
    if digits(piece) == 0 || digits(piece) >= SHORTEST || piece.chars().any(char::is_alphabetic) {
        return false;
    }
    // «123-45-67/68» is the last digits of a second phone; «доб. 12, 13» a second extension.
    let phone = phone.to_lowercase();
    let extended = EXTENSION.iter().any(|word| {
        phone
            .rfind(word)
            .is_some_and(|at| is_extension(&phone[at + word.len()..]))
    });
    extended || (separator == "/" && digits(&phone) >= WHOLE)
}

/// What follows the word begins with digits, after dots and the like.
fn is_extension(after: &str) -> bool {
    let rest =
        after.trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, '.' | ' ' | ':' | '=' | '№'));
    rest.starts_with(|c: char| c.is_ascii_digit())
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("+7 (495) 123-45-67", &["+7 (495) 123-45-67"])]
    #[case("+7 495 123-45-67; 8 916 000 11 22", &["+7 495 123-45-67", "8 916 000 11 22"])]
    #[case("84951234567,89160001122", &["84951234567", "89160001122"])]
    #[case("84951234567, 89160001122 / 89160001133", &["84951234567", "89160001122", "89160001133"])]
    #[case("84951234567\n89160001122", &["84951234567", "89160001122"])]
    #[case("+7 495 123-45-67 доб. 12, 13", &["+7 495 123-45-67 доб. 12, 13"])]
    #[case("+7 495 123-45-67, доб. 12", &["+7 495 123-45-67, доб. 12"])]
    #[case("+74951234567;ext=12", &["+74951234567;ext=12"])]
    #[case("+74951234567,,12", &["+74951234567,,12"])]
    #[case("+7 495 123-45-67 доб. 12, +7 916 000-11-22", &["+7 495 123-45-67 доб. 12", "+7 916 000-11-22"])]
    #[case("123-45-67/68", &["123-45-67/68"])]
    #[case("101, 102", &["101", "102"])]
    #[case("7,90001E+10", &["7,90001E+10"])]
    #[case("8 916 000-11-22 (Иван, директор); 123456", &["8 916 000-11-22 (Иван, директор)", "123456"])]
    #[case("8 (916 000-11-22, 84951234567", &["8 (916 000-11-22", "84951234567"])]
    #[case("+44 20 7946 0000 ::: +44 20 7946 0001", &["+44 20 7946 0000", "+44 20 7946 0001"])]
    #[case("—", &[])]
    #[case("нет", &["нет"])]
    #[case(" ;, ", &[])]
    fn phones_of_a_cell(#[case] cell: &str, #[case] phones: &[&str]) {
        assert_eq!(split(cell), phones);
    }

    proptest::proptest! {
        #[test]
        fn no_digit_is_lost_or_made_up(cell in "[0-9 ,;/доб.()x+\n-]{0,60}") {
            let kept: String = split(&cell).concat();
            proptest::prop_assert_eq!(digits(&kept), digits(&cell));
        }
    }
}
