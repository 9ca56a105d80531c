use call_journal_model::call::Reason;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Millis;
use call_journal_model::view::{CallSummary, Hearing, NumberText};

use super::*;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn missed(status: Status, why: WhyView) -> CallDetails {
    let number = NumberText {
        e164: PhoneNumber::from_e164("+79000000000"),
        display: "+7 (900) 000-00-00".to_owned(),
    };
    CallDetails {
        held: false,
        hearing: Hearing::Download,
        summary: CallSummary {
            id: CallId(1),
            started_at: Timestamp(0),
            started: at("2022-03-31 18:47"),
            direction: Direction::In,
            status,
            reason: None,
            attention: false,
            first_contact: false,
            party: CallParty::Unregistered { number, name: None },
            employees: Vec::new(),
            destination: None,
            talk: None,
            running: None,
            has_comment: false,
        },
        answered: None,
        ended: Some(at("2022-03-31 18:48")),
        duration: Millis(42_000),
        line: None,
        line_name: None,
        channel: None,
        source_ids: Vec::new(),
        why,
        legs: Vec::new(),
        recordings: Vec::new(),
        listened: Vec::new(),
        comment: None,
    }
}

#[test]
fn a_lost_call_says_until_when_nobody_talked_with_the_number() {
    let midnight = WhyView::WindowClosed {
        at: at("2022-04-01 00:00"),
    };
    let why = why(&missed(Status::Lost, midnight)).unwrap();
    assert_eq!((why.tone, why.heading.as_str()), (Tone::Lost, "Потерян"));
    assert_eq!(
        why.sentence.as_deref(),
        Some("До 24:00 31.03 никто не поговорил с этим номером.")
    );
    assert!(why.call_back);
}

#[test]
fn an_open_window_names_the_day_only_if_it_is_another_one() {
    let open = |until| WhyView::WindowOpen {
        until: at(until),
        until_at: Timestamp(5),
        will_be_lost: true,
    };
    let shown = |until| {
        why(&missed(Status::NoAnswer, open(until)))
            .unwrap()
            .until
            .unwrap()
            .text
    };
    assert_eq!(shown("2022-04-01 00:00"), "24:00");
    assert_eq!(shown("2022-03-31 19:30"), "19:30");
    assert_eq!(shown("2022-04-04 18:00"), "18:00 04.04");
}

#[test]
fn a_callback_links_to_the_call_that_decided() {
    let back = |at| WhyView::Contact {
        call: CallId(9),
        at,
        called_back: true,
    };
    let link = |when| {
        why(&missed(Status::NoAnswer, back(at(when))))
            .unwrap()
            .decided_by
            .unwrap()
    };
    assert_eq!(
        link("2022-03-31 19:08"),
        (CallId(9), "Перезвонили в 19:08".to_owned())
    );
    assert_eq!(link("2022-04-01 09:00").1, "Перезвонили 01.04 в 09:00");
}

#[test]
fn an_outgoing_call_tells_why_it_did_not_get_through() {
    let mut details = missed(Status::Cancelled, WhyView::Plain);
    details.summary.direction = Direction::Out;
    details.summary.reason = Some(Reason::Busy);
    let why = why(&details).unwrap();
    assert_eq!((why.tone, why.heading.as_str()), (Tone::Plain, "Отменен"));
    assert_eq!(why.sentence.as_deref(), Some("Занято, или звонок отклонён."));
}

#[test]
fn an_answered_call_needs_no_card_unless_it_is_the_first_contact() {
    let mut details = missed(Status::Accepted, WhyView::Plain);
    assert_eq!(why(&details), None);
    details.summary.first_contact = true;
    assert_eq!(why(&details).unwrap().tone, Tone::First);
}
