//! The parts of a call as one conversation: which second of it is which second of which part, and what lies between.
//! Pure.

use call_journal_model::call::Hold;
use call_journal_model::time::{Millis, Timestamp};

/// One part, as the timeline needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) started_at: Timestamp,
    /// Seconds; 0 where nobody measured.
    pub(super) length: f64,
}

/// Shorter pauses between two parts are the PBX's own.
const SHORTEST_GAP: i64 = 2;

/// The second of the conversation that is `position` of the part.
pub(super) fn whole(pieces: &[Piece], part: usize, position: f64) -> f64 {
    pieces.iter().take(part).map(|piece| piece.length).sum::<f64>() + position
}

/// The part and its second that a second of the conversation is; what is behind the end is the end.
pub(super) fn part_of(pieces: &[Piece], second: f64) -> (usize, f64) {
    let mut rest = second.max(0.0);
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter().enumerate() {
        if rest < piece.length || at == last {
            return (
                at,
                if piece.length > 0.0 {
                    rest.min(piece.length)
                } else {
                    rest
                },
            );
        }
        rest -= piece.length;
    }
    (0, 0.0)
}

/// How long nothing was recorded before each part.
pub(super) fn gaps(pieces: &[Piece]) -> Vec<Millis> {
    let mut end: Option<Timestamp> = None;
    let gap = |piece: &Piece| {
        let gap = end.map_or(Millis(0), |end| piece.started_at.since(end));
        // A part that nobody measured says nothing about what comes after it.
        end = (piece.length > 0.0).then(|| {
            piece
                .started_at
                .plus(millis(piece.length))
                .max(end.unwrap_or_default())
        });
        if gap.whole_seconds() >= SHORTEST_GAP {
            gap
        } else {
            Millis(0)
        }
    };
    pieces.iter().map(gap).collect()
}

/// Whether somebody was on hold within the time before a moment.
pub(super) fn is_held<'a>(
    mut holds: impl Iterator<Item = &'a Hold>,
    until: Timestamp,
    length: Millis,
) -> bool {
    holds.any(|hold| hold.started_at < until && hold.ended_at.plus(length) > until)
}

/// Seconds as the player counts them.
#[allow(clippy::cast_possible_truncation, reason = "rounding down is meant")]
pub(super) fn millis(seconds: f64) -> Millis {
    Millis((seconds * 1000.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(of: &[(i64, f64)]) -> Vec<Piece> {
        let piece = |&(second, length): &(i64, f64)| Piece {
            started_at: Timestamp(second * 1000),
            length,
        };
        of.iter().map(piece).collect()
    }

    #[test]
    fn a_second_of_the_conversation_is_a_second_of_a_part() {
        let three = pieces(&[(0, 60.0), (120, 30.5), (180, 10.0)]);
        for (second, place) in [
            (0.0, (0, 0.0)),
            (59.0, (0, 59.0)),
            (60.0, (1, 0.0)),
            (90.25, (1, 30.25)),
            (95.5, (2, 5.0)),
            (1000.0, (2, 10.0)),
            (-5.0, (0, 0.0)),
        ] {
            assert_eq!(part_of(&three, second), place, "{second}");
        }
        assert!((whole(&three, 2, 5.0) - 95.5).abs() < 1e-9);
        assert_eq!(part_of(&[], 5.0), (0, 0.0));
        assert_eq!(part_of(&pieces(&[(0, 0.0)]), 5.0), (0, 5.0), "nobody measured it");
    }

    #[test]
    fn between_parts_nothing_was_recorded() {
        for (parts, expected) in [
            (pieces(&[(0, 60.0), (120, 30.0), (151, 10.0)]), [0, 60, 0]),
            (pieces(&[(0, 60.0), (10, 5.0), (70, 5.0)]), [0, 0, 10]),
            (pieces(&[(0, 0.0), (300, 5.0), (310, 0.0)]), [0, 0, 5]),
        ] {
            assert_eq!(gaps(&parts), expected.map(|seconds| Millis(seconds * 1000)));
        }
    }

    #[test]
    fn a_hold_that_touches_the_gap_is_its_reason() {
        let at = |second: i64| Timestamp(second * 1000);
        let holds = [Hold {
            started_at: at(60),
            ended_at: at(120),
        }];
        for (until, length, held) in [(119, 58, true), (61, 31, true), (125, 5, false), (60, 30, false)] {
            assert_eq!(
                is_held(holds.iter(), at(until), Millis(length * 1000)),
                held,
                "{until}"
            );
        }
    }
}
