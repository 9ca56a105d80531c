//! Every recorded scenario, from each source alone and together: the calls must be those that people tell.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixtures has to stop"
)]

mod check;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use call_journal_model::call::Call;
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::asterisk::manager::Message;
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::thread::group;

/// Which facts a source holds.
struct Source {
    name: &'static str,
    /// Whether its times are those of the fact: not whole seconds.
    precise: bool,
    cdr: bool,
    did: bool,
    files: bool,
    events: Vec<PbxEvent>,
    /// Calls in it that no scenario tells.
    more: usize,
    /// Facts of single scenarios that it does not hold, and why.
    lacks: &'static [(&'static str, Fact, &'static str)],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    Call,
    SourceIds,
    Dialled,
    Talk,
    Reason,
    Holds,
    Rang,
    Direction,
    Number,
    Recordings,
}

fn joined(parts: &[Vec<PbxEvent>]) -> Vec<PbxEvent> {
    parts.iter().flatten().cloned().collect()
}

/// What CDR does not hold, whichever columns it has.
const CDR_LACKS: &[(&str, Fact, &str)] = &[
    (
        "s18",
        Fact::Call,
        "no row at all: an announcement without answer leaves none",
    ),
    (
        "s21",
        Fact::Reason,
        "NO ANSWER is said of a cancelled call too: who hung up first is not recorded",
    ),
    (
        "s28",
        Fact::Talk,
        "the row after a blind transfer bills the ringing as well",
    ),
    (
        "s63",
        Fact::Talk,
        "the row after a blind transfer bills the ringing as well",
    ),
    ("s35", Fact::Holds, "holds are not recorded"),
    (
        "s43",
        Fact::Talk,
        "of a call that a program began, the employee's own answer is billed, not the customer's",
    ),
    (
        "s36",
        Fact::SourceIds,
        "the linkedid of the phone that took the parked call is overwritten",
    ),
];

/// What the CEL of older versions and of databases does not hold.
const OLD_CEL_LACKS: &[(&str, Fact, &str)] =
    &[("s35", Fact::Holds, "music on hold is logged since Asterisk 22")];

/// As FreePBX keeps it: whole seconds, and no events of streams.
fn old_cel() -> Vec<PbxEvent> {
    let mut events = support::cel();
    events.retain(|event| !matches!(event, PbxEvent::Cel(cel) if cel.event.starts_with("STREAM")));
    support::whole_seconds(&mut events);
    events
}

const NOTHING: &[(&str, Fact, &str)] = &[];

fn sources() -> Vec<Source> {
    use support::{cel, files, freepbx, master};
    let source = |name, precise, cdr, did, files, parts: &[Vec<PbxEvent>], lacks| Source {
        name,
        precise,
        cdr,
        did,
        files,
        events: joined(parts),
        more: 2,
        lacks,
    };
    let mut all = vec![
        source(
            "CEL+CDR+files",
            true,
            true,
            true,
            true,
            &[cel(), freepbx(), files()],
            NOTHING,
        ),
        source(
            "CEL+both CDR+files",
            true,
            true,
            true,
            true,
            &[cel(), freepbx(), master(), files()],
            NOTHING,
        ),
        source("CEL+CDR", true, true, true, false, &[cel(), freepbx()], NOTHING),
        source("old CEL", false, false, true, false, &[old_cel()], OLD_CEL_LACKS),
        source("CEL", true, false, true, false, &[cel()], NOTHING),
        source("freepbx.csv", false, true, true, false, &[freepbx()], CDR_LACKS),
        source("Master.csv", false, false, false, false, &[master()], CDR_LACKS),
    ];
    all.extend(manager_sources());
    all
}

/// Of s63, a manager that was not listened to in the middle tells begin and end.
const NOT_HEARD: &str = "the connection was lost between the first ringing and the end";
const NATIVE_LACKS: &[(&str, Fact, &str)] = &[("s63", Fact::Call, NOT_HEARD)];
const MANAGER_CEL_LACKS: &[(&str, Fact, &str)] = &[
    ("s63", Fact::Call, NOT_HEARD),
    ("s09", Fact::Talk, "the recording ends before CEL told the end"),
    ("s28", Fact::Talk, "CEL was sent 0.7 s late"),
    ("s36", Fact::Talk, "CEL was sent 1.5 s late"),
];
const MANAGER_LACKS: &[(&str, Fact, &str)] = &[
    (
        "s09",
        Fact::Recordings,
        "the recording ends before the rows of the call",
    ),
    (
        "s63",
        Fact::Talk,
        "only rows tell of what was not heard: they bill the ringing after a blind transfer",
    ),
];

