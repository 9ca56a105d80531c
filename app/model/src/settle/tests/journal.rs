//! A journal that is written down and looked at as the worked examples do it.
//!
//! `A` and `Z` are unregistered; `B1`, `B2` and `C` belong to customer B since always, `D1` to D. Times are local,
//! `next 09:00` is the next day, `+3 18:00` three days later. Talk lasts 2 minutes, a missed call rings 30 seconds.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::call::{CallId, Direction, Outcome, Reason};
use crate::settle::tests::seen::Seen;
use crate::settle::{CallFacts, Rules, settle};
use crate::time::Timestamp;
use crate::window::Window;

const TALK: i64 = 120_000;
const RINGING: i64 = 30_000;

pub(super) struct Journal {
    day: NaiveDate,
    rules: Rules,
    pub(super) calls: Vec<(Option<&'static str>, String, CallFacts)>,
    owners: BTreeMap<&'static str, (&'static str, Timestamp)>,
}

pub(super) fn journal() -> Journal {
    let always = Timestamp(i64::MIN);
    Journal {
        day: NaiveDate::from_ymd_opt(2026, 10, 8).unwrap(),
        rules: Rules {
            window: Window::Day,
            zone: chrono_tz::Europe::Moscow,
        },
        calls: Vec::new(),
        owners: [("B1", "B"), ("B2", "B"), ("C", "B"), ("D1", "D")]
            .map(|(number, owner)| (number, (owner, always)))
            .into(),
    }
}

impl Journal {
    pub(super) fn on(mut self, day: &str) -> Self {
        self.day = day.parse().unwrap();
        self
    }

    pub(super) fn in_zone(mut self, zone: Tz) -> Self {
        self.rules.zone = zone;
        self
    }

    pub(super) fn with_window(mut self, window: Window) -> Self {
        self.rules.window = window;
        self
    }

    pub(super) fn missed(self, number: &'static str, at: &str) -> Self {
        self.call(Some(number), at, Direction::In, Outcome::Missed)
    }

    pub(super) fn answered(self, number: &'static str, at: &str) -> Self {
        self.call(Some(number), at, Direction::In, Outcome::Answered)
    }

    pub(super) fn ringing(self, number: &'static str, at: &str) -> Self {
        self.call(Some(number), at, Direction::In, Outcome::Ringing)
    }

    pub(super) fn outgoing(self, number: &'static str, at: &str) -> Self {
        self.call(Some(number), at, Direction::Out, Outcome::Answered)
    }

    pub(super) fn not_reached(self, number: &'static str, at: &str, reason: Reason) -> Self {
        self.call(Some(number), at, Direction::Out, Outcome::NotReached(reason))
    }

    pub(super) fn withheld_missed(self, at: &str) -> Self {
        self.call(None, at, Direction::In, Outcome::Missed)
    }

    pub(super) fn withheld_answered(self, at: &str) -> Self {
        self.call(None, at, Direction::In, Outcome::Answered)
    }

    pub(super) fn internal_missed(self, at: &str) -> Self {
        self.call(None, at, Direction::Internal, Outcome::Missed)
    }

    pub(super) fn internal_answered(self, at: &str) -> Self {
        self.call(None, at, Direction::Internal, Outcome::Answered)
    }

    fn call(
        mut self,
        number: Option<&'static str>,
        at: &str,
        direction: Direction,
        outcome: Outcome,
    ) -> Self {
        let started_at = self.instant(at);
        let later = |by: i64| Some(Timestamp(started_at.0 + by));
        let (answered_at, ended_at) = match outcome {
            Outcome::Answered => (Some(started_at), later(TALK)),
            Outcome::Missed | Outcome::NotReached(_) => (None, later(RINGING)),
            Outcome::Ringing | Outcome::Talking => (None, None),
        };
        let id = CallId(i64::try_from(self.calls.len()).unwrap() + 1);
        let facts = CallFacts {
            id,
            direction,
            outcome,
            started_at,
            answered_at,
            ended_at,
            number: number.map(number_id),
            registered_at: None,
        };
        self.calls.push((number, at.to_owned(), facts));
        self
    }

