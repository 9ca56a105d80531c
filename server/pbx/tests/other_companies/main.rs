//! Calls of other companies: other names, other dialplans, other habits. Each test says what a person would say.

mod gone;
mod incomplete;
mod mobiles;
mod outgoing;
#[path = "../support/pbx.rs"]
mod pbx;
mod phones;
mod queues;
mod transfers;

use call_journal_model::call::{Call, Direction, LegResult, Outcome, Party, Reason, TransferKind};
use call_journal_model::time::Timestamp;
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::event::{Cdr, PbxEvent};
use call_journal_pbx::open::open_channels;
use call_journal_pbx::plan::Plan;
use pbx::{Pbx, T0};

const OUTSIDE: &str = "+74957654321";
const DID: &str = "78121234567";

fn plan() -> Plan {
    Plan {
        region: "RU".to_owned(),
        ..Plan::default()
    }
}

/// The calls, which must not depend on the order of the events nor on how often each is told.
fn calls_by(events: &[PbxEvent], plan: &Plan, open: OpenCalls) -> Vec<Call> {
    let calls = assemble(events, plan, open);
    let mut mixed: Vec<PbxEvent> = events.iter().chain(events).rev().cloned().collect();
    mixed.sort_by_key(PbxEvent::identity);
    assert_eq!(assemble(&mixed, plan, open), calls);
    calls
}

fn one(pbx: &Pbx) -> Call {
    one_by(pbx, &plan())
}

fn one_by(pbx: &Pbx, plan: &Plan) -> Call {
    let mut calls = calls_by(&pbx.events, plan, OpenCalls::CutOff);
    assert_eq!(calls.len(), 1, "{calls:#?}");
    calls.remove(0)
}

fn number(call: &Call) -> &str {
    call.number.as_ref().map_or("", |number| number.as_str())
}

/// `301 2.0-9.0` for each talk.
fn talks(call: &Call) -> Vec<String> {
    let seconds = |ms: i64| (ms - T0 * 1000) as f64 / 1000.0;
    call.talks
        .iter()
        .map(|talk| {
            format!(
                "{} {}-{}",
                talk.employee.0,
                seconds(talk.started_at.0),
                seconds(talk.ended_at.0)
            )
        })
        .collect()
}

fn rang(call: &Call) -> Vec<&str> {
    call.rang.iter().map(|extension| extension.0.as_str()).collect()
}

fn transfers(call: &Call) -> Vec<(TransferKind, String, String)> {
    let name = |party: &Party| match party {
        Party::Employee(extension) => extension.0.clone(),
        other => format!("{other:?}"),
    };
    call.legs
        .iter()
        .filter_map(|leg| leg.transfer.as_ref())
        .map(|t| (t.kind, name(&t.by), name(&t.to)))
        .collect()
}
