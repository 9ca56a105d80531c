//! Customers whose names are like one that is being typed: perhaps it is one of them.
//!
//! Legal forms, quotation marks, the order of words and small slips make no difference; a rare word says more than one
//! that many names have.

use call_journal_model::employee::CustomerId;
use call_journal_model::search::normalise;

use super::entry::Entry;
use super::{Directory, Entries};
use crate::error::StoreError;
use crate::store::Store;

/// Words that say nothing about whose name it is.
const LEGAL_FORMS: [&str; 24] = [
    "ооо", "оао", "зао", "пао", "ао", "нао", "ип", "чп", "тоо", "гуп", "муп", "фгуп", "ано", "нко", "тсж",
    "снт", "gmbh", "llc", "ltd", "inc", "ag", "kg", "plc", "corp",
];
/// Words of a typed name that are compared.
const TYPED: usize = 8;
/// How alike each typed word is to a word, or to the one of a name that is most alike: as [`alike_words`] says.
type Alike = [u8; TYPED];
/// Shorter words are compared as a whole only.
const SHORTEST: usize = 3;
/// Between words that are both shorter a slip makes another word.
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
        let typed: Vec<&str> = telling_words(&normal).take(TYPED).collect();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(store, |entries| entries.similar(&typed, most)).await
    }
}

