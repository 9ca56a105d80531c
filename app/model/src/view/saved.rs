//! Filters that people gave names to.

use serde::{Deserialize, Serialize};

/// A filter with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its row.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The filter as an address says it, without `?`.
    pub query: String,
    /// Everybody sees it.
    pub shared: bool,
    /// The name of whoever shares it; `None`: it is one's own.
    pub owner: Option<String>,
    /// The journal opens with it.
    pub is_default: bool,
}

/// Why a view is not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewRefused {
    /// It has no name.
    NoName,
    /// There are a hundred already.
    TooMany,
}

impl SavedView {
    /// Longest name, in characters.
    pub const LONGEST: usize = 60;

    /// What a view is called of which somebody typed `text`: on one line, and not too long.
    #[must_use]
    pub fn name_of(text: &str) -> Option<String> {
        let shown = |letter: char| if letter.is_control() { ' ' } else { letter };
        let text: String = text.chars().map(shown).collect();
        let name: Vec<&str> = text.split_whitespace().collect();
        let name: String = name.join(" ").chars().take(SavedView::LONGEST).collect();
        (!name.is_empty()).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line() {
        for (typed, name) in [
            (" Потерянные\n сегодня ", Some("Потерянные сегодня")),
            ("\u{0}\t", None),
            ("", None),
        ] {
            assert_eq!(SavedView::name_of(typed).as_deref(), name);
        }
        let long = SavedView::name_of(&"ж".repeat(1_000)).unwrap();
        assert_eq!(long.chars().count(), SavedView::LONGEST);
    }
}
