//! Conversations of FreeSWITCH's records: channels, which of them belong together, and the legs between them.

mod channel;
mod join;
mod visits;

use std::collections::BTreeMap;

use call_journal_model::call::{Direction, Reason};

use self::channel::Channel;
use self::join::Net;
use super::form::{Conversation, End, Leg, Sound};
use super::who;
use crate::freeswitch::FreeswitchLeg;
use crate::plan::Plan;

/// One for each conversation among the records.
pub(super) fn conversations(records: &[&FreeswitchLeg], plan: &Plan) -> Vec<Conversation> {
    let mut latest: BTreeMap<&str, &FreeswitchLeg> = BTreeMap::new();
    for record in records {
        let known = latest.entry(record.uuid()).or_insert(record);
        if record.end_us() >= known.end_us() {
            *known = record;
        }
    }
    let net = Net::new(latest.into_values(), plan);
    net.groups()
        .iter()
        .filter_map(|members| conversation(&net, members, plan))
        .collect()
}

/// `members` are places of channels, by begin.
fn conversation(net: &Net<'_>, members: &[usize], plan: &Plan) -> Option<Conversation> {
    let real = |index: &&usize| !net.channels[**index].technical;
    let root = *members
        .iter()
        .filter(real)
        .min_by_key(|index| (net.parent[**index].is_some(), **index))?;
    let channel = &net.channels[root];
    let mut legs = net.legs(members);
    let calls_out = channel.end.employee().is_none() && !channel.inbound;
    let mut dialled = channel.dialled();
    if calls_out {
        dialled = String::new();
    }
    let mut direction = None;
    let mut reason = None;
    let mut number = None;
    if calls_out && let End::Outside(called) = &channel.end {
        // A program called the customer first.
        direction = Some(Direction::Out);
        number = Some(called.clone());
        if channel.answer.is_none() {
            reason = Some(channel::reason(channel));
        }
    } else if let End::Outside(calling) = &channel.end {
        direction = Some(Direction::In);
        number = Some(calling.clone());
    } else if legs.is_empty() && !dialled.starts_with(['*', '#']) {
        let called = who::end(&dialled, &[], false, false, plan);
        if let End::Outside(called) = &called
            && called.number.is_some()
        {
            legs.push(nowhere(channel, End::Outside(called.clone())));
            reason = (channel::reason(channel) != Reason::NoAnswer).then(|| channel::reason(channel));
        }
    }
    if direction != Some(Direction::Out)
        && legs
            .iter()
            .all(|leg| !leg.to.is_outside() || leg.from.is_outside())
    {
        visits::add(net, root, members, &mut legs);
    }
    let people = || {
        members
            .iter()
            .map(|index| &net.channels[*index])
            .filter(|channel| !channel.technical)
    };
    let outside = || people().filter(|channel| channel.end.is_outside());
    let ended = match direction {
        Some(Direction::In) => Some(channel.finish),
        _ => outside()
            .map(|channel| channel.finish)
            .max()
            .or(people().map(|channel| channel.finish).max()),
    };
    let line = if direction == Some(Direction::In) {
        channel.line()
    } else {
        let carried = outside().max_by_key(|channel| channel.answer.is_some());
        carried.map(|channel| channel.trunk.clone()).unwrap_or_default()
    };
    Some(Conversation {
        anchor: channel.uuid.clone(),
        source_ids: source_ids(net, members),
        direction,
        number,
        caller_name: if direction == Some(Direction::In) {
            channel.name()
        } else {
            String::new()
        },
        caller: channel.end.employee().cloned(),
        dialled,
        line,
        started: channel.start,
        ended,
        reason,
        legs,
        sounds: sounds(net, members),
        ..Conversation::default()
    })
}

/// An employee's call for which no channel was made.
fn nowhere(channel: &Channel<'_>, to: End) -> Leg {
    let mut leg = Leg::new(channel.end.clone(), to, channel.start, &channel.uuid);
    leg.ended = Some(channel.finish);
    leg.unanswered = channel::unanswered(channel.cause());
    leg
}

/// The channels that nobody called, oldest first: FreeSWITCH's `call_uuid`s.
fn source_ids(net: &Net<'_>, members: &[usize]) -> Vec<String> {
    let roots = members
        .iter()
        .filter(|index| net.parent[**index].is_none() && !net.channels[**index].technical);
    let mut ids: Vec<String> = roots.map(|index| net.channels[*index].uuid.clone()).collect();
    ids.truncate(100);
    ids
}

fn sounds(net: &Net<'_>, members: &[usize]) -> Vec<Sound> {
    let mut sounds = Vec::new();
    for index in members {
        let channel = &net.channels[*index];
        let Some(record) = channel.record else { continue };
        for path in record.recordings() {
            let begun = record
                .applications
                .iter()
                .find(|app| app.app_name == "record_session" && app.app_data.contains(&path))
                .map(|app| app.app_stamp / 1000)
                .filter(|at| *at > 0);
            sounds.push(Sound {
                path,
                started: begun
                    .or(channel.bridge)
                    .or(channel.answer)
                    .unwrap_or(channel.start),
                ..Sound::default()
            });
        }
    }
    sounds
}
