//! Events of the demo company as the CSV files that a PBX would have written, in the column orders of the recorded
//! scenarios. The benchmark uses this file too.

use std::io::Write;

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::{Cdr, Cel, PbxEvent};
use chrono::DateTime;
use chrono_tz::Tz;

/// Writers of the two files. Recordings are left out.
pub(crate) struct CsvFiles<W: Write> {
    cel: W,
    cdr: W,
    zone: Tz,
    /// Rows of CEL written.
    pub(crate) cel_rows: u64,
    /// Rows of CDR written.
    pub(crate) cdr_rows: u64,
}

impl<W: Write> CsvFiles<W> {
    pub(crate) fn new(cel: W, cdr: W, zone: Tz) -> CsvFiles<W> {
        CsvFiles {
            cel,
            cdr,
            zone,
            cel_rows: 0,
            cdr_rows: 0,
        }
    }

    pub(crate) fn write(&mut self, event: &PbxEvent) -> std::io::Result<()> {
        match event {
            PbxEvent::Cel(cel) => {
                self.cel_rows += 1;
                row(&mut self.cel, &cel_columns(cel))
            }
            PbxEvent::Cdr(cdr) => {
                self.cdr_rows += 1;
                row(&mut self.cdr, &cdr_columns(cdr, self.zone))
            }
            _ => Ok(()),
        }
    }

    /// CEL and CDR as written.
    pub(crate) fn into_written(self) -> (W, W) {
        (self.cel, self.cdr)
    }
}

fn row(to: &mut impl Write, columns: &[String]) -> std::io::Result<()> {
    let quoted: Vec<String> = columns
        .iter()
        .map(|value| format!("\"{}\"", value.replace('"', "\"\"")))
        .collect();
    writeln!(to, "{}", quoted.join(","))
}

fn cel_columns(cel: &Cel) -> [String; 21] {
    let at = format!(
        "{}.{:06}",
        cel.at_us.div_euclid(1_000_000),
        cel.at_us.rem_euclid(1_000_000)
    );
    let none = String::new;
    [
        cel.event.clone(),
        at,
        cel.cid_name.clone(),
        cel.cid_num.clone(),
        cel.cid_ani.clone(),
        cel.cid_rdnis.clone(),
        cel.cid_dnid.clone(),
        cel.exten.clone(),
        cel.context.clone(),
        cel.channel.clone(),
        cel.app.clone(),
        cel.app_data.clone(),
        "3".to_owned(),
        cel.account.clone(),
        cel.uniqueid.clone(),
        cel.linkedid.clone(),
        cel.peer.clone(),
        none(),
        none(),
        cel.user_event.clone(),
        cel.extra.clone(),
    ]
}

fn cdr_columns(cdr: &Cdr, zone: Tz) -> [String; 28] {
    let local = |at: Timestamp| {
        let at = DateTime::from_timestamp_millis(at.0)
            .unwrap_or_default()
            .with_timezone(&zone);
        at.format("%Y-%m-%d %H:%M:%S").to_string()
    };
    let none = String::new;
    [
        local(cdr.start),
        cdr.clid.clone(),
        cdr.src.clone(),
        cdr.dst.clone(),
        cdr.dcontext.clone(),
        cdr.channel.clone(),
        cdr.dstchannel.clone(),
        cdr.lastapp.clone(),
        cdr.lastdata.clone(),
        cdr.duration_s.to_string(),
        cdr.billsec.to_string(),
        cdr.disposition.clone(),
        "3".to_owned(),
        cdr.account.clone(),
        cdr.uniqueid.clone(),
        cdr.linkedid.clone(),
        cdr.sequence.clone(),
        none(),
        cdr.userfield.clone(),
        cdr.did.clone(),
        cdr.recordingfile.clone(),
        cdr.cnum.clone(),
        cdr.cnam.clone(),
        none(),
        none(),
        cdr.dst_cnam.clone(),
        cdr.answer.map(local).unwrap_or_default(),
        cdr.end.map(local).unwrap_or_default(),
    ]
}
