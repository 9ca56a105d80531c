//! Call detail records and recordings: what Asterisk writes when a part of a call is over.

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::{Cdr, PbxEvent, RecordingFile};

use super::{Chan, Script};
use crate::clock;
use crate::company::MAIN_NUMBER;
use crate::recordings::{self, Sound};

/// What was recorded so far: the channel whose dialplan ordered it, path and sound.
pub(super) type Audio = Vec<(Chan, String, &'static Sound)>;

/// What FreePBX calls a recording: its kind, who was called, who called, and when recording was ordered.
pub(super) struct Label<'l> {
    pub(super) kind: &'static str,
    pub(super) dest: &'l str,
    pub(super) from: &'l str,
    /// Microseconds.
    pub(super) at_us: i64,
}

/// One call detail record.
pub(super) struct Row {
    /// The calling channel, as it is now.
    pub(super) chan: Chan,
    pub(super) called: Option<Chan>,
    /// Microseconds.
    pub(super) start_us: i64,
    pub(super) answer_us: Option<i64>,
    pub(super) disposition: &'static str,
    /// What the record calls the destination.
    pub(super) dst: String,
    /// The employee who was called.
    pub(super) employee: Option<usize>,
    /// The employee who called.
    pub(super) caller: Option<usize>,
}

impl Script<'_> {
    /// The call is recorded, FreePBX's way: `external-201-+79000000000-20261123-054745-1795402065.0.mp3`.
    pub(super) fn records(&mut self, label: &Label<'_>, chan: Chan, sound: &'static Sound) {
        let local = clock::local(Timestamp(label.at_us.div_euclid(1000)), self.company.zone);
        // The operator's text comes into a file name here: only what a number may hold.
        let from: String = label
            .from
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '+')
            .take(24)
            .collect();
        let path = format!(
            "{}/{}-{}-{from}-{}-{}.mp3",
            local.format("%Y/%m/%d"),
            label.kind,
            label.dest,
            local.format("%Y%m%d-%H%M%S"),
            self.uniqueid(chan)
        );
        self.audio.push((chan, path, sound));
    }

    /// Files appear a moment after the call, when they have been compressed.
    pub(super) fn audio_files(&mut self) {
        for (_, path, sound) in std::mem::take(&mut self.audio) {
            let at = self.now_us + 2_000_000;
            self.expected.recordings.push(path.clone());
            let file = RecordingFile {
                path,
                bytes: sound.bytes.len() as u64,
                duration: Some(sound.duration),
                ..RecordingFile::default()
            };
            self.out.push((at, PbxEvent::RecordingFile(file)));
        }
    }

    /// A channel's records keep the name of what its dialplan ordered last.
    fn recordingfile(&self, chan: Chan) -> String {
        let last = self.audio.iter().rev().find(|(by, ..)| *by == chan);
        last.map(|(_, path, _)| recordings::base_name(path).to_owned())
            .unwrap_or_default()
    }

    /// Writes a record that ends now.
    pub(super) fn record(&mut self, row: Row) {
        let end_us = self.now_us();
        let (start, end) = (self.seconds_at(row.start_us), self.seconds_at(end_us));
        let answer = row.answer_us.map(|at| self.seconds_at(at));
        let name_of =
            |employee: Option<usize>| employee.map(|index| self.company.employee(index).name.to_owned());
        let seconds_to_end = |from: Timestamp| (end.0 - from.0) / 1000;
        let channel = self.channels[row.chan.0].clone();
        let number = if row.caller.is_some() && row.dst.len() > 4 {
            MAIN_NUMBER.into()
        } else {
            channel.cid_num.clone()
        };
        let cnum = row.caller.map_or_else(
            || channel.cid_ani.clone(),
            |index| self.company.extension(index).0,
        );
        let cdr = Cdr {
            start,
            answer,
            end: Some(end),
            duration_s: seconds_to_end(start),
            billsec: answer.map_or(0, seconds_to_end),
            disposition: row.disposition.into(),
            clid: format!("\"{}\" <{number}>", channel.cid_name),
            src: number,
            dst: row.dst,
            dcontext: channel.context,
            channel: channel.channel,
            dstchannel: row
                .called
                .map(|called| self.name(called).to_owned())
                .unwrap_or_default(),
            lastapp: channel.app,
            lastdata: channel.app_data,
            uniqueid: channel.uniqueid,
            linkedid: channel.linkedid,
            sequence: self.counters.sequence.to_string(),
            did: if row.caller.is_some() {
                String::new()
            } else {
                self.did.clone()
            },
            recordingfile: self.recordingfile(row.chan),
            cnum,
            cnam: name_of(row.caller).unwrap_or(channel.cid_name),
            dst_cnam: name_of(row.employee).unwrap_or_default(),
            ..Cdr::default()
        };
        self.counters.sequence += 1;
        self.out.push((end_us, PbxEvent::Cdr(cdr)));
    }
}