fn manager_sources() -> Vec<Source> {
    use support::{cel, files, freepbx, manager};
    let source = |name, precise, cdr, files, more, parts: &[Vec<PbxEvent>], lacks| Source {
        name,
        precise,
        cdr,
        did: true,
        files,
        events: joined(parts),
        more,
        lacks,
    };
    let classes = |message: &Message| {
        let class = message.get("Privilege").split(',').next().unwrap_or_default();
        matches!(class, "call" | "cdr")
    };
    vec![
        source(
            "manager, all events",
            true,
            true,
            false,
            1,
            &[manager(|_| true)],
            MANAGER_LACKS,
        ),
        source(
            "manager, CEL only",
            true,
            false,
            false,
            1,
            &[manager(|message| message.event() == "CEL")],
            MANAGER_CEL_LACKS,
        ),
        source(
            "manager, native only",
            true,
            false,
            false,
            0,
            &[manager(|message| !matches!(message.event(), "CEL" | "Cdr"))],
            NATIVE_LACKS,
        ),
        source(
            "manager, read=call,cdr",
            true,
            true,
            false,
            1,
            &[manager(classes)],
            MANAGER_LACKS,
        ),
        source(
            "manager+CEL+CDR+files",
            true,
            true,
            true,
            3,
            &[manager(|_| true), cel(), freepbx(), files()],
            NOTHING,
        ),
    ]
}

#[test]
fn every_scenario_is_told_as_people_tell_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let threads = group(source.events.clone());
        let calls: Vec<Call> = threads
            .iter()
            .flat_map(|thread| assemble(thread, &support::plan(), OpenCalls::CutOff))
            .collect();
        compare(&source, &calls, "threads", &mut wrong);
        let calls = assemble(&source.events, &support::plan(), OpenCalls::CutOff);
        compare(&source, &calls, "one thread", &mut wrong);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn calls_that_are_over_do_not_depend_on_listening() {
    let events = joined(&[support::cel(), support::freepbx(), support::files()]);
    let cut_off = assemble(&events, &support::plan(), OpenCalls::CutOff);
    let listening = assemble(&events, &support::plan(), OpenCalls::StillGoing);
    assert_eq!(cut_off, listening);
}

fn compare(source: &Source, calls: &[Call], grouping: &str, wrong: &mut Vec<String>) {
    let mut by_id: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
    for call in calls {
        for id in &call.source_ids {
            by_id.entry(id).or_default().push(call);
        }
    }
    let mut met = BTreeSet::new();
    for scenario in support::scenarios() {
        for told in &scenario.calls {
            let mut say = |fact: Option<Fact>, what: String| {
                let lacking = source.lacks.iter().any(|(name, lacks, _)| {
                    scenario.name.starts_with(name) && (fact == Some(*lacks) || *lacks == Fact::Call)
                });
                if !lacking {
                    wrong.push(format!(
                        "{} by {}, {grouping}: {what}",
                        scenario.name, source.name
                    ));
                }
            };
            let found: Vec<&&Call> = told
                .linkedids
                .iter()
                .filter_map(|id| by_id.get(id.as_str()))
                .flatten()
                .collect();
            let distinct: BTreeSet<&str> = found.iter().map(|call| call.anchor.as_str()).collect();
            if distinct.len() != 1 {
                say(
                    None,
                    format!("{} calls instead of one: {distinct:?}", distinct.len()),
                );
                continue;
            }
            met.insert(found[0].anchor.clone());
            check::check(source, &scenario, told, found[0], &mut say);
        }
    }
    // The files hold two calls more, of a run that no scenario tells, and the manager's CEL the end of another.
    let more = calls.iter().filter(|call| !met.contains(&call.anchor)).count();
    if more != source.more {
        wrong.push(format!(
            "{}, {grouping}: {more} calls that no scenario tells",
            source.name
        ));
    }
}
