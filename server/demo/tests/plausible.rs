//! The demo looks like a company at work: enough of everything, at the right hours.

mod common;

use std::collections::{BTreeMap, HashMap};

use call_journal_demo::calls::DAYS;
use call_journal_demo::comments::comments;
use call_journal_model::call::CallId;
use call_journal_model::call::{Direction, Outcome, Reason};
use call_journal_model::settle::{CallFacts, Rules, settle};
use call_journal_model::status::{Settled, Status};
use call_journal_model::time::Timestamp;
use call_journal_model::window::Window;
use chrono::{Datelike, TimeZone, Timelike};
use common::{MINUTE, ZONE, at, company, history};

#[test]
fn ninety_days_hold_about_twelve_thousand_calls_of_all_kinds() {
    let calls = history(at(23, 15, 0), DAYS);
    assert!((11_500..12_900).contains(&calls.len()), "{}", calls.len());
    let mut kinds: HashMap<(Direction, Outcome), u32> = HashMap::new();
    let mut shapes: HashMap<&str, u32> = HashMap::new();
    for call in &calls {
        *kinds
            .entry((call.expected.direction, call.expected.outcome))
            .or_default() += 1;
        for word in &call.expected.shape {
            *shapes.entry(word).or_default() += 1;
        }
    }
    let reasons = [
        Reason::CancelledByEmployee,
        Reason::Busy,
        Reason::NoAnswer,
        Reason::Failed,
    ];
    for kind in reasons.map(|reason| (Direction::Out, Outcome::NotReached(reason))) {
        assert!(kinds[&kind] >= 20, "{kind:?}: {kinds:?}");
    }
    for direction in [Direction::In, Direction::Internal] {
        assert!(
            kinds[&(direction, Outcome::Missed)] * 2 < kinds[&(direction, Outcome::Answered)],
            "{kinds:?}"
        );
    }
    for word in [
        "direct",
        "group",
        "queue",
        "menu",
        "abandoned",
        "gave up",
        "rang out",
        "busy",
        "voicemail",
        "announcement",
        "outgoing",
        "internal",
        "blind transfer",
        "attended transfer",
        "transfer to queue",
        "hold",
        "parking",
        "conference",
    ] {
        assert!(
            shapes.get(word).is_some_and(|count| *count >= 20),
            "{word}: {shapes:?}"
        );
    }
}

#[test]
fn a_working_day_has_its_peaks_before_and_after_lunch_and_a_day_off_is_quiet() {
    let calls = history(at(23, 23, 59), 28);
    let mut hours = [0; 24];
    let mut weekdays: BTreeMap<u32, u32> = BTreeMap::new();
    for call in &calls {
        let local = ZONE.timestamp_millis_opt(call.expected.started_at.0).unwrap();
        hours[local.hour() as usize] += 1;
        *weekdays
            .entry(local.weekday().num_days_from_monday())
            .or_default() += 1;
    }
    assert!(
        hours[11] > hours[13] * 3 / 2 && hours[15] > hours[13] * 3 / 2,
        "{hours:?}"
    );
    assert!(hours[3] * 20 < hours[11], "{hours:?}");
    assert!(weekdays[&6] * 3 < weekdays[&2], "{weekdays:?}");
}

#[test]
fn the_journal_looks_alive_at_every_hour() {
    for hour in 0..24 {
        // A Tuesday.
        let now = at(24, hour, 13);
        let calls = history(now, 2);
        let last = calls.iter().map(|call| call.expected.ended_at.0).max().unwrap();
        let patience = if (10..19).contains(&hour) { 25 } else { 600 };
        assert!(
            now.0 - last < patience * MINUTE,
            "at {hour} the last call is {} min old",
            (now.0 - last) / MINUTE
        );
        assert!(
            calls
                .iter()
                .all(|call| call.events.iter().all(|(at, _)| *at <= now))
        );
    }
}

#[test]
fn most_calls_are_with_few_numbers() {
    let mut by_number: HashMap<String, u32> = HashMap::new();
    for call in history(at(23, 15, 0), 30) {
        if let Some(number) = call.expected.number {
            *by_number.entry(number.as_str().to_owned()).or_default() += 1;
        }
    }
    let mut counts: Vec<u32> = by_number.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let (all, top): (u32, u32) = (counts.iter().sum(), counts[..counts.len() / 10].iter().sum());
    assert!(top * 4 > all, "a tenth of the numbers has {top} of {all} calls");
}

