//! Which folders new files come into: all of them where they are few, and of dated ones the newest. A PBX of ten years has
//! millions of files in thousands of folders, and writes into one.

use std::io;
use std::path::{Path, PathBuf};

/// Folders below one another.
const DEEPEST: usize = 6;
/// Folders of one root.
const MOST: usize = 2_000;

/// What a folder's own name made of the names in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Any,
    Year,
    Month,
    Day,
}

/// The folders below `root`, itself first, that are worth a look. `list` names the folders in a folder.
///
/// # Errors
/// When `root` cannot be read. Any other folder that cannot be is left out: it may be gone already.
pub(super) fn newest(
    root: &Path,
    mut list: impl FnMut(&Path) -> io::Result<Vec<String>>,
) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![(root.to_owned(), Kind::Any, list(root)?)];
    while let Some((folder, kind, names)) = open.pop() {
        let depth = folder.components().count() - root.components().count();
        let is_year = |name: &str| {
            let months = list(&folder.join(name)).unwrap_or_default();
            !months.is_empty() && months.iter().all(|name| number(name, 2, 1..=12).is_some())
        };
        let kept = if depth < DEEPEST {
            keep(kind, names, is_year)
        } else {
            Vec::new()
        };
        found.push(folder.clone());
        if found.len() == MOST {
            tracing::warn!(root = %root.display(), "too many folders: new files are looked for in {MOST} of them");
            break;
        }
        for (name, kind) in kept {
            let below = folder.join(name);
            if let Ok(names) = list(&below) {
                open.push((below, kind, names));
            }
        }
    }
    Ok(found)
}

/// The names worth a look among those in a folder.
fn keep(kind: Kind, names: Vec<String>, mut is_year: impl FnMut(&str) -> bool) -> Vec<(String, Kind)> {
    let mut kept = Vec::new();
    let mut dated: Vec<(u32, Kind, String)> = Vec::new();
    for name in names {
        let day = || {
            let digits: String = name.split('-').collect();
            let shape = name.len() == 8 || name.len() == 10 && name.match_indices('-').count() == 2;
            number(&digits, 8, 19_900_101..=21_001_231).filter(|_| shape)
        };
        let date = match kind {
            Kind::Year => number(&name, 2, 1..=12).map(|month| (month, Kind::Month)),
            Kind::Month => number(&name, 2, 1..=31).map(|day| (day, Kind::Day)),
            Kind::Day => number(&name, 2, 0..=23).map(|hour| (hour, Kind::Any)),
            // Mailboxes are named by numbers too.
            Kind::Any => number(&name, 4, 1990..=2100)
                .filter(|_| is_year(&name))
                .map(|year| (year, Kind::Year))
                .or_else(|| day().map(|day| (day, Kind::Day))),
        };
        match date {
            Some((number, kind)) => dated.push((number, kind, name)),
            None => kept.push((name, Kind::Any)),
        }
    }
    dated.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
    // Two years and two months: the last days of one, and the first of the other.
    let most = if matches!(kind, Kind::Any | Kind::Year) {
        2
    } else {
        3
    };
    kept.extend(dated.into_iter().take(most).map(|(_, kind, name)| (name, kind)));
    kept
}

/// The number that a name of so many digits is.
fn number(name: &str, digits: usize, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let plain = name.len() == digits && name.bytes().all(|byte| byte.is_ascii_digit());
    let number = name.parse().ok().filter(|_| plain)?;
    range.contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rstest::rstest;

    use super::*;

    /// The folders that are kept of a tree that is told by its deepest folders.
    fn kept(tree: &[&str]) -> BTreeSet<String> {
        let list = |folder: &Path| {
            let mut names = BTreeSet::new();
            for path in tree {
                if let Ok(rest) = Path::new("/r").join(path).strip_prefix(folder)
                    && let Some(first) = rest.components().next()
                {
                    names.insert(first.as_os_str().to_str().unwrap().to_owned());
                }
            }
            Ok(names.into_iter().collect())
        };
        let found = newest(Path::new("/r"), list).unwrap();
        found
            .iter()
            .map(|folder| folder.strip_prefix("/r").unwrap().to_str().unwrap().to_owned())
            .collect()
    }

    #[rstest]
    #[case::a_folder_of_files(&[], &[""])]
    #[case::freepbx(
        &["2024/12/31", "2025/11/30", "2025/12/29", "2025/12/30", "2025/12/31", "2026/01/01", "2026/01/02"],
        &["", "2025", "2025/11", "2025/11/30", "2025/12", "2025/12/29", "2025/12/30", "2025/12/31", "2026", "2026/01",
          "2026/01/01", "2026/01/02"]
    )]
    #[case::with_hours(
        &["2026/11/23/08", "2026/11/23/21", "2026/11/23/22", "2026/11/23/23"],
        &["", "2026", "2026/11", "2026/11/23", "2026/11/23/21", "2026/11/23/22", "2026/11/23/23"]
    )]
    #[case::days(&["2026-11-21", "2026-11-22", "2026-11-23"], &["", "2026-11-22", "2026-11-23"])]
    #[case::days_in_digits(&["20261121", "20261122", "20261123"], &["", "20261122", "20261123"])]
    #[case::mailboxes_are_no_years(
        &["default/2001/INBOX", "default/2002/INBOX", "default/2003/INBOX", "default/11/INBOX"],
        &["", "default", "default/11", "default/11/INBOX", "default/2001", "default/2001/INBOX", "default/2002",
          "default/2002/INBOX", "default/2003", "default/2003/INBOX"]
    )]
    #[case::other_names_stay(
        &["2026/11/23", "2026/11/22", "2026/11/21", "2026/11/20", "in/2026/11/23", "старые", "12-34-5678"],
        &["", "12-34-5678", "2026", "2026/11", "2026/11/21", "2026/11/22", "2026/11/23", "in", "in/2026", "in/2026/11",
          "in/2026/11/23", "старые"]
    )]
    #[case::deep(&["a/b/c/d/e/f/g/h"], &["", "a", "a/b", "a/b/c", "a/b/c/d", "a/b/c/d/e", "a/b/c/d/e/f"])]
    fn of_dated_folders_the_newest_are_looked_into(#[case] tree: &[&str], #[case] expected: &[&str]) {
        assert_eq!(
            kept(tree),
            expected.iter().map(|name| (*name).to_owned()).collect()
        );
    }

    #[test]
    fn there_is_an_end_to_it() {
        let endless = |_: &Path| Ok((0..50).map(|n| format!("x{n}")).collect());
        assert_eq!(newest(Path::new("/r"), endless).unwrap().len(), MOST);
        let failing = |_: &Path| Err(io::Error::other("gone"));
        assert!(newest(Path::new("/r"), failing).is_err());
    }
}
