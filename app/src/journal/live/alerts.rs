//! Calls somebody who looks elsewhere: a number in the tab's title and, if they want, a notification.

use leptos::prelude::*;

use call_journal_model::status::Status;
use call_journal_model::view::CallSummary;

use super::Live;
use crate::journal::place::History;
use crate::text;
use crate::ui::changing::on_change;
use crate::ui::{notify, words};

/// A call that came longer ago than this is no news: somebody imported it, or wrote a comment on it.
const NEWS_MS: i64 = 15 * 60 * 1_000;

impl Live {
    /// Counts missed calls that need somebody in the tab's title, until the tab is looked at.
    pub fn watch_title(self) {
        on_change(move || {
            let seen = window_event_listener(leptos::ev::visibilitychange, move |_| {
                if !document().hidden() {
                    self.unseen.set(0);
                }
            });
            on_cleanup(move || seen.remove());
            on_change(move || {
                let title = match self.unseen.get() {
                    0 => text!(journal.title).to_owned(),
                    unseen => ["(", &unseen.to_string(), ") ", text!(journal.title)].concat(),
                };
                document().set_title(&title);
            });
        });
    }

    /// A call changed that passes the filter: if it was missed just now and nobody looks, says so, once.
    pub(super) fn call_attention(self, call: &CallSummary) {
        let missed = call.status == Status::NoAnswer && call.attention;
        let news = self.now.get_untracked().since(call.started_at).0 < NEWS_MS;
        if !(missed && news && document().hidden()) {
            return;
        }
        let first = self.alerted.try_update_value(|alerted| alerted.insert(call.id));
        if first != Some(true) {
            return;
        }
        self.unseen.update(|unseen| *unseen += 1);
        if notify::is_on() {
            let place = self.place;
            let id = call.id;
            let body = match call.destination.as_ref() {
                Some(place) => words::place(place),
                None => words::employees(call),
            };
            let title = [text!(status.missed), ": ", &words::party(&call.party)].concat();
            notify::show(&title, &body, &["call-", &id.0.to_string()].concat(), move || {
                place.select(Some(id), History::Push);
            });
        }
    }
}
