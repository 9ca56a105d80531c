//! The way of a call inside the server: events into the log, threads into calls, calls into statuses.
//!
//! Each step is committed before the next begins, so that a crash loses nothing: what is dirty is done again. The rules
//! themselves are elsewhere and pure (`call-journal-pbx::assemble`, `call-journal-model::settle`).

use std::collections::BTreeSet;

use anyhow::Context;
use call_journal_model::call::CallId;
use call_journal_model::settle::Rules;
use call_journal_model::time::Timestamp;
use call_journal_pbx::assemble::{OpenCalls, assemble};
use call_journal_pbx::event::PbxEvent;
use call_journal_pbx::plan::Plan;
use call_journal_store::log::{Appended, NewEvent, ThreadEvents, ThreadId};
use call_journal_store::{Store, calls, log, settle};

/// Threads that are assembled and stored at once.
const THREADS_AT_ONCE: u32 = 500;

/// What it takes to make a journal of events.
pub struct Pipeline {
    /// Where all is stored.
    pub store: Store,
    /// Who is who in the PBX.
    pub plan: Plan,
    /// Settings of the statuses.
    pub rules: Rules,
    /// PBXs that are listened to: their calls without an end go on. Those of others were cut off.
    pub listened: BTreeSet<String>,
}

/// What interpreting did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interpreted {
    /// Threads read.
    pub threads: u64,
    /// Calls made of them.
    pub calls: u64,
    /// Their legs.
    pub legs: u64,
    /// Their recordings.
    pub recordings: u64,
    /// Calls that are new or differ from what was stored.
    pub changed: u64,
    /// Everything that a page may show otherwise now; some perhaps twice.
    pub touched: Vec<CallId>,
}

impl Pipeline {
    /// Commits events to the log. Those that are there already are not stored again.
    ///
    /// # Errors
    /// When the database fails; then none of these events is stored.
    pub async fn log(&self, source: &str, events: &[PbxEvent]) -> anyhow::Result<Appended> {
        let rows = events.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        Ok(log::append(&self.store, source, &rows).await?)
    }

    /// Makes calls of all threads with new events, then settles what they touch. `each` hears how many threads are done.
    ///
    /// # Errors
    /// When the database fails, or the log holds something that no version of this program wrote.
    pub async fn interpret(&self, now: Timestamp, mut each: impl FnMut(u64)) -> anyhow::Result<Interpreted> {
        let mut sum = Interpreted::default();
        loop {
            let threads = log::dirty_threads(&self.store, THREADS_AT_ONCE).await?;
            if threads.is_empty() {
                break;
            }
            let ids: Vec<ThreadId> = threads.iter().map(|thread| thread.id).collect();
            let events = log::events_of(&self.store, &ids).await?;
            sum.threads += threads.len() as u64;
            let mut made = Vec::with_capacity(threads.len());
            for (thread, events) in threads.into_iter().zip(&events) {
                let calls = assemble(&parsed(events)?, &self.plan, self.open_calls(&thread.source));
                sum.calls += calls.len() as u64;
                sum.legs += calls.iter().map(|call| call.legs.len() as u64).sum::<u64>();
                sum.recordings += calls.iter().map(|call| call.recordings.len() as u64).sum::<u64>();
                made.push((thread, calls));
            }
            let replaced = calls::replace(&self.store, &made).await?;
            sum.changed += (replaced.new.len() + replaced.changed.len()) as u64;
            for calls in [replaced.new, replaced.changed, replaced.removed] {
                sum.touched.extend(calls);
            }
            each(sum.threads);
        }
        let settled = settle::settle_dirty(&self.store, &self.rules, now).await?;
        sum.touched.extend(settled.changed);
        let settled = settle::settle_due(&self.store, &self.rules, now).await?;
        sum.touched.extend(settled.changed);
        Ok(sum)
    }

    fn open_calls(&self, source: &str) -> OpenCalls {
        if self.listened.contains(source) {
            OpenCalls::StillGoing
        } else {
            OpenCalls::CutOff
        }
    }
}

fn row(event: &PbxEvent) -> anyhow::Result<NewEvent> {
    let payload = serde_json::to_string(event).context("writing an event for the log")?;
    Ok(NewEvent {
        identity: event.identity(),
        at: event.at(),
        ties: event.ties(),
        payload,
    })
}

pub(crate) fn parsed(events: &ThreadEvents) -> anyhow::Result<Vec<PbxEvent>> {
    let events = events
        .events
        .iter()
        .map(|event| serde_json::from_str(&event.payload));
    events
        .collect::<Result<_, _>>()
        .context("the log holds an event of an unknown kind: was it written by a newer version?")
}
