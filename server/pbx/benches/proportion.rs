//! What garbage costs that all meets each other: eight times as much of it may cost about eight times the time.
//!
//! `cargo bench -p call-journal-pbx --bench proportion`; ends with status 1 where that is not so.

#[path = "../tests/support/vocabulary.rs"]
mod vocabulary;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use call_journal_model::time::Timestamp;
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::event::{Cel, PbxEvent, Told};
use call_journal_pbx::freeswitch::FreeswitchLeg;
use call_journal_pbx::mikopbx::MikopbxLeg;
use call_journal_pbx::plan::Plan;

use vocabulary::{APPS, EVENTS, EXTENS, NAMES, NUMBERS};

type Garbage = fn(usize) -> Vec<PbxEvent>;

fn main() -> ExitCode {
    let kinds: [(&str, Garbage); 2] = [("channels", channels), ("legs", legs)];
    let mut fine = true;
    for (name, garbage) in kinds {
        let (small, large) = (took(&garbage(4_000)), took(&garbage(32_000)));
        println!("{name}: {small:?} for 4000, {large:?} for 32000 (quadratic: 64 times)");
        fine &= large < small * 24 + Duration::from_millis(200);
    }
    if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The best of three: others may be using the machine.
fn took(events: &[PbxEvent]) -> Duration {
    let times = [(); 3].map(|()| {
        let began = Instant::now();
        let calls = assemble(events, &Plan::default(), OpenCalls::CutOff);
        assert!(calls.len() <= events.len());
        began.elapsed()
    });
    times.into_iter().min().unwrap_or_default()
}

/// `n` events of channels that all meet each other.
fn channels(n: usize) -> Vec<PbxEvent> {
    (0..n)
        .map(|index| {
            let event = EVENTS[index * 7 % EVENTS.len()];
            let channel = index / 6;
            PbxEvent::Cel(Cel {
                event: event.to_owned(),
                at_us: 1_795_402_060_000_000 + (index as i64 * 7_919) % 60_000_000,
                channel: NAMES[channel * 5 % 4].to_owned(),
                exten: EXTENS[index % EXTENS.len()].to_owned(),
                app: APPS[index % APPS.len()].to_owned(),
                app_data: "PJSIP/201&PJSIP/202".to_owned(),
                uniqueid: format!("1795402060.{channel}"),
                linkedid: format!("1795402060.{}", channel / 3 * 3),
                user_event: "MOH_STREAM".to_owned(),
                told: [Told::Record, Told::Manager, Told::Native][index % 3],
                extra: format!(
                    r#"{{"bridge_id":"b{}","transferee_channel_uniqueid":"1795402060.{}"}}"#,
                    index % 2,
                    channel * 31 % (n / 6 + 1)
                ),
                ..Cel::default()
            })
        })
        .collect()
}

/// `n` records of legs that all meet each other.
fn legs(n: usize) -> Vec<PbxEvent> {
    (0..n)
        .map(|index| {
            let at = 1_795_402_060_000 + (index as i64 * 7_919) % 60_000;
            if index % 2 == 0 {
                return PbxEvent::MikopbxLeg(Box::new(MikopbxLeg {
                    id: index as i64,
                    linkedid: "mikopbx-1795402060.1".to_owned(),
                    start: Timestamp(at),
                    answer: Some(Timestamp(at + 500)),
                    endtime: Some(Timestamp(at + 20_000)),
                    disposition: "ANSWERED".to_owned(),
                    src_num: NUMBERS[index % 5].to_owned(),
                    dst_num: NUMBERS[index % 3].to_owned(),
                    recordingfile: format!("/x/{index}.webm"),
                    ..MikopbxLeg::default()
                }));
            }
            let mut leg = FreeswitchLeg::default();
            let told = [
                ("uuid", format!("u{index}")),
                (
                    "direction",
                    if index % 3 == 0 { "inbound" } else { "outbound" }.to_owned(),
                ),
                ("originating_leg_uuid", format!("u{}", index / 3)),
                ("bridge_uuid", format!("u{}", index * 31 % n)),
                ("start_uepoch", (at * 1000).to_string()),
                ("answer_uepoch", (at * 1000 + 500_000).to_string()),
                ("end_uepoch", (at * 1000 + 20_000_000).to_string()),
                ("sip_from_user", NUMBERS[index % 5].to_owned()),
                ("sip_to_user", NUMBERS[index % 3].to_owned()),
            ];
            leg.variables
                .extend(told.map(|(name, value)| (name.to_owned(), value)));
            PbxEvent::FreeswitchLeg(Box::new(leg))
        })
        .collect()
}
