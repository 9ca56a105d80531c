//! What each facet lets through, and how they combine.

use proptest::prelude::*;
use rstest::rstest;

use super::{address, day};
use crate::access::Reach;
use crate::call::Direction;
use crate::employee::{CustomerId, EmployeeId};
use crate::filter::{Filter, MatchContext, MatchRow, Period};
use crate::phone::PhoneNumber;
use crate::search::normalise;
use crate::status::Status;

const ME: EmployeeId = EmployeeId(1);
const OTHER: EmployeeId = EmployeeId(2);

fn context() -> MatchContext {
    MatchContext {
        today: day("2026-10-08"),
        me: Some(ME),
        sees: Reach::All,
        masked: false,
    }
}

fn row(direction: Direction, status: Status) -> MatchRow {
    MatchRow {
        day: day("2026-10-08"),
        direction,
        status,
        first_contact: false,
        unregistered: false,
        employees: vec![ME],
        customer: None,
        number: None,
        line: Some("78120000000".to_owned()),
        channel: None,
        texts: vec![normalise("Семёнов Пётр")],
        digits: String::new(),
    }
}

fn incoming() -> MatchRow {
    MatchRow {
        customer: Some(CustomerId(7)),
        number: PhoneNumber::from_e164("+79161234567"),
        line: Some("74951234567".to_owned()),
        channel: Some("Директ".to_owned()),
        digits: "79161234567".to_owned(),
        texts: vec![normalise("ООО «Ромашка»"), normalise("Семёнов Пётр")],
        ..row(Direction::In, Status::Accepted)
    }
}

fn unknown_lost() -> MatchRow {
    MatchRow {
        unregistered: true,
        customer: None,
        ..MatchRow {
            status: Status::Lost,
            ..incoming()
        }
    }
}

fn passes(query: &str, row: &MatchRow) -> bool {
    Filter::from_query(query).matches(row, &context())
}

#[rstest]
#[case("", true, true, false)]
#[case("in=1", true, false, false)]
#[case("out=1", false, true, false)]
#[case("in=1&out=1", true, true, false)]
#[case("internal=1", true, true, true)]
#[case("in=1&internal=1", true, false, true)]
#[case("out=1&internal=1", false, true, true)]
fn internal_calls_are_added_to_the_chosen_directions(
    #[case] query: &str,
    #[case] inward: bool,
    #[case] outward: bool,
    #[case] internal: bool,
) {
    assert_eq!(passes(query, &row(Direction::In, Status::Accepted)), inward);
    assert_eq!(passes(query, &row(Direction::Out, Status::Reached)), outward);
    assert_eq!(
        passes(query, &row(Direction::Internal, Status::Accepted)),
        internal
    );
}

#[rstest]
#[case("missed=1", true)]
#[case("mine=1", true)]
#[case("employee=1", true)]
#[case("employee=2", false)]
#[case("period=today", true)]
#[case("period=yesterday", false)]
#[case("q=семен", true)]
#[case("q=иванов", false)]
#[case("lost=1", false)]
#[case("first=1", false)]
#[case("unregistered=1", false)]
#[case("customer=7", false)]
#[case("number=79161234567", false)]
fn the_other_facets_hold_for_internal_calls_too(#[case] query: &str, #[case] expected: bool) {
    let call = row(Direction::Internal, Status::NoAnswer);
    assert_eq!(passes(&format!("{query}&internal=1"), &call), expected);
    assert!(!passes(query, &call), "not without the facet");
}

#[rstest]
#[case("missed=1", true, true)]
#[case("lost=1", false, true)]
#[case("missed=1&lost=1", true, true)]
#[case("", true, true)]
fn missed_includes_lost(#[case] query: &str, #[case] no_answer: bool, #[case] lost: bool) {
    assert_eq!(passes(query, &row(Direction::In, Status::NoAnswer)), no_answer);
    assert_eq!(passes(query, &row(Direction::In, Status::Lost)), lost);
}

#[rstest]
#[case(Direction::In, Status::Ringing)]
#[case(Direction::In, Status::Talking)]
#[case(Direction::In, Status::Accepted)]
#[case(Direction::Out, Status::Reached)]
#[case(Direction::Out, Status::Cancelled)]
fn other_statuses_are_not_missed(#[case] direction: Direction, #[case] status: Status) {
    assert!(!passes("missed=1", &row(direction, status)));
    assert!(!passes("lost=1", &row(direction, status)));
}

