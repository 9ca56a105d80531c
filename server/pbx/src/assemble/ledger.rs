//! CDR on the scene: channels, pairs of channels that talked, what the dialplan did.
//!
//! Where CEL tells of a channel from begin to end, its CDR adds only what CEL does not know (which phones were offline);
//! company numbers, names and recordings are read from the rows later.

use std::collections::HashMap;

use super::fact::Facts;
use super::name::{ChannelName, is_dialled};
use super::scene::{Channel, Disposition, FailedDial, SECOND, Scene, Us, Visit};
use crate::event::Cdr;

/// Two channels of a row that were connected.
struct Pair {
    calling: usize,
    called: usize,
    from: Us,
    to: Us,
    conference: bool,
}

/// `listening`: rows come while channels live, so that their ends are not those of channels whose own end CEL will tell.
pub(crate) fn stage(scene: &mut Scene, facts: &Facts<'_>, listening: bool) {
    if facts.cdr.is_empty() {
        return;
    }
    let had_cel_stays = scene.stays.len();
    // Calling sides first: they have an id of their own, by which the same name elsewhere is recognised.
    let calling: Vec<usize> = facts
        .cdr
        .iter()
        .enumerate()
        .map(|(row, cdr)| calling_side(scene, cdr, row, listening))
        .collect();
    let mut pairs = Vec::new();
    for (row, cdr) in facts.cdr.iter().enumerate() {
        let caller = calling[row];
        let called = called_side(scene, cdr, caller, listening);
        if let Some(called) = called {
            join_units(scene, cdr, caller, called);
            if scene.channels[caller].name.half == 2 {
                scene.channels[called].dialler = Some(caller);
            }
            if !covered(scene, caller, called) {
                pairs.extend(pair(cdr, caller, called));
            }
        }
        visit(scene, cdr, caller, called.is_some());
    }
    one_talk_at_a_time(&mut pairs);
    let known = cel_pairs(scene, had_cel_stays);
    for pair in pairs.iter().filter(|pair| pair.from <= pair.to) {
        let told = known.get(&key(pair.calling, pair.called));
        if told.is_some_and(|told| {
            told.iter()
                .any(|(a, b)| *a < pair.to + SECOND && *b > pair.from - SECOND)
        }) {
            continue;
        }
        let bridge = scene.add_bridge();
        scene.add_stay(bridge, pair.calling, pair.from, Some(pair.to));
        scene.add_stay(bridge, pair.called, pair.from, Some(pair.to));
    }
}

fn us(ms: call_journal_model::time::Timestamp) -> Us {
    ms.0.saturating_mul(1000)
}

fn ended(cdr: &Cdr) -> Us {
    us(cdr.ended())
}

fn disposition(cdr: &Cdr) -> Disposition {
    match cdr.disposition.as_str() {
        "ANSWERED" | "ANSWER" => Disposition::Answered,
        "BUSY" => Disposition::Busy,
        "NO ANSWER" | "NOANSWER" | "NO_ANSWER" => Disposition::NoAnswer,
        _ => Disposition::Failed,
    }
}

/// When the talk of the row began: its own answer, or its end less the length billed.
fn answered(cdr: &Cdr) -> Us {
    let by_length = ended(cdr) - cdr.billsec.max(0).saturating_mul(SECOND);
    cdr.answer.map_or(by_length, us).clamp(us(cdr.start), ended(cdr))
}

