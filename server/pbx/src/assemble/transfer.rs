//! Transfers: which line of the route an employee brought about, and how.

use call_journal_model::call::{CallLeg, LegResult, Party, Transfer, TransferKind};

use super::leg::Line;
use super::scene::{Move, MoveKind, SECOND, Scene, Us};
use super::story::Story;

/// Somebody passed the party on.
struct Passed {
    at: Us,
    by: Party,
    kind: TransferKind,
    /// Whose channel the party was passed on to, if the event tells.
    target: Option<usize>,
}

/// An event may come this much later than what it brought about.
const SLACK: Us = SECOND / 10;

/// Marks the first line that each transfer brought about. `lines` are sorted by begin.
pub(crate) fn mark(scene: &Scene, story: &Story, lines: &mut [Line]) {
    let moves: Vec<&Move> = story
        .moves
        .iter()
        .take(1000)
        .map(|index| &scene.moves[*index])
        .collect();
    let mut passed: Vec<Passed> = moves
        .iter()
        .filter_map(|moved| told(scene, &moves, moved))
        .collect();
    if moves.is_empty() {
        passed = inferred(scene, story, lines);
    }
    for transfer in passed {
        let brought_about = lines.iter_mut().find(|line| {
            let CallLeg {
                to,
                consultation,
                transfer: marked,
                ..
            } = &line.leg;
            // The target may have begun to ring before the transfer was completed.
            let after =
                line.from + SLACK >= transfer.at || line.channel.is_some() && line.channel == transfer.target;
            after && !consultation && marked.is_none() && *to != transfer.by
        });
        if let Some(line) = brought_about {
            let to = line.leg.to.clone();
            line.leg.transfer = Some(Transfer {
                by: transfer.by,
                to,
                kind: transfer.kind,
            });
        }
    }
}

fn told(scene: &Scene, moves: &[&Move], moved: &Move) -> Option<Passed> {
    let employee = |index: usize| {
        scene.channels[index]
            .role
            .employee()
            .cloned()
            .map(Party::Employee)
    };
    let near_parking = |other: &&&Move| other.kind == MoveKind::Park && (other.at - moved.at).abs() <= SECOND;
    let kind = match &moved.kind {
        // Parking is a blind transfer to the parking place.
        MoveKind::Blind if moves.iter().any(|other| near_parking(&other)) => return None,
        MoveKind::Blind => TransferKind::Blind,
        MoveKind::Attended { .. } => TransferKind::Attended,
        MoveKind::Park => {
            let taken = moves
                .iter()
                .any(|m| matches!(m.kind, MoveKind::Unpark { .. }) && m.at >= moved.at);
            if taken {
                return None;
            }
            TransferKind::Parking
        }
        MoveKind::Unpark { .. } => TransferKind::Parking,
        MoveKind::Pickup => TransferKind::Pickup,
    };
    let by = match moved.kind {
        MoveKind::Park | MoveKind::Unpark { .. } => {
            let parked = moves
                .iter()
                .rev()
                .find(|m| m.kind == MoveKind::Park && m.at <= moved.at)?;
            let parker = moves
                .iter()
                .find(|m| m.kind == MoveKind::Blind && (m.at - parked.at).abs() <= SECOND)?;
            employee(parker.by)?
        }
        _ => employee(moved.by)?,
    };
    Some(Passed {
        at: moved.at,
        by,
        kind,
        target: moved.target,
    })
}

/// CDR names no transfer: a line that begins when an employee's talk ends, the party still there, is one.
fn inferred(scene: &Scene, story: &Story, lines: &[Line]) -> Vec<Passed> {
    let from_cel = story.channels.iter().any(|index| scene.channels[*index].cel);
    if from_cel {
        return Vec::new();
    }
    let mut passed = Vec::new();
    let talked = lines.iter().filter(|line| {
        line.leg.result == LegResult::Answered
            && !line.leg.consultation
            && matches!(line.leg.to, Party::Employee(_))
    });
    for line in talked {
        let next = lines.iter().find(|next| {
            next.from > line.from
                && !next.leg.consultation
                && next.leg.to != line.leg.to
                && next.from >= line.from
        });
        let Some(next) = next else { continue };
        let consulted = lines
            .iter()
            .any(|other| other.leg.consultation && other.leg.from == line.leg.to);
        let parked = matches!(next.leg.to, Party::Parking(_));
        let kind = match (parked, consulted) {
            (true, _) => TransferKind::Parking,
            (false, true) => TransferKind::Attended,
            (false, false) => TransferKind::Blind,
        };
        // A talk that was cut where the consultation began ended later than it says.
        let gap = next.from - line.to;
        if (-SECOND..=2 * SECOND).contains(&gap) || kind == TransferKind::Attended {
            let at = if parked { next.to } else { next.from };
            passed.push(Passed {
                at,
                by: line.leg.to.clone(),
                kind,
                target: None,
            });
        }
    }
    passed.truncate(100);
    passed
}
