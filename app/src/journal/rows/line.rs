//! A row beside its neighbours.

use std::collections::HashSet;

use reactive_stores::{KeyMap, PatchField, StorePath};

use call_journal_model::filter::Order;
use call_journal_model::view::CallSummary;

/// A row, and what it is in its neighbourhood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The call.
    pub call: CallSummary,
    /// The row above is of another day: a stronger line parts them.
    pub starts_day: bool,
}

impl PatchField for Line {
    fn patch_field(
        &mut self,
        new: Line,
        path: &StorePath,
        notify: &mut dyn FnMut(&StorePath),
        _: Option<&KeyMap>,
    ) {
        if *self != new {
            *self = new;
            notify(path);
        }
    }
}

/// Rows without repetition, with the days parted where they follow one another.
pub(super) fn lines(calls: Vec<CallSummary>, order: Order) -> Vec<Line> {
    let mut seen = HashSet::with_capacity(calls.len());
    let mut above = None;
    let unseen = calls.into_iter().filter(|call| seen.insert(call.id));
    unseen
        .map(|call| {
            let day = call.started.date();
            let other = above.replace(day).is_some_and(|above| above != day);
            let starts_day = other && order != Order::LongestTalk;
            Line { call, starts_day }
        })
        .collect()
}
