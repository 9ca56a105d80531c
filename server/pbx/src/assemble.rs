//! Puts calls together from events: pure, order-independent, repetition-independent.
//!
//! The rooms, in the order in which a thread passes them: `fact` (sorted, each once, however often and by whichever ways
//! it was told: `telling`, `row`) → `scene` (channels, bridges, moves, from CEL by `cel` and from CDR by `ledger`, what is
//! there no more by `gone`) → `role` (who is employee, who outside) → `story` (which channels
//! are one conversation) → `talk`, `leg`, `machine`, `recording`, `outcome` → `tell` (the call).
//!
//! Sources that tell of legs instead of channels and bridges have a shorter way, in `legs`.
//!
//! What a call means beside other calls (lost, called back) is not known here.

mod absent;
mod audio;
mod cel;
mod consult;
mod fact;
mod follow;
mod gone;
mod label;
mod ledger;
mod leg;
mod legs;
mod machine;
mod name;
mod number;
mod outcome;
mod reach;
mod role;
mod row;
mod scene;
mod span;
mod story;
mod talk;
mod tell;
mod telling;
mod transfer;

use std::collections::HashMap;

use call_journal_model::call::Call;

use crate::event::PbxEvent;
use crate::plan::Plan;

/// What to make of a call whose end the events do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenCalls {
    /// The PBX is being listened to: the call goes on.
    StillGoing,
    /// The events are all there is, as after an import or a restart of the PBX: the call ended when it was last heard of.
    CutOff,
}

/// The calls of one thread of events, by start. Any order and any repetition of `events` gives the same calls.
#[must_use]
pub fn assemble(events: &[PbxEvent], plan: &Plan, open: OpenCalls) -> Vec<Call> {
    let facts = fact::sorted(events);
    let mut scene = scene::Scene::default();
    cel::stage(&mut scene, &facts);
    gone::mark(&mut scene, &facts);
    ledger::stage(&mut scene, &facts, open == OpenCalls::StillGoing);
    scene.index();
    role::assign(&mut scene, plan);
    let groups = story::Groups::new(&scene);
    gone::part(&mut scene, &groups);
    follow::attribute(&mut scene, &groups, plan);
    let files = audio::Files::new(&facts);
    let mut calls: Vec<Call> = story::stories(&scene, &groups)
        .iter()
        .filter_map(|story| tell::call(&scene, story, &facts, &files, plan, open))
        .collect();
    calls.extend(legs::calls(&facts, &files, plan, open));
    calls.sort_by(|a, b| (a.started_at, &a.anchor).cmp(&(b.started_at, &b.anchor)));
    tell_apart(&mut calls);
    calls
}

/// An anchor names one call. Only damaged events, whose channels have no id of their own, give one to two.
fn tell_apart(calls: &mut [Call]) {
    let mut taken: HashMap<String, usize> = HashMap::new();
    for call in calls {
        let count = taken.entry(call.anchor.clone()).or_default();
        *count += 1;
        if *count > 1 {
            call.anchor = format!("{}#{count}", call.anchor);
        }
    }
}
