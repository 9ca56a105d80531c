use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use proptest::prelude::*;
use rstest::rstest;

use super::{Window, WindowError};
use crate::time::Timestamp;

fn instant(text: &str) -> Timestamp {
    let at: DateTime<FixedOffset> = text.parse().expect("a time with offset");
    Timestamp(at.timestamp_millis())
}

fn office(weekdays: &[u8]) -> Window {
    Window::BusinessHours {
        from_minute: 9 * 60,
        to_minute: 18 * 60,
        weekdays: weekdays.to_vec(),
    }
}

const MOSCOW: Tz = Tz::Europe__Moscow;

#[rstest]
#[case::midnight_follows_the_end("2026-10-08T10:00:30+03:00", MOSCOW, "2026-10-09T00:00:00+03:00")]
#[case::case_12_the_day_on_which_it_ended("2026-10-09T00:00:10+03:00", MOSCOW, "2026-10-10T00:00:00+03:00")]
#[case::midnight_is_the_new_day("2026-10-09T00:00:00+03:00", MOSCOW, "2026-10-10T00:00:00+03:00")]
#[case::last_millisecond("2026-10-08T23:59:59.999+03:00", MOSCOW, "2026-10-09T00:00:00+03:00")]
#[case::case_13_a_day_of_25_hours(
    "2026-10-25T01:30:00+02:00",
    Tz::Europe__Berlin,
    "2026-10-26T00:00:00+01:00"
)]
#[case::a_day_of_23_hours("2026-03-29T01:30:00+01:00", Tz::Europe__Berlin, "2026-03-30T00:00:00+02:00")]
#[case::midnight_does_not_exist("2026-03-28T20:00:00+02:00", Tz::Asia__Beirut, "2026-03-29T01:00:00+03:00")]
#[case::midnight_comes_twice("2026-10-31T12:00:00-04:00", Tz::America__Havana, "2026-11-01T00:00:00-04:00")]
#[case::the_second_midnight_is_the_same_day(
    "2026-11-01T00:30:00-05:00",
    Tz::America__Havana,
    "2026-11-02T00:00:00-05:00"
)]
#[case::a_day_left_out("2011-12-29T12:00:00-10:00", Tz::Pacific__Apia, "2011-12-31T00:00:00+14:00")]
fn the_day_ends_at_the_next_local_midnight(#[case] ended: &str, #[case] zone: Tz, #[case] closes: &str) {
    assert_eq!(Window::Day.closes_at(instant(ended), zone), instant(closes));
}

#[test]
fn case_13_is_23_hours_and_a_half() {
    let ended = instant("2026-10-25T01:30:00+02:00");
    let open = Window::Day.closes_at(ended, Tz::Europe__Berlin).since(ended);
    assert_eq!(open.whole_seconds(), 23 * 3600 + 1800);
}

#[test]
fn minutes_run_from_the_end_of_the_call_whatever_the_clocks_do() {
    let window = Window::Minutes { minutes: 60 };
    let ended = instant("2026-10-25T02:30:00+02:00");
    assert_eq!(
        window.closes_at(ended, Tz::Europe__Berlin),
        instant("2026-10-25T02:30:00+01:00")
    );
}

#[rstest]
#[case::case_15_in_hours("2026-10-09T17:30:30+03:00", "2026-10-09T18:00:00+03:00")]
#[case::case_15_after_hours("2026-10-09T19:00:30+03:00", "2026-10-12T18:00:00+03:00")]
#[case::before_opening("2026-10-09T07:00:00+03:00", "2026-10-09T18:00:00+03:00")]
#[case::at_the_close("2026-10-08T18:00:00+03:00", "2026-10-09T18:00:00+03:00")]
#[case::on_a_day_off("2026-10-10T12:00:00+03:00", "2026-10-12T18:00:00+03:00")]
fn business_hours_end_on_a_business_day(#[case] ended: &str, #[case] closes: &str) {
    assert_eq!(
        office(&[1, 2, 3, 4, 5]).closes_at(instant(ended), MOSCOW),
        instant(closes)
    );
}

#[test]
fn one_business_day_a_week_comes_again_after_a_week() {
    let ended = instant("2026-10-09T19:00:00+03:00");
    assert_eq!(
        office(&[5]).closes_at(ended, MOSCOW),
        instant("2026-10-16T18:00:00+03:00")
    );
}

#[rstest]
#[case(&[])]
#[case(&[0, 8, 255])]
fn business_hours_without_weekdays_count_as_the_day(#[case] weekdays: &[u8]) {
    let ended = instant("2026-10-09T19:00:00+03:00");
    assert_eq!(
        office(weekdays).closes_at(ended, MOSCOW),
        instant("2026-10-10T00:00:00+03:00")
    );
}

#[test]
fn hours_until_midnight_end_with_the_day() {
    let window = Window::BusinessHours {
        from_minute: 0,
        to_minute: 1440,
        weekdays: vec![5],
    };
    let ended = instant("2026-10-09T19:00:00+03:00");
    assert_eq!(
        window.closes_at(ended, MOSCOW),
        instant("2026-10-10T00:00:00+03:00")
    );
}

#[rstest]
#[case(Window::Day, Ok(()))]
#[case(Window::Minutes { minutes: 0 }, Err(WindowError::Minutes))]
#[case(Window::Minutes { minutes: 1 }, Ok(()))]
#[case(Window::Minutes { minutes: Window::LONGEST_MINUTES + 1 }, Err(WindowError::Minutes))]
#[case(office(&[1, 2, 3]), Ok(()))]
#[case(office(&[]), Err(WindowError::Weekdays))]
#[case(office(&[1, 8]), Err(WindowError::Weekdays))]
#[case(Window::BusinessHours { from_minute: 600, to_minute: 600, weekdays: vec![1] }, Err(WindowError::Hours))]
#[case(Window::BusinessHours { from_minute: 600, to_minute: 1441, weekdays: vec![1] }, Err(WindowError::Hours))]
fn settings_that_make_no_sense_are_refused(#[case] window: Window, #[case] answer: Result<(), WindowError>) {
    assert_eq!(window.check(), answer);
}

fn any_window() -> impl Strategy<Value = Window> {
    prop_oneof![
        Just(Window::Day),
        any::<u32>().prop_map(|minutes| Window::Minutes { minutes }),
        (
            any::<u32>(),
            0..2000_u32,
            proptest::collection::vec(0..9_u8, 0..4)
        )
            .prop_map(|(from_minute, to_minute, weekdays)| Window::BusinessHours {
                from_minute,
                to_minute,
                weekdays
            }),
    ]
}

proptest! {
    #[test]
    fn a_window_is_never_closed_before_it_opens(window in any_window(), ended in 0..4_102_444_800_000_i64, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
        let ended = Timestamp(ended);
        prop_assert!(window.closes_at(ended, chrono_tz::TZ_VARIANTS[zone]) > ended);
    }

    #[test]
    fn instants_beyond_every_calendar_do_not_panic(window in any_window(), ended in any::<i64>()) {
        prop_assert!(window.closes_at(Timestamp(ended), MOSCOW) >= Timestamp(ended));
    }

    #[test]
    fn a_later_end_never_closes_earlier(window in any_window(), ended in 0..4_102_444_800_000_i64, more in 0..200_000_000_i64) {
        prop_assert!(window.closes_at(Timestamp(ended), MOSCOW) <= window.closes_at(Timestamp(ended + more), MOSCOW));
    }
}
