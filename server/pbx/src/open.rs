//! Channels and calls that live, as far as the events of a thread tell: what a listener asks the PBX about after a pause,
//! and what ends by its silence where nobody can be asked.

use std::collections::BTreeMap;

use call_journal_model::time::Timestamp;

use crate::event::{Cel, PbxEvent};

/// A channel, by the ids that its events carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel {
    /// Its own id.
    pub uniqueid: String,
    /// That of its conversation, as last known.
    pub linkedid: String,
}

/// What is known of a channel.
#[derive(Default)]
struct Life<'a> {
    last: i64,
    link: (i64, &'a str),
    ended: bool,
    gone: Option<Timestamp>,
}

/// The channels of a thread that began and did not end, and that nobody told to be gone since they were last heard of.
///
/// To be [`ChannelGone`](crate::event::ChannelGone) are those of them that were open *before* the PBX was asked, and that
/// it did not list: one that begins while it answers is in neither.
#[must_use]
pub fn open_channels(events: &[PbxEvent]) -> Vec<Channel> {
    let mut lives: BTreeMap<&str, Life<'_>> = BTreeMap::new();
    for event in events {
        match event {
            PbxEvent::Cel(cel) if !cel.uniqueid.is_empty() => {
                let life = lives.entry(&cel.uniqueid).or_default();
                life.ended |= ends(cel);
                if !cel.linkedid.is_empty() {
                    life.link = life.link.max((cel.at_us, &cel.linkedid));
                }
                life.last = life.last.max(cel.at_us);
            }
            PbxEvent::ChannelGone(gone) => {
                let life = lives.entry(&gone.uniqueid).or_default();
                life.gone = life.gone.max(Some(gone.at));
            }
            _ => {}
        }
    }
    lives
        .into_iter()
        .filter(|(_, life)| life.last > 0 && !life.ended && !is_gone(life.last, life.gone))
        .map(|(uniqueid, life)| Channel {
            uniqueid: uniqueid.to_owned(),
            linkedid: life.link.1.to_owned(),
        })
        .collect()
}

/// A call that was told as a whole and goes on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenCall {
    /// The sender's own id of it.
    pub id: String,
    /// When it was last heard of.
    pub heard: Timestamp,
}

/// The calls of a thread that were told as a whole, without an end, and that nobody told to be gone since.
#[must_use]
pub fn open_calls(events: &[PbxEvent]) -> Vec<OpenCall> {
    let mut latest: BTreeMap<&str, (Timestamp, bool)> = BTreeMap::new();
    let mut gone: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for event in events {
        match event {
            PbxEvent::HttpCall(call) => {
                let version = latest.entry(&call.id).or_default();
                *version = call.version().max(*version);
            }
            PbxEvent::CallGone(call) => {
                let at = gone.entry(&call.id).or_default();
                *at = call.at.max(*at);
            }
            _ => {}
        }
    }
    latest
        .into_iter()
        .filter(|(id, (heard, ended))| !ended && gone.get(id).is_none_or(|at| at < heard))
        .map(|(id, (heard, _))| OpenCall {
            id: id.to_owned(),
            heard,
        })
        .collect()
}

/// Whether the event is a channel's end.
pub(crate) fn ends(cel: &Cel) -> bool {
    matches!(cel.event.as_str(), "HANGUP" | "CHAN_END")
}

/// A channel that was heard of after it was told to be gone is there: the question and an event crossed.
pub(crate) fn is_gone(last_us: i64, gone: Option<Timestamp>) -> bool {
    gone.is_some_and(|at| at.0 >= last_us.div_euclid(1000))
}
