//! Many short texts in one piece of memory: a word is looked for in all of them at once.

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

/// Owner of a text that was replaced.
const GONE: i64 = i64::MIN;

/// So many replaced texts are worth tidying up, if they are also half of all.
const WASTE: usize = 1_000;

/// Texts one after another.
#[derive(Debug, Default)]
pub(super) struct Texts {
    text: String,
    /// Where each text begins.
    starts: Vec<u32>,
}

impl Texts {
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// `false`: four gigabytes are full.
    #[must_use]
    pub(super) fn push(&mut self, text: &str) -> bool {
        let Ok(start) = u32::try_from(self.text.len()) else {
            return false;
        };
        self.starts.push(start);
        self.text.push_str(text);
        // No word holds one, so that none is found across two texts.
        self.text.push('\n');
        true
    }

    pub(super) fn at(&self, place: usize) -> &str {
        &self.text[self.starts[place] as usize..self.end(place)]
    }

    /// Calls `hit` with the place of each text in which `needle` stands, and the text.
    pub(super) fn each(&self, needle: &Finder<'_>, mut hit: impl FnMut(usize, &str)) {
        let (mut from, mut place) = (0, 0);
        let text = self.text.as_bytes();
        while let Some(found) = text.get(from..).and_then(|rest| needle.find(rest)) {
            place = self.place_of(from + found, place);
            from = self.end(place) + 1;
            hit(place, self.at(place));
        }
    }

    /// Which text `at` lies in; not before that of `place`. Near ones are found in few steps.
    fn place_of(&self, at: usize, place: usize) -> usize {
        let begins_before = |start: &u32| *start as usize <= at;
        let mut step = 1;
        while self.starts.get(place + step).is_some_and(begins_before) {
            step *= 2;
        }
        let near = &self.starts[place + 1..(place + step).min(self.starts.len())];
        place + near.partition_point(begins_before)
    }

    fn end(&self, place: usize) -> usize {
        let next = self
            .starts
            .get(place + 1)
            .map_or(self.text.len(), |start| *start as usize);
        next - 1
    }
}

/// Texts by their owners' ids. Each is normalised, and may hold lines.
#[derive(Debug, Default)]
pub(super) struct Haystack {
    texts: Texts,
    owners: Vec<i64>,
    places: FxHashMap<i64, u32>,
}

impl Haystack {
    /// Puts in a text, or replaces it. An empty one is as good as none.
    pub(super) fn put(&mut self, owner: i64, text: &str) {
        if let Some(&place) = self.places.get(&owner) {
            if self.texts.at(place as usize) == text {
                return;
            }
            self.owners[place as usize] = GONE;
            self.places.remove(&owner);
        }
        let Ok(place) = u32::try_from(self.owners.len()) else {
            return;
        };
        if text.is_empty() || !self.texts.push(text) {
            return;
        }
        self.owners.push(owner);
        self.places.insert(owner, place);
        if self.owners.len() > WASTE && self.owners.len() > 2 * self.places.len() {
            self.tidy();
        }
    }

    /// Calls `hit` with owner and text of all in which `needle` stands.
    pub(super) fn each(&self, needle: &Finder<'_>, mut hit: impl FnMut(i64, &str)) {
        self.texts.each(needle, |place, text| {
            if self.owners[place] != GONE {
                hit(self.owners[place], text);
            }
        });
    }

    /// How many have a text.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Gives back memory that was kept for more.
    pub(super) fn shrink(&mut self) {
        self.texts.shrink();
        self.owners.shrink_to_fit();
        self.places.shrink_to_fit();
    }

    fn tidy(&mut self) {
        let old = std::mem::take(self);
        for (place, &owner) in old.owners.iter().enumerate() {
            if owner != GONE {
                self.put(owner, old.texts.at(place));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn found(haystack: &Haystack, needle: &str) -> Vec<i64> {
        let mut owners = Vec::new();
        haystack.each(&Finder::new(needle), |owner, text| {
            assert!(text.contains(needle));
            owners.push(owner);
        });
        owners.sort_unstable();
        owners
    }

    proptest! {
        #[test]
        fn the_last_text_of_each_owner_is_what_is_looked_in(
            texts in prop::collection::vec((0..12_i64, "[абв\n]{0,6}"), 0..60),
            needle in "[абв]{1,2}",
        ) {
            let mut haystack = Haystack::default();
            let mut last: HashMap<i64, String> = HashMap::new();
            for (owner, text) in texts {
                haystack.put(owner, &text);
                last.insert(owner, text);
            }
            let mut expected: Vec<i64> =
                last.iter().filter(|(_, text)| text.contains(&needle)).map(|(owner, _)| *owner).collect();
            expected.sort_unstable();
            prop_assert_eq!(found(&haystack, &needle), expected);
        }
    }

    #[test]
    fn replaced_texts_do_not_fill_the_memory() {
        let mut haystack = Haystack::default();
        for round in 0..100_000 {
            haystack.put(round % 7, &format!("name {round}"));
        }
        assert!(haystack.owners.len() <= WASTE + 1);
        assert_eq!(found(&haystack, "name"), [0, 1, 2, 3, 4, 5, 6]);
    }
}
