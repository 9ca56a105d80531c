//! Customers whose names are like one that is being typed: perhaps it is one of them.
//!
//! Legal forms, quotation marks, the order of words and small slips make no difference; a rare word says more than one
//! that many names have.

use call_journal_model::employee::CustomerId;
use call_journal_model::search::normalise;

use super::{Directory, Entries};
use crate::error::StoreError;
use crate::store::Store;

/// Words that say nothing about whose name it is.
const LEGAL_FORMS: [&str; 24] = [
    "ооо", "оао", "зао", "пао", "ао", "нао", "ип", "чп", "тоо", "гуп", "муп", "фгуп", "ано", "нко", "тсж",
    "снт", "gmbh", "llc", "ltd", "inc", "ag", "kg", "plc", "corp",
];
/// Shorter words are compared as a whole only.
const SHORTEST: usize = 3;
/// In shorter words a slip makes another word.
const SLIPS_FROM: usize = 5;
/// A word that more names have than one in so many is not enough by itself.
const COMMON: usize = 20;

impl Directory {
    /// The customers whose names are most like `name`, best first.
    ///
    /// # Errors
    /// When the database fails while the directory is loaded.
    pub async fn similar(
        &self,
        store: &Store,
        name: &str,
        most: usize,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let normal = normalise(name);
        let typed: Vec<&str> = telling_words(&normal).take(8).collect();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(store, |entries| entries.similar(&typed, most)).await
    }
}

impl Entries {
    fn similar(&self, typed: &[&str], most: usize) -> Vec<CustomerId> {
        let mut names_with = vec![0_usize; typed.len()];
        let mut likely: Vec<(usize, Vec<u8>)> = Vec::new();
        for (at, entry) in self.0.iter().enumerate().filter(|(_, entry)| !entry.archived) {
            let name = entry.name();
            let mut alike: Option<Vec<u8>> = None;
            for word in telling_words(name) {
                for (place, wanted) in typed.iter().enumerate() {
                    let how = alike_words(wanted, word);
                    if how > 0 {
                        let all = alike.get_or_insert_with(|| vec![0; typed.len()]);
                        if let Some(best) = all.get_mut(place) {
                            *best = how.max(*best);
                        }
                    }
                }
            }
            let Some(alike) = alike else { continue };
            for (count, how) in names_with.iter_mut().zip(&alike) {
                *count += usize::from(*how > 0);
            }
            likely.push((at, alike));
        }
        let rare: Vec<f64> = names_with
            .iter()
            .map(|&count| rarity(self.0.len(), count))
            .collect();
        let mut hits: Vec<(f64, usize, i64)> = Vec::new();
        for (at, alike) in likely {
            let Some(entry) = self.0.get(at) else { continue };
            let all = alike.iter().all(|&how| how > 0);
            let mut words = alike.iter().zip(&names_with);
            let telling = words.any(|(&how, &count)| how > 0 && count * COMMON <= self.0.len().max(COMMON));
            if all || telling {
                let score: f64 = alike
                    .iter()
                    .zip(&rare)
                    .map(|(&how, rare)| f64::from(how) * rare)
                    .sum();
                hits.push((score, entry.name().len(), entry.id));
            }
        }
        let best = |one: &(f64, usize, i64), other: &(f64, usize, i64)| {
            other
                .0
                .total_cmp(&one.0)
                .then((one.1, one.2).cmp(&(other.1, other.2)))
        };
        if hits.len() > most && most > 0 {
            hits.select_nth_unstable_by(most - 1, best);
            hits.truncate(most);
        }
        hits.sort_unstable_by(best);
        hits.into_iter()
            .take(most)
            .map(|(_, _, id)| CustomerId(id))
            .collect()
    }
}

/// How much a word says that `count` of `all` names have.
#[allow(clippy::cast_precision_loss, reason = "counts of customers are small")]
fn rarity(all: usize, count: usize) -> f64 {
    (1.0 + all as f64 / (count.max(1)) as f64).ln()
}