fn calling_side(scene: &mut Scene, cdr: &Cdr, row: usize, listening: bool) -> usize {
    let (start, end) = (us(cdr.start), ended(cdr));
    let known = scene.by_uniqueid.get(&cdr.uniqueid).copied();
    let index = match known {
        Some(index) => index,
        None if cdr.uniqueid.is_empty() => match found(scene, &cdr.channel, start, end) {
            Some(index) => index,
            None => scene.add_channel("", &cdr.channel, &cdr.linkedid, start),
        },
        None => scene.channel(&cdr.uniqueid, &cdr.channel, &cdr.linkedid, start),
    };
    let channel = &mut scene.channels[index];
    channel.rows.push(row);
    if !cdr.linkedid.is_empty() && !channel.links.contains(&cdr.linkedid) && channel.links.len() < 16 {
        channel.links.push(cdr.linkedid.clone());
    }
    if !channel.cel_end && !lives(channel, listening) {
        channel.end = Some(channel.end.map_or(end, |e| e.max(end)));
    }
    if !channel.cel {
        channel.last = channel.last.max(end);
        channel.first = channel.first.min(start);
        let num = if cdr.cnum.is_empty() { &cdr.src } else { &cdr.cnum };
        if channel.cid_num.is_empty() {
            channel.cid_num.clone_from(num);
            channel.cid_name = name_of(cdr);
        }
        match cdr.lastapp.as_str() {
            "AppDial" => channel.dialled = true,
            "AppDial2" => channel.originated = channel.root,
            _ => {}
        }
        channel.dialled |= !channel.root && cdr.lastapp == "AppQueue";
        if is_dialled(&cdr.dst) && channel.first_exten.is_empty() {
            channel.first_exten.clone_from(&cdr.dst);
            channel.exten.clone_from(&cdr.dst);
        }
        if cdr.dstchannel.is_empty() || channel.disposition.is_none() {
            channel.disposition = Some(disposition(cdr));
        }
    }
    index
}

/// CEL will tell its end: a row may come while the channel goes on with another.
fn lives(channel: &Channel, listening: bool) -> bool {
    listening && channel.cel && channel.gone.is_none()
}

fn name_of(cdr: &Cdr) -> String {
    if !cdr.cnam.is_empty() {
        return cdr.cnam.clone();
    }
    let quoted = cdr
        .clid
        .split_once('<')
        .map_or("", |(name, _)| name)
        .trim()
        .trim_matches('"');
    quoted.to_owned()
}

fn called_side(scene: &mut Scene, cdr: &Cdr, caller: usize, listening: bool) -> Option<usize> {
    if cdr.dstchannel.is_empty() {
        return None;
    }
    let (start, end) = (us(cdr.start), ended(cdr));
    let index = match found(scene, &cdr.dstchannel, start, end) {
        Some(index) => index,
        None => {
            let link = link_of(scene, cdr, caller);
            let made = scene.add_channel("", &cdr.dstchannel, &link, start);
            scene.channels[made].root = false;
            scene.channels[made].dialled = true;
            made
        }
    };
    let channel = &mut scene.channels[index];
    if channel.cel {
        if !channel.cel_end && !lives(channel, listening) {
            channel.end = Some(channel.end.map_or(end, |e| e.max(end)));
        }
        return Some(index);
    }
    channel.last = channel.last.max(end);
    channel.end = Some(channel.end.map_or(end, |e| e.max(end)));
    if channel.rows.is_empty() {
        channel.first = channel.first.min(start);
        let told = disposition(cdr);
        if told == Disposition::Answered {
            let at = answered(cdr);
            channel.answer = Some(channel.answer.map_or(at, |a| a.min(at)));
            channel.disposition = Some(told);
        }
        channel.disposition = channel.disposition.or(Some(told));
        if channel.exten.is_empty() {
            channel.exten.clone_from(&cdr.dst);
        }
        if cdr.lastapp.eq_ignore_ascii_case("Queue") {
            cdr.lastdata
                .split(',')
                .next()
                .unwrap_or_default()
                .clone_into(&mut channel.queue);
        }
    }
    Some(index)
}

/// A channel of this name that lived during the row: names come again after a restart of the PBX.
fn found(scene: &Scene, name: &str, start: Us, end: Us) -> Option<usize> {
    let index = scene.named(name, start)?;
    let channel = &scene.channels[index];
    let alive_to = channel.end.unwrap_or(channel.last).saturating_add(2 * SECOND);
    (channel.first <= end.saturating_add(2 * SECOND) && alive_to >= start).then_some(index)
}

