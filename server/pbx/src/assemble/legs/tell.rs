//! Tells a conversation as the journal's call.

use std::collections::HashSet;

use call_journal_model::call::{
    Call, CallLeg, Direction, Extension, Hold, LegResult, Outcome, Party, Reason, Talk,
};
use call_journal_model::time::{Millis, Timestamp};

use super::super::OpenCalls;
use super::super::audio::Files;
use super::super::name::is_short_number;
use super::super::number::Number;
use super::form::{Conversation, End, Leg};
use super::hold::{SEAM, settle_holds};
use super::{MANY, passed, sound};

/// Two moments this close together are one.
const MOMENT: i64 = 1_000;

/// The call; `None` if there is none to tell: a phone that dialled a feature code.
pub(super) fn call(mut told: Conversation, files: &Files<'_>, open: OpenCalls) -> Option<Call> {
    let goes_on = told.ended.is_none() && !told.is_gone && open == OpenCalls::StillGoing;
    let horizon = horizon(&told);
    if !goes_on {
        told.ended = told.ended.or(Some(horizon));
        for leg in &mut told.legs {
            leg.ended = leg.ended.or(told.ended.map(|end| end.max(leg.started)));
        }
    }
    told.legs.sort_by(|a, b| {
        (a.started, !a.to.is_machine(), a.end(), &a.id).cmp(&(b.started, !b.to.is_machine(), b.end(), &b.id))
    });
    passed::mark(&mut told.legs);
    for leg in &mut told.legs {
        settle_holds(leg, horizon);
    }
    elsewhere(&mut told.legs);

    let direction = told.direction.unwrap_or_else(|| direction(&told.legs));
    let talks = talks(&told.legs, direction, horizon);
    let caller = match direction {
        Direction::In => None,
        Direction::Out | Direction::Internal => told.caller.clone().or_else(|| {
            let employees = told.legs.iter().flat_map(|leg| [&leg.from, &leg.to]);
            employees.filter_map(End::employee).next().cloned()
        }),
    };
    let rang = rang(&told.legs, caller.as_ref());
    let no_call = told.dialled.is_empty() || told.dialled.starts_with(['*', '#']);
    if direction == Direction::Internal && talks.is_empty() && rang.is_empty() && no_call {
        return None;
    }
    let number = match direction {
        Direction::Internal => Number::default(),
        Direction::In | Direction::Out => told
            .number
            .clone()
            .unwrap_or_else(|| outside(&told.legs, direction)),
    };
    let reached = told.answered.or_else(|| reached(&told.legs, direction));
    let outcome = outcome(&told, direction, reached.is_some() || !talks.is_empty());
    let nobody_talked = !matches!(outcome, Outcome::Answered | Outcome::Talking) && talks.is_empty();
    let first_talk = talks.first().map(|talk| talk.started_at.0);
    let answered = match direction {
        Direction::Out => reached.or(first_talk),
        Direction::In | Direction::Internal => first_talk.or(reached),
    };
    let going_on = told.legs.iter().filter(|leg| leg.ended.is_none());
    let talking_since = going_on.filter_map(|leg| leg.answered).min().or(answered);
    Some(Call {
        anchor: told.anchor,
        source_ids: told.source_ids,
        direction,
        caller_name: Some(told.caller_name).filter(|name| {
            direction != Direction::Internal && !super::who::is_withheld(name) && *name != number.as_sent
        }),
        number: number.number,
        number_as_sent: number.as_sent,
        caller,
        dialled: Some(told.dialled).filter(|text| direction != Direction::In && !text.is_empty()),
        line: Some(told.line).filter(|text| direction != Direction::Internal && !text.is_empty()),
        started_at: Timestamp(told.started),
        answered_at: answered.map(Timestamp),
        ended_at: told.ended.map(|end| Timestamp(end.max(told.started))),
        outcome,
        talking_since: talking_since
            .filter(|_| outcome == Outcome::Talking)
            .map(Timestamp),
        rang,
        rang_last: if nobody_talked {
            rang_last(&told.legs)
        } else {
            None
        },
        recordings: sound::recordings(told.sounds, told.sounds_are_certain, &talks, files),
        talks,
        legs: told.legs.into_iter().map(|leg| line(leg, horizon)).collect(),
    })
}

