//! The demo goes on in real time: a call every 20 to 40 seconds, without end.

use std::collections::BTreeMap;

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::PbxEvent;

use crate::company::Company;
use crate::office::{Office, Shift};

/// Events from `from` on, each with the moment at which it is due, in that order. The same for the same arguments; ids
/// never meet those of [`crate::calls::calls`].
pub fn live(company: &Company, from: Timestamp) -> impl Iterator<Item = (Timestamp, PbxEvent)> + '_ {
    let mut office = Office::live(company, from);
    let mut due: BTreeMap<(Timestamp, u64), PbxEvent> = BTreeMap::new();
    let mut told = 0;
    let mut arrives = from;
    std::iter::from_fn(move || {
        loop {
            // Everything that begins up to `arrives` is planned before anything of that time is told.
            let Some(next) = office.next_at().filter(|next| *next <= arrives) else {
                let visit = office.some_visit(Shift::Open);
                office.plan(arrives, visit);
                arrives = office.later(arrives);
                continue;
            };
            // What is due before the next call begins cannot be overtaken any more.
            if let Some(first) = due.first_entry()
                && first.key().0 < next
            {
                let ((at, _), event) = first.remove_entry();
                return Some((at, event));
            }
            for (at, event) in office.next_call()?.events {
                told += 1;
                due.insert((at, told), event);
            }
        }
    })
}
