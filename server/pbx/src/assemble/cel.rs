//! CEL on the scene: channels, bridges, music on hold, and moves.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::fact::Facts;
use super::name::is_dialled;
use super::number::is_withheld;
use super::scene::{Channel, Move, MoveKind, SECOND, Scene, Us, Visit};
use crate::event::Cel;

/// Open bridge stays and names of bridges while the events pass.
#[derive(Default)]
struct Stage {
    bridges: HashMap<String, usize>,
    /// Stays that began and did not end yet.
    open: HashMap<(usize, usize), usize>,
    /// Who was seen to enter where.
    seen: HashSet<(usize, usize)>,
}

pub(crate) fn stage(scene: &mut Scene, facts: &Facts<'_>) {
    let mut stage = Stage::default();
    // All channels first: an event may name one whose own events come at the same microsecond or later.
    for cel in &facts.cel {
        if !cel.uniqueid.is_empty() {
            meet(scene, cel);
        }
    }
    for cel in &facts.cel {
        if let Some(channel) = scene.by_uniqueid.get(&cel.uniqueid).copied() {
            stage.event(scene, cel, channel);
        }
    }
    let bridgeless = !scene.cel_bridges;
    if bridgeless {
        answered_without_bridges(scene);
    }
}

/// Notes what every event tells of its channel.
fn meet(scene: &mut Scene, cel: &Cel) {
    let at = cel.at_us;
    let index = scene.channel(&cel.uniqueid, &cel.channel, &cel.linkedid, at);
    let channel = &mut scene.channels[index];
    channel.cel = true;
    channel.last = channel.last.max(at);
    if !cel.linkedid.is_empty() && !channel.links.contains(&cel.linkedid) && channel.links.len() < 16 {
        channel.links.push(cel.linkedid.clone());
    }
    if cel.event == "CALLERID" {
        caller_known_later(channel, cel);
        return;
    }
    match cel.app.as_str() {
        "AppDial2" => channel.originated = true,
        "AppDial" => channel.dialled = true,
        "AppQueue" => {
            channel.dialled = true;
            channel.queue.clone_from(&cel.exten);
        }
        _ => {}
    }
    if channel.first_exten.is_empty() && channel.first == at {
        channel.first_exten.clone_from(&cel.exten);
    }
    if is_dialled(&cel.exten) {
        channel.exten.clone_from(&cel.exten);
    }
    let keep = |known: &mut String, told: &str| {
        if known.is_empty() {
            told.clone_into(known);
        }
    };
    keep(&mut channel.dnid, &cel.cid_dnid);
    keep(&mut channel.ani, &cel.cid_ani);
    keep(
        &mut channel.cid_num,
        if channel.first == at { &cel.cid_num } else { "" },
    );
    keep(
        &mut channel.cid_name,
        if channel.first == at { &cel.cid_name } else { "" },
    );
    if !cel.cid_num.is_empty() {
        channel.last_cid_num.clone_from(&cel.cid_num);
    }
    match cel.event.as_str() {
        "CHAN_START" => channel.cel_start = true,
        "ANSWER" => channel.answer = Some(channel.answer.map_or(at, |a| a.min(at))),
        "HANGUP" | "CHAN_END" => {
            channel.cel_end = true;
            channel.end = Some(channel.end.map_or(at, |e| e.min(at)));
        }
        // A leg may be told to have rung out and then, as it is cleared away, to be cancelled: the first is meant.
        "DIAL_END" if channel.rang_out.is_empty() => {
            let status = cel.details().into_iter().find(|(name, _)| name == "dialstatus");
            channel.rang_out = status.map(|(_, status)| status).unwrap_or_default();
        }
        "HANGUP_REQUEST" if channel.hangup_source.is_empty() => {
            channel.hangup_source.clone_from(&channel.full_name);
        }
        _ => {}
    }
    if cel.event == "HANGUP" {
        for (name, value) in cel.details() {
            match name.as_str() {
                "hangupcause" => channel.cause = value.parse().ok(),
                "hangupsource" => channel.hangup_source = value,
                "dialstatus" => channel.dialstatus = value,
                _ => {}
            }
        }
    }
    if !cel.app.is_empty() && cel.event != "HANGUP" && cel.event != "CHAN_END" {
        let same = channel.visits.last().is_some_and(|v| {
            v.app == cel.app && v.exten == cel.exten && v.context == cel.context && v.data == cel.app_data
        });
        if !same {
            channel.visits.push(Visit {
                at,
                app: cel.app.clone(),
                data: cel.app_data.clone(),
                exten: cel.exten.clone(),
                context: cel.context.clone(),
            });
        }
    }
}

