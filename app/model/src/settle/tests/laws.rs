//! What holds for every party, whatever happened.

use proptest::prelude::*;

use crate::call::{CallId, Direction, Outcome, Reason};
use crate::settle::{CallFacts, Rules, settle};
use crate::status::{Settled, Status, Why};
use crate::time::Timestamp;
use crate::window::Window;

const MINUTE: i64 = 60_000;
/// 2026-10-08 09:00 in Moscow.
const MORNING: i64 = 1_791_439_200_000;

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        4 => Just(Outcome::Missed),
        4 => Just(Outcome::Answered),
        1 => Just(Outcome::Ringing),
        1 => Just(Outcome::Talking),
        1 => Just(Outcome::NotReached(Reason::Busy)),
    ]
}

fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![4 => Just(Direction::In), 2 => Just(Direction::Out), 1 => Just(Direction::Internal)]
}

/// Two days of calls with three numbers, one registered since always, one in between and one never; times in minutes
/// so that they often meet.
fn party() -> impl Strategy<Value = Vec<CallFacts>> {
    let call = (
        outcome(),
        direction(),
        0..2880_i64,
        0..3_i64,
        0..600_i64,
        proptest::option::weighted(0.9, 0..3_i64),
    );
    (proptest::collection::vec(call, 0..24), 0..2880_i64).prop_map(|(calls, registered)| {
        let facts = |(id, (outcome, direction, start, wait, length, number))| {
            let started_at = Timestamp(MORNING + start * MINUTE);
            let answered = matches!(outcome, Outcome::Answered | Outcome::Talking);
            let over = matches!(
                outcome,
                Outcome::Answered | Outcome::Missed | Outcome::NotReached(_)
            );
            let number: Option<i64> = if direction == Direction::Internal {
                None
            } else {
                number
            };
            CallFacts {
                id: CallId(id),
                direction,
                outcome,
                started_at,
                answered_at: answered.then_some(Timestamp(started_at.0 + wait * MINUTE)),
                ended_at: over.then_some(Timestamp(started_at.0 + (wait + length) * MINUTE)),
                number,
                registered_at: match number {
                    Some(0) => Some(Timestamp(i64::MIN)),
                    Some(1) => Some(Timestamp(MORNING + registered * MINUTE)),
                    _ => None,
                },
            }
        };
        (0..).zip(calls).map(facts).collect()
    })
}

fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        Just(Window::Day),
        (1..300_u32).prop_map(|minutes| Window::Minutes { minutes }),
        Just(Window::BusinessHours {
            from_minute: 540,
            to_minute: 1080,
            weekdays: vec![1, 2, 3, 4, 5]
        }),
    ]
}

fn rules() -> impl Strategy<Value = Rules> {
    window().prop_map(|window| Rules {
        window,
        zone: chrono_tz::Europe::Moscow,
    })
}

fn now() -> impl Strategy<Value = Timestamp> {
    (0..8000_i64).prop_map(|minutes| Timestamp(MORNING + minutes * MINUTE))
}

/// The rule for a missed call as the product's description has it, call beside call.
fn expected_contact(missed: &CallFacts, party: &[CallFacts], closes: Timestamp) -> Option<CallId> {
    let alone = missed.registered_at.is_none_or(|since| since > closes);
    party
        .iter()
        .filter(|call| call.direction != Direction::Internal && call.number.is_some())
        .filter(|call| !alone || call.number == missed.number)
        .filter_map(|call| {
            let answered = call.answered_at?;
            let going_on =
                answered < missed.started_at && call.ended_at.is_none_or(|end| end > missed.started_at);
            let in_time = answered >= missed.started_at && answered < closes;
            (going_on || in_time).then_some((answered, call.started_at, call.id))
        })
        .min()
        .map(|(_, _, id)| id)
}

