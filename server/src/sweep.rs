//! Calls whose end nobody told: the PBX was killed, or nobody listened when they ended.
//!
//! That a channel is gone is a fact like any other and goes into the log: a rebuild ends with the same calls.

use std::collections::HashSet;

use call_journal_model::time::{Millis, Timestamp};
use call_journal_pbx::event::{ChannelGone, PbxEvent};
use call_journal_pbx::open::open_channels;
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
    told_gone(pipeline, pbx, living.at, is_gone).await
}

/// Channels of `pbx` that nothing was heard of for long: where the PBX cannot be asked.
///
/// # Errors
/// When the database fails.
pub async fn silent(pipeline: &Pipeline, pbx: &str, now: Timestamp) -> anyhow::Result<Vec<PbxEvent>> {
    told_gone(pipeline, pbx, now, |_, last| now.since(last) > SILENCE).await
}

async fn told_gone(
    pipeline: &Pipeline,
    pbx: &str,
    at: Timestamp,
    is_gone: impl Fn(&str, Timestamp) -> bool,
) -> anyhow::Result<Vec<PbxEvent>> {
    let threads = open_threads(&pipeline.store, pbx, at).await?;
    let mut gone = Vec::new();
    for thread in events_of(&pipeline.store, &threads).await? {
        let events = parsed(&thread)?;
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
