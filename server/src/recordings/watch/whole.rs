//! When a file is whole: after it has rested. Knows no disk and no clock: it is told what was seen, and when.
//!
//! What was told is remembered as long as somebody asks for it; after that the log knows it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// A file that holds no more than the header of a WAV file is empty.
const EMPTY: u64 = 44;

/// What nobody asked for this long is not remembered.
const REMEMBERED: Duration = Duration::from_secs(3600);

/// How long files must rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest {
    /// Most of them.
    pub(super) short: Duration,
    /// Those that look as if more were to come, and those that grew again and again after they had been told.
    pub(super) long: Duration,
}

/// A file of one PBX.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Name {
    /// The PBX.
    pub(super) source: Arc<str>,
    /// Below its folder.
    pub(super) path: String,
}

/// What was seen of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) bytes: u64,
    pub(super) changed: Option<SystemTime>,
    /// Its header does not know what it holds.
    pub(super) unfinished: bool,
}

/// The files that wait to be whole, and those that were told.
pub(super) struct Whole {
    rest: Rest,
    files: HashMap<Name, File>,
}

struct File {
    place: PathBuf,
    last: Option<Look>,
    /// Since when it looks like that.
    since: Instant,
    told: Option<Look>,
    rest: Duration,
    asked: Instant,
    /// When it is to be looked at.
    next: Instant,
    /// How long after a look at what was told already.
    again: Duration,
}

impl Whole {
    pub(super) fn new(rest: Rest) -> Whole {
        Whole {
            rest,
            files: HashMap::new(),
        }
    }

    /// Somebody noticed the file that lies at `place`.
    pub(super) fn notice(&mut self, name: Name, place: PathBuf, at: Instant) {
        let file = self.files.entry(name).or_insert_with(|| File {
            place: PathBuf::new(),
            last: None,
            since: at,
            told: None,
            rest: self.rest.short,
            asked: at,
            next: at,
            again: self.rest.long,
        });
        file.place = place;
        file.asked = at;
        file.next = at;
    }

    /// What is to be looked at: what rests, and now and then what was told, as it may grow where nobody notices.
    pub(super) fn due(&self, at: Instant) -> Vec<(Name, PathBuf)> {
        let waiting = self.files.iter().filter(|(_, file)| file.next <= at);
        let mut waiting: Vec<_> = waiting
            .map(|(name, file)| (name.clone(), file.place.clone()))
            .collect();
        waiting.sort();
        waiting
    }

    /// Takes what was seen; `None`: nothing is there. True: the file is whole, and is to be told now.
    pub(super) fn look(&mut self, name: &Name, seen: Option<Look>, at: Instant) -> bool {
        let Some(seen) = seen else {
            self.files.remove(name);
            return false;
        };
        let Some(file) = self.files.get_mut(name) else {
            return false;
        };
        if file.told == Some(seen) {
            file.last = Some(seen);
            file.next = at + file.again;
            file.again *= 2;
            return false;
        }
        file.next = at;
        if file.last != Some(seen) {
            file.last = Some(seen);
            file.since = at;
        }
        let needed = match seen.unfinished || seen.bytes <= EMPTY {
            true => self.rest.long,
            false => file.rest,
        };
        if at.saturating_duration_since(file.since) < needed {
            return false;
        }
        file.told = Some(seen);
        file.again = self.rest.long;
        file.next = at + file.again;
        // One that grows again after it had rested will do so once more.
        file.rest = (file.rest * 2).min(self.rest.long);
        true
    }

    /// Forgets what was told and nobody asks for any more.
    pub(super) fn forget(&mut self, at: Instant) {
        self.files.retain(|_, file| {
            file.told != file.last || at.saturating_duration_since(file.asked) < REMEMBERED
        });
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// What is seen second by second, and the seconds in which the file is told. A number is a size; `u` behind it: the header
    /// says nothing of it; `t` behind it: touched since; `-`: not there.
    #[rstest]
    #[case::it_rests("900 900 900 900 900 900", &[3])]
    #[case::it_grows_first("100 200 300 400 400 400 400 400", &[6])]
    #[case::its_time_changes("900 900t 900t 900t 900t", &[4])]
    #[case::it_grows_again("900 900 900 900 950 950 950 950 950 950 950 950", &[3, 10])]
    #[case::empty("44 44 44 44 44 44 44 44 44 44 44 44", &[10])]
    #[case::empty_for_a_while("44 44 44 44 44 900 900 900 900", &[8])]
    #[case::nothing_at_all("0 0 0 0 0 0 0 0 0 0 0", &[10])]
    #[case::a_header_without_a_length("900u 900u 900u 900u 900u 900u 900u 900u 900u 900u 900u", &[10])]
    #[case::the_header_comes_late("900u 900u 900u 900u 900 900 900 900", &[7])]
    #[case::it_vanishes("900 900 - 900 900 900 900", &[6])]
    #[case::it_never_comes("- - - -", &[])]
    fn a_file_is_told_when_it_rests(#[case] seen: &str, #[case] told: &[u64]) {
        let begin = Instant::now();
        let mut whole = Whole::new(Rest {
            short: Duration::from_secs(3),
            long: Duration::from_secs(10),
        });
        let name = Name {
            source: "pbx".into(),
            path: "a.wav".to_owned(),
        };
        let mut happened = Vec::new();
        for (second, seen) in (0..).zip(seen.split(' ')) {
            let at = begin + Duration::from_secs(second);
            let bytes = seen.trim_end_matches(['u', 't']).parse().ok();
            let look = bytes.map(|bytes| Look {
                bytes,
                changed: Some(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(seen.ends_with('t')))),
                unfinished: seen.ends_with('u'),
            });
            whole.notice(name.clone(), PathBuf::from("/a.wav"), at);
            if whole.look(&name, look, at) {
                happened.push(second);
            }
        }
        assert_eq!(happened, told);
    }

    #[test]
    fn what_was_told_is_looked_at_ever_more_rarely_and_then_forgotten() {
        let begin = Instant::now();
        let mut whole = Whole::new(Rest {
            short: Duration::ZERO,
            long: Duration::from_secs(30),
        });
        let name = Name {
            source: "pbx".into(),
            path: "a.wav".to_owned(),
        };
        let look = |bytes| {
            Some(Look {
                bytes,
                changed: None,
                unfinished: false,
            })
        };
        whole.notice(name.clone(), PathBuf::from("/a.wav"), begin);
        let (mut looks, mut told) = (Vec::new(), Vec::new());
        for second in 0..4000 {
            let at = begin + Duration::from_secs(second);
            // Ten minutes later it grows, and nobody notices.
            let bytes = if second < 600 { 900 } else { 1000 };
            for (name, _) in whole.due(at) {
                looks.push(second);
                if whole.look(&name, look(bytes), at) {
                    told.push(second);
                }
            }
            whole.forget(at);
        }
        assert_eq!(
            looks,
            [
                0, 30, 60, 120, 240, 480, 960, 990, 1020, 1080, 1200, 1440, 1920, 2880
            ]
        );
        assert_eq!(told, [0, 960]);
        assert_eq!(whole.files.len(), 0);
        whole.notice(name.clone(), PathBuf::from("/a.wav"), begin);
        assert_eq!(whole.due(begin).len(), 1);
    }
}
