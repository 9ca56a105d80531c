//! One call detail record, told by several sources: a file, a table and the manager interface have different columns of it.

use std::borrow::Cow;
use std::collections::HashMap;

use call_journal_model::time::Timestamp;

use crate::event::{Cdr, PbxEvent};

/// What every source tells of a record.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str, i64, i64, i64);

fn key(row: &Cdr) -> Key<'_> {
    let second = row.start.0.div_euclid(1000);
    (
        &row.uniqueid,
        &row.channel,
        &row.dstchannel,
        &row.disposition,
        second,
        row.duration_s,
        row.billsec,
    )
}

/// Makes one row of all that tell the same record, with what each of them knows. Rows come and go sorted by start.
pub(crate) fn once(rows: Vec<Cow<'_, Cdr>>) -> Vec<Cow<'_, Cdr>> {
    let mut same_key: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
    let mut same_as: Vec<usize> = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let known = same_key.entry(key(row)).or_default();
        // The number tells two records of one dial apart, where a source has it. Many of one dial are garbage.
        let mut numbers = known.iter().take(64).copied();
        let same = numbers.find(|other| rows[*other].sequence == row.sequence);
        if same.is_none() {
            known.push(index);
        }
        same_as.push(same.unwrap_or(index));
    }
    // A row without a number is the first of those with one.
    let is_bare = |index: &usize| rows[*index].sequence.is_empty();
    let mut numbered_of: HashMap<usize, usize> = HashMap::new();
    for known in same_key.values() {
        let bare = known.iter().copied().find(is_bare);
        let numbered = known.iter().copied().filter(|index| !is_bare(index));
        let first = numbered.min_by_key(|index| rows[*index].sequence.as_str());
        numbered_of.extend(bare.zip(first));
    }
    for same in &mut same_as {
        *same = numbered_of.get(same).copied().unwrap_or(*same);
    }
    if same_as.iter().enumerate().all(|(index, same)| index == *same) {
        return rows;
    }
    let mut one: Vec<Option<Cow<'_, Cdr>>> = vec![None; rows.len()];
    for (row, same) in rows.into_iter().zip(same_as) {
        match &mut one[same] {
            Some(known) => add(known, &row),
            empty => *empty = Some(row),
        }
    }
    let mut one: Vec<Cow<'_, Cdr>> = one.into_iter().flatten().collect();
    // As if one source had told them all.
    one.sort_by_cached_key(|row| (row.start, PbxEvent::Cdr(row.clone().into_owned()).identity()));
    one
}

/// Adds to `known` what `other` knows beyond it.
fn add(known: &mut Cow<'_, Cdr>, other: &Cdr) {
    let row = known.to_mut();
    let texts = [
        (&mut row.clid, &other.clid),
        (&mut row.src, &other.src),
        (&mut row.dst, &other.dst),
        (&mut row.dcontext, &other.dcontext),
        (&mut row.lastapp, &other.lastapp),
        (&mut row.lastdata, &other.lastdata),
        (&mut row.linkedid, &other.linkedid),
        (&mut row.sequence, &other.sequence),
        (&mut row.did, &other.did),
        (&mut row.recordingfile, &other.recordingfile),
        (&mut row.cnum, &other.cnum),
        (&mut row.cnam, &other.cnam),
        (&mut row.dst_cnam, &other.dst_cnam),
        (&mut row.userfield, &other.userfield),
        (&mut row.account, &other.account),
    ];
    for (mine, other) in texts {
        // A database may have cut the one short; of two of a length either will do, but always the same.
        if (other.len(), other.as_str()) > (mine.len(), mine.as_str()) {
            mine.clone_from(other);
        }
    }
    let earlier = |a: Option<Timestamp>, b: Option<Timestamp>| a.into_iter().chain(b).min();
    row.answer = earlier(row.answer, other.answer);
    row.end = earlier(row.end, other.end);
}