impl Entries {
    fn similar(&self, typed: &[&str], most: usize) -> Vec<CustomerId> {
        let likely = self.likely(typed);
        let all = self.by_name.len();
        let mut names_with = [0_usize; TYPED];
        for (_, alike) in &likely {
            for (count, &how) in names_with.iter_mut().zip(alike) {
                *count += usize::from(how > 0);
            }
        }
        let rare = names_with.map(|count| rarity(all, count));
        let telling = names_with.map(|count| count * COMMON <= all.max(COMMON));
        let mut hits: Vec<(f64, usize, i64)> = Vec::new();
        for (entry, alike) in likely {
            let every = alike.iter().take(typed.len()).all(|&how| how > 0);
            if every
                || alike
                    .iter()
                    .zip(telling)
                    .any(|(&how, telling)| how > 0 && telling)
            {
                let score = alike.iter().zip(rare).map(|(&how, rare)| f64::from(how) * rare);
                hits.push((score.sum(), entry.name().len(), entry.id));
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

    /// Who has a word that is like one of those typed, and how alike each of these is.
    fn likely(&self, typed: &[&str]) -> Vec<(&Entry, Alike)> {
        // What is known of each word, by its place; the first: nothing.
        let mut known: Vec<Alike> = vec![[0; TYPED]];
        let mut known_of = vec![0_usize; self.vocabulary.len()];
        for (word, place) in self.vocabulary.words() {
            let mut alike = [0; TYPED];
            for (how, wanted) in alike.iter_mut().zip(typed) {
                *how = alike_words(wanted, word);
            }
            if let (true, Some(at)) = (alike != [0; TYPED], known_of.get_mut(place)) {
                *at = known.len();
                known.push(alike);
            }
        }
        let mut likely = Vec::new();
        for entry in self.by_name.iter().filter(|entry| !entry.archived) {
            let mut best = [0; TYPED];
            for place in self.vocabulary.of(entry.spelled) {
                let at = known_of.get(place).copied().unwrap_or_default();
                if let (true, Some(alike)) = (at > 0, known.get(at)) {
                    for (best, &how) in best.iter_mut().zip(alike) {
                        *best = how.max(*best);
                    }
                }
            }
            if best != [0; TYPED] {
                likely.push((entry, best));
            }
        }
        likely
    }
}

/// How much a word says that `count` of `all` names have.
#[allow(clippy::cast_precision_loss, reason = "counts of customers are small")]
fn rarity(all: usize, count: usize) -> f64 {
    (1.0 + all as f64 / (count.max(1)) as f64).ln()
}

/// The words of a normalised name that say whose it is.
pub(super) fn telling_words(name: &str) -> impl Iterator<Item = &str> {
    words(name).filter(|word| !LEGAL_FORMS.contains(word))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    // The first ones spare most letters a look into the tables of Unicode.
    let letter = |c: char| matches!(c, 'а'..='я' | 'a'..='z' | '0'..='9') || c.is_alphanumeric();
    name.split(move |c| !letter(c)).filter(|word| !word.is_empty())
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

/// Whether one letter more, less, other, or two swapped make one word of the other, and the longer one is long enough.
fn a_slip_apart(one: &str, other: &str) -> bool {
    if far_apart(one.as_bytes(), other.as_bytes()) {
        return false;
    }
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    if one.len().max(other.len()) < SLIPS_FROM {
        return false;
    }
    let (one, other) = differing(&one, &other);
    match (one, other) {
        ([_], []) | ([], [_]) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// Whether so much differs, in bytes, that it is more than a slip; spares nearly all words the closer look.
fn far_apart(one: &[u8], other: &[u8]) -> bool {
    // Two letters, of four bytes at most.
    const SLIP: usize = 8;
    let (one, other) = differing(one, other);
    one.len().max(other.len()) > SLIP
}

/// What is left of both without what they begin and end with alike.
fn differing<'a, T: PartialEq>(one: &'a [T], other: &'a [T]) -> (&'a [T], &'a [T]) {
    let begin = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let one = one.get(begin..).unwrap_or_default();
    let other = other.get(begin..).unwrap_or_default();
    let ends = one.iter().rev().zip(other.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count();
    let without = |rest: &'a [T]| rest.get(..rest.len() - end).unwrap_or_default();
    (without(one), without(other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            ("верстак", "перстак", true),
            ("верстак", "ерстак", true),
            ("верстак", "еврстак", true),
            ("верстак", "верстык", true),
            ("кузнецов", "кознецов", true),
            ("кузнецов", "кознецом", false),
            ("верстак", "верткас", false),
            ("верстак", "вермлак", false),
            ("линза", "лина", true),
            ("липа", "лира", false),
            ("müller", "muller", true),
            ("дом", "дым", false),
            ("медоварня", "медоварна", true),
        ] {
            assert_eq!(a_slip_apart(one, other), alike, "{one} {other}");
            assert_eq!(a_slip_apart(other, one), alike, "{other} {one}");
        }
    }

    fn entry(id: usize, name: &str) -> Entry {
        Entry::new(i64::try_from(id).unwrap(), id % 4 == 3, &normalise(name), "", "")
    }

    proptest! {
        #[test]
        fn names_are_compared_word_by_word(
            names in prop::collection::vec("((ооо|липа|липка|лира|верстак|[а-в]{1,6}) ?){0,3}", 0..10),
            typed in "((липа|верстк|зао|[а-в]{1,6}) ){1,3}",
        ) {
            let entries = Entries::new(names.iter().enumerate().map(|(at, name)| entry(at, name)).collect());
            let typed: Vec<&str> = telling_words(&typed).collect();
            let alike = |wanted: &&str, name: &str| telling_words(name).map(|word| alike_words(wanted, word)).max();
            for entry in &entries.by_name {
                let mut expected = [0; TYPED];
                for (how, wanted) in expected.iter_mut().zip(&typed) {
                    *how = alike(wanted, entry.name()).unwrap_or_default();
                }
                let found = entries.likely(&typed).into_iter().find(|(found, _)| found.id == entry.id);
                let expected = (!entry.archived && expected != [0; TYPED]).then_some(expected);
                prop_assert_eq!(found.map(|(_, alike)| alike), expected, "{}", entry.name());
            }
        }

        #[test]
        fn after_any_changes_it_is_as_if_read_anew(
            changes in prop::collection::vec((prop::collection::vec(0..6_usize, 1..3), "(липа|дуб|вяз){0,2}( вяз)?", any::<bool>()), 1..40),
        ) {
            let mut changed = Entries::default();
            let mut names = std::collections::BTreeMap::new();
            for (ids, name, stays) in changes {
                for &id in &ids {
                    names.remove(&id);
                    if stays {
                        names.insert(id, name.clone());
                    }
                }
                let gone: Vec<i64> = ids.iter().map(|&id| i64::try_from(id).unwrap()).collect();
                let distinct: std::collections::BTreeSet<usize> = ids.into_iter().filter(|_| stays).collect();
                changed.replace(&gone, distinct.into_iter().map(|id| entry(id, &name)).collect());
                let anew = Entries::new(names.iter().map(|(&id, name)| entry(id, name)).collect());
                for typed in ["липа", "дуб", "вяз"] {
                    prop_assert_eq!(changed.similar(&[typed], 9), anew.similar(&[typed], 9), "{}", typed);
                }
                let words: usize = changed.by_name.iter().map(|entry| telling_words(entry.name()).count()).sum();
                prop_assert!(changed.vocabulary.kept() <= 2 * words, "what is gone is let go");
                let order = |entries: &Entries| entries.by_name.iter().map(|entry| entry.id).collect::<Vec<_>>();
                prop_assert_eq!(order(&changed), order(&anew));
            }
        }
    }
}
