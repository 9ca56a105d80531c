//! Calls whose end nobody told: the PBX was killed, or nobody listened when they ended.
//!
//! That a channel is gone is a fact like any other and goes into the log: a rebuild ends with the same calls.

use std::collections::HashSet;

use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::{CallGone, ChannelGone, PbxEvent};
use call_journal_pbx::open::{open_calls, open_channels};
use call_journal_store::log::{events_of, open_threads};

use crate::pipeline::{Pipeline, parsed};
use crate::source::Living;

/// No conversation is silent for that long: even a hold that was forgotten ends with the working day.
const SILENCE: Millis = Millis(12 * 3_600_000);

/// Channels of `pbx` that the journal believes to live and that are not among the living.
///
/// # Errors
/// When the database fails.
pub async fn gone(pipeline: &Pipeline, pbx: &str, living: &Living) -> anyhow::Result<Vec<PbxEvent>> {
    let is_gone = |uniqueid: &str, _: Timestamp| !living.uniqueids.contains(uniqueid);
    channels_gone(pipeline, pbx, living.at, is_gone).await
}

/// Channels and calls of `pbx` that nothing was heard of for long: where the PBX cannot be asked.
///
/// # Errors
/// When the database fails.
pub async fn silent(pipeline: &Pipeline, pbx: &str, now: Timestamp) -> anyhow::Result<Vec<PbxEvent>> {
    let is_silent = |last: Timestamp| now.since(last) > SILENCE;
    let mut gone = channels_gone(pipeline, pbx, now, |_, last| is_silent(last)).await?;
    for events in open_events(pipeline, pbx, now).await? {
        let silent = open_calls(&events)
            .into_iter()
            .filter(|call| is_silent(call.heard));
        gone.extend(silent.map(|call| PbxEvent::CallGone(CallGone { id: call.id, at: now })));
    }
    Ok(gone)
}

/// The events of threads with a call that has no end.
async fn open_events(
    pipeline: &Pipeline,
    pbx: &str,
    before: Timestamp,
) -> anyhow::Result<Vec<Vec<PbxEvent>>> {
    let threads = open_threads(&pipeline.store, pbx, before).await?;
    let events = events_of(&pipeline.store, &threads).await?;
    events.iter().map(parsed).collect()
}

async fn channels_gone(
    pipeline: &Pipeline,
    pbx: &str,
    at: Timestamp,
    is_gone: impl Fn(&str, Timestamp) -> bool,
) -> anyhow::Result<Vec<PbxEvent>> {
    let mut gone = Vec::new();
    for events in open_events(pipeline, pbx, at).await? {
        let last = events.iter().map(PbxEvent::at).max().unwrap_or_default();
        let channels = open_channels(&events)
            .into_iter()
            .filter(|channel| is_gone(&channel.uniqueid, last));
        gone.extend(channels.map(|channel| {
            PbxEvent::ChannelGone(ChannelGone {
                uniqueid: channel.uniqueid,
                linkedid: channel.linkedid,
                at,
            })
        }));
    }
    Ok(gone)
}

/// Nobody is talking: a PBX that was just started.
pub fn nobody(at: Timestamp) -> Living {
    Living {
        at,
        uniqueids: HashSet::new(),
    }
}
