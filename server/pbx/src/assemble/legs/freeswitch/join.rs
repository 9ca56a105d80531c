//! Which channels called which, which were put together later, and the legs between them.

use std::collections::{BTreeMap, HashMap};

use call_journal_model::call::LegResult;

use super::super::form::Leg;
use super::channel::{Channel, holds, unanswered};
use crate::freeswitch::{FreeswitchLeg, Person, bridged_with, parts};
use crate::plan::Plan;
use crate::thread::Sets;

/// Channels by begin, and how they hang together.
pub(super) struct Net<'a> {
    pub(super) channels: Vec<Channel<'a>>,
    /// Who called each, technical channels between left out.
    pub(super) parent: Vec<Option<usize>>,
    /// Channels that were put together though neither called the other, the lower place first.
    partners: Vec<(usize, usize)>,
}

/// A chain of technical channels is followed up to here.
const LONGEST_CHAIN: usize = 8;

impl<'a> Net<'a> {
    pub(super) fn new(records: impl Iterator<Item = &'a FreeswitchLeg>, plan: &Plan) -> Net<'a> {
        let mut channels: Vec<Channel<'a>> = records.map(|record| Channel::of(record, plan)).collect();
        let untold = untold(&channels, plan);
        channels.extend(untold.channels);
        channels.sort_by(|a, b| (a.start, &a.uuid).cmp(&(b.start, &b.uuid)));
        let places: HashMap<&str, usize> = channels
            .iter()
            .enumerate()
            .map(|(n, c)| (c.uuid.as_str(), n))
            .collect();
        let direct: Vec<Option<usize>> = channels
            .iter()
            .enumerate()
            .map(|(index, channel)| {
                let made = untold
                    .parents
                    .get(&channel.uuid)
                    .and_then(|uuid| places.get(uuid.as_str()));
                let told = channel.record.and_then(|record| {
                    callers(record, channel)
                        .into_iter()
                        .find_map(|uuid| places.get(uuid).filter(|place| **place != index))
                });
                made.or(told).copied()
            })
            .collect();
        let parent: Vec<Option<usize>> = (0..channels.len())
            .map(|index| up(&channels, &direct, index))
            .collect();
        let mut partners: Vec<(usize, usize)> = Vec::new();
        for (index, channel) in channels.iter().enumerate() {
            for uuid in channel.record.map_or_else(Vec::new, together) {
                let Some(other) = places.get(uuid).copied().filter(|other| *other != index) else {
                    continue;
                };
                if parent[index] != Some(other) && parent[other] != Some(index) {
                    partners.push((index.min(other), index.max(other)));
                }
            }
        }
        partners.sort_unstable();
        partners.dedup();
        Net {
            channels,
            parent,
            partners,
        }
    }

    /// The channels of each conversation.
    pub(super) fn groups(&self) -> Vec<Vec<usize>> {
        let mut sets = Sets((0..self.channels.len()).collect());
        for (index, parent) in self.parent.iter().enumerate() {
            if let Some(parent) = parent {
                sets.join(index, *parent);
            }
        }
        for (a, b) in &self.partners {
            sets.join(*a, *b);
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in 0..self.channels.len() {
            groups.entry(sets.root(index)).or_default().push(index);
        }
        groups.into_values().collect()
    }

    /// Pairs whose first is `index`.
    fn partners_of(&self, index: usize) -> &[(usize, usize)] {
        let from = self.partners.partition_point(|(first, _)| *first < index);
        let to = self.partners.partition_point(|(first, _)| *first <= index);
        &self.partners[from..to]
    }

    /// The legs of a conversation: one for each channel that another called, one for each pair put together later.
    pub(super) fn legs(&self, members: &[usize]) -> Vec<Leg> {
        let mut met: HashMap<usize, i64> = HashMap::new();
        let mut legs = Vec::new();
        for (a, b) in members.iter().flat_map(|index| self.partners_of(*index)) {
            if let Some(leg) = self.together(*a, *b) {
                for index in [*a, *b] {
                    let at = met.entry(index).or_insert(leg.started);
                    *at = (*at).min(leg.started);
                }
                legs.push(leg);
            }
        }
        for index in members {
            if let Some(parent) = self.parent[*index]
                && !self.channels[*index].technical
            {
                legs.push(self.called(*index, parent, met.get(index).copied()));
            }
        }
        legs
    }

    /// The leg of a channel that another called, until it met a third.
    fn called(&self, index: usize, parent: usize, met: Option<i64>) -> Leg {
        let (channel, caller) = (&self.channels[index], &self.channels[parent]);
        let mut leg = Leg::new(
            caller.end.clone(),
            channel.end.clone(),
            channel.start,
            &channel.uuid,
        );
        // Whoever was called may stay when the caller is gone: passed on to another.
        let parted = channel.finish.min(caller.finish);
        let ended = met.map_or(parted, |met| parted.min(met)).max(channel.start);
        leg.ended = Some(ended);
        leg.answered = channel
            .bridge
            .or(channel.answer.filter(|_| channel.record.is_none()))
            .filter(|at| *at <= ended);
        leg.unanswered = unanswered(channel.cause());
        // A caller who is gone at that moment, an employee or not, gave up.
        let gave_up = leg.unanswered == LegResult::NoAnswer && caller.cause() == "ORIGINATOR_CANCEL";
        if gave_up && caller.finish.abs_diff(ended) <= 1_000 {
            leg.unanswered = LegResult::Cancelled;
        }
        leg.passed_on = channel.cause() == "BLIND_TRANSFER" || caller.cause() == "BLIND_TRANSFER";
        leg.holds = holds(channel);
        leg.holds.extend(holds(caller));
        leg.trunk.clone_from(&channel.trunk);
        let group = caller.destination(channel.start);
        if channel
            .end
            .employee()
            .is_none_or(|extension| extension.0 != group)
        {
            group.clone_into(&mut leg.group);
        }
        leg
    }

    /// The leg of two that were put together, if they ever were at one time.
    fn together(&self, a: usize, b: usize) -> Option<Leg> {
        let (first, second) = (&self.channels[a], &self.channels[b]);
        if first.technical || second.technical {
            return None;
        }
        let over = first.finish.min(second.finish);
        let both = first.start.max(second.start);
        // They met when whoever had called one of them left.
        let left = [a, b]
            .into_iter()
            .filter_map(|index| self.parent[index])
            .map(|parent| self.channels[parent].finish)
            .filter(|at| (both..over).contains(at))
            .max();
        let connected = first
            .bridge
            .or(first.answer)?
            .max(second.bridge.or(second.answer)?);
        let from = left.unwrap_or(connected).max(both);
        if from >= over {
            return None;
        }
        let (one, other) = if second.end.is_outside() && !first.end.is_outside() {
            (second, first)
        } else {
            (first, second)
        };
        let mut leg = Leg::new(one.end.clone(), other.end.clone(), from, &other.uuid);
        leg.answered = Some(from);
        leg.ended = Some(over);
        leg.rang = false;
        leg.holds = holds(one);
        leg.holds.extend(holds(other));
        leg.passed_on = one.cause() == "BLIND_TRANSFER" || other.cause() == "BLIND_TRANSFER";
        Some(leg)
    }
}

/// Channels that only others tell of, and who called them.
struct Untold<'a> {
    channels: Vec<Channel<'a>>,
    parents: HashMap<String, String>,
}

/// With `log-b-leg=false` the channels that were called leave no record; a record that is late is missing too.
fn untold<'a>(channels: &[Channel<'a>], plan: &Plan) -> Untold<'a> {
    let known: HashMap<&str, usize> = channels
        .iter()
        .enumerate()
        .map(|(n, c)| (c.uuid.as_str(), n))
        .collect();
    let mut made: BTreeMap<String, Channel<'a>> = BTreeMap::new();
    let mut parents = HashMap::new();
    for channel in channels {
        let Some(record) = channel.record else { continue };
        if !channel.inbound
            && !callers(record, channel)
                .iter()
                .any(|uuid| known.contains_key(uuid))
        {
            let caller = record.callflow.iter().flat_map(|profile| &profile.originator);
            if let Some(person) = caller
                .min_by_key(|person| &person.uuid)
                .filter(|p| !p.uuid.is_empty())
            {
                let mut caller = Channel::told(person, true, channel.start, channel.finish, plan);
                caller.answer = channel.bridge;
                parents.insert(channel.uuid.clone(), person.uuid.clone());
                keep(&mut made, caller);
            }
        }
        for profile in &record.callflow {
            let from = (profile.profile_created_time / 1000).clamp(channel.start, channel.finish);
            let over = [profile.transfer_time, profile.hangup_time];
            let over = over
                .into_iter()
                .find(|us| *us > 0)
                .map_or(channel.finish, |us| us / 1000);
            for person in &profile.originatee {
                if known.contains_key(person.uuid.as_str()) || person.uuid.is_empty() {
                    continue;
                }
                let mut called = Channel::told(person, false, from, over.min(channel.finish), plan);
                let bridged = [profile.bridged_time, profile.answered_time]
                    .into_iter()
                    .find(|us| *us > 0);
                called.answer = bridged.map(|us| (us / 1000).clamp(called.start, called.finish));
                called.bridge = called.answer;
                parents.insert(person.uuid.clone(), channel.uuid.clone());
                keep(&mut made, called);
            }
        }
        for called in failed(record, channel, plan) {
            if !known.contains_key(called.uuid.as_str()) && !made.contains_key(&called.uuid) {
                parents.insert(called.uuid.clone(), channel.uuid.clone());
                keep(&mut made, called);
            }
        }
    }
    Untold {
        channels: made.into_values().collect(),
        parents,
    }
}