/// The dialplan may look up a caller's name, and a line may tell its number after the first ring. A name that comes with
/// another number is another's: of the trunk, or of whom the channel was given to.
fn caller_known_later(channel: &mut Channel, cel: &Cel) {
    if channel.name.is_technical() || channel.dialled || channel.originated {
        return;
    }
    if is_withheld(&channel.cid_num) {
        channel.cid_num.clone_from(&cel.cid_num);
    }
    if is_withheld(&channel.cid_name) && channel.cid_num == cel.cid_num {
        channel.cid_name.clone_from(&cel.cid_name);
    }
}

impl Stage {
    fn event(&mut self, scene: &mut Scene, cel: &Cel, channel: usize) {
        let at = cel.at_us;
        match cel.event.as_str() {
            "BRIDGE_ENTER" | "BRIDGE_EXIT" => self.bridge_event(scene, cel, channel),
            // Asterisk 1.8 to 11 have no bridges, only pairs.
            "BRIDGE_START" | "BRIDGE_END" => self.old_bridge_event(scene, cel, channel),
            "STREAM_BEGIN" if cel.user_event.starts_with("MOH") => {
                scene.channels[channel].music.push((at, None))
            }
            "HOLD" => {
                let held = &mut scene.channels[channel].held;
                if held.last().is_none_or(|(_, end)| end.is_some()) {
                    held.push((at, None));
                }
            }
            "UNHOLD" => release(scene, channel, at),
            // The manager does not say which stream ended.
            "STREAM_END" if cel.user_event.starts_with("MOH") || cel.user_event.is_empty() => {
                if let Some((_, end @ None)) = scene.channels[channel].music.last_mut() {
                    *end = Some(at);
                }
            }
            "BLINDTRANSFER" | "ATTENDEDTRANSFER" | "PARK_START" | "PARK_END" | "PICKUP" => {
                moved(scene, cel, channel)
            }
            _ => {}
        }
    }

    fn bridge_event(&mut self, scene: &mut Scene, cel: &Cel, channel: usize) {
        let Some(id) = bridge_id(cel) else {
            return;
        };
        scene.cel_bridges = true;
        let bridge = *self.bridges.entry(id).or_insert_with(|| scene.add_bridge());
        let holding =
            |(name, value): &(String, String)| name == "bridge_technology" && value == "holding_bridge";
        if cel.details().iter().any(holding) {
            scene.bridges[bridge].holding = true;
        }
        let at = cel.at_us;
        if cel.event == "BRIDGE_ENTER" {
            self.seen.insert((channel, bridge));
            if let Entry::Vacant(open) = self.open.entry((channel, bridge)) {
                open.insert(scene.stays.len());
                scene.add_stay(bridge, channel, at, None);
            }
            return;
        }
        // Whoever holds and goes elsewhere may never say that it holds no more.
        release(scene, channel, at);
        if let Some(stay) = self.open.remove(&(channel, bridge)) {
            scene.stays[stay].to = Some(at);
        } else if self.seen.insert((channel, bridge)) {
            // The journal was not listening when it entered: since its answer at the earliest.
            let from = scene.channels[channel]
                .answer
                .unwrap_or(scene.channels[channel].first)
                .min(at);
            scene.add_stay(bridge, channel, from, Some(at));
        }
    }

