//! Reading and writing the address.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rstest::rstest;

use super::day;
use crate::call::CallId;
use crate::employee::{CustomerId, EmployeeId};
use crate::filter::{Filter, Order, Period, ViewState};
use crate::phone::PhoneNumber;

#[test]
fn an_address_can_be_read_by_a_person() {
    let filter = Filter {
        period: Some(Period::Days7),
        incoming: true,
        missed: true,
        search: "ivanov 12+3&x".to_owned(),
        ..Filter::default()
    };
    assert_eq!(filter.to_query(), "period=7d&in=1&missed=1&q=ivanov%2012%2B3%26x");
    let number = PhoneNumber::from_e164("+74959759357");
    let filter = Filter {
        number,
        period: Some(Period::Days(day("2026-10-08"), day("2026-10-14"))),
        ..Filter::default()
    };
    assert_eq!(
        filter.to_query(),
        "from=2026-10-08&to=2026-10-14&number=74959759357"
    );
    assert_eq!(Filter::default().to_query(), "");
}

#[rstest]
#[case::question_mark("?in=1", Filter { incoming: true, ..Filter::default() })]
#[case::form_of_a_page_without_javascript("in=on&out=&lost=0", Filter { incoming: true, ..Filter::default() })]
#[case::unknown_and_bad(
    "period=era&customer=x&in=2&foo=1&=&&%&from=2026-13-01&number=12",
    Filter::default()
)]
#[case::years_of_no_calendar("from=%2B12026-10-08&to=-0044-03-15", Filter::default())]
#[case::typed_cyrillic("q=иванов+пётр", Filter { search: "иванов пётр".to_owned(), ..Filter::default() })]
#[case::encoded_cyrillic("q=%D0%B8%D0%B2", Filter { search: "ив".to_owned(), ..Filter::default() })]
#[case::broken_encoding("q=100%25%zz%D0%", Filter { search: "100%%zz\u{fffd}%".to_owned(), ..Filter::default() })]
#[case::the_first_of_two("q=a&q=b", Filter { search: "a".to_owned(), ..Filter::default() })]
#[case::a_selected_call_is_not_the_filters("call=12&mine=1", Filter { mine: true, ..Filter::default() })]
#[case::line_and_channel("line=74951234567&channel=+&sort=old", Filter { line: Some("74951234567".to_owned()), order: Order::Oldest, ..Filter::default() })]
#[case::unknown_order("sort=up", Filter::default())]
#[case::number_with_plus("number=+74959759357", Filter { number: PhoneNumber::from_e164("+74959759357"), ..Filter::default() })]
#[case::number_with_encoded_plus("number=%2B74959759357", Filter { number: PhoneNumber::from_e164("+74959759357"), ..Filter::default() })]
fn an_address_never_fails(#[case] query: &str, #[case] filter: Filter) {
    assert_eq!(Filter::from_query(query), filter);
}

#[rstest]
#[case::the_wrong_way_round("from=2026-10-14&to=2026-10-08", "2026-10-08", "2026-10-14")]
#[case::one_of_two("from=2026-10-14", "2026-10-14", "2026-10-14")]
#[case::the_other_of_two("to=2026-10-14&from=x", "2026-10-14", "2026-10-14")]
#[case::days_before_a_preset("period=7d&from=2026-10-08&to=2026-10-14", "2026-10-08", "2026-10-14")]
fn days_of_an_address_are_put_right(#[case] query: &str, #[case] from: &str, #[case] to: &str) {
    assert_eq!(
        Filter::from_query(query).period,
        Some(Period::Days(day(from), day(to)))
    );
}

#[test]
fn a_search_of_ten_kilobytes_is_cut() {
    assert_eq!(
        Filter::from_query(&format!("q={}", "ж".repeat(10_000)))
            .search
            .chars()
            .count(),
        200
    );
    assert_eq!(
        Filter::from_query(&"&in=1".repeat(100_000)),
        Filter {
            incoming: true,
            ..Filter::default()
        }
    );
}

fn period() -> impl Strategy<Value = Period> {
    let date = (0..80_000_u64).prop_map(|days| NaiveDate::MIN.max(day("1900-01-01")) + Days::new(days));
    prop_oneof![
        Just(Period::Today),
        Just(Period::Yesterday),
        Just(Period::Days7),
        Just(Period::Days30),
        Just(Period::ThisMonth),
        Just(Period::PreviousMonth),
        (date.clone(), date).prop_map(|(from, to)| Period::Days(from, to)),
    ]
}

pub(super) fn filter() -> impl Strategy<Value = Filter> {
    (
        proptest::option::of(period()),
        any::<[bool; 8]>(),
        proptest::option::of(any::<i64>()),
        proptest::option::of(any::<i64>()),
        proptest::option::of("\\+[0-9]{7,15}"),
        (
            proptest::option::of("[+0-9a-zа-я/& ]{0,20}[0-9a-z]"),
            proptest::option::of("\\PC{0,20}[а-я]"),
            prop::sample::select(vec![Order::Newest, Order::Oldest, Order::LongestTalk]),
        ),
        "\\PC{0,30}|[а-яё &=+%#?\u{0}]{0,30}",
    )
        .prop_map(
            |(period, flags, customer, employee, number, (line, channel, order), search)| {
                let [
                    incoming,
                    outgoing,
                    missed,
                    lost,
                    first_contact,
                    unregistered,
                    internal,
                    mine,
                ] = flags;
                Filter {
                    period,
                    incoming,
                    outgoing,
                    missed,
                    lost,
                    first_contact,
                    unregistered,
                    internal,
                    mine,
                    customer: customer.map(CustomerId),
                    employee: employee.map(EmployeeId),
                    number: number.and_then(|number| PhoneNumber::from_e164(&number)),
                    line,
                    channel,
                    search,
                    order,
                }
            },
        )
}

proptest! {
    #[test]
    fn a_view_comes_back_from_its_address(filter in filter(), call in proptest::option::of(any::<i64>())) {
        let view = ViewState { filter, call: call.map(CallId) };
        let query = view.to_query();
        prop_assert!(query.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'#')));
        let mut right = view.clone();
        right.filter.period = view.filter.period.map(Period::put_right);
        prop_assert_eq!(ViewState::from_query(&query), right.clone());
        prop_assert_eq!(Filter::from_query(&view.filter.to_query()), right.filter);
    }

    #[test]
    fn no_address_makes_it_panic(query in "\\PC{0,60}|[a-z=&%0-9+?]{0,60}") {
        let view = ViewState::from_query(&query);
        prop_assert_eq!(&ViewState::from_query(&view.to_query()), &view);
    }
}
