//! Finding while one types: every word must be found somewhere at the customer; names before contact persons before
//! numbers, beginnings before middles, short names before long ones.

use call_journal_model::employee::CustomerId;
use call_journal_model::search::{normalise, words};

use super::entry::Entry;
use super::{Directory, Entries};
use crate::error::StoreError;
use crate::needle::Needle;
use crate::store::Store;

/// How well a customer answers a query: less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    WholeName,
    NameBegins,
    WordBegins,
    InName,
    InContact,
    InNumber,
}

/// A page of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryPage {
    /// In the order of names.
    pub customers: Vec<CustomerId>,
    /// How many there are in all.
    pub total: usize,
}

/// A query, made ready for two hundred thousand answers.
struct Query {
    whole: String,
    words: Vec<Needle>,
}

impl Directory {
    /// The customers that all words of `query` are found at, best first.
    ///
    /// # Errors
    /// When the database fails while the directory is loaded.
    pub async fn find(&self, store: &Store, query: &str, most: usize) -> Result<Vec<CustomerId>, StoreError> {
        let query = Query::new(query);
        self.ask(store, |entries| entries.find(&query, most)).await
    }

    /// Those customers by name, from the place `from` on. An empty query finds everybody.
    ///
    /// # Errors
    /// When the database fails while the directory is loaded.
    pub async fn page(
        &self,
        store: &Store,
        query: &str,
        archived: bool,
        from: usize,
        most: usize,
    ) -> Result<DirectoryPage, StoreError> {
        let query = Query::new(query);
        self.ask(store, |entries| entries.page(&query, archived, from, most))
            .await
    }
}

impl Entries {
    fn find(&self, query: &Query, most: usize) -> Vec<CustomerId> {
        if query.words.is_empty() {
            return Vec::new();
        }
        // Names that begin with the query stand together and go before all others. Where they are enough, as of one letter,
        // which is found at nearly everybody, nobody else is looked at.
        let begin = self
            .by_name
            .partition_point(|entry| entry.name() < query.whole.as_str());
        let together = self.by_name.iter().skip(begin);
        let together = together.take_while(|entry| entry.name().starts_with(&query.whole));
        let mut hits: Vec<(Rank, usize, i64)> = query.hits(together, most);
        if hits.len() < most {
            hits = query.hits(self.by_name.iter(), most);
        }
        hits.sort_unstable();
        hits.truncate(most);
        hits.into_iter().map(|(_, _, id)| CustomerId(id)).collect()
    }

    fn page(&self, query: &Query, archived: bool, from: usize, most: usize) -> DirectoryPage {
        let mut page = DirectoryPage::default();
        for entry in &self.by_name {
            if (entry.archived && !archived) || !query.finds(entry) {
                continue;
            }
            if page.total >= from && page.customers.len() < most {
                page.customers.push(CustomerId(entry.id));
            }
            page.total += 1;
        }
        page
    }
}

impl Query {
    fn new(query: &str) -> Query {
        Query {
            whole: normalise(query),
            words: words(query).into_iter().map(Needle::new).collect(),
        }
    }

    /// At least `most` of the best hits, where there are so many.
    fn hits<'a>(&self, entries: impl Iterator<Item = &'a Entry>, most: usize) -> Vec<(Rank, usize, i64)> {
        let mut hits = Vec::new();
        for entry in entries.filter(|entry| !entry.archived) {
            let Some(rank) = self.rank(entry) else { continue };
            hits.push((rank, entry.name().len(), entry.id));
            if hits.len() > 64 * most.max(1) {
                hits.select_nth_unstable(most);
                hits.truncate(most);
            }
        }
        hits
    }

    /// Whether every word is found somewhere.
    fn finds(&self, entry: &Entry) -> bool {
        self.words.iter().all(|needle| needle.rank(entry).is_some())
    }

    /// `None`: a word is found nowhere.
    fn rank(&self, entry: &Entry) -> Option<Rank> {
        let mut worst = Rank::WholeName;
        for needle in &self.words {
            worst = worst.max(needle.rank(entry)?);
        }
        if worst > Rank::InName || self.words.is_empty() {
            return Some(worst);
        }
        let name = entry.name();
        Some(match name.strip_prefix(self.whole.as_str()) {
            Some("") => Rank::WholeName,
            Some(_) => Rank::NameBegins,
            None if self.words.iter().all(|needle| needle.begins_a_word(name)) => Rank::WordBegins,
            None => Rank::InName,
        })
    }
}

impl Needle {
    fn rank(&self, entry: &Entry) -> Option<Rank> {
        let text = entry.text().as_bytes();
        if let Some(at) = self.text.find(text) {
            if !self.word.text.contains(' ') {
                if entry.is_name(at) {
                    return Some(Rank::InName);
                }
                if entry.is_text(at) {
                    return Some(Rank::InContact);
                }
                if self.word.text == self.word.digits {
                    return Some(Rank::InNumber);
                }
            } else if entry.names().any(|name| self.word.in_text(name)) {
                return Some(Rank::InName);
            } else if entry.contacts().any(|name| self.word.in_text(name)) {
                return Some(Rank::InContact);
            }
        }
        self.digits.as_ref()?.find(entry.all_numbers().as_bytes())?;
        let found = self.digits_are_enough || entry.numbers().any(|number| self.word.in_number(number));
        found.then_some(Rank::InNumber)
    }

