//! Keeps the connection open: opens it where the rows stand, notices when it is dead, waits longer with each failed try.

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::js_sys;
use send_wrapper::SendWrapper;

use call_journal_model::live::{LiveMessage, LivePlace};
use call_journal_model::time::{Millis, Timestamp};

use super::stream::Stream;
use super::{Link, Live};
use crate::error::AppError;
use crate::journal::api::load_surroundings;
use crate::ui::browser;
use crate::ui::changing::on_change;
use crate::ui::format::hour_minute_second;

/// The server says something every 15 s; after two times of silence and some it is gone.
const SILENCE_MS: i64 = 40_000;
/// The first try after a loss; a server that starts anew is there again after some seconds.
const FIRST_WAIT_MS: i64 = 500;
const LONGEST_WAIT_MS: i64 = 30_000;

/// What keeping the connection open has to remember.
#[derive(Default)]
pub(super) struct Follow {
    /// Wrapped: the server, which moves pages between threads, never has one.
    stream: Option<SendWrapper<Stream>>,
    /// Which stream is the current one: what an older one still says is not for these rows.
    opened: u32,
    /// The filter of the rows, as the address says it.
    query: String,
    /// Up to where the rows are right.
    place: Option<LivePlace>,
    /// The browser's clock when the server was heard last.
    heard_ms: i64,
    /// What the server's clocks showed at a moment of the browser's.
    here: Option<(Timestamp, NaiveDateTime, i64)>,
    /// Tries that failed since the server was heard.
    failed: u32,
    /// The browser's clock at which to try again.
    again_ms: Option<i64>,
}

impl Follow {
    /// The server's clocks when the browser's shows `browser`, as far as that one runs evenly.
    fn server_at(&self, browser: i64) -> Option<(Timestamp, NaiveDateTime)> {
        let (now, local, then) = self.here?;
        let passed = browser - then;
        let local = local.checked_add_signed(TimeDelta::milliseconds(passed))?;
        Some((now.plus(Millis(passed)), local))
    }
}

impl Live {
    /// Begins to listen, in the browser.
    pub fn listen(self) {
        on_change(move || {
            let shown = self.list.shown.get();
            self.follow.update_value(|follow| {
                follow.query = shown.filter.to_query();
                follow.place = shown.as_of;
                follow.failed = 0;
            });
            self.queue.update_value(Vec::clear);
            self.open();
        });
        on_change(move || {
            if let Ok(ticking) = set_interval_with_handle(move || self.tick(), Duration::from_secs(1)) {
                on_cleanup(move || ticking.clear());
            }
            let back = window_event_listener(leptos::ev::online, move |_| self.retry());
            let seen = window_event_listener(leptos::ev::visibilitychange, move |_| {
                if !document().hidden() {
                    self.tick();
                    self.retry();
                }
            });
            on_cleanup(move || {
                back.remove();
                seen.remove();
                self.follow.try_update_value(|follow| follow.stream = None);
            });
        });
    }

    /// Tries at once, if the connection is lost.
    pub fn retry(self) {
        if self.follow.with_value(|follow| follow.again_ms.is_some()) {
            self.open();
        }
    }

    fn open(self) {
        self.follow.update_value(|follow| {
            follow.opened = follow.opened.wrapping_add(1);
            follow.again_ms = None;
            follow.heard_ms = browser_ms();
            let opened = follow.opened;
            let since = follow.place.map(|place| ["since=", &place.to_string()].concat());
            let parts: Vec<&str> = [follow.query.as_str(), since.as_deref().unwrap_or_default()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            let address = ["/live?", &parts.join("&")].concat();
            let stream = Stream::open(
                &address,
                move |message, place| self.heard(opened, message, place),
                move || self.lost(opened),
            );
            follow.stream = stream.map(SendWrapper::new);
        });
    }

    fn is_current(self, opened: u32) -> bool {
        // `None`: the page is gone.
        self.follow.try_with_value(|follow| follow.opened) == Some(opened)
    }

    fn heard(self, opened: u32, message: LiveMessage, place: Option<LivePlace>) {
        if !self.is_current(opened) {
            return;
        }
        self.follow.update_value(|follow| {
            follow.heard_ms = browser_ms();
            follow.failed = 0;
            follow.place = place.or(follow.place);
            if let LiveMessage::Here { now, local } = message {
                follow.here = Some((now, local, follow.heard_ms));
            }
        });
        if *self.link.read_untracked() != Link::Online {
            self.link.set(Link::Online);
        }
        match message {
            LiveMessage::Here { now, local } => {
                self.now.set(now);
                if self.today.get_untracked() != local.date() {
                    self.today.set(local.date());
                }
            }
            LiveMessage::Resync => self.list.reload(),
            LiveMessage::Bye => browser::reload(),
            message => self.enqueue(message),
        }
    }

    fn lost(self, opened: u32) {
        if !self.is_current(opened) {
            return;
        }
        let failed = self.follow.try_update_value(|follow| {
            follow.stream = None;
            // What a dead stream may still say is not heard.
            follow.opened = follow.opened.wrapping_add(1);
            let wait = FIRST_WAIT_MS << follow.failed.min(6);
            follow.again_ms = Some(browser_ms() + wait.min(LONGEST_WAIT_MS));
            follow.failed += 1;
            follow.failed
        });
        // A server that answers at the next try was hardly gone.
        match failed {
            Some(failed @ 2..) => {
                self.show_wait();
                if failed == 2 {
                    leave_if_signed_out();
                }
            }
            _ => set_timeout(
                move || self.retry(),
                Duration::from_millis(FIRST_WAIT_MS.unsigned_abs()),
            ),
        }
    }

    fn tick(self) {
        let now = browser_ms();
        let (silent, opened, due) = self.follow.with_value(|follow| {
            let silent = follow.stream.is_some() && now - follow.heard_ms > SILENCE_MS;
            (silent, follow.opened, follow.again_ms.is_some_and(|at| at <= now))
        });
        if silent {
            self.lost(opened);
        } else if due {
            self.open();
        }
        if self.is_offline_untracked() {
            self.show_wait();
        } else if let Some((server, _)) = self.follow.with_value(|follow| follow.server_at(now)) {
            self.now.set(server);
        }
    }

    fn is_offline_untracked(self) -> bool {
        matches!(*self.link.read_untracked(), Link::Offline { .. })
    }

    fn show_wait(self) {
        let offline = self.follow.with_value(|follow| {
            let wait = follow.again_ms.map_or(0, |at| at - browser_ms());
            Link::Offline {
                since: follow
                    .server_at(follow.heard_ms)
                    .map(|(_, local)| hour_minute_second(local))
                    .unwrap_or_default(),
                again_in: u32::try_from((wait + 999) / 1_000).unwrap_or(0),
            }
        });
        if *self.link.read_untracked() != offline {
            self.link.set(offline);
        }
    }
}

/// A stream does not say why it was refused: perhaps nobody is signed in any more.
fn leave_if_signed_out() {
    spawn_local(async {
        // Any function tells; this one is here already.
        if load_surroundings().await.err() == Some(AppError::SignedOut) {
            browser::reload();
        }
    });
}

/// The browser's clock, which may be wrong but runs evenly.
#[allow(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
fn browser_ms() -> i64 {
    js_sys::Date::now() as i64
}
