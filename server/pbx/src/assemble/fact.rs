//! The events of a thread, sorted and each once: everything after this is blind to order and repetition.

use std::borrow::Cow;
use std::collections::HashMap;

use call_journal_model::time::Timestamp;

use super::{row, telling};
use crate::event::{Cdr, Cel, ChannelGone, PbxEvent, RecordingFile, uniqueid_time};

/// Sorted events by kind.
pub(crate) struct Facts<'a> {
    pub(crate) cel: Vec<Cow<'a, Cel>>,
    pub(crate) cdr: Vec<Cow<'a, Cdr>>,
    pub(crate) files: Vec<&'a RecordingFile>,
    pub(crate) gone: Vec<&'a ChannelGone>,
    /// Events of sources that tell of legs or whole calls.
    pub(crate) legs: Vec<&'a PbxEvent>,
}

/// A day before the epoch's first century ends: times beyond are damaged, and sums of them would overflow.
const SANE_US: i64 = 8_000_000_000_000_000;

pub(crate) fn sorted(events: &[PbxEvent]) -> Facts<'_> {
    let mut keyed: Vec<(i64, u8, [u8; 16], &PbxEvent)> = events
        .iter()
        .filter_map(|event| {
            let at = match event {
                PbxEvent::Cel(c) => c.at_us,
                other => other.at().0.saturating_mul(1000),
            };
            (at.abs() < SANE_US).then(|| (at, rank(event), event.identity(), event))
        })
        .collect();
    keyed.sort_unstable_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    keyed.dedup_by(|a, b| a.2 == b.2);
    let mut facts = Facts {
        cel: Vec::new(),
        cdr: Vec::new(),
        files: Vec::new(),
        gone: Vec::new(),
        legs: Vec::new(),
    };
    let mut cel: Vec<telling::Keyed<'_>> = Vec::new();
    for (.., key, event) in keyed {
        match event {
            PbxEvent::Cel(c) => cel.push((key, Cow::Borrowed(c))),
            PbxEvent::Cdr(c) => facts.cdr.push(Cow::Borrowed(c)),
            PbxEvent::RecordingFile(f) => facts.files.push(f),
            PbxEvent::ChannelGone(g) => facts.gone.push(g),
            leg @ (PbxEvent::FreeswitchLeg(_)
            | PbxEvent::MikopbxLeg(_)
            | PbxEvent::HttpCall(_)
            | PbxEvent::CallGone(_)) => {
                facts.legs.push(leg);
            }
        }
    }
    let mut cel = telling::once(cel);
    cel.sort_by(|a, b| (a.1.at_us, cel_rank(&a.1), &a.0).cmp(&(b.1.at_us, cel_rank(&b.1), &b.0)));
    facts.cel = cel.into_iter().map(|(_, cel)| cel).collect();
    facts.cdr = row::once(facts.cdr);
    mend_zone(&mut facts.cdr);
    facts
}

/// Longer than any dialplan waits before the first record of a call begins.
const ZONE_MS: i64 = 20 * 60 * 1000;

/// CDR times are local, and the zone may be told wrongly or have changed. The id of the channel with which a call began
/// holds the absolute second: the call's rows are moved by the difference.
fn mend_zone(rows: &mut [Cow<'_, Cdr>]) {
    let mut earliest: HashMap<String, i64> = HashMap::new();
    for row in rows.iter().filter(|row| row.uniqueid == row.linkedid) {
        let at = earliest.entry(row.linkedid.clone()).or_insert(row.start.0);
        *at = (*at).min(row.start.0);
    }
    let wrong_by = |row: &Cdr| {
        let began = uniqueid_time(row.linkedid.rsplit('-').next()?)?;
        let difference = began.0.checked_sub(*earliest.get(&row.linkedid)?)?;
        (difference.abs() >= ZONE_MS).then_some(difference)
    };
    let mut moved = false;
    for row in rows.iter_mut() {
        if let Some(by) = wrong_by(row) {
            let row = row.to_mut();
            let times = [Some(&mut row.start), row.answer.as_mut(), row.end.as_mut()];
            for at in times.into_iter().flatten() {
                *at = Timestamp(at.0.saturating_add(by));
            }
            moved = true;
        }
    }
    if moved {
        rows.sort_by_key(|row| row.start);
    }
}

/// The order of events of one instant: databases keep whole seconds only.
fn rank(event: &PbxEvent) -> u8 {
    match event {
        PbxEvent::Cel(cel) => cel_rank(cel),
        _ => 9,
    }
}

fn cel_rank(cel: &Cel) -> u8 {
    match cel.event.as_str() {
        "CHAN_START" => 0,
        "ANSWER" => 1,
        "BRIDGE_ENTER" => 2,
        "BRIDGE_EXIT" => 4,
        "HANGUP" => 5,
        "CHAN_END" => 6,
        "LINKEDID_END" => 7,
        _ => 3,
    }
}