    fn begins_a_word(&self, name: &str) -> bool {
        let begins = |at: usize| {
            let before = name.get(..at).and_then(|before| before.chars().next_back());
            before.is_none_or(|c| !c.is_alphanumeric())
        };
        !self.word.text.contains(' ') && self.text.find_iter(name.as_bytes()).any(begins)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries(lines: &[(&str, &str, &str)]) -> Entries {
        let entry = |(at, (names, contacts, numbers)): (usize, &(&str, &str, &str))| {
            Entry::new(
                i64::try_from(at).unwrap() + 1,
                false,
                &normalise_lines(names),
                &normalise_lines(contacts),
                numbers,
            )
        };
        Entries::new(lines.iter().enumerate().map(entry).collect())
    }

    fn normalise_lines(text: &str) -> String {
        text.lines().map(normalise).collect::<Vec<_>>().join("\n")
    }

    fn found(entries: &Entries, query: &str) -> Vec<i64> {
        entries
            .find(&Query::new(query), 10)
            .into_iter()
            .map(|id| id.0)
            .collect()
    }

    #[test]
    fn names_go_before_contact_persons_and_beginnings_before_middles() {
        let entries = entries(&[
            ("Поляна малинова", "", ""),
            ("Фабрика окон «Линза»", "", ""),
            ("Линия света", "", ""),
            ("Лин", "", ""),
            ("Верстак", "Линёва Анна", ""),
            ("Верстак", "", "79000005464"),
        ]);
        assert_eq!(found(&entries, "ЛИН"), [4, 3, 2, 1, 5]);
        assert_eq!(found(&entries, "546"), [6]);
        assert_eq!(found(&entries, ""), Vec::<i64>::new());
    }

    #[test]
    fn several_words_may_be_found_at_different_places() {
        let entries = entries(&[
            ("Ёлка\nСтарая ель", "Громов Пётр", "79161234567\n74951112233"),
            ("Ёлка и палка", "", "79161234568"),
        ]);
        assert_eq!(found(&entries, "елка громов"), [1]);
        assert_eq!(found(&entries, "ель петр"), [1]);
        assert_eq!(found(&entries, "елка 8 (916) 123-45-68"), [2]);
        assert_eq!(found(&entries, "916 67"), [1]);
        // Pieces of one number, not of two.
        assert_eq!(found(&entries, "1112233 4567"), Vec::<i64>::new());
        assert_eq!(found(&entries, "0"), Vec::<i64>::new());
    }

    #[test]
    fn the_list_is_in_the_order_of_names_and_knows_how_many_there_are() {
        let entries = entries(&[
            ("Яблоко", "", ""),
            ("абрикос", "", ""),
            ("Ябеда", "", ""),
            ("Вишня", "", ""),
        ]);
        let page = entries.page(&Query::new("я"), false, 1, 1);
        assert_eq!(
            page,
            DirectoryPage {
                customers: vec![CustomerId(3)],
                total: 3
            }
        );
        assert_eq!(
            entries.page(&Query::new(""), false, 0, 2).customers,
            [CustomerId(2), CustomerId(4)]
        );
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_a_plain_search_finds(
            lines in prop::collection::vec(("[абе 1-3]{1,8}(\n[абе]{1,5})?", "([абе1 ]{1,8})?(\n[абв]{2,4})?", "(7[0-389]{9})?(\n[0-9]{3,11})?"), 1..12),
            query in "[абё0-389 ]{1,7}",
        ) {
            let lines: Vec<(String, String, String)> = lines.into_iter()
                .map(|(a, b, c)| (normalise_lines(&a), normalise_lines(&b), c)).collect();
            let entries = Entries::new(lines.iter().enumerate().map(|(at, (names, contacts, numbers))| {
                Entry::new(i64::try_from(at).unwrap(), false, names, contacts, numbers)
            }).collect());
            let wanted = words(&query);
            let mut expected: Vec<i64> = lines.iter().enumerate().filter(|(_, (names, contacts, numbers))| {
                let texts: Vec<&str> = names.lines().chain(contacts.lines()).collect();
                let numbers: Vec<&str> = numbers.lines().filter(|line| !line.is_empty()).collect();
                !wanted.is_empty() && wanted.iter().all(|word| word.matches(&texts, &numbers))
            }).map(|(at, _)| i64::try_from(at).unwrap()).collect();
            let mut found: Vec<i64> = entries.find(&Query::new(&query), 100).into_iter().map(|id| id.0).collect();
            for most in 0..found.len() {
                let best: Vec<i64> = entries.find(&Query::new(&query), most).into_iter().map(|id| id.0).collect();
                prop_assert_eq!(best, &found[..most], "the best {}", most);
            }
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