/// The last moment that the conversation names.
fn horizon(told: &Conversation) -> i64 {
    let of_legs = told
        .legs
        .iter()
        .flat_map(|leg| [Some(leg.started), leg.answered, leg.ended]);
    let all = [Some(told.started), told.answered, told.ended];
    all.into_iter().chain(of_legs).flatten().max().unwrap_or_default()
}

fn direction(legs: &[Leg]) -> Direction {
    match legs.first() {
        Some(leg) if leg.from.is_outside() => Direction::In,
        _ if legs
            .iter()
            .any(|leg| !leg.consultation && (leg.from.is_outside() || leg.to.is_outside())) =>
        {
            Direction::Out
        }
        _ => Direction::Internal,
    }
}

/// Who stopped ringing because another answered.
fn elsewhere(legs: &mut [Leg]) {
    let answers: Vec<(i64, i64, End)> = legs
        .iter()
        .take(MANY)
        .filter(|leg| leg.is_talk() && !leg.consultation)
        .filter_map(|leg| Some((leg.started, leg.answered?, leg.to.clone())))
        .collect();
    for leg in legs.iter_mut().take(MANY) {
        let silent = matches!(leg.unanswered, LegResult::NoAnswer | LegResult::Cancelled);
        let Some(end) = leg.ended.filter(|_| silent && leg.answered.is_none()) else {
            continue;
        };
        let taken = answers.iter().any(|(began, at, by)| {
            *by != leg.to && at.abs_diff(end) <= MOMENT.unsigned_abs() && *began <= end && leg.started <= *at
        });
        if taken {
            leg.unanswered = LegResult::AnsweredElsewhere;
        }
    }
}

/// Whose talk with the outside party (internal: with the caller) a leg is.
fn talker(leg: &Leg, direction: Direction) -> Option<&Extension> {
    if !leg.is_talk() || leg.consultation {
        return None;
    }
    match direction {
        Direction::Internal => leg.to.employee().or(leg.from.employee()),
        Direction::In | Direction::Out => match (&leg.from, &leg.to) {
            (End::Outside(_), other) | (other, End::Outside(_)) => other.employee(),
            _ => None,
        },
    }
}

fn talks(legs: &[Leg], direction: Direction, horizon: i64) -> Vec<Talk> {
    let mut talks: Vec<Talk> = Vec::new();
    let mut found: Vec<(i64, i64, &Extension)> = legs
        .iter()
        .filter_map(|leg| {
            let from = leg.answered?;
            let to = leg.cut.or(leg.ended).unwrap_or(horizon).max(from);
            Some((from, to, talker(leg, direction)?))
        })
        .collect();
    found.sort_unstable();
    for (from, to, employee) in found {
        let same = talks
            .iter_mut()
            .rev()
            .take(8)
            .find(|talk| talk.employee == *employee);
        match same {
            Some(talk) if from <= talk.ended_at.0.saturating_add(SEAM) => {
                talk.ended_at = talk.ended_at.max(Timestamp(to));
            }
            _ => talks.push(Talk {
                employee: employee.clone(),
                started_at: Timestamp(from),
                ended_at: Timestamp(to),
            }),
        }
    }
    talks
}

fn rang(legs: &[Leg], caller: Option<&Extension>) -> Vec<Extension> {
    let mut seen: HashSet<&Extension> = HashSet::new();
    legs.iter()
        .filter(|leg| leg.rang && (leg.answered.is_some() || leg.unanswered != LegResult::Failed))
        .filter_map(|leg| leg.to.employee())
        .filter(|extension| Some(*extension) != caller && seen.insert(extension))
        .cloned()
        .collect()
}

/// Where the call was at last: the phone that rang last, the queue or group if several rang at once, else the machine.
fn rang_last(legs: &[Leg]) -> Option<Party> {
    let attempts = || legs.iter().filter(|leg| leg.rang && leg.to.employee().is_some());
    let machine = || {
        legs.iter()
            .rev()
            .find(|leg| leg.to.is_machine())
            .map(|leg| leg.to.party())
    };
    let Some(last) = attempts()
        .filter(|leg| leg.unanswered != LegResult::Failed)
        .max_by_key(|leg| leg.started)
    else {
        return attempts()
            .max_by_key(|leg| leg.started)
            .map(|leg| leg.to.party())
            .or_else(machine);
    };
    let together = attempts()
        .any(|leg| leg.to != last.to && leg.started.abs_diff(last.started) <= MOMENT.unsigned_abs());
    if together {
        let queue = legs.iter().rev().find_map(|leg| match &leg.to {
            End::Machine(party @ Party::Queue(_)) => Some(party.clone()),
            _ => None,
        });
        let group = || is_short_number(&last.group).then(|| Party::Group(last.group.clone()));
        if let Some(party) = queue.or_else(group) {
            return Some(party);
        }
    }
    Some(last.to.party())
}

