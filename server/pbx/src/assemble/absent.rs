//! Lines of the route that no channel stands for: machines, and phones that are offline.

use call_journal_model::call::{CallLeg, Direction, Extension, LegResult, Party};
use call_journal_model::time::Millis;

use super::leg::{Context, Line};
use super::machine::Machine;
use super::name::{is_short_number, targets};
use super::scene::Scene;
use super::story::Story;
use super::tell::stamp;

pub(crate) fn machine_line(machine: &Machine, context: &Context<'_>, still_going: bool) -> Line {
    let gone_on =
        still_going && context.scene.channels[machine.channel].end.is_none() && machine.to >= context.horizon;
    let leg = CallLeg {
        from: match context.scene.channels[machine.channel].role.employee() {
            Some(extension) => Party::Employee(extension.clone()),
            None => Party::Outside(context.outside.clone()),
        },
        to: machine.party.clone(),
        started_at: stamp(machine.from),
        answered_at: Some(stamp(machine.from)),
        ended_at: (!gone_on).then(|| stamp(machine.to.max(machine.from))),
        result: LegResult::Machine,
        talk: Millis(0),
        holds: Vec::new(),
        transfer: None,
        consultation: false,
    };
    Line {
        leg,
        from: machine.from,
        to: machine.to,
        channel: None,
        attempt: false,
    }
}

/// Phones that were to be called and are offline: only the dial string of a CDR tells.
pub(crate) fn offline(scene: &Scene, story: &Story, context: &Context<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let of_party = |(party, _): &(usize, _)| scene.failed.get(party).map(|failed| (*party, failed));
    let all = story
        .parties
        .iter()
        .filter_map(of_party)
        .flat_map(|(party, failed)| failed.iter().map(move |f| (party, f)));
    for (caller, failed) in all.take(100) {
        for target in targets(&failed.data) {
            let known = context.plan.endpoints.get(&target.endpoint).cloned();
            let by_name = is_short_number(&target.endpoint).then(|| target.endpoint.clone());
            let Some(extension) = known.or(by_name).filter(|_| target.number.is_none()) else {
                continue;
            };
            let at = scene.channels[caller].end_or(context.horizon).max(failed.at);
            let from = match scene.channels[caller].role.employee() {
                Some(extension) => Party::Employee(extension.clone()),
                None => Party::Outside(context.outside.clone()),
            };
            let leg = CallLeg {
                from,
                to: Party::Employee(Extension(extension)),
                started_at: stamp(at),
                answered_at: None,
                ended_at: Some(stamp(at)),
                result: LegResult::Failed,
                talk: Millis(0),
                holds: Vec::new(),
                transfer: None,
                consultation: false,
            };
            lines.push(Line {
                leg,
                from: at,
                to: at,
                channel: None,
                attempt: true,
            });
        }
    }
    lines
}

/// The line of an outgoing call that found no trunk.
pub(crate) fn no_trunk(scene: &Scene, story: &Story, context: &Context<'_>) -> Option<Line> {
    let caller = story
        .caller
        .filter(|_| story.direction == Direction::Out && story.parties.is_empty())?;
    let from = scene.channels[caller].first;
    let to = scene.channels[caller].end_or(context.horizon);
    let leg = CallLeg {
        from: scene.channels[caller]
            .role
            .employee()
            .cloned()
            .map(Party::Employee)?,
        to: Party::Outside(context.outside.clone()),
        started_at: stamp(from),
        answered_at: None,
        ended_at: Some(stamp(to)),
        result: LegResult::Failed,
        talk: Millis(0),
        holds: Vec::new(),
        transfer: None,
        consultation: false,
    };
    Some(Line {
        leg,
        from,
        to,
        channel: None,
        attempt: true,
    })
}