    fn change_last(mut self, change: impl FnOnce(&mut CallFacts)) -> Self {
        change(&mut self.calls.last_mut().unwrap().2);
        self
    }

    /// The last call ended then.
    pub(super) fn until(self, at: &str) -> Self {
        let ended_at = Some(self.instant(at));
        self.change_last(|call| call.ended_at = ended_at)
    }

    /// The last call was answered then.
    pub(super) fn answered_at(self, at: &str) -> Self {
        let answered_at = self.instant(at);
        self.change_last(|call| {
            call.answered_at = Some(answered_at);
            call.ended_at = Some(Timestamp(answered_at.0 + TALK));
        })
    }

    /// The last call is going on.
    pub(super) fn talking(self) -> Self {
        self.change_last(|call| {
            call.outcome = Outcome::Talking;
            call.ended_at = None;
        })
    }

    pub(super) fn registered(self, number: &'static str, at: &str) -> Self {
        self.registered_to(number, number, at)
    }

    pub(super) fn registered_to(mut self, owner: &'static str, number: &'static str, at: &str) -> Self {
        let since = self.instant(at);
        self.owners.insert(number, (owner, since));
        self
    }

    pub(super) fn moved(mut self, owner: &'static str, number: &'static str) -> Self {
        self.owners.get_mut(number).unwrap().0 = owner;
        self
    }

    pub(super) fn instant(&self, text: &str) -> Timestamp {
        let (days, time) = match text.split_once(' ') {
            Some(("next", time)) => (1, time),
            Some((days, time)) => (days.parse().unwrap(), time),
            None => (0, text),
        };
        let mut parts = time.split(':').map(|part| part.parse::<i64>().unwrap());
        let mut part = || parts.next().unwrap_or(0);
        let local = self.day.and_hms_opt(0, 0, 0).unwrap()
            + TimeDelta::days(days)
            + TimeDelta::hours(part())
            + TimeDelta::minutes(part())
            + TimeDelta::seconds(part());
        Timestamp(
            self.rules
                .zone
                .from_local_datetime(&local)
                .earliest()
                .unwrap()
                .timestamp_millis(),
        )
    }

    /// What is seen a minute before midnight.
    pub(super) fn while_open(&self) -> Seen<'_> {
        self.at("23:59")
    }

    /// What is seen at midnight.
    pub(super) fn once_closed(&self) -> Seen<'_> {
        self.at("24:00")
    }

    /// What is seen before and after midnight alike.
    pub(super) fn always(&self, check: impl Fn(&Seen<'_>)) {
        check(&self.while_open());
        check(&self.once_closed());
        check(&self.at("+9 10:00"));
    }

    pub(super) fn at(&self, now: &str) -> Seen<'_> {
        let mut parties: BTreeMap<&str, Vec<CallFacts>> = BTreeMap::new();
        for (number, _, facts) in &self.calls {
            let owner = number.and_then(|number| self.owners.get(number));
            let party = owner.map(|owner| owner.0).or(*number).unwrap_or("nobody");
            let facts = CallFacts {
                registered_at: owner.map(|owner| owner.1),
                ..facts.clone()
            };
            parties.entry(party).or_default().push(facts);
        }
        let mut settled = BTreeMap::new();
        for party in parties.values() {
            for (call, result) in party.iter().zip(settle(party, &self.rules, self.instant(now))) {
                settled.insert(call.id, result);
            }
        }
        assert_eq!(settled.len(), self.calls.len(), "one result for each call");
        Seen {
            journal: self,
            settled,
            now: now.to_owned(),
        }
    }
}

fn number_id(number: &str) -> i64 {
    number.bytes().fold(0, |id, byte| id * 256 + i64::from(byte))
}
