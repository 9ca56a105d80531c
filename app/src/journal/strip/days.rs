//! The days of the strip: loaded anew with the filter and with what is heard, chosen with the pointer or the keys. Bars are too thin
//! for fingers, so the strip is pressed as a whole; the menu of the period does the same.

use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;

use call_journal_model::filter::{Filter, Period};
use call_journal_model::view::{DayCount, DayStrip};

use crate::journal::api::calls_per_day;
use crate::journal::live::Live;
use crate::journal::place::{History, Place};
use crate::text;
use crate::ui::changing::{changing, changing_text, on_change};
use crate::ui::format::{date, month_name, weekday};
use crate::ui::plural::calls_word;

/// So long after a change the days are counted anew, once for all changes of that time.
const SOON: Duration = Duration::from_secs(10);

/// The bar of a day that has any call, in hundredths of the strip's height.
const LEAST: u32 = 6;

/// What the strip is doing.
#[derive(Clone, Copy)]
struct Drawing {
    place: Place,
    frame: NodeRef<html::Div>,
    /// `Some(None)`: the search means too many calls to be counted by the day.
    strip: RwSignal<Option<Option<DayStrip>>>,
    /// The first and the last day that are being chosen, in either order, by their places.
    chosen: RwSignal<Option<(usize, usize)>>,
    /// The day that the keys are at.
    active: RwSignal<usize>,
    request: StoredValue<u32>,
    waiting: StoredValue<bool>,
}

/// The days.
#[component]
pub(super) fn Days() -> impl IntoView {
    let (place, live) = (Place::of_page(), Live::of_page());
    let drawing = Drawing {
        place,
        frame: NodeRef::new(),
        strip: RwSignal::new(None),
        chosen: RwSignal::new(None),
        active: RwSignal::new(0),
        request: StoredValue::new(0),
        waiting: StoredValue::new(false),
    };
    let counted = Memo::new(move |_| Filter {
        order: Default::default(),
        ..place.filter.get()
    });
    on_change(move || drawing.load(counted.get()));
    on_change(move || {
        if live.touched.read().1 > 0 {
            drawing.load_soon(counted);
        }
    });
    let bars = changing(move || match drawing.strip.get() {
        Some(Some(strip)) => drawing.bars(&strip, live.today.get()),
        Some(None) => view! { <p>{text!(journal.strip_too_many)}</p> }.into_any(),
        None => ().into_any(),
    });
    let focused = RwSignal::new(false);
    let at = changing_text(move || {
        let strip = drawing.strip.read();
        let strip = strip.as_ref().and_then(Option::as_ref).filter(|_| focused.get());
        let day = strip.and_then(|strip| strip.first.iter_days().zip(&strip.days).nth(drawing.active.get()));
        day.map(|(day, count)| said(day, *count)).unwrap_or_default()
    });
    // Wherever it is let go.
    let let_go = window_event_listener(leptos::ev::pointerup, move |_| drawing.choose());
    on_cleanup(move || let_go.remove());
    view! {
        <div
            class="days"
            role="group"
            tabindex="0"
            aria-label=text!(journal.strip)
            node_ref=drawing.frame
            on:pointerdown=move |event| drawing.on_down(&event)
            on:pointermove=move |event| drawing.on_move(&event)
            on:pointercancel=move |_| drawing.chosen.set(None)
            on:keydown=move |event| drawing.on_key(&event)
            on:focus=move |_| focused.set(true)
            on:blur=move |_| focused.set(false)
        >
            {bars}
        </div>
        <p class="vh" role="status">{at}</p>
    }
}

impl Drawing {
    fn load(self, filter: Filter) {
        let request = self.request.get_value().wrapping_add(1);
        self.request.set_value(request);
        spawn_local(async move {
            let strip = calls_per_day(filter).await;
            // Another filter has other days; without an answer the old ones stay.
            if self.request.try_get_value() == Some(request)
                && let Ok(strip) = strip
            {
                let last = strip
                    .as_ref()
                    .map_or(0, |strip| strip.days.len().saturating_sub(1));
                let first_time = self.strip.read_untracked().is_none();
                self.active
                    .update(|active| *active = if first_time { last } else { last.min(*active) });
                self.strip.set(Some(strip));
            }
        });
    }

    fn load_soon(self, filter: Memo<Filter>) {
        if self.waiting.get_value() {
            return;
        }
        self.waiting.set_value(true);
        let load = move || {
            self.waiting.try_update_value(|waiting| *waiting = false);
            if let Some(filter) = filter.try_get_untracked() {
                self.load(filter);
            }
        };
        set_timeout(load, SOON);
    }