/// Of two that tell of one channel the longer one counts.
fn keep<'a>(made: &mut BTreeMap<String, Channel<'a>>, channel: Channel<'a>) {
    let longer = made
        .get(&channel.uuid)
        .is_none_or(|known| (channel.finish - channel.start) > (known.finish - known.start));
    if longer {
        made.insert(channel.uuid.clone(), channel);
    }
}

/// Channels of the last `bridge` that did not answer: `uuid;name;number` and `uuid;CAUSE`.
fn failed<'a>(record: &FreeswitchLeg, caller: &Channel<'a>, plan: &Plan) -> Vec<Channel<'a>> {
    let causes: HashMap<&str, &str> = parts(record.variable("originate_causes"))
        .filter_map(|part| part.split_once(';'))
        .collect();
    let newest = record
        .callflow
        .iter()
        .map(|profile| profile.profile_created_time / 1000)
        .max();
    let from = newest.unwrap_or(caller.start).clamp(caller.start, caller.finish);
    let legs = parts(record.variable("originated_legs"));
    legs.filter_map(|leg| {
        let mut fields = leg.splitn(3, ';');
        let (uuid, number) = (fields.next()?, fields.nth(1)?);
        let cause = causes.get(uuid).copied().unwrap_or_default();
        if cause.is_empty() || cause == "NONE" || cause == "SUCCESS" {
            return None;
        }
        let person = Person {
            uuid: uuid.to_owned(),
            destination_number: number.to_owned(),
            ..Person::default()
        };
        let over = caller.bridge.unwrap_or(caller.finish).max(from);
        Some(Channel::told(&person, false, from, over, plan).with_cause(cause))
    })
    .collect()
}

