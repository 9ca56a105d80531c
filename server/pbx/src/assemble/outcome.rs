//! What became of the call by itself, and why an outgoing one did not get through.

use call_journal_model::call::{Direction, LegResult, Outcome, Reason};

use super::scene::{Channel, Disposition, SECOND, Scene, Us};
use super::story::Story;
use super::talk::Spell;

/// Q.850 causes that mean: the phone or the network could not be reached.
fn is_failure(cause: i64) -> bool {
    matches!(cause, 1..=3 | 6 | 20 | 22 | 25 | 27..=30 | 34 | 38 | 41..=44 | 47..=58 | 63..=66 | 69 | 79 | 88 | 95..=111)
}

/// How an attempt ended that nobody answered.
pub(crate) fn unanswered(scene: &Scene, story: &Story, channel: &Channel) -> LegResult {
    if let (false, Some(told)) = (channel.cel, channel.disposition) {
        return match told {
            Disposition::Busy => LegResult::Busy,
            Disposition::Failed => LegResult::Failed,
            Disposition::Answered | Disposition::NoAnswer => silent(scene, story, channel),
        };
    }
    match channel.cause {
        Some(17 | 21) => LegResult::Busy,
        Some(26) => LegResult::AnsweredElsewhere,
        Some(18 | 19) => LegResult::NoAnswer,
        Some(cause) if is_failure(cause) => LegResult::Failed,
        _ => silent(scene, story, channel),
    }
}

/// It rang until something else happened: an answer by another, the caller's end, or nothing.
fn silent(scene: &Scene, story: &Story, channel: &Channel) -> LegResult {
    let Some(end) = channel.end else {
        return LegResult::Ringing;
    };
    let near = |at: Option<Us>| at.is_some_and(|at| (at - end).abs() <= SECOND);
    let members = &scene.members[channel.unit];
    // Whoever rang beside it; in a unit of thousands (garbage) the first are enough.
    let sibling_answered = members
        .iter()
        .take(256)
        .map(|index| &scene.channels[*index])
        .any(|other| {
            other.uniqueid != channel.uniqueid
                && other.dialled
                && !other.name.is_technical()
                && near(other.answer)
                && other.first < end
        });
    if sibling_answered {
        return LegResult::AnsweredElsewhere;
    }
    let caller = story.caller.or(story.parties.first().map(|(party, _)| *party));
    let caller_left = caller.is_some_and(|index| {
        let caller = &scene.channels[index];
        let by_itself = caller.hangup_source == caller.full_name || caller.dialstatus == "CANCEL";
        caller.cel && near(caller.end) && by_itself && caller.full_name != channel.full_name
    });
    if caller_left {
        LegResult::Cancelled
    } else {
        LegResult::NoAnswer
    }
}

/// Why nobody outside answered.
pub(crate) fn reason(scene: &Scene, story: &Story) -> Reason {
    let caller = story.caller.map(|index| &scene.channels[index]);
    let last = story.parties.last().map(|(party, _)| &scene.channels[*party]);
    let status = caller.map_or("", |caller| caller.dialstatus.as_str());
    let status = match last {
        Some(last) if status.is_empty() => last.rang_out.as_str(),
        _ => status,
    };
    match status {
        "CANCEL" => return Reason::CancelledByEmployee,
        "BUSY" => return Reason::Busy,
        "NOANSWER" => return Reason::NoAnswer,
        "CONGESTION" | "CHANUNAVAIL" | "INVALIDARGS" | "DONTCALL" | "TORTURE" => return Reason::Failed,
        _ => {}
    }
    let Some(last) = last else {
        return Reason::Failed;
    };
    if let (false, Some(told)) = (last.cel, last.disposition) {
        return match told {
            Disposition::Busy => Reason::Busy,
            Disposition::Failed => Reason::Failed,
            // Who hung up first, a CDR does not say.
            Disposition::Answered | Disposition::NoAnswer => Reason::NoAnswer,
        };
    }
    match last.cause {
        Some(17 | 21) => Reason::Busy,
        Some(18 | 19) => Reason::NoAnswer,
        Some(cause) if is_failure(cause) => Reason::Failed,
        _ => {
            let hung_up = caller.is_some_and(|caller| caller.hangup_source == caller.full_name);
            if hung_up {
                Reason::CancelledByEmployee
            } else {
                Reason::NoAnswer
            }
        }
    }
}

/// The outcome of a call. `reached`: the other side of an outgoing call answered, or somebody outside took an incoming
/// one in the company's place. `open`: it goes on.
pub(crate) fn outcome(scene: &Scene, story: &Story, spells: &[Spell], reached: bool, open: bool) -> Outcome {
    if open {
        let talking = spells.iter().any(|spell| spell.open);
        return if talking {
            Outcome::Talking
        } else {
            Outcome::Ringing
        };
    }
    let talked = reached || spells.iter().any(|spell| spell.employee.is_some());
    match (story.direction, talked) {
        (_, true) => Outcome::Answered,
        (Direction::Out, false) => Outcome::NotReached(reason(scene, story)),
        (Direction::In | Direction::Internal, false) => Outcome::Missed,
    }
}
