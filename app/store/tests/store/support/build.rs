//! Calls in few words.

use call_journal_model::call::{Call, Direction, Extension, Outcome, Party, Reason, Talk};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::{Millis, Timestamp};
use chrono::{NaiveDateTime, TimeZone};

use super::ZONE;

/// `10:00` on the day of the stories, or `2026-03-30 10:00`, in the company's time zone.
pub(crate) fn at(time: &str) -> Timestamp {
    let time = if time.len() > 8 {
        time.to_owned()
    } else {
        format!("2026-03-31 {time}")
    };
    let time = if time.len() == 16 {
        format!("{time}:00")
    } else {
        time
    };
    let local = NaiveDateTime::parse_from_str(&time, "%Y-%m-%d %H:%M:%S").unwrap();
    Timestamp(ZONE.from_local_datetime(&local).unwrap().timestamp_millis())
}

pub(crate) fn number(text: &str) -> PhoneNumber {
    PhoneNumber::from_e164(text).unwrap()
}

fn call(direction: Direction, time: &str) -> Call {
    let started_at = at(time);
    let anchor = format!("{}.{}", started_at.0, direction as u8);
    Call {
        source_ids: vec![anchor.clone()],
        anchor,
        direction,
        number: None,
        number_as_sent: String::new(),
        caller_name: None,
        caller: None,
        dialled: None,
        line: None,
        started_at,
        answered_at: None,
        ended_at: Some(started_at.plus(Millis(30_000))),
        outcome: Outcome::Missed,
        talking_since: None,
        talks: Vec::new(),
        rang: Vec::new(),
        rang_last: None,
        legs: Vec::new(),
        recordings: Vec::new(),
    }
}

/// A missed call that rang 30 seconds at 201. An empty number: withheld.
pub(crate) fn incoming(from: &str, time: &str) -> Call {
    Call {
        number: PhoneNumber::from_e164(from),
        number_as_sent: from.to_owned(),
        rang: vec![extension("201")],
        rang_last: Some(Party::Employee(extension("201"))),
        ..call(Direction::In, time)
    }
}

/// A call by 201 that nobody answered for 30 seconds.
pub(crate) fn outgoing(to: &str, time: &str) -> Call {
    Call {
        number: PhoneNumber::from_e164(to),
        number_as_sent: to.to_owned(),
        caller: Some(extension("201")),
        dialled: Some(to.to_owned()),
        outcome: Outcome::NotReached(Reason::NoAnswer),
        ..call(Direction::Out, time)
    }
}

/// 201 called 202 in vain.
pub(crate) fn internal(time: &str) -> Call {
    Call {
        caller: Some(extension("201")),
        dialled: Some("202".to_owned()),
        rang: vec![extension("202")],
        rang_last: Some(Party::Employee(extension("202"))),
        ..call(Direction::Internal, time)
    }
}

pub(crate) fn extension(text: &str) -> Extension {
    Extension(text.to_owned())
}

/// The same, but these extensions talked one after another, a minute each, from ten seconds after the begin.
pub(crate) fn answered(call: Call, by: &[&str]) -> Call {
    let mut from = call.started_at.plus(Millis(10_000));
    let answered_at = Some(from);
    let mut talks = Vec::new();
    for employee in by {
        let ended_at = from.plus(Millis(60_000));
        talks.push(Talk {
            employee: extension(employee),
            started_at: from,
            ended_at,
        });
        from = ended_at;
    }
    Call {
        answered_at,
        ended_at: Some(from),
        outcome: Outcome::Answered,
        talks,
        rang: by.iter().map(|e| extension(e)).collect(),
        rang_last: None,
        ..call
    }
}