/// The row's conversation and that in which the called channel began are one.
fn join_units(scene: &mut Scene, cdr: &Cdr, caller: usize, called: usize) {
    let link = link_of(scene, cdr, caller);
    let links = &mut scene.channels[called].links;
    if !links.contains(&link) && links.len() < 16 {
        links.push(link);
    }
}

/// The conversation of a row: files without linkedids have that of the calling channel.
fn link_of(scene: &Scene, cdr: &Cdr, caller: usize) -> String {
    if cdr.linkedid.is_empty() {
        scene.units[scene.channels[caller].unit].clone()
    } else {
        cdr.linkedid.clone()
    }
}

/// CEL told the whole story of both.
fn covered(scene: &Scene, calling: usize, called: usize) -> bool {
    let whole = |index: usize| {
        let channel = &scene.channels[index];
        channel.cel_start && channel.cel_end
    };
    scene.cel_bridges && whole(calling) && whole(called)
}

fn pair(cdr: &Cdr, calling: usize, called: usize) -> Option<Pair> {
    let app = cdr.lastapp.as_str();
    let answered_row = disposition(cdr) == Disposition::Answered && calling != called;
    answered_row.then(|| Pair {
        calling,
        called,
        from: answered(cdr),
        to: ended(cdr),
        conference: matches!(app, "ConfBridge" | "MeetMe" | "Page"),
    })
}

/// A row begins when its calling side leaves the talk before, while the called side may still be talking to another: the
/// one who consults. They talk when that is over.
fn one_talk_at_a_time(pairs: &mut [Pair]) {
    pairs.sort_by_key(|pair| (pair.called, pair.to, pair.from, pair.calling));
    let mut before: Option<(usize, Us)> = None;
    for pair in pairs {
        if pair.conference {
            continue;
        }
        match before {
            Some((called, to)) if called == pair.called && to < pair.to => pair.from = pair.from.max(to),
            _ => {}
        }
        before = Some((pair.called, pair.to));
    }
}

fn key(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// Times at which two channels shared a bridge by CEL. Only of bridges of a few: larger ones are conferences.
fn cel_pairs(scene: &Scene, stays: usize) -> HashMap<(usize, usize), Vec<(Us, Us)>> {
    let mut known: HashMap<(usize, usize), Vec<(Us, Us)>> = HashMap::new();
    for bridge in &scene.bridges {
        let members = &bridge.stays[..bridge.stays.len().min(8)];
        for (n, a) in members.iter().enumerate() {
            for b in &members[n + 1..] {
                if *a >= stays || *b >= stays {
                    continue;
                }
                let (a, b) = (scene.stays[*a], scene.stays[*b]);
                let from = a.from.max(b.from);
                let to = a.to.unwrap_or(Us::MAX).min(b.to.unwrap_or(Us::MAX));
                if from < to {
                    known
                        .entry(key(a.channel, b.channel))
                        .or_default()
                        .push((from, to));
                }
            }
        }
    }
    known
}

fn visit(scene: &mut Scene, cdr: &Cdr, caller: usize, called: bool) {
    let at = us(cdr.start);
    if cdr.lastapp.eq_ignore_ascii_case("Dial") && !called {
        let failed = FailedDial {
            at,
            data: cdr.lastdata.clone(),
        };
        scene.failed.entry(caller).or_default().push(failed);
        return;
    }
    if scene.channels[caller].cel && !scene.channels[caller].visits.is_empty() {
        return;
    }
    if cdr.lastapp.is_empty() || ChannelName::parse(&cdr.channel).is_technical() {
        return;
    }
    scene.channels[caller].visits.push(Visit {
        at,
        app: cdr.lastapp.clone(),
        data: cdr.lastdata.clone(),
        exten: cdr.dst.clone(),
        context: cdr.dcontext.clone(),
    });
}