    fn old_bridge_event(&mut self, scene: &mut Scene, cel: &Cel, channel: usize) {
        let at = cel.at_us;
        let Some(peer) = scene.named(&cel.peer, at) else {
            return;
        };
        scene.cel_bridges = true;
        let key = format!("{}|{}", cel.channel, cel.peer);
        if cel.event == "BRIDGE_START" {
            let bridge = scene.add_bridge();
            self.bridges.insert(key, bridge);
            for member in [channel, peer] {
                self.open.insert((member, bridge), scene.stays.len());
                scene.add_stay(bridge, member, at, None);
            }
        } else if let Some(bridge) = self.bridges.remove(&key) {
            for member in [channel, peer] {
                if let Some(stay) = self.open.remove(&(member, bridge)) {
                    scene.stays[stay].to = Some(at);
                }
            }
        }
    }
}

/// The channel holds nobody from now on.
fn release(scene: &mut Scene, channel: usize, at: Us) {
    if let Some((_, end @ None)) = scene.channels[channel].held.last_mut() {
        *end = Some(at);
    }
}

/// The bridge that an event tells of.
pub(super) fn bridge_id(cel: &Cel) -> Option<String> {
    let told = cel.details().into_iter().find(|(name, _)| name == "bridge_id");
    told.map(|(_, id)| id)
        // A database may have cut the JSON short: the bridge's id stands first.
        .or_else(|| cut_bridge_id(&cel.extra).map(str::to_owned))
}

fn cut_bridge_id(extra: &str) -> Option<&str> {
    extra
        .split_once("\"bridge_id\":\"")?
        .1
        .split_once('"')
        .map(|(id, _)| id)
}

fn moved(scene: &mut Scene, cel: &Cel, channel: usize) {
    let at = cel.at_us;
    let details = cel.details();
    let value = |name: &str| {
        details
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let by_id = |name: &str| scene.by_uniqueid.get(value(name)).copied();
    let kind;
    let mut by = channel;
    let mut whom = None;
    let mut target = None;
    let mut exten = String::new();
    match cel.event.as_str() {
        "BLINDTRANSFER" => {
            kind = MoveKind::Blind;
            whom = by_id("transferee_channel_uniqueid");
            value("extension").clone_into(&mut exten);
        }
        "ATTENDEDTRANSFER" => {
            kind = MoveKind::Attended {
                second: by_id("channel2_uniqueid").filter(|second| *second != channel),
            };
            whom = by_id("transferee_channel_uniqueid");
            target = by_id("transfer_target_channel_uniqueid");
        }
        "PARK_START" => {
            kind = MoveKind::Park;
            whom = Some(channel);
            value("parking_lot").clone_into(&mut exten);
        }
        "PARK_END" => {
            let Some(retriever) = scene.named(value("retriever"), at) else {
                return;
            };
            let place = scene.channels[retriever].exten.clone();
            kind = MoveKind::Unpark { place };
            whom = Some(channel);
            target = Some(retriever);
        }
        _ => {
            // The event is of the ringing channel; who took the call is in the details.
            let Some(taker) =
                by_id("pickup_channel_uniqueid").or_else(|| scene.named(value("pickup_channel"), at))
            else {
                return;
            };
            kind = MoveKind::Pickup;
            target = Some(taker);
            by = channel;
        }
    }
    scene.moves.push(Move {
        at,
        by,
        kind,
        whom,
        target,
        exten,
    });
}

/// A PBX that was told to log no bridges: who was called and answered talked with the one that began.
fn answered_without_bridges(scene: &mut Scene) {
    let roots: HashMap<usize, usize> = (0..scene.channels.len())
        .filter(|index| scene.channels[*index].root)
        .map(|index| (scene.channels[index].unit, index))
        .collect();
    let talked: Vec<(usize, usize, Us, Option<Us>)> = scene
        .channels
        .iter()
        .enumerate()
        .filter(|(_, channel)| channel.dialled && !channel.name.is_technical())
        .filter_map(|(index, channel)| {
            let root = *roots.get(&channel.unit)?;
            let end = match (channel.end, scene.channels[root].end) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            // Under 10 ms apart: the channel's own answer and the bridge.
            (root != index).then_some((index, root, channel.answer?.saturating_add(SECOND / 1000), end))
        })
        .collect();
    for (channel, root, from, to) in talked {
        let bridge = scene.add_bridge();
        scene.add_stay(bridge, channel, from, to);
        scene.add_stay(bridge, root, from, to);
    }
}
