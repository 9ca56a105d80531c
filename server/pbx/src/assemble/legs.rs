//! Calls of sources that tell of legs, or of whole calls, and not of channels and bridges.
//!
//! Each source makes a [`form::Conversation`] of its records (`freeswitch`, `mikopbx`, `http`): legs in common words. What
//! follows from legs is the same for all: `passed` (consultations, transfers), `tell` (the call).

mod form;
mod freeswitch;
mod hold;
mod http;
mod mikopbx;
mod passed;
mod sound;
mod tell;
mod who;

use call_journal_model::call::Call;

use super::OpenCalls;
use super::audio::Files;
use super::fact::Facts;
use crate::event::PbxEvent;
use crate::plan::Plan;

/// More legs of one conversation than any PBX has; what follows from pairs of them is looked for in the first.
const MANY: usize = 400;

/// The calls of a thread's legs. `facts` are sorted, each there once.
pub(super) fn calls(facts: &Facts<'_>, files: &Files<'_>, plan: &Plan, open: OpenCalls) -> Vec<Call> {
    let mut switch = Vec::new();
    let mut miko = Vec::new();
    let mut http = Vec::new();
    let mut gone = Vec::new();
    for event in &facts.legs {
        match event {
            PbxEvent::FreeswitchLeg(leg) => switch.push(leg.as_ref()),
            PbxEvent::MikopbxLeg(leg) => miko.push(leg.as_ref()),
            PbxEvent::HttpCall(call) => http.push(call.as_ref()),
            PbxEvent::CallGone(call) => gone.push(call),
            _ => {}
        }
    }
    let mut found = freeswitch::conversations(&switch, plan);
    found.extend(mikopbx::conversations(&miko, plan));
    found.extend(http::conversations(&http, &gone, files, plan));
    found
        .into_iter()
        .filter_map(|conversation| tell::call(conversation, files, open))
        .collect()
}
