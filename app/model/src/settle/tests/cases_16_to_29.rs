//! The worked examples, row by row: kinds of calls. What is the assembler's part of a row is said above its test.

use super::journal::journal;
use crate::status::Status::{Accepted, Lost, NoAnswer, Reached};

/// That menus, voicemail and queues make a missed call is the assembler's part; here, that such a call is as case 1.
#[test]
fn cases_16_17_18_what_nobody_answered_is_missed_wherever_it_ended() {
    let calls = journal().missed("A", "10:00").until("10:04");
    calls
        .while_open()
        .call("10:00")
        .is(NoAnswer)
        .needs_attention()
        .is_open_until("24:00");
    calls.once_closed().call("10:00").is(Lost).needs_attention();
}

/// Who answered, and one row of it all, is the assembler's part; here, that what someone answered is well.
#[test]
fn cases_19_20_21_what_someone_answered_needs_no_attention() {
    journal().answered("A", "10:00").until("10:05").always(|seen| {
        seen.call("10:00").is(Accepted).needs_nothing().is_first_contact();
    });
}

/// The consultation and the talk time are the assembler's part.
#[test]
fn case_22_a_transferred_outgoing_call_is_reached() {
    journal().outgoing("B1", "10:00").always(|seen| {
        seen.call("10:00")
            .is(Reached)
            .needs_nothing()
            .is_no_first_contact();
    });
}

#[test]
fn case_23_a_second_line_while_talking() {
    journal()
        .answered("A", "10:00")
        .until("10:05")
        .missed("A", "10:01")
        .always(|seen| {
            seen.call("10:01")
                .is(NoAnswer)
                .needs_nothing()
                .because_already_talking_since("10:00");
            seen.call("10:00").is(Accepted).is_first_contact();
        });
}

/// That it is hidden unless internal calls are shown is the filter's part.
#[test]
fn case_24_internal_calls_have_no_indicators() {
    journal()
        .internal_missed("10:00")
        .internal_answered("11:00")
        .always(|seen| {
            seen.call("10:00")
                .is(NoAnswer)
                .needs_nothing()
                .is_plain()
                .is_no_first_contact();
            seen.call("11:00")
                .is(Accepted)
                .needs_nothing()
                .is_plain()
                .is_no_first_contact();
        });
}

#[test]
fn case_25_nobody_can_call_a_withheld_number_back() {
    journal()
        .withheld_missed("10:00")
        .withheld_answered("11:00")
        .always(|seen| {
            seen.call("10:00").is(NoAnswer).needs_nothing().because_withheld();
            seen.call("11:00")
                .is(Accepted)
                .needs_nothing()
                .is_no_first_contact();
        });
}

/// Late import and reverse arrival; that any order gives the same is a law below.
#[test]
fn case_26_arriving_late_or_in_reverse_changes_nothing() {
    let calls = journal().outgoing("A", "11:00").missed("A", "10:00");
    calls
        .at("+3 10:00")
        .call("10:00")
        .is(NoAnswer)
        .needs_nothing()
        .because_we_called_back_at("11:00");
}

#[test]
fn case_27_a_moved_number_belongs_to_its_new_customer() {
    let calls = journal().missed("B1", "10:00").outgoing("D1", "11:00");
    calls.at("11:59").call("10:00").is(NoAnswer).needs_attention();
    calls.moved("D", "B1").always(|seen| {
        seen.call("10:00")
            .is(NoAnswer)
            .needs_nothing()
            .because_we_called_back_at("11:00");
    });
}

#[test]
fn case_28_the_first_talk_was_an_outgoing_call() {
    journal()
        .outgoing("A", "10:00")
        .answered("A", "12:00")
        .always(|seen| {
            seen.call("10:00").is(Reached).is_no_first_contact();
            seen.call("12:00").is(Accepted).is_no_first_contact();
        });
}

/// That two deliveries are one row is the assembler's part; here, that the later end is the one that counts.
#[test]
fn case_29_the_later_end_of_a_conversation_counts() {
    let short = journal()
        .answered("A", "10:00")
        .until("10:02")
        .missed("A", "10:03");
    short.while_open().call("10:03").needs_attention();
    let long = journal()
        .answered("A", "10:00")
        .until("10:05")
        .missed("A", "10:03");
    long.while_open()
        .call("10:03")
        .needs_nothing()
        .because_already_talking_since("10:00");
}
