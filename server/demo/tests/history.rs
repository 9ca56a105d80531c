//! What the demo tells about ninety days is the same each time, in order, and about nobody real.

mod common;

use std::collections::{HashMap, HashSet};

use call_journal_demo::calls::calls;
use call_journal_demo::comments::comments;
use call_journal_demo::company::{Company, FICTIONAL};
use call_journal_demo::expected::ScriptedCall;
use call_journal_demo::live::live;
use call_journal_model::call::Direction;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Timestamp;
use call_journal_pbx::event::{Cel, PbxEvent};
use common::{MINUTE, SEED, ZONE, at, company, events, history};

/// When the PBX tells an event; files have no time of their own.
fn told_at(event: &PbxEvent) -> Option<i64> {
    match event {
        PbxEvent::Cel(cel) => Some(cel.at_us / 1000),
        PbxEvent::Cdr(cdr) => cdr.end.map(|end| end.0),
        _ => None,
    }
}

fn cel(event: &PbxEvent) -> Option<&Cel> {
    match event {
        PbxEvent::Cel(cel) => Some(cel),
        _ => None,
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let now = at(24, 15, 7);
    assert_eq!(events(now, 5), events(now, 5));
    assert!(comments(&company(now), now, 5).eq(comments(&company(now), now, 5)));
}

#[test]
fn another_seed_is_another_history() {
    let now = at(24, 15, 7);
    let other = Company::new(SEED + 1, now, ZONE);
    assert_ne!(events(now, 2), calls(&other, now, 2).collect::<Vec<_>>());
}

#[test]
fn a_day_that_is_over_does_not_change_when_the_clock_moves() {
    let midnight = at(24, 0, 0);
    let before = |now, days| {
        let is_past = |call: &ScriptedCall| call.events.iter().all(|(at, _)| *at < midnight);
        history(now, days)
            .into_iter()
            .filter(is_past)
            .map(|call| (call.events, call.expected))
            .collect::<Vec<_>>()
    };
    let past = before(at(24, 9, 30), 4);
    assert!(past.len() > 200, "{}", past.len());
    assert!(past == before(at(24, 18, 0), 4));
    assert!(past == before(at(28, 3, 0), 8));
}

#[test]
fn customers_who_are_known_stay_who_they_are() {
    let today = by_key(at(24, 12, 0));
    let later = by_key(at(30, 12, 0));
    assert!(today.len() >= 599, "{}", today.len());
    let changed = today
        .iter()
        .filter(|(key, who)| later.get(*key).is_some_and(|then| then != *who))
        .count();
    assert_eq!(changed, 0);
    let gone = today.keys().filter(|key| !later.contains_key(*key)).count();
    // The working days in between are forgotten at the far end.
    assert!(gone <= 5, "{gone}");
}

/// Name and numbers of each customer.
fn by_key(now: Timestamp) -> HashMap<String, (String, Vec<PhoneNumber>)> {
    let customers = company(now).customers.into_iter();
    customers
        .map(|one| {
            (
                one.key.clone(),
                (one.name.clone(), one.all_numbers().cloned().collect()),
            )
        })
        .collect()
}

#[test]
fn every_number_is_from_a_block_that_belongs_to_nobody() {
    let now = at(23, 15, 0);
    let fictional = |text: &str| {
        let digits = text.trim_start_matches('+');
        let e164 = match digits.strip_prefix("810") {
            Some(abroad) => format!("+{abroad}"),
            None => format!("+7{}", digits.strip_prefix(['7', '8']).unwrap_or(digits)),
        };
        let abroad = format!("+{digits}");
        FICTIONAL
            .iter()
            .any(|block| e164.starts_with(block) || abroad.starts_with(block))
    };
    for customer in &company(now).customers {
        assert!(
            customer.all_numbers().all(|number| fictional(number.as_str())),
            "{customer:?}"
        );
    }
    for event in events(now, 30) {
        let Some(cel) = cel(&event) else { continue };
        for text in [&cel.cid_num, &cel.cid_ani, &cel.cid_dnid, &cel.exten] {
            let is_number =
                text.len() > 4 && text.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit());
            assert!(!is_number || fictional(text), "{text}");
        }
    }
}

