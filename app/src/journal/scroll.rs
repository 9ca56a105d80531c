//! The scrolled frame: further rows when its end is near, and the same place again after a reload or Back.

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use leptos::web_sys::{self, js_sys};

use call_journal_model::filter::Filter;
use call_journal_model::view::After;

use crate::journal::place::{Place, after_text};
use crate::journal::rows::{CallList, Loading};
use crate::ui::browser::{self, WentBack};
use crate::ui::changing::on_change;

/// More rows than anybody scrolls through, so that a reload stays quick.
const MOST_ROWS: usize = 2_000;

/// How far below the frame the end may be when further rows are asked for.
const EARLY: &str = "0px 0px 800px 0px";

/// Less than a row, in pixels: the first one is still read.
const NEAR_TOP: i32 = 24;

/// The frame and what it scrolls.
#[derive(Clone, Copy)]
pub struct Scroll {
    /// The element that scrolls.
    pub frame: NodeRef<html::Div>,
    /// What it shows.
    pub list: CallList,
    /// Which part of it.
    pub place: Place,
}

/// What decides which rows are shown.
type Shown = (Filter, Option<After>);

impl Scroll {
    /// Shows other rows when filter or beginning change; remembers how far each list was scrolled, and goes there
    /// again after a reload or Back.
    pub fn keep_place(self) {
        let back: WentBack = expect_context();
        let left = window_event_listener(leptos::ev::pagehide, move |_| {
            self.remember(&self.shown_untracked())
        });
        on_cleanup(move || left.remove());
        Effect::new(move |previous: Option<Shown>| {
            let shown = (self.place.filter.get(), self.place.after.get());
            match previous {
                Some(previous) if previous == shown => {}
                Some(previous) => {
                    self.remember(&previous);
                    let at = if back.is_now() { recall(&shown) } else { None };
                    self.show(&shown, at.unwrap_or_default());
                }
                None => {
                    if let Some(at) = recall(&shown).filter(|at| at.top > 0 && browser::came_back()) {
                        if at.rows > self.list.len() {
                            self.show(&shown, at)
                        } else {
                            self.scroll_to(at.top)
                        }
                    } else {
                        self.show_selected();
                    }
                }
            }
            shown
        });
    }

    /// Loads further rows when `end` comes near.
    pub fn extend_when_seen(self, end: NodeRef<html::Div>) {
        on_change(move || {
            // Anew after each page: an end that is still near then is seen again.
            self.list.next.track();
            let (Some(frame), Some(end)) = (self.frame.get(), end.get()) else {
                return;
            };
            if let Some(observer) = self.observer(&frame) {
                observer.observe(&end);
                let observer = StoredValue::new_local(observer);
                on_cleanup(move || observer.with_value(web_sys::IntersectionObserver::disconnect));
            }
        });
    }

    fn observer(self, frame: &web_sys::HtmlElement) -> Option<web_sys::IntersectionObserver> {
        let seen = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let near = |entry: JsValue| {
                entry
                    .unchecked_into::<web_sys::IntersectionObserverEntry>()
                    .is_intersecting()
            };
            if entries.iter().any(near) && self.list.loading.get_untracked() == Loading::Idle {
                self.list.extend(self.place.filter.get_untracked());
            }
        });
        let options = web_sys::IntersectionObserverInit::new();
        options.set_root(Some(frame));
        options.set_root_margin(EARLY);
        let callback = seen.into_js_value();
        web_sys::IntersectionObserver::new_with_options(callback.unchecked_ref(), &options).ok()
    }

    /// Lets new calls wait while the reader is further down.
    pub fn hold_new_calls(self) {
        on_change(move || {
            let Some(frame) = self.frame.get() else { return };
            let scrolled = Closure::<dyn FnMut()>::new(move || {
                let top = self.frame.get_untracked().map_or(0, |frame| frame.scroll_top());
                if top > NEAR_TOP {
                    self.list.scrolled.try_update_value(|scrolled| *scrolled = true);
                } else if self.list.scrolled.try_get_value() == Some(true) {
                    self.list.release();
                }
            });
            let target = frame.clone();
            // Adding a listener to an element cannot fail.
            let _ = target.add_event_listener_with_callback("scroll", scrolled.as_ref().unchecked_ref());
            let scrolled = StoredValue::new_local(scrolled);
            on_cleanup(move || {
                scrolled.with_value(|scrolled| {
                    let _ = target
                        .remove_event_listener_with_callback("scroll", scrolled.as_ref().unchecked_ref());
                });
            });
        });
    }

    /// Shows the calls that waited.
    pub fn to_newest(self) {
        self.list.release();
        self.scroll_to(0);
        browser::keep_focus(&[".rows [tabindex='0']"]);
    }

    fn shown_untracked(self) -> Shown {
        (
            self.place.filter.get_untracked(),
            self.place.after.get_untracked(),
        )
    }

    fn show(self, (filter, after): &Shown, at: At) {
        let wanted = at.rows.min(MOST_ROWS);
        self.list
            .replace(filter.clone(), *after, wanted, move || self.scroll_to(at.top));
    }

    fn scroll_to(self, top: i32) {
        // The rows are in the document one frame after they are in the store.
        request_animation_frame(move || {
            if let Some(frame) = self.frame.get_untracked() {
                frame.set_scroll_top(top);
            }
        });
    }

    fn show_selected(self) {
        if let Ok(Some(row)) = document().query_selector(".rows [aria-selected='true']") {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    fn remember(self, shown: &Shown) {
        if let Some(frame) = self.frame.get_untracked() {
            let at = [self.list.len().to_string(), frame.scroll_top().to_string()].join(" ");
            browser::remember(&key(shown), &at);
        }
    }
}

/// How far a list was scrolled.
#[derive(Clone, Copy, Debug, Default)]
struct At {
    rows: usize,
    top: i32,
}

fn recall(shown: &Shown) -> Option<At> {
    let at = browser::recall(&key(shown))?;
    let (rows, top) = at.split_once(' ')?;
    Some(At {
        rows: rows.parse().ok()?,
        top: top.parse().ok()?,
    })
}

fn key((filter, after): &Shown) -> String {
    let after = after.map(after_text).unwrap_or_default();
    ["place ", &filter.to_query(), " ", &after].concat()
}
