//! Conversations of MikoPBX's records: one for each linkedid, a leg for each row.

use std::collections::{BTreeMap, BTreeSet};

use call_journal_model::call::{LegResult, Party};

use super::form::{Conversation, End, Leg, Sound};
use super::who;
use crate::mikopbx::MikopbxLeg;
use crate::plan::Plan;
use crate::thread::Sets;

/// One for each conversation among the rows.
pub(super) fn conversations(rows: &[&MikopbxLeg], plan: &Plan) -> Vec<Conversation> {
    // A row is told again when its recording is there.
    let mut latest: BTreeMap<(i64, &str), &MikopbxLeg> = BTreeMap::new();
    let mut ids: Vec<&str> = rows.iter().map(|row| row.linkedid.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let place = |linkedid: &str| ids.binary_search(&linkedid).unwrap_or_default();
    let mut joined = Sets((0..ids.len()).collect());
    for row in rows {
        let known = latest.entry((row.id, &row.uniqueid)).or_insert(row);
        // Rows move to another linkedid when a transfer joins two conversations.
        joined.join(place(&known.linkedid), place(&row.linkedid));
        let version = |row: &MikopbxLeg| (!row.recordingfile.is_empty(), row.endtime);
        if version(row) >= version(known) {
            *known = row;
        }
    }
    let mut found: BTreeMap<usize, Vec<&MikopbxLeg>> = BTreeMap::new();
    for row in latest.into_values() {
        found
            .entry(joined.root(place(&row.linkedid)))
            .or_default()
            .push(row);
    }
    found
        .into_values()
        .filter_map(|mut rows| {
            rows.sort_by_key(|row| (row.start, row.id));
            conversation(&rows, plan)
        })
        .collect()
}

fn conversation(rows: &[&MikopbxLeg], plan: &Plan) -> Option<Conversation> {
    let first = *rows.first()?;
    let legs: Vec<Leg> = rows.iter().map(|row| leg(row, plan)).collect();
    let from_outside = legs.first().is_some_and(|leg| leg.from.is_outside());
    let line = if from_outside {
        let did = rows
            .iter()
            .map(|row| row.did.as_str())
            .find(|did| !did.is_empty());
        did.unwrap_or(&first.from_account)
    } else {
        let carried = legs
            .iter()
            .zip(rows)
            .filter(|(leg, row)| leg.to.is_outside() && !row.to_account.is_empty());
        let best = carried.max_by_key(|(leg, _)| leg.answered.is_some());
        best.map_or("", |(_, row)| row.to_account.as_str())
    };
    let sounds = rows.iter().filter(|row| row.recordingfile.len() > 1);
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.linkedid.as_str()).collect();
    Some(Conversation {
        anchor: ids.first().map(|id| (*id).to_owned()).unwrap_or_default(),
        source_ids: ids.into_iter().map(str::to_owned).collect(),
        caller_name: if from_outside {
            first.src_name.clone()
        } else {
            String::new()
        },
        caller: legs.first().and_then(|leg| leg.from.employee()).cloned(),
        dialled: first.dst_num.clone(),
        line: line.to_owned(),
        started: first.start.0,
        ended: rows.iter().map(|row| row.ended().0).max(),
        sounds: sounds
            .map(|row| Sound {
                path: row.recordingfile.clone(),
                started: row.answer.unwrap_or(row.start).0,
                // It records from the answer to the end.
                duration: (row.billsec > 0).then(|| row.billsec.saturating_mul(1000)),
                ..Sound::default()
            })
            .collect(),
        legs,
        // The PBX names only files that are there.
        sounds_are_certain: true,
        ..Conversation::default()
    })
}

fn leg(row: &MikopbxLeg, plan: &Plan) -> Leg {
    let trunk = |account: &str| {
        let listed = plan.trunks.iter().any(|trunk| trunk == account);
        listed || !account.is_empty() && who::employee_of(account, plan).is_none()
    };
    // An account is told where it called or was called itself, not through a transfer.
    let from_trunk =
        trunk(&row.from_account) && (!row.did.is_empty() || who::employee_of(&row.src_num, plan).is_none());
    let to_trunk = trunk(&row.to_account);
    let from = who::end(&row.src_num, &[], from_trunk, true, plan);
    let to = machine(row).map_or_else(
        || who::end(&row.dst_num, &[], to_trunk, false, plan),
        End::Machine,
    );
    let mut leg = Leg::new(from, to, row.start.0, &format!("{:012}", row.id));
    let ended = row.ended().0;
    leg.ended = Some(ended);
    let answered = matches!(row.disposition.as_str(), "ANSWERED" | "ANSWER")
        || row.disposition.is_empty() && row.billsec > 0
        || leg.to.is_machine();
    if answered {
        let by_length = || ended.saturating_sub(row.billsec.max(0).saturating_mul(1000));
        let machine = || leg.to.is_machine().then_some(row.start.0);
        let at = row
            .answer
            .map(|at| at.0)
            .or_else(machine)
            .unwrap_or_else(by_length);
        leg.answered = Some(at.clamp(row.start.0, ended));
    }
    leg.rang = leg.answered != Some(row.start.0);
    leg.unanswered = match row.disposition.as_str() {
        "BUSY" | "DECLINE" => LegResult::Busy,
        "FAILED" | "CHANUNAVAIL" | "CONGESTION" | "INVALIDARGS" => LegResult::Failed,
        "CANCEL" | "CANCELLED" => LegResult::Cancelled,
        _ => LegResult::NoAnswer,
    };
    leg
}

/// What is no telephone: by the called channel's name, or by what kind of leg it says it is.
fn machine(row: &MikopbxLeg) -> Option<Party> {
    let number = row.dst_num.clone();
    let (kind, _) = row.dst_chan.split_once(':').unwrap_or((&row.dst_chan, ""));
    let kind = kind.to_ascii_lowercase();
    let name = row.appname.to_ascii_lowercase();
    let is_app = row.is_app.trim() == "1";
    let says = |word: &str| kind == word || name == word;
    Some(match number.as_str() {
        _ if says("queue") => Party::Queue(number),
        _ if says("voicemail") => Party::Voicemail(number),
        "voicemail" => Party::Voicemail(number),
        "outworktimes" => Party::Announcement(number),
        _ if says("meetme") || says("conference") || says("confbridge") => Party::Conference(number),
        _ if says("park") || says("parking") => Party::Parking(number),
        _ if is_app || says("ivr") => Party::Menu(number),
        _ => return None,
    })
}
