//! One fact, told several ways: by a record, by the manager's CEL, by the manager's other events. It is one fact here.
//!
//! Told at once and told twice it must give the same call as told by a record alone, so the words are those of the fullest
//! telling, and the time that of the most exact one: a record's microseconds, else the earlier of the manager's two, else a
//! record's whole second, within which the truth lies.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::cel::bridge_id;
use super::scene::{SECOND, Us};
use crate::event::{Cel, Told};

/// How far apart two tellings of what may happen again may lie: a busy PBX sends late.
const NEAR: Us = 5 * SECOND;
/// Neighbours in time that are looked at; more of one kind within seconds are garbage.
const NEIGHBOURS: usize = 4;

/// An event and the key by which it sorts.
pub(crate) type Keyed<'a> = ([u8; 16], Cow<'a, Cel>);

/// How an event was told, best words first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// A record with microseconds.
    Exact,
    /// A record with whole seconds.
    Coarse,
    Manager,
    Native,
}

/// The order in which tellings are laid upon each other: by the exactness of their times.
const BY_TIME: [Grade; 4] = [Grade::Exact, Grade::Manager, Grade::Native, Grade::Coarse];

fn grade(cel: &Cel) -> Grade {
    match cel.told {
        Told::Record if cel.at_us % SECOND == 0 => Grade::Coarse,
        Told::Record => Grade::Exact,
        Told::Manager => Grade::Manager,
        Told::Native => Grade::Native,
    }
}

/// What happens once in the life of a channel.
fn happens_once(event: &str) -> bool {
    matches!(event, "CHAN_START" | "ANSWER" | "HANGUP" | "CHAN_END")
}

/// All tellings of one fact.
struct Fact<'a> {
    tellings: Vec<Keyed<'a>>,
    /// The exact time, else the best known so far.
    at: Us,
    exact: bool,
}

impl<'a> Fact<'a> {
    fn new(first: Keyed<'a>) -> Fact<'a> {
        let exact = grade(&first.1) == Grade::Exact;
        let at = first.1.at_us;
        Fact {
            tellings: vec![first],
            at,
            exact,
        }
    }

    fn add(&mut self, telling: Keyed<'a>) {
        let at = telling.1.at_us;
        if !self.exact {
            self.at = match grade(&telling.1) {
                Grade::Coarse => self.at.clamp(at, at + SECOND - 1),
                _ => self.at.min(at),
            };
        }
        self.tellings.push(telling);
    }

    /// How far `cel` is from this; `None` if it cannot be the same.
    fn distance(&self, cel: &Cel) -> Option<Us> {
        let (distance, near) = match (grade(cel), self.exact) {
            // Two records: the second that the one tells is the other's.
            (Grade::Coarse, true) => {
                let within = (cel.at_us..cel.at_us + SECOND).contains(&self.at);
                return within.then_some(self.at - cel.at_us);
            }
            (Grade::Coarse, false) => {
                let nearest = self.at.clamp(cel.at_us, cel.at_us + SECOND - 1);
                ((self.at - nearest).abs(), NEAR)
            }
            _ => ((self.at - cel.at_us).abs(), NEAR),
        };
        (distance <= near || happens_once(&cel.event)).then_some(distance)
    }

    /// The fact in the words of its fullest telling.
    fn told(mut self) -> Keyed<'a> {
        self.tellings.sort_by_key(|(key, cel)| (grade(cel), *key));
        let (key, mut best) = self.tellings.swap_remove(0);
        if best.at_us != self.at {
            best.to_mut().at_us = self.at;
        }
        (key, best)
    }
}