#[test]
fn events_come_in_order_and_every_channel_that_begins_ends() {
    let events = events(at(23, 15, 0), 20);
    let times: Vec<i64> = events.iter().filter_map(told_at).collect();
    // Records hold whole seconds.
    assert!(times.windows(2).all(|pair| pair[0] <= pair[1] + 1000));
    let mut open: HashMap<&str, i64> = HashMap::new();
    let mut ever: HashSet<&str> = HashSet::new();
    let mut bridged: HashMap<(&str, &str), i32> = HashMap::new();
    for cel in events.iter().filter_map(cel) {
        let id = cel.uniqueid.as_str();
        match cel.event.as_str() {
            "CHAN_START" => {
                assert!(ever.insert(id), "{id} begins twice");
                open.insert(id, cel.at_us);
            }
            "CHAN_END" => assert!(
                open.remove(id).is_some_and(|began| began < cel.at_us),
                "{id} ends and never began"
            ),
            "LINKEDID_END" => {}
            _ => assert!(open.contains_key(id), "{} of {id}, which is not there", cel.event),
        }
        match cel.event.as_str() {
            "BRIDGE_ENTER" => *bridged.entry((id, bridge_of(cel))).or_default() += 1,
            "BRIDGE_EXIT" => *bridged.entry((id, bridge_of(cel))).or_default() -= 1,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(bridged.values().all(|inside| *inside == 0));
}

/// Empty, and so never left, if the event names no bridge.
fn bridge_of(cel: &Cel) -> &str {
    let after = cel.extra.split_once(r#""bridge_id":""#).map(|(_, after)| after);
    after
        .and_then(|after| after.split('"').next())
        .unwrap_or_default()
}

#[test]
fn a_recorded_talk_is_as_long_as_its_recording() {
    let mut recorded = 0;
    for call in history(at(23, 15, 0), 20)
        .iter()
        .filter(|call| !call.expected.recordings.is_empty())
    {
        let heard: i64 = call
            .events
            .iter()
            .filter_map(|(_, event)| match event {
                PbxEvent::RecordingFile(file) => file.duration.map(|length| length.0),
                _ => None,
            })
            .sum();
        let talked = call.expected.talk_time().0;
        // A parked call is recorded up to the parking place.
        if !call.expected.shape.contains(&"parking") && !call.expected.shape.contains(&"abandoned") {
            assert!(
                (talked - heard).abs() <= 500,
                "{:?}: talked {talked}, heard {heard}",
                call.expected
            );
        }
        recorded += 1;
    }
    assert!(recorded > 300, "{recorded}");
}

#[test]
fn the_live_stream_is_in_order_and_brings_a_call_every_half_minute() {
    let now = at(24, 3, 0);
    let company = company(now);
    let stream: Vec<(Timestamp, PbxEvent)> = live(&company, now)
        .take_while(|(at, _)| at.0 < now.0 + 3_600_000)
        .collect();
    assert!(stream.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    assert!(stream[0].0.0 - now.0 < MINUTE);
    let ids = |events: &mut dyn Iterator<Item = &PbxEvent>| {
        events
            .filter_map(cel)
            .filter(|cel| cel.event == "CHAN_START")
            .map(|cel| cel.uniqueid.clone())
            .collect()
    };
    let live_ids: HashSet<String> = ids(&mut stream.iter().map(|(_, event)| event));
    assert!((150..1000).contains(&live_ids.len()), "{}", live_ids.len());
    let history = events(at(24, 23, 0), 2);
    assert!(live_ids.is_disjoint(&ids(&mut history.iter())));
}

#[test]
fn every_number_that_the_operator_sends_or_a_phone_dials_reads_as_the_one_that_was_meant() {
    for call in history(at(23, 15, 0), 20) {
        let expected = &call.expected;
        let first = call
            .events
            .iter()
            .filter_map(|(_, event)| cel(event))
            .find(|cel| cel.uniqueid == expected.anchor);
        let Some(first) = first else {
            panic!("{expected:?}")
        };
        let said = match expected.direction {
            Direction::In => &first.cid_num,
            Direction::Out => &first.exten,
            Direction::Internal => continue,
        };
        assert_eq!(PhoneNumber::parse(said, "RU"), expected.number, "{said}");
    }
}
