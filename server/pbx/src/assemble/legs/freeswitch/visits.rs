//! Menus, queues, announcements and voicemail that the calling side met.

use call_journal_model::call::Party;

use super::super::form::{End, Leg};
use super::channel::Channel;
use super::join::Net;
use crate::freeswitch::Application;

/// A dialplan that goes round in circles is told up to here.
const MAX_VISITS: usize = 100;

/// Adds a leg for each machine that the channel `root` met.
pub(super) fn add(net: &Net<'_>, root: usize, members: &[usize], legs: &mut Vec<Leg>) {
    let channel = &net.channels[root];
    let Some(record) = channel.record else { return };
    let mut visits: Vec<(i64, Party)> = Vec::new();
    let mut apps: Vec<&Application> = record.applications.iter().collect();
    apps.sort_by_key(|app| app.app_stamp);
    for app in apps {
        let at = (app.app_stamp / 1000).clamp(channel.start, channel.finish);
        if let Some(party) = machine(app, channel.destination(at))
            && visits.last().is_none_or(|(_, before)| *before != party)
            && visits.len() < MAX_VISITS
        {
            visits.push((at, party));
        }
    }
    if visits.is_empty() {
        visits.extend(by_variables(net, channel, members));
    }
    for (n, (from, party)) in visits.iter().enumerate() {
        let next = visits.get(n + 1).map(|(at, _)| *at);
        // A queue goes on while phones ring; whoever answers ends it.
        let answered = legs
            .iter()
            .filter(|leg| leg.is_talk())
            .filter_map(|leg| leg.answered)
            .filter(|at| at >= from)
            .min();
        let over = [next, answered].into_iter().flatten().min();
        let mut leg = Leg::new(
            channel.end.clone(),
            End::Machine(party.clone()),
            *from,
            &format!("{n:04}"),
        );
        leg.answered = Some(*from);
        leg.ended = Some(over.unwrap_or(channel.finish).max(*from));
        leg.rang = false;
        legs.push(leg);
    }
}

fn machine(app: &Application, destination: &str) -> Option<Party> {
    let data = app.app_data.trim();
    let first = data.split([' ', '@']).next().unwrap_or_default().to_owned();
    let here = || destination.to_owned();
    Some(match app.app_name.as_str() {
        "callcenter" | "fifo" => Party::Queue(first),
        "ivr" => Party::Menu(first),
        "read" | "play_and_get_digits" => Party::Menu(here()),
        // `default pbx.example 201`
        "voicemail" => Party::Voicemail(data.rsplit(' ').next().unwrap_or_default().to_owned()),
        "conference" => Party::Conference(first),
        "valet_park" => Party::Parking(data.rsplit(' ').next().unwrap_or_default().to_owned()),
        // FusionPBX: `app.lua voicemail`.
        "lua" if data.contains("voicemail") => Party::Voicemail(here()),
        "lua" if data.contains("ivr_menu") => Party::Menu(here()),
        "playback" | "endless_playback" | "phrase" | "speak" => {
            let music = ["local_stream:", "tone_stream:", "silence_stream:"];
            if music.iter().any(|kind| data.contains(kind)) {
                return None;
            }
            Party::Announcement(here())
        }
        _ => return None,
    })
}

/// Without a log of applications: the queue among the variables, or the last application.
fn by_variables(net: &Net<'_>, channel: &Channel<'_>, members: &[usize]) -> Option<(i64, Party)> {
    let record = channel.record?;
    let from = channel.answer.unwrap_or(channel.start);
    let mut queues = members.iter().filter_map(|index| net.channels[*index].record);
    let queue = queues.find_map(|record| Some(record.variable("cc_queue")).filter(|queue| !queue.is_empty()));
    if let Some(queue) = queue {
        let joined = record
            .time("cc_queue_joined_epoch")
            .map(|s| s.saturating_mul(1000));
        let at = joined.map_or(from, |at| at.clamp(channel.start, channel.finish));
        return Some((
            at,
            Party::Queue(queue.split('@').next().unwrap_or_default().to_owned()),
        ));
    }
    let last = Application {
        app_name: record.variable("last_app").to_owned(),
        app_data: record.variable("last_arg").to_owned(),
        app_stamp: 0,
    };
    machine(&last, channel.destination(channel.finish)).map(|party| (from, party))
}