/// The words of a normalised name that say whose it is.
fn telling_words(name: &str) -> impl Iterator<Item = &str> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty() && !LEGAL_FORMS.contains(word))
}

/// 4: the same; 3: one begins the other; 2: a slip apart; 0: others.
fn alike_words(typed: &str, word: &str) -> u8 {
    if typed == word {
        return 4;
    }
    let shorter = if typed.len() < word.len() { typed } else { word };
    if (typed.starts_with(word) || word.starts_with(typed)) && shorter.chars().nth(SHORTEST - 1).is_some() {
        return 3;
    }
    if a_slip_apart(typed, word) { 2 } else { 0 }
}

/// Whether one letter more, less, other, or two swapped make one word of the other.
fn a_slip_apart(one: &str, other: &str) -> bool {
    // Four bytes: the longest letter there is.
    if one.len().abs_diff(other.len()) > 4 {
        return false;
    }
    let begin = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let same = begin(one, other);
    let mut one: Vec<char> = one.chars().skip(same).collect();
    let mut other: Vec<char> = other.chars().skip(same).collect();
    while let (Some(a), Some(b)) = (one.last(), other.last())
        && a == b
    {
        one.pop();
        other.pop();
    }
    let kept = same.max(1);
    let long_enough = |rest: &[char]| kept + rest.len() + 2 > SLIPS_FROM;
    match (one.as_slice(), other.as_slice()) {
        ([_], []) | ([], [_]) | ([_], [_]) => long_enough(&one) || long_enough(&other),
        ([a, b], [c, d]) => a == d && b == c && long_enough(&one),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Entry;
    use super::*;

    fn similar(names: &[&str], typed: &str) -> Vec<String> {
        let entry = |(at, name): (usize, &&str)| {
            Entry::new(i64::try_from(at).unwrap(), false, &normalise(name), "", "")
        };
        let entries = Entries::new(names.iter().enumerate().map(entry).collect());
        let typed = normalise(typed);
        let words: Vec<&str> = telling_words(&typed).collect();
        let found = entries.similar(&words, 4);
        let name = |id: CustomerId| names.get(usize::try_from(id.0).unwrap()).unwrap().to_string();
        found.into_iter().map(name).collect()
    }

    #[test]
    fn the_same_name_in_other_clothes_is_found() {
        let names = ["ООО «Липа»", "Липарт, мастерская", "Верстак ООО", "Пекарня"];
        assert_eq!(similar(&names, "липа ооо"), ["ООО «Липа»", "Липарт, мастерская"]);
        assert_eq!(similar(&names, "Мастерская «Липа»")[0], "Липарт, мастерская");
        assert_eq!(similar(&names, "Верстка"), ["Верстак ООО"]);
        assert_eq!(similar(&names, "ООО"), Vec::<String>::new());
        assert_eq!(similar(&names, "Ромашка"), Vec::<String>::new());
    }

    #[test]
    fn a_word_that_many_names_have_is_not_enough() {
        let mut names: Vec<String> = (0..100).map(|n| format!("Магазин номер{n:03}")).collect();
        names.push("Магазин Ландыш".to_owned());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(similar(&names, "Магазин Ландыш")[0], "Магазин Ландыш");
        assert_eq!(similar(&names, "Магазин Подорожник"), Vec::<String>::new());
    }

    #[test]
    fn slips_are_one_letter() {
        for (one, other, alike) in [
            ("верстак", "верстка", true),
            ("верстак", "верстк", true),
            ("верстак", "веррстак", true),
            ("верстак", "версток", true),
            ("верстак", "верблюд", false),
            ("дом", "дым", false),
            ("медоварня", "медоварна", true),
        ] {
            assert_eq!(a_slip_apart(one, other), alike, "{one} {other}");
            assert_eq!(a_slip_apart(other, one), alike, "{other} {one}");
        }
    }
}