#[rstest]
#[case("customer=7", true)]
#[case("customer=8", false)]
#[case("number=79161234567", true)]
#[case("number=79161234568", false)]
#[case("line=74951234567", true)]
#[case("line=74951234568", false)]
#[case("channel=Директ", true)]
#[case("channel=директ", false)]
#[case("sort=talk", true)]
#[case("employee=1", true)]
#[case("employee=2", false)]
#[case("first=1", false)]
#[case("unregistered=1", false)]
#[case("q=ромашка+семёнов+8916", true)]
#[case("q=ромашка+иванов", false)]
#[case("customer=7&in=1&q=916&period=today", true)]
#[case("customer=7&out=1&q=916&period=today", false)]
fn facets_combine(#[case] query: &str, #[case] expected: bool) {
    assert_eq!(passes(query, &incoming()), expected);
}

#[test]
fn unregistered_and_first_contacts_are_facets_of_the_row() {
    assert!(passes("unregistered=1&lost=1", &unknown_lost()));
    assert!(!passes("first=1", &unknown_lost()));
    assert!(passes(
        "first=1",
        &MatchRow {
            first_contact: true,
            ..unknown_lost()
        }
    ));
}

#[test]
fn my_calls_are_those_that_i_took_part_in() {
    let filter = Filter {
        mine: true,
        ..Filter::default()
    };
    let others = MatchRow {
        employees: vec![OTHER],
        ..incoming()
    };
    let both = MatchRow {
        employees: vec![OTHER, ME],
        ..incoming()
    };
    assert!(!filter.matches(&others, &context()));
    assert!(filter.matches(&both, &context()));
    assert!(
        !filter.matches(
            &both,
            &MatchContext {
                me: None,
                ..context()
            }
        ),
        "nobody has no calls"
    );
}

#[rstest]
#[case("2026-10-07", false)]
#[case("2026-10-08", true)]
#[case("2026-10-14", true)]
#[case("2026-10-15", false)]
fn both_days_of_a_period_are_included(#[case] at: &str, #[case] expected: bool) {
    let call = MatchRow {
        day: day(at),
        ..incoming()
    };
    assert_eq!(passes("from=2026-10-08&to=2026-10-14", &call), expected);
    let swapped = Period::Days(day("2026-10-14"), day("2026-10-08"));
    let filter = Filter {
        period: Some(swapped),
        ..Filter::default()
    };
    assert_eq!(filter.matches(&call, &context()), expected);
}

fn any_row() -> impl Strategy<Value = MatchRow> {
    let shape = prop_oneof![
        Just((Direction::In, Status::Accepted)),
        Just((Direction::In, Status::NoAnswer)),
        Just((Direction::In, Status::Lost)),
        Just((Direction::Out, Status::Reached)),
        Just((Direction::Out, Status::Cancelled)),
        Just((Direction::Internal, Status::NoAnswer)),
    ];
    (shape, any::<[bool; 3]>(), 0..40_u64).prop_map(
        |((direction, status), [first, unregistered, mine], ago)| MatchRow {
            first_contact: first,
            unregistered,
            employees: vec![if mine { ME } else { OTHER }],
            day: day("2026-10-08") - chrono::Days::new(ago),
            ..row(direction, status)
        },
    )
}

proptest! {
    #[test]
    fn narrowing_facets_never_show_more(filter in address::filter(), row in any_row()) {
        let context = context();
        let shown = filter.matches(&row, &context);
        let wider = [
            Filter { period: None, ..filter.clone() },
            Filter { missed: false, lost: false, ..filter.clone() },
            Filter { incoming: false, outgoing: false, ..filter.clone() },
            Filter { first_contact: false, ..filter.clone() },
            Filter { unregistered: false, ..filter.clone() },
            Filter { mine: false, ..filter.clone() },
            Filter { customer: None, ..filter.clone() },
            Filter { employee: None, ..filter.clone() },
            Filter { number: None, ..filter.clone() },
            Filter { search: String::new(), ..filter.clone() },
            Filter { internal: true, ..filter.clone() },
        ];
        for wider in wider {
            prop_assert!(!shown || wider.matches(&row, &context), "{:?}", wider);
        }
    }

    #[test]
    fn showing_internal_calls_changes_nothing_for_external_ones(filter in address::filter(), row in any_row()) {
        prop_assume!(row.direction != Direction::Internal);
        let with = Filter { internal: true, ..filter.clone() };
        let without = Filter { internal: false, ..filter };
        prop_assert_eq!(with.matches(&row, &context()), without.matches(&row, &context()));
    }
}
