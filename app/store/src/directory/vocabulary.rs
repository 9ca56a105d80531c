//! The words of names, each once: two hundred thousand names have few words, and what is typed is compared with those.
//! Nothing here knows what a word says or which names are alike.

use std::collections::HashMap;

/// Words that a name is found by; those after them are not compared.
const WORDS: usize = u16::MAX as usize;

/// The words of all names.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    places: HashMap<Box<str>, u32>,
    /// Names as the places of their words, one after another. Those of names that are gone stay until all are
    /// [written anew](Vocabulary::outgrown).
    spelled: Vec<u32>,
    gone: usize,
}

/// Where the words of a name stand in [`Vocabulary`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelled {
    from: u32,
    words: u16,
}

impl Vocabulary {
    /// Takes up the words of one name.
    pub(super) fn spell<'a>(&mut self, words: impl Iterator<Item = &'a str>) -> Spelled {
        let from = self.spelled.len();
        for word in words.take(WORDS) {
            let place = match self.places.get(word) {
                Some(&place) => place,
                None => {
                    let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
                    self.places.insert(word.into(), place);
                    place
                }
            };
            self.spelled.push(place);
        }
        Spelled {
            from: u32::try_from(from).unwrap_or(u32::MAX),
            words: u16::try_from(self.spelled.len() - from).unwrap_or(u16::MAX),
        }
    }

    /// The name is gone.
    pub(super) fn let_go(&mut self, name: Spelled) {
        self.gone += usize::from(name.words);
    }

    /// Whether more is gone than there is.
    pub(super) fn outgrown(&self) -> bool {
        self.gone * 2 > self.spelled.len()
    }

    /// Room for something about each word, by its place.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// All words with their places, in no order. Words that no name has any more are among them.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, usize)> {
        self.places.iter().map(|(word, &place)| (&**word, place as usize))
    }

    /// The places of the words of one name.
    pub(super) fn of(&self, name: Spelled) -> impl Iterator<Item = usize> {
        let from = name.from as usize;
        let places = self.spelled.get(from..from + usize::from(name.words));
        places.unwrap_or_default().iter().map(|&place| place as usize)
    }

    /// Words that are kept, of names that are gone too.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.spelled.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(vocabulary: &mut Vocabulary, name: &str) -> Spelled {
        vocabulary.spell(name.split(' '))
    }

    #[test]
    fn each_word_stands_there_once() {
        let mut vocabulary = Vocabulary::default();
        let lime = spelled(&mut vocabulary, "липа и липа");
        let oak = spelled(&mut vocabulary, "дуб и липа");
        assert_eq!(vocabulary.of(lime).collect::<Vec<_>>(), [0, 1, 0]);
        assert_eq!(vocabulary.of(oak).collect::<Vec<_>>(), [2, 1, 0]);
        let mut words: Vec<_> = vocabulary.words().map(|(word, place)| (place, word)).collect();
        words.sort_unstable();
        assert_eq!(words, [(0, "липа"), (1, "и"), (2, "дуб")]);
    }

    #[test]
    fn it_is_outgrown_when_more_is_gone_than_there_is() {
        let mut vocabulary = Vocabulary::default();
        let lime = spelled(&mut vocabulary, "старая липа");
        let oak = spelled(&mut vocabulary, "молодой дуб");
        vocabulary.let_go(lime);
        assert!(!vocabulary.outgrown());
        vocabulary.let_go(oak);
        assert!(vocabulary.outgrown());
    }
}