/// Ids of the channel that may have called this one, surest first.
fn callers<'r>(record: &'r FreeswitchLeg, channel: &Channel<'_>) -> Vec<&'r str> {
    let name = record.variable("channel_name");
    let mut found = Vec::new();
    if channel.technical && name.ends_with("-b") {
        found.push(record.variable("other_loopback_leg_uuid"));
    }
    if !channel.inbound {
        found.push(record.variable("originating_leg_uuid"));
        let people = record
            .callflow
            .iter()
            .rev()
            .flat_map(|profile| &profile.originator);
        found.extend(people.map(|person| person.uuid.as_str()).take(1));
        found.push(record.variable("cc_member_session_uuid"));
        found.push(record.variable("call_uuid"));
    }
    found.retain(|uuid| !uuid.is_empty() && *uuid != channel.uuid);
    found
}

/// Channels with which this one was put together.
fn together(record: &FreeswitchLeg) -> Vec<&str> {
    let mut found = vec![record.variable("bridge_uuid"), record.variable("signal_bond")];
    found.extend(parts(record.variable("transfer_history")).filter_map(bridged_with));
    found
}

fn up(channels: &[Channel<'_>], direct: &[Option<usize>], index: usize) -> Option<usize> {
    let mut above = direct[index]?;
    for _ in 0..LONGEST_CHAIN {
        if !channels[above].technical {
            return Some(above).filter(|above| *above != index);
        }
        above = direct[above]?;
    }
    None
}