fn attention(settled: &[Settled]) -> Vec<bool> {
    settled.iter().map(|settled| settled.attention).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_deciding_call_is_the_one_that_the_description_names(party in party(), rules in rules(), now in now()) {
        for (call, settled) in party.iter().zip(settle(&party, &rules, now)) {
            let missed = call.direction == Direction::In
                && call.number.is_some()
                && matches!(call.outcome, Outcome::Missed | Outcome::NotReached(_));
            prop_assert_eq!(settled.window_closes_at.is_some(), missed);
            let Some(closes) = settled.window_closes_at else { continue };
            let decided_by = match settled.why {
                Why::Contact { call, .. } | Why::AlreadyTalking { call, .. } => Some(call),
                _ => None,
            };
            let expected = expected_contact(call, &party, closes);
            prop_assert_eq!(decided_by, expected);
            prop_assert_eq!(settled.attention, expected.is_none());
            let unregistered = call.registered_at.is_none_or(|since| since > closes);
            let lost = expected.is_none() && now >= closes && unregistered;
            prop_assert_eq!(settled.status == Status::Lost, lost);
        }
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(
        (party, shuffled) in party().prop_flat_map(|party| {
            let order: Vec<usize> = (0..party.len()).collect();
            (Just(party), Just(order).prop_shuffle())
        }),
        rules in rules(),
        now in now(),
    ) {
        let settled = settle(&party, &rules, now);
        let calls: Vec<CallFacts> = shuffled.iter().map(|&place| party[place].clone()).collect();
        for (&place, again) in shuffled.iter().zip(settle(&calls, &rules, now)) {
            prop_assert_eq!(&settled[place], &again);
        }
    }

    #[test]
    fn one_more_missed_call_changes_no_other(party in party(), rules in rules(), now in now(), start in 0..2880_i64) {
        let before = settle(&party, &rules, now);
        let mut more = party.clone();
        more.push(CallFacts {
            id: CallId(1000),
            direction: Direction::In,
            outcome: Outcome::Missed,
            started_at: Timestamp(MORNING + start * MINUTE),
            answered_at: None,
            ended_at: Some(Timestamp(MORNING + start * MINUTE + 30_000)),
            number: Some(0),
            registered_at: Some(Timestamp(i64::MIN)),
        });
        let after = settle(&more, &rules, now);
        prop_assert_eq!(before.as_slice(), &after[..party.len()]);
    }

    #[test]
    fn one_more_conversation_never_brings_attention(party in party(), rules in rules(), now in now(), start in 0..2880_i64) {
        let before = attention(&settle(&party, &rules, now));
        let mut more = party.clone();
        more.push(CallFacts {
            id: CallId(1000),
            direction: Direction::Out,
            outcome: Outcome::Answered,
            started_at: Timestamp(MORNING + start * MINUTE),
            answered_at: Some(Timestamp(MORNING + start * MINUTE)),
            ended_at: Some(Timestamp(MORNING + start * MINUTE + 30_000)),
            number: Some(0),
            registered_at: Some(Timestamp(i64::MIN)),
        });
        let after = attention(&settle(&more, &rules, now));
        prop_assert!(before.iter().zip(&after).all(|(before, after)| before | !after));
    }

    #[test]
    fn time_only_closes_windows(party in party(), rules in rules(), now in now(), later in 0..8000_i64) {
        let before = settle(&party, &rules, now);
        let after = settle(&party, &rules, Timestamp(now.0 + later * MINUTE));
        for (before, after) in before.iter().zip(&after) {
            match (before.why, after.why) {
                (Why::WindowOpen { until, will_be_lost }, Why::WindowClosed { at }) => {
                    prop_assert_eq!(until, at);
                    prop_assert_eq!(after.status == Status::Lost, will_be_lost);
                    prop_assert!(before.attention && after.attention);
                }
                _ => prop_assert_eq!(before, after),
            }
        }
    }

    #[test]
    fn registering_after_the_window_closed_rewrites_nothing(party in party(), rules in rules()) {
        let now = Timestamp(MORNING + 20_000 * MINUTE);
        let mut later = party.clone();
        for call in &mut later {
            if call.number == Some(2) {
                call.registered_at = Some(now);
            }
        }
        prop_assert_eq!(settle(&party, &rules, now), settle(&later, &rules, now));
    }

    #[test]
    fn a_number_has_one_first_contact_at_most(party in party(), rules in rules(), now in now()) {
        let settled = settle(&party, &rules, now);
        for number in 0..3 {
            let of_number = party.iter().zip(&settled).filter(|(call, _)| call.number == Some(number));
            prop_assert!(of_number.filter(|(_, settled)| settled.first_contact).count() <= 1);
        }
    }
}

/// A quadratic rule would take hours for these calls.
#[test]
fn a_hundred_thousand_calls_of_one_party_are_settled() {
    let party: Vec<CallFacts> = (0..100_000_i64)
        .map(|id| {
            let started_at = Timestamp(MORNING + id * 1000);
            let answered = id % 2 == 0;
            CallFacts {
                id: CallId(id),
                direction: Direction::In,
                outcome: if answered {
                    Outcome::Answered
                } else {
                    Outcome::Missed
                },
                started_at,
                answered_at: answered.then_some(started_at),
                // Long conversations, so that many go on at once.
                ended_at: Some(Timestamp(started_at.0 + 50_000_000)),
                number: Some(id % 1000),
                registered_at: (id % 3 == 0).then_some(Timestamp(i64::MIN)),
            }
        })
        .collect();
    let rules = Rules {
        window: Window::Day,
        zone: chrono_tz::Europe::Moscow,
    };
    let settled = settle(&party, &rules, Timestamp(MORNING));
    assert_eq!(settled.len(), party.len());
}
