//! The assembler makes of each scripted call what its script says it was: two programs, written apart, check each other.
//! Comments find their calls by the anchor, so it has to be the same too.

mod common;

use std::collections::{BTreeMap, HashMap};

use call_journal_demo::calls::{calls, scripted};
use call_journal_demo::expected::Expected;
use call_journal_model::call::{Call, Direction};
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::thread;
use common::{at, company};

/// How far a talk's begin and end may be off, in milliseconds.
const TOLERANCE: i64 = 300;

#[test]
fn a_month_assembles_to_what_its_scripts_say() {
    let now = at(23, 15, 0);
    let company = company(now);
    let plan = company.plan();
    let threads = thread::group(calls(&company, now, 30).collect());
    let assembled: Vec<Call> = threads
        .iter()
        .flat_map(|events| assemble(events, &plan, OpenCalls::CutOff))
        .collect();
    let by_id: HashMap<&str, &Call> = assembled
        .iter()
        .flat_map(|call| call.source_ids.iter().map(move |id| (id.as_str(), call)))
        .collect();

    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut count = 0;
    for expected in scripted(&company, now, 30).map(|call| call.expected) {
        count += 1;
        let differences = match by_id.get(expected.source_ids[0].as_str()) {
            None => vec!["no call at all".to_owned()],
            Some(call) => differences(call, &expected),
        };
        let kind = format!("{:?} {}", expected.direction, expected.shape.join(", "));
        wrong.entry(kind).or_default().extend(
            differences
                .into_iter()
                .map(|what| format!("{}: {what}", expected.anchor)),
        );
    }
    wrong.retain(|_, differences| !differences.is_empty());
    let report: Vec<String> = wrong
        .iter()
        .map(|(kind, differences)| {
            format!(
                "{kind}: {} times, as in\n    {}",
                differences.len(),
                differences[0]
            )
        })
        .collect();
    assert!(report.is_empty(), "{}", report.join("\n"));
    assert_eq!(assembled.len(), count);
}

/// What the assembler says otherwise than the script.
fn differences(call: &Call, expected: &Expected) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: &str, said: String, meant: String| {
        if said != meant {
            differences.push(format!("{what} is {said}, not {meant}"));
        }
    };
    compare(
        "direction",
        format!("{:?}", call.direction),
        format!("{:?}", expected.direction),
    );
    compare("anchor", call.anchor.clone(), expected.anchor.clone());
    compare(
        "number",
        format!("{:?}", call.number),
        format!("{:?}", expected.number),
    );
    compare(
        "outcome",
        format!("{:?}", call.outcome),
        format!("{:?}", expected.outcome),
    );
    compare(
        "source ids",
        format!("{:?}", call.source_ids),
        format!("{:?}", expected.source_ids),
    );
    compare("rang", format!("{:?}", call.rang), format!("{:?}", expected.rang));
    let paths: Vec<&String> = call.recordings.iter().map(|recording| &recording.path).collect();
    compare(
        "recordings",
        format!("{paths:?}"),
        format!("{:?}", expected.recordings),
    );
    // Which of the two employees an internal talk is counted for is the assembler's to say.
    if expected.direction != Direction::Internal {
        let employees: Vec<_> = expected.talks.iter().map(|talk| &talk.employee).collect();
        compare(
            "employees",
            format!(
                "{:?}",
                call.talks.iter().map(|talk| &talk.employee).collect::<Vec<_>>()
            ),
            format!("{employees:?}"),
        );
    }
    compare(
        "number of talks",
        call.talks.len().to_string(),
        expected.talks.len().to_string(),
    );
    for (said, meant) in call.talks.iter().zip(&expected.talks) {
        let off = [
            said.started_at.0 - meant.started_at.0,
            said.ended_at.0 - meant.ended_at.0,
        ];
        if off.iter().any(|off| off.abs() > TOLERANCE) {
            differences.push(format!("the talk with {:?} is off by {off:?} ms", said.employee));
        }
    }
    if (call.started_at.0 - expected.started_at.0).abs() > TOLERANCE {
        differences.push(format!(
            "it begins {} ms off",
            call.started_at.0 - expected.started_at.0
        ));
    }
    differences
}
