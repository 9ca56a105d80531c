//! What the worked examples leave between the lines.

use super::journal::journal;
use crate::status::Status::{Lost, NoAnswer, Ringing, Talking};

#[test]
fn a_further_missed_call_is_no_contact() {
    let calls = journal().missed("A", "10:00").missed("A", "10:30");
    calls.while_open().call("10:00").needs_attention();
    calls.while_open().call("10:30").needs_attention();
}

#[test]
fn another_unregistered_number_is_no_contact() {
    journal()
        .missed("A", "10:00")
        .outgoing("Z", "11:00")
        .while_open()
        .call("10:00")
        .needs_attention();
}

#[test]
fn a_conversation_that_was_over_before_is_no_contact() {
    let calls = journal().answered("A", "09:00").missed("A", "10:00");
    calls.while_open().call("10:00").is(NoAnswer).needs_attention();
    calls.once_closed().call("10:00").is(Lost).needs_attention();
}

#[test]
fn a_conversation_that_was_over_at_that_very_moment_is_no_contact() {
    journal()
        .answered("A", "09:58")
        .missed("A", "10:00")
        .while_open()
        .call("10:00")
        .needs_attention();
}

#[test]
fn the_earliest_contact_decides() {
    let calls = journal()
        .missed("A", "10:00")
        .outgoing("A", "12:00")
        .answered("A", "11:00")
        .outgoing("A", "13:00");
    calls
        .while_open()
        .call("10:00")
        .because_they_called_again_at("11:00");
}

#[test]
fn a_long_conversation_decides_though_shorter_ones_came_between() {
    let calls = journal()
        .answered("B1", "09:00")
        .until("10:30")
        .answered("B2", "09:30")
        .missed("B1", "09:40")
        .missed("B1", "10:00")
        .missed("B1", "10:40");
    calls
        .while_open()
        .call("09:40")
        .because_already_talking_since("09:00");
    calls
        .while_open()
        .call("10:00")
        .because_already_talking_since("09:00");
    calls.while_open().call("10:40").needs_attention();
}

#[test]
fn a_callback_that_is_going_on_clears_attention_already() {
    let calls = journal().missed("A", "10:00").outgoing("A", "11:00").talking();
    calls.at("11:01").call("11:00").is(Talking);
    calls
        .at("11:01")
        .call("10:00")
        .needs_nothing()
        .because_we_called_back_at("11:00");
}

#[test]
fn a_ringing_call_shows_that_it_rings_and_is_no_contact() {
    let calls = journal().missed("A", "10:00").ringing("A", "11:00");
    calls
        .at("11:01")
        .call("11:00")
        .is(Ringing)
        .needs_nothing()
        .is_plain();
    calls.at("11:01").call("10:00").needs_attention();
}

#[test]
fn a_first_contact_stays_one_after_registration() {
    journal()
        .answered("A", "10:00")
        .registered("A", "11:00")
        .always(|seen| {
            seen.call("10:00").is_first_contact();
        });
}

#[test]
fn a_first_contact_is_the_numbers_own_not_the_customers() {
    let calls = journal()
        .answered("B1", "09:00")
        .answered("A", "10:00")
        .registered_to("B", "A", "11:00");
    calls.while_open().call("10:00").is_first_contact();
    calls.while_open().call("09:00").is_no_first_contact();
}