/// Makes one fact of all its tellings. `events` come sorted; what comes back is not.
pub(crate) fn once(events: Vec<Keyed<'_>>) -> Vec<Keyed<'_>> {
    let first = events.first().map(|(_, cel)| grade(cel));
    if events.iter().all(|(_, cel)| Some(grade(cel)) == first) {
        return events;
    }
    let whole = Whole::of(&events);
    let mut kinds: HashMap<(String, String, String), Vec<Keyed<'_>>> = HashMap::new();
    for (key, cel) in events {
        let bridge = if cel.event.starts_with("BRIDGE_") {
            bridge_id(&cel).unwrap_or_default()
        } else {
            String::new()
        };
        let kind = (cel.event.clone(), cel.uniqueid.clone(), bridge);
        kinds.entry(kind).or_default().push((key, cel));
    }
    let mut told = Vec::new();
    for same in kinds.into_values() {
        let facts = laid_together(same).into_iter().map(Fact::told);
        told.extend(facts.filter(|(_, cel)| !whole.makes_needless(cel)));
    }
    told
}

/// Events of one kind, channel and bridge as facts: one to one between two ways of telling, the nearest in time first.
fn laid_together(same: Vec<Keyed<'_>>) -> Vec<Fact<'_>> {
    let mut by_grade: HashMap<u8, Vec<Keyed<'_>>> = HashMap::new();
    for event in same {
        by_grade.entry(grade(&event.1) as u8).or_default().push(event);
    }
    let mut facts: Vec<Fact<'_>> = Vec::new();
    for grade in BY_TIME {
        let Some(events) = by_grade.remove(&(grade as u8)) else {
            continue;
        };
        facts.sort_by_key(|fact| (fact.at, fact.tellings[0].0));
        let mut pairs: Vec<(Us, usize, usize)> = Vec::new();
        for (index, (_, cel)) in events.iter().enumerate() {
            let place = facts.partition_point(|fact| fact.at < cel.at_us);
            let around = place.saturating_sub(NEIGHBOURS)..(place + NEIGHBOURS).min(facts.len());
            pairs.extend(around.filter_map(|fact| Some((facts[fact].distance(cel)?, index, fact))));
        }
        pairs.sort_unstable();
        let mut fact_of: Vec<Option<usize>> = vec![None; events.len()];
        let mut taken: HashSet<usize> = HashSet::new();
        for (_, event, fact) in pairs {
            if fact_of[event].is_none() && taken.insert(fact) {
                fact_of[event] = Some(fact);
            }
        }
        for (event, fact) in events.into_iter().zip(fact_of) {
            match fact {
                Some(fact) => facts[fact].add(event),
                None => facts.push(Fact::new(event)),
            }
        }
    }
    facts
}

/// Channels that one way of telling told from begin to end: nothing that a lesser one adds to them is news.
struct Whole {
    /// By the channel's id: begin and end, by records and by the manager's CEL.
    by_records: HashMap<String, (bool, bool)>,
    by_manager: HashMap<String, (bool, bool)>,
    /// Kinds of events that records, and either of them, told at all.
    records_tell: HashSet<String>,
    either_tells: HashSet<String>,
}

impl Whole {
    fn of(events: &[Keyed<'_>]) -> Whole {
        let mut whole = Whole {
            by_records: HashMap::new(),
            by_manager: HashMap::new(),
            records_tell: HashSet::new(),
            either_tells: HashSet::new(),
        };
        for (_, cel) in events {
            let lives = match cel.told {
                Told::Record => {
                    whole.records_tell.insert(cel.event.clone());
                    &mut whole.by_records
                }
                Told::Manager => &mut whole.by_manager,
                Told::Native => continue,
            };
            whole.either_tells.insert(cel.event.clone());
            let life = lives.entry(cel.uniqueid.clone()).or_default();
            life.0 |= cel.event == "CHAN_START";
            life.1 |= cel.event == "CHAN_END";
        }
        whole
    }

    /// Whether an event that no better one tells is none: what only stands for something that the better way knows, or a
    /// second hearing of it. A kind that the better way never tells, as it may not be logged, is news.
    fn makes_needless(&self, cel: &Cel) -> bool {
        let told = |lives: &HashMap<String, (bool, bool)>| lives.get(&cel.uniqueid) == Some(&(true, true));
        let stands_for = cel.told == Told::Native
            && matches!(
                cel.event.as_str(),
                "APP_START" | "DIAL_BEGIN" | "DIAL_END" | "HANGUP_REQUEST"
            );
        match cel.told {
            Told::Record => false,
            Told::Manager => told(&self.by_records) && self.records_tell.contains(&cel.event),
            Told::Native => {
                let records = told(&self.by_records);
                let either = records || told(&self.by_manager);
                either && (stands_for || self.either_tells.contains(&cel.event))
            }
        }
    }
}