    fn bars(self, strip: &DayStrip, today: NaiveDate) -> AnyView {
        let most = strip.days.iter().map(|day| day.calls).max().unwrap_or(0).max(1);
        let period = self.place.filter.read().period;
        let period = period.map(|period| period.days(today));
        let days = strip.first.iter_days().zip(&strip.days).enumerate();
        let bars = days.map(|(place, (day, count))| {
            let within = period.is_some_and(|(first, last)| (first..=last).contains(&day));
            self.bar(place, day, *count, most, within)
        });
        bars.collect_view().into_any()
    }

    fn bar(self, place: usize, day: NaiveDate, count: DayCount, most: u32, within: bool) -> AnyView {
        let label = said(day, count);
        let share = |calls: u32| match calls {
            0 => 0,
            calls => (u64::from(calls) * 100 / u64::from(most)).max(u64::from(LEAST)),
        };
        let style = [
            "--n:",
            &share(count.calls).to_string(),
            "%;--m:",
            &share(count.missed).to_string(),
            "%",
        ]
        .concat();
        let is_chosen = move || {
            let chosen = self.chosen.get();
            chosen.is_some_and(|(one, other)| (one.min(other)..=one.max(other)).contains(&place))
        };
        let month = (day.day() == 1).then(|| month_name(day.month()).chars().take(3).collect::<String>());
        let is_off = day.weekday().number_from_monday() > 5;
        view! {
            <span
                role="img"
                class="day"
                class:off=is_off
                class:chosen=is_chosen
                class:at=move || self.active.get() == place
                style=style
                aria-label=label.clone()
                title=label
                aria-current=within.then_some("true")
                data-month=month
            >
                <i></i>
            </span>
        }
        .into_any()
    }

    fn days(self) -> usize {
        let strip = self.strip.read_untracked();
        let strip = strip.as_ref().and_then(Option::as_ref);
        strip.map_or(0, |strip| strip.days.len())
    }

    /// The place of the day under the pointer.
    fn place_at(self, x: i32) -> Option<usize> {
        let frame = self.frame.get_untracked()?.get_bounding_client_rect();
        let days = self.days();
        let part = ((f64::from(x) - frame.left()) / frame.width()).clamp(0.0, 0.999_999);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "hundreds of days"
        )]
        Some((part * days as f64) as usize)
    }

    fn on_down(self, event: &web_sys::PointerEvent) {
        if event.button() == 0
            && let Some(place) = self.place_at(event.client_x())
        {
            self.chosen.set(Some((place, place)));
        }
    }

    fn on_move(self, event: &web_sys::PointerEvent) {
        if let (Some((from, _)), Some(place)) = (self.chosen.get_untracked(), self.place_at(event.client_x()))
        {
            self.chosen.set(Some((from, place)));
        }
    }

    /// What was chosen becomes the period.
    fn choose(self) {
        let chosen = self.chosen.try_update(Option::take).flatten();
        let strip = self.strip.try_read_untracked();
        let (Some((one, other)), Some(Some(Some(strip)))) = (chosen, strip.as_deref()) else {
            return;
        };
        let day = |place: usize| strip.first.checked_add_days(chrono::Days::new(place as u64));
        if let (Some(first), Some(last)) = (day(one.min(other)), day(one.max(other))) {
            let days = Period::Days(first, last);
            // Once more on the same days: all again.
            let again = |filter: &Filter| filter.period == Some(days);
            let change = |filter: &mut Filter| filter.period = (!again(filter)).then_some(days);
            self.place.filter_by(change, History::Push);
        }
    }

    fn on_key(self, event: &web_sys::KeyboardEvent) {
        let days = self.days();
        if days == 0 {
            return;
        }
        let active = self.active.get_untracked();
        let to = match event.key().as_str() {
            "ArrowLeft" => active.saturating_sub(1),
            "ArrowRight" => (active + 1).min(days - 1),
            "Home" => 0,
            "End" => days - 1,
            "Enter" | " " => {
                event.prevent_default();
                self.chosen
                    .update(|chosen| *chosen = chosen.or(Some((active, active))));
                return self.choose();
            }
            "Escape" if self.chosen.get_untracked().is_some() => {
                event.prevent_default();
                event.stop_propagation();
                return self.chosen.set(None);
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let from = self.chosen.get_untracked().map_or(active, |(from, _)| from);
        self.chosen.set(event.shift_key().then_some((from, to)));
        self.active.set(to);
    }
}

/// «Среда, 8 октября 2026: 120 звонков, пропущено 12»
fn said(day: NaiveDate, count: DayCount) -> String {
    let calls = [&count.calls.to_string(), " ", calls_word(count.calls)].concat();
    let missed = match count.missed {
        0 => String::new(),
        missed => text!(journal.strip_missed, count = missed).to_string(),
    };
    [weekday(day), ", ", &date(day), ": ", &calls, &missed].concat()
}
