//! The filter as an address and as a question about calls.

mod address;
mod facets;

use chrono::NaiveDate;
use rstest::rstest;

use super::{Filter, Order, Period};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[rstest]
#[case(Period::Today, "2026-03-31", "2026-03-31", "2026-03-31")]
#[case(Period::Yesterday, "2026-03-01", "2026-02-28", "2026-02-28")]
#[case(Period::Days7, "2026-03-31", "2026-03-25", "2026-03-31")]
#[case(Period::Days30, "2026-03-31", "2026-03-02", "2026-03-31")]
#[case(Period::ThisMonth, "2024-02-10", "2024-02-01", "2024-02-29")]
#[case(Period::PreviousMonth, "2026-01-31", "2025-12-01", "2025-12-31")]
#[case(Period::PreviousMonth, "2026-03-31", "2026-02-01", "2026-02-28")]
fn presets_are_days_seen_from_today(
    #[case] period: Period,
    #[case] today: &str,
    #[case] first: &str,
    #[case] last: &str,
) {
    assert_eq!(period.days(day(today)), (day(first), day(last)));
}

#[test]
fn days_that_are_the_wrong_way_round_are_put_right() {
    let days = Period::Days(day("2026-10-14"), day("2026-10-08")).days(day("2026-01-01"));
    assert_eq!(days, (day("2026-10-08"), day("2026-10-14")));
}

#[test]
fn a_day_at_the_end_of_time_does_not_panic() {
    for period in [
        Period::Yesterday,
        Period::Days30,
        Period::ThisMonth,
        Period::PreviousMonth,
    ] {
        let _ = period.days(NaiveDate::MIN);
        let _ = period.days(NaiveDate::MAX);
    }
}

#[test]
fn only_an_empty_filter_is_the_default() {
    assert!(Filter::default().is_default());
    assert!(
        Filter {
            search: "  ".to_owned(),
            ..Filter::default()
        }
        .is_default()
    );
    assert!(
        Filter {
            order: Order::Oldest,
            ..Filter::default()
        }
        .is_default()
    );
    assert!(
        !Filter {
            search: "и".to_owned(),
            ..Filter::default()
        }
        .is_default()
    );
    assert!(
        !Filter {
            internal: true,
            ..Filter::default()
        }
        .is_default()
    );
}