#[test]
fn newcomers_are_strangers_until_they_have_talked() {
    let now = at(23, 20, 0);
    let company = company(now);
    let calls = history(now, DAYS);
    let recent: Vec<_> = company
        .customers
        .iter()
        .filter_map(|one| Some((one, one.registered_at?)))
        .collect();
    assert!(recent.len() >= 100, "{}", recent.len());
    for (customer, registered_at) in recent.iter().filter(|(_, at)| *at > calls[0].expected.started_at) {
        let theirs = calls
            .iter()
            .map(|call| &call.expected)
            .filter(|call| call.number.as_ref() == Some(&customer.numbers[0]));
        let first = theirs.min_by_key(|call| call.started_at).expect(&customer.name);
        assert_eq!(first.outcome, Outcome::Answered, "{}", customer.name);
        assert!(first.ended_at < *registered_at, "{}", customer.name);
    }
}

#[test]
fn a_number_has_one_owner() {
    let company = company(at(23, 15, 0));
    let mut owners: HashMap<&str, &str> = HashMap::new();
    for customer in &company.customers {
        for number in customer.all_numbers() {
            let before = owners.insert(number.as_str(), &customer.name);
            assert_eq!(
                before,
                None,
                "{} belongs to {} too",
                number.as_str(),
                customer.name
            );
        }
    }
}

#[test]
fn notes_are_written_after_their_calls() {
    let now = at(23, 15, 0);
    let calls: HashMap<String, Timestamp> = history(now, DAYS)
        .into_iter()
        .map(|call| (call.expected.anchor, call.expected.ended_at))
        .collect();
    let notes: Vec<_> = comments(&company(now), now, DAYS).collect();
    assert!((230..380).contains(&notes.len()), "{}", notes.len());
    for note in &notes {
        assert!(calls[&note.anchor] < note.at && note.at <= now, "{note:?}");
        assert!(!note.text.contains(['{', '}']), "{}", note.text);
    }
}

/// What the rules make of the calls, each number a party of its own.
fn settled(now: Timestamp, days: u32) -> Vec<(Timestamp, Settled)> {
    let company = company(now);
    let mut registered: HashMap<String, Timestamp> = HashMap::new();
    for customer in &company.customers {
        let since = customer.registered_at.unwrap_or(Timestamp(i64::MIN));
        registered.extend(
            customer
                .all_numbers()
                .map(|number| (number.as_str().to_owned(), since)),
        );
    }
    let mut parties: HashMap<String, Vec<CallFacts>> = HashMap::new();
    for (id, call) in (0..).zip(history(now, days)) {
        let Some(number) = call.expected.number else {
            continue;
        };
        let facts = CallFacts {
            id: CallId(id),
            direction: call.expected.direction,
            outcome: call.expected.outcome,
            started_at: call.expected.started_at,
            answered_at: call.expected.talks.first().map(|talk| talk.started_at),
            ended_at: Some(call.expected.ended_at),
            number: Some(0),
            registered_at: registered.get(number.as_str()).copied(),
        };
        parties.entry(number.as_str().to_owned()).or_default().push(facts);
    }
    let rules = Rules {
        window: Window::Day,
        zone: ZONE,
    };
    let times = |calls: &[CallFacts]| calls.iter().map(|call| call.started_at).collect::<Vec<_>>();
    parties
        .values()
        .flat_map(|calls| times(calls).into_iter().zip(settle(calls, &rules, now)))
        .collect()
}

#[test]
fn a_few_calls_a_day_are_lost_and_first_contacts_are_daily() {
    let now = at(23, 23, 50);
    let settled = settled(now, DAYS);
    let a_day = |wanted: fn(&Settled) -> bool| {
        settled.iter().filter(|(_, settled)| wanted(settled)).count() as f64 / f64::from(DAYS)
    };
    let lost = a_day(|settled| settled.status == Status::Lost);
    let first = a_day(|settled| settled.first_contact);
    let neglected = a_day(|settled| settled.attention && settled.status == Status::NoAnswer);
    assert!((1.0..6.0).contains(&lost), "{lost} lost a day");
    assert!((3.0..25.0).contains(&first), "{first} first contacts a day");
    assert!(
        (1.0..12.0).contains(&neglected),
        "{neglected} neglected customers a day"
    );
}

#[test]
fn there_is_somebody_to_call_back_from_the_late_morning_on() {
    for hour in 11..24 {
        let now = at(24, hour, 20);
        let midnight = at(24, 0, 0);
        let open = settled(now, 1)
            .iter()
            .filter(|(at, settled)| *at > midnight && settled.attention)
            .count();
        assert!((2..40).contains(&open), "{open} at {hour}");
    }
}