/// The party by which the call is known: whoever called, else the one who answered, else the one tried last.
fn outside(legs: &[Leg], direction: Direction) -> Number {
    let of = |leg: &Leg| match (&leg.from, &leg.to) {
        (_, End::Outside(number)) | (End::Outside(number), _) => Some(number.clone()),
        _ => None,
    };
    let calling = legs.iter().find_map(|leg| match &leg.from {
        End::Outside(number) => Some(number.clone()),
        _ => None,
    });
    let own = || legs.iter().filter(|leg| !leg.consultation);
    let called = || {
        let answered = own().find(|leg| leg.answered.is_some() && of(leg).is_some());
        answered.and_then(of).or_else(|| own().rev().find_map(of))
    };
    match direction {
        Direction::In => calling.or_else(called),
        Direction::Out | Direction::Internal => called(),
    }
    .unwrap_or_default()
}

/// When the other side of an outgoing call answered, or somebody outside took an incoming one in the company's place.
fn reached(legs: &[Leg], direction: Direction) -> Option<i64> {
    let mine = legs.iter().filter(|leg| leg.is_talk() && !leg.consultation);
    mine.filter(|leg| match direction {
        Direction::In => leg.to.is_outside(),
        Direction::Out => leg.from.is_outside() || leg.to.is_outside(),
        Direction::Internal => true,
    })
    .filter_map(|leg| leg.answered)
    .min()
}

fn outcome(told: &Conversation, direction: Direction, talked: bool) -> Outcome {
    if told.ended.is_none() {
        let talking = told.legs.iter().any(|leg| leg.is_talk() && leg.ended.is_none());
        return if talking || told.legs.is_empty() && talked {
            Outcome::Talking
        } else {
            Outcome::Ringing
        };
    }
    match (told.outcome, direction, talked) {
        (_, _, true) => Outcome::Answered,
        (Some(outcome), ..) => outcome,
        (None, Direction::Out, false) => {
            Outcome::NotReached(told.reason.unwrap_or_else(|| reason(&told.legs)))
        }
        (None, Direction::In | Direction::Internal, false) => Outcome::Missed,
    }
}

fn reason(legs: &[Leg]) -> Reason {
    let last = legs
        .iter()
        .rev()
        .find(|leg| leg.to.is_outside() && !leg.consultation);
    match last.map(|leg| leg.unanswered) {
        Some(LegResult::Busy) => Reason::Busy,
        Some(LegResult::Cancelled) => Reason::CancelledByEmployee,
        Some(LegResult::NoAnswer | LegResult::AnsweredElsewhere | LegResult::Ringing) => Reason::NoAnswer,
        _ => Reason::Failed,
    }
}

fn line(leg: Leg, horizon: i64) -> CallLeg {
    let ended = leg.cut.or(leg.ended);
    let (result, talk) = match leg.answered {
        Some(_) if !leg.is_talk() => (LegResult::Machine, Millis(0)),
        Some(at) => (
            LegResult::Answered,
            Timestamp(ended.unwrap_or(horizon)).since(Timestamp(at)),
        ),
        None if ended.is_none() => (LegResult::Ringing, Millis(0)),
        None => (leg.unanswered, Millis(0)),
    };
    CallLeg {
        from: leg.from.party(),
        to: leg.to.party(),
        started_at: Timestamp(leg.started),
        answered_at: leg.answered.map(Timestamp),
        ended_at: ended.map(Timestamp),
        result,
        talk,
        holds: leg
            .holds
            .into_iter()
            .map(|(on, off)| Hold {
                started_at: Timestamp(on),
                ended_at: Timestamp(off),
            })
            .collect(),
        transfer: leg.transfer,
        consultation: leg.consultation,
    }
}
