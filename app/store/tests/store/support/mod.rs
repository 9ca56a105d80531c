//! What the tests share: databases of their own, calls in few words, and a stand-in for the assembler.

pub(crate) mod build;
pub(crate) mod database;

use call_journal_model::call::{Call, CallId};
use call_journal_model::filter::Filter;
use call_journal_model::settle::Rules;
use call_journal_model::time::Timestamp;
use call_journal_model::view::CallSummary;
use call_journal_model::window::Window;
use call_journal_store::Store;
use call_journal_store::calls::{Replaced, replace};
use call_journal_store::log::{Appended, NewEvent, Thread, append, dirty_threads, events_of};
use call_journal_store::query::{Viewer, call_page};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(crate) use build::{answered, at, incoming, internal, outgoing};
pub(crate) use database::{Backend, TestStore};

/// The company's time zone.
pub(crate) const ZONE: Tz = chrono_tz::Europe::Moscow;

/// The day on which the stories happen.
pub(crate) fn today() -> NaiveDate {
    "2026-03-31".parse().unwrap()
}

pub(crate) fn viewer() -> Viewer {
    Viewer::of_everything(ZONE, today())
}

pub(crate) fn rules() -> Rules {
    Rules {
        window: Window::Day,
        zone: ZONE,
    }
}

/// An event that carries a whole call; its ties are the call's source ids.
pub(crate) fn event(call: &Call) -> NewEvent {
    let payload = serde_json::to_string(call).unwrap();
    let mut ties = call.source_ids.clone();
    ties.push(call.anchor.clone());
    NewEvent {
        identity: identity(&payload),
        at: call.started_at,
        ties,
        payload,
    }
}

pub(crate) fn identity(text: &str) -> [u8; 16] {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let low = hasher.finish();
    "again".hash(&mut hasher);
    let mut identity = [0; 16];
    identity[..8].copy_from_slice(&low.to_be_bytes());
    identity[8..].copy_from_slice(&hasher.finish().to_be_bytes());
    identity
}

/// Appends the calls' events and stores the calls.
pub(crate) async fn bring(store: &Store, calls: &[Call]) -> Replaced {
    bring_from(store, "pbx", calls).await.1
}

pub(crate) async fn bring_from(store: &Store, source: &str, calls: &[Call]) -> (Appended, Replaced) {
    let events: Vec<NewEvent> = calls.iter().map(event).collect();
    let appended = append(store, source, &events).await.unwrap();
    (appended, assemble(store).await)
}

/// The stand-in for the assembler: of the calls with one anchor in a thread, the last one told counts.
pub(crate) async fn assemble(store: &Store) -> Replaced {
    let mut all = Replaced::default();
    loop {
        let threads = assembled(store).await;
        if threads.is_empty() {
            return all;
        }
        let part = replace(store, &threads).await.unwrap();
        all.new.extend(part.new);
        all.changed.extend(part.changed);
        all.removed.extend(part.removed);
        all.unchanged += part.unchanged;
        all.stale += part.stale;
    }
}

/// Dirty threads with the calls that their events tell.
pub(crate) async fn assembled(store: &Store) -> Vec<(Thread, Vec<Call>)> {
    let threads = dirty_threads(store, 100).await.unwrap();
    let ids: Vec<_> = threads.iter().map(|thread| thread.id).collect();
    let events = events_of(store, &ids).await.unwrap();
    let calls = events.into_iter().map(|thread| {
        let mut calls: Vec<Call> = Vec::new();
        for event in thread.events {
            let call: Call = serde_json::from_str(&event.payload).unwrap();
            calls.retain(|known| known.anchor != call.anchor);
            calls.push(call);
        }
        calls
    });
    threads.into_iter().zip(calls).collect()
}

/// Rows of the first page.
pub(crate) async fn rows(store: &Store, filter: &Filter) -> Vec<CallSummary> {
    call_page(store, filter, None, &viewer()).await.unwrap().rows
}

/// The row of the only call that began at this time of the day of the stories.
pub(crate) async fn row(store: &Store, time: &str) -> CallSummary {
    let filter = Filter {
        internal: true,
        ..Filter::default()
    };
    let mut found: Vec<_> = rows(store, &filter)
        .await
        .into_iter()
        .filter(|row| row.started_at == at(time))
        .collect();
    assert_eq!(found.len(), 1, "calls at {time}");
    found.remove(0)
}

pub(crate) async fn id(store: &Store, time: &str) -> CallId {
    row(store, time).await.id
}

/// Settles what is dirty, seen from a moment of the day of the stories.
pub(crate) async fn settle_at(store: &Store, now: Timestamp) -> Vec<CallId> {
    call_journal_store::settle::settle_dirty(store, &rules(), now)
        .await
        .unwrap()
        .changed
}
