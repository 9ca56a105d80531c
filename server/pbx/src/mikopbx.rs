//! Reader of MikoPBX's call history: pages of `GET /pbxcore/api/v3/cdr`, one record for each leg of a call that is over.
//!
//! Ask with `idFrom`, `sort=id`, `order=ASC`: by default the newest come first, and grouped by conversation. Both shapes
//! are read. What the legs mean together is `assemble::legs`.

mod page;

use call_journal_model::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::{Key, base_name, tie};

pub use page::{Page, Rejected, parse_page};

/// A leg. Field names are MikoPBX's; empty strings are absent values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MikopbxLeg {
    /// Number of the row.
    pub id: i64,
    /// The conversation's id: `mikopbx-` and the uniqueid of its oldest channel.
    pub linkedid: String,
    /// The leg's id.
    #[serde(rename = "UNIQUEID")]
    pub uniqueid: String,
    /// Begin, in local time at the PBX.
    pub start: Timestamp,
    /// Answer.
    pub answer: Option<Timestamp>,
    /// End.
    pub endtime: Option<Timestamp>,
    /// Whole seconds from start to end.
    pub duration: i64,
    /// Whole seconds from answer to end.
    pub billsec: i64,
    /// `ANSWERED`, or why not: `NOANSWER`, `BUSY`, `CANCEL`, `CHANUNAVAIL` …
    pub disposition: String,
    /// The same, as the dialplan had it.
    pub dialstatus: String,
    /// Who called; an attacker's text.
    pub src_num: String,
    /// An attacker's text.
    pub src_name: String,
    /// The calling channel.
    pub src_chan: String,
    /// Who was called.
    pub dst_num: String,
    /// Their name.
    pub dst_name: String,
    /// The called channel; `Queue:…`, `App:…` for what is no telephone.
    pub dst_chan: String,
    /// The number of the company that was called.
    pub did: String,
    /// The account that called: a provider's, or an extension.
    pub from_account: String,
    /// The account that was called.
    pub to_account: String,
    /// `1` if no person was called.
    pub is_app: String,
    /// What kind of leg it is, where told.
    pub appname: String,
    /// `1` while a transfer is under way.
    pub transfer: String,
    /// `1` if the one who transferred hung up before the answer.
    pub a_transfer: String,
    /// Path of the audio file on the PBX; empty while there is none.
    pub recordingfile: String,
    /// Which channel of the audio is the caller's: `0` left, `1` right.
    pub rec_src_channel: String,
    /// Keys pressed in a menu.
    pub dtmf_digits: String,
    /// Where to hear it, with a token that is good for an hour.
    pub playback_url: String,
    /// Where to get it, with a token that is good for an hour.
    pub download_url: String,
}

impl MikopbxLeg {
    /// Whether this is the leg whose audio the journal knows as `path`: by the last part, as folders differ.
    #[must_use]
    pub fn is_recorded_as(&self, path: &str) -> bool {
        self.recordingfile.len() > 1 && base_name(&self.recordingfile) == base_name(path)
    }

    /// When the leg was over.
    pub(crate) fn ended(&self) -> Timestamp {
        let by_length = Timestamp(
            self.start
                .0
                .saturating_add(self.duration.max(0).saturating_mul(1000)),
        );
        self.endtime.unwrap_or(by_length).max(self.start)
    }

    pub(crate) fn ties(&self, ties: &mut Vec<String>) {
        tie(ties, "L", &self.linkedid);
        tie(ties, "M", &self.uniqueid);
        tie(ties, "F", base_name(&self.recordingfile));
    }

    /// Not the addresses: their tokens change with each question.
    pub(crate) fn key<'k>(&self, key: &'k mut Key) -> &'k mut Key {
        let time = |at: Option<Timestamp>| at.map_or(i64::MIN, |at| at.0);
        key.number(self.id)
            .number(self.start.0)
            .number(time(self.answer))
            .number(time(self.endtime))
            .number(self.duration)
            .number(self.billsec)
            .texts(&[
                &self.linkedid,
                &self.uniqueid,
                &self.disposition,
                &self.dialstatus,
            ])
            .texts(&[&self.src_num, &self.src_name, &self.src_chan])
            .texts(&[&self.dst_num, &self.dst_name, &self.dst_chan])
            .texts(&[&self.did, &self.from_account, &self.to_account])
            .texts(&[&self.is_app, &self.appname, &self.transfer, &self.a_transfer])
            .texts(&[&self.recordingfile, &self.rec_src_channel, &self.dtmf_digits])
    }
}
