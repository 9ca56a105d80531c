//! The worked examples of the product's description, row by row: windows and contact.

use rstest::rstest;

use super::journal::journal;
use crate::call::Reason;
use crate::status::Status::{Accepted, Cancelled, Lost, NoAnswer, Reached};
use crate::window::Window;

#[test]
fn case_01_nobody_calls_back() {
    let calls = journal().missed("A", "10:00");
    calls
        .while_open()
        .call("10:00")
        .is(NoAnswer)
        .needs_attention()
        .is_open_until("24:00")
        .will_be_lost();
    calls
        .once_closed()
        .call("10:00")
        .is(Lost)
        .needs_attention()
        .is_closed_since("24:00");
}

#[test]
fn case_02_a_callback_within_the_day_clears_attention() {
    journal()
        .missed("A", "10:00")
        .outgoing("A", "11:00")
        .always(|seen| {
            seen.call("10:00")
                .is(NoAnswer)
                .needs_nothing()
                .because_we_called_back_at("11:00");
            seen.call("11:00").is(Reached).needs_nothing();
        });
}

#[test]
fn case_03_the_party_calls_again_and_is_answered() {
    journal()
        .missed("A", "10:00")
        .answered("A", "10:30")
        .always(|seen| {
            seen.call("10:00")
                .is(NoAnswer)
                .needs_nothing()
                .because_they_called_again_at("10:30")
                .is_no_first_contact();
            seen.call("10:30").is(Accepted).is_first_contact();
        });
}

#[test]
fn case_04_a_callback_that_does_not_get_through_is_no_contact() {
    let calls = journal()
        .missed("A", "10:00")
        .not_reached("A", "11:00", Reason::Busy);
    calls.once_closed().call("10:00").is(Lost).needs_attention();
    calls
        .once_closed()
        .call("11:00")
        .is(Cancelled)
        .for_reason(Reason::Busy)
        .needs_nothing();
}

#[test]
fn case_05_one_callback_answers_for_all_missed_calls_before_it() {
    journal()
        .missed("A", "10:00")
        .missed("A", "10:02")
        .outgoing("A", "10:10")
        .always(|seen| {
            seen.call("10:00")
                .is(NoAnswer)
                .needs_nothing()
                .because_we_called_back_at("10:10");
            seen.call("10:02")
                .is(NoAnswer)
                .needs_nothing()
                .because_we_called_back_at("10:10");
        });
}

#[test]
fn case_06_contact_after_the_window_comes_too_late() {
    let calls = journal()
        .missed("A", "10:00")
        .outgoing("A", "next 09:00")
        .answered("A", "next 12:00");
    let seen = calls.at("next 13:00");
    seen.call("10:00")
        .is(Lost)
        .needs_attention()
        .is_closed_since("24:00");
    seen.call("next 12:00").is(Accepted).is_no_first_contact();
}

#[test]
fn case_07_a_customers_call_is_never_lost() {
    let calls = journal().missed("B1", "10:00");
    calls
        .while_open()
        .call("10:00")
        .is(NoAnswer)
        .needs_attention()
        .is_open_until("24:00")
        .will_not_be_lost();
    calls
        .once_closed()
        .call("10:00")
        .is(NoAnswer)
        .needs_attention()
        .is_closed_since("24:00");
}

#[test]
fn case_08_another_number_of_the_customer_is_contact() {
    journal()
        .missed("B1", "10:00")
        .answered("B2", "10:20")
        .always(|seen| {
            seen.call("10:00")
                .is(NoAnswer)
                .needs_nothing()
                .because_they_called_again_at("10:20");
            seen.call("10:20").is(Accepted).is_no_first_contact();
        });
}

#[test]
fn case_09_a_contact_person_is_contact() {
    journal()
        .missed("B1", "10:00")
        .outgoing("C", "10:30")
        .always(|seen| {
            seen.call("10:00")
                .is(NoAnswer)
                .needs_nothing()
                .because_we_called_back_at("10:30");
        });
}

#[test]
fn case_10_registered_before_the_window_closed() {
    let calls = journal().missed("A", "10:00").registered("A", "15:00");
    calls
        .once_closed()
        .call("10:00")
        .is(NoAnswer)
        .needs_attention()
        .is_closed_since("24:00");
}

#[test]
fn case_11_registered_after_the_window_closed_stays_lost() {
    let calls = journal().missed("A", "10:00").registered("A", "next 09:00");
    calls
        .at("next 10:00")
        .call("10:00")
        .is(Lost)
        .needs_attention()
        .is_closed_since("24:00");
}

#[test]
fn case_11_nor_does_talk_with_the_new_owner_rewrite_it() {
    let calls = journal()
        .missed("A", "10:00")
        .outgoing("B1", "11:00")
        .registered_to("B", "A", "next 09:00");
    calls.at("next 10:00").call("10:00").is(Lost).needs_attention();
}

#[test]
fn case_12_the_window_is_the_day_on_which_the_call_ended() {
    let calls = journal().missed("A", "23:59:50").until("next 00:00:10");
    calls
        .at("next 23:59")
        .call("23:59:50")
        .is(NoAnswer)
        .needs_attention()
        .is_open_until("next 24:00");
    calls.at("next 24:00").call("23:59:50").is(Lost).needs_attention();
}

#[test]
fn case_13_a_day_of_25_hours() {
    let calls = journal()
        .in_zone(chrono_tz::Europe::Berlin)
        .on("2026-10-25")
        .missed("A", "01:30");
    calls
        .at("23:59:59")
        .call("01:30")
        .is(NoAnswer)
        .needs_attention()
        .is_open_until("24:00");
    calls.at("24:00").call("01:30").is(Lost).needs_attention();
}

#[rstest]
#[case("11:00:29", true)]
#[case("11:00:30", false)]
#[case("11:00:31", false)]
fn case_14_an_hour_from_the_end_of_the_call(#[case] answered: &str, #[case] in_time: bool) {
    let calls = journal()
        .with_window(Window::Minutes { minutes: 60 })
        .missed("A", "10:00")
        .outgoing("A", "11:00")
        .answered_at(answered);
    let seen = calls.at("12:00");
    if in_time {
        seen.call("10:00")
            .is(NoAnswer)
            .needs_nothing()
            .because_we_called_back_at("11:00");
    } else {
        seen.call("10:00")
            .is(Lost)
            .needs_attention()
            .is_closed_since("11:00:30");
    }
}

#[rstest]
#[case::in_hours("17:30", "18:00")]
#[case::after_hours("19:00", "+3 18:00")]
fn case_15_business_hours_from_friday(#[case] missed: &str, #[case] closes: &str) {
    let hours = Window::BusinessHours {
        from_minute: 540,
        to_minute: 1080,
        weekdays: vec![1, 2, 3, 4, 5],
    };
    let calls = journal().on("2026-10-09").with_window(hours).missed("A", missed);
    calls
        .at("17:59")
        .call(missed)
        .is(NoAnswer)
        .needs_attention()
        .is_open_until(closes);
    calls
        .at(closes)
        .call(missed)
        .is(Lost)
        .needs_attention()
        .is_closed_since(closes);
}
