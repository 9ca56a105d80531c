//! Conversations of calls that were posted as a whole.

use std::collections::BTreeMap;

use call_journal_model::call::{Direction, Extension, LegResult, Outcome, Reason};
use call_journal_model::time::Timestamp;

use super::super::audio::Files;
use super::form::{Conversation, End, Leg, Sound};
use super::who;
use crate::event::{CallGone, RecordingFile, base_name};
use crate::http_call::{HttpCall, HttpDirection, HttpLeg, HttpResult};
use crate::plan::Plan;

/// One for each id: of its latest version.
pub(super) fn conversations(
    calls: &[&HttpCall],
    gone: &[&CallGone],
    files: &Files<'_>,
    plan: &Plan,
) -> Vec<Conversation> {
    let mut silent: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for call in gone {
        let at = silent.entry(&call.id).or_default();
        *at = call.at.max(*at);
    }
    let mut latest: BTreeMap<&str, &HttpCall> = BTreeMap::new();
    for call in calls {
        let known = latest.entry(&call.id).or_insert(call);
        // The facts come in an order of their own: with equal versions the last one stays.
        if call.version() >= known.version() {
            *known = call;
        }
    }
    latest
        .into_values()
        .map(|call| Conversation {
            is_gone: silent.get(call.id.as_str()).is_some_and(|at| *at >= call.heard()),
            ..conversation(call, files, plan)
        })
        .collect()
}

fn conversation(call: &HttpCall, files: &Files<'_>, plan: &Plan) -> Conversation {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let direction = match call.direction {
        HttpDirection::In => Direction::In,
        HttpDirection::Out => Direction::Out,
        HttpDirection::Internal => Direction::Internal,
    };
    let told = text(&call.number);
    let number = match direction {
        Direction::In => who::caller(&told, plan),
        Direction::Out if told.is_empty() => who::called(&text(&call.dialled), plan),
        Direction::Out | Direction::Internal => who::called(&told, plan),
    };
    let extension = |text: &str| Extension(text.trim().to_owned());
    let first = call.legs.first().map(|leg| extension(&leg.extension));
    let caller = call.caller.as_deref().map(extension).or(match direction {
        Direction::Out => first,
        Direction::In | Direction::Internal => None,
    });
    let outside = End::Outside(number.clone());
    let legs = call.legs.iter().take(1000).enumerate().map(|(n, told)| {
        let employee = End::Employee(extension(&told.extension));
        let (from, to) = match direction {
            Direction::In => (outside.clone(), employee),
            // Whoever is called after the caller was called for the other side.
            Direction::Out if n > 0 && Some(extension(&told.extension)) != caller => {
                (outside.clone(), employee)
            }
            Direction::Out => (employee, outside.clone()),
            Direction::Internal => (caller.clone().map_or(outside.clone(), End::Employee), employee),
        };
        leg(told, from, to, call, n)
    });
    let dialled = match (&call.dialled, direction) {
        (Some(dialled), _) => dialled.clone(),
        (None, Direction::Internal) => call
            .legs
            .first()
            .map(|leg| leg.extension.clone())
            .unwrap_or_default(),
        (None, Direction::In | Direction::Out) => told,
    };
    Conversation {
        anchor: call.id.clone(),
        source_ids: vec![call.id.clone()],
        direction: Some(direction),
        number: Some(number),
        caller_name: text(&call.caller_name),
        dialled,
        line: text(&call.line),
        started: call.started_at.0,
        answered: call.answered_at.map(|at| at.0),
        ended: call.ended_at.map(|at| at.0),
        outcome: call.outcome.map(|outcome| self::outcome(outcome, direction)),
        legs: legs.collect(),
        caller,
        sounds: sounds(call, files),
        sounds_are_certain: true,
        ..Conversation::default()
    }
}

/// The audio that the call names, and what was uploaded for it; one that is both is once there.
fn sounds(call: &HttpCall, files: &Files<'_>) -> Vec<Sound> {
    let extension = |text: &str| Extension(text.trim().to_owned());
    let begun = |told: Option<Timestamp>| told.or(call.answered_at).unwrap_or(call.started_at).0;
    let mut uploaded = files.uploaded(&call.id);
    let mut sounds: Vec<Sound> = Vec::new();
    for named in call.recordings.iter().take(1000) {
        let same =
            |file: &&RecordingFile| !file.name.is_empty() && base_name(&file.name) == base_name(&named.path);
        let place = uploaded.iter().position(same);
        let file = place.map(|place| uploaded.remove(place));
        let employee = named
            .employee
            .as_deref()
            .or(file.map(|file| file.employee.as_str()));
        sounds.push(Sound {
            path: file.map_or(&named.path, |file| &file.path).clone(),
            started: begun(named.started_at.or(file.and_then(|file| file.started_at))),
            duration: named.duration_ms,
            employee: employee.filter(|employee| !employee.is_empty()).map(extension),
        });
    }
    sounds.extend(uploaded.into_iter().map(|file| {
        Sound {
            path: file.path.clone(),
            started: begun(file.started_at),
            duration: None,
            employee: Some(file.employee.as_str())
                .filter(|employee| !employee.is_empty())
                .map(extension),
        }
    }));
    sounds
}

fn leg(told: &HttpLeg, from: End, to: End, call: &HttpCall, n: usize) -> Leg {
    let result = told.result.unwrap_or(if told.answered_at.is_some() {
        HttpResult::Answered
    } else {
        HttpResult::NoAnswer
    });
    let started = told.started_at.0;
    let mut leg = Leg::new(from, to, started, &format!("{n:04}"));
    // A result is told when it is known: the leg is over, if only with the call.
    let over = told.ended_at.or(call.ended_at).map(|at| at.0.max(started));
    leg.ended = over.or((told.result.is_some() && result != HttpResult::Answered).then_some(started));
    if result == HttpResult::Answered {
        let at = told.answered_at.map_or(started, |at| at.0);
        leg.answered = Some(at.clamp(started, leg.end()));
    }
    leg.unanswered = match result {
        HttpResult::Answered | HttpResult::NoAnswer => LegResult::NoAnswer,
        HttpResult::Busy => LegResult::Busy,
        HttpResult::Failed => LegResult::Failed,
        HttpResult::Cancelled => LegResult::Cancelled,
    };
    leg
}

fn outcome(told: HttpResult, direction: Direction) -> Outcome {
    if told == HttpResult::Answered {
        return Outcome::Answered;
    }
    if direction != Direction::Out {
        return Outcome::Missed;
    }
    Outcome::NotReached(match told {
        HttpResult::Answered | HttpResult::NoAnswer => Reason::NoAnswer,
        HttpResult::Busy => Reason::Busy,
        HttpResult::Failed => Reason::Failed,
        HttpResult::Cancelled => Reason::CancelledByEmployee,
    })
}
