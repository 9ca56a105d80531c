//! Two months to choose days from, with the mouse or with the arrow keys.

pub mod part;

use chrono::{Datelike, Days, NaiveDate};
use leptos::prelude::*;
use leptos::web_sys;

use crate::text;
use crate::ui::browser;
use crate::ui::changing::{changing, changing_text};
use crate::ui::format::{iso_date, month_name, weekday_short};
use crate::ui::icon::{Glyph, Icon};

/// What is chosen in the menu of the period. Provided as context by it.
#[derive(Clone, Copy)]
pub struct Choosing {
    /// The last day that can be chosen.
    pub today: NaiveDate,
    /// The first day.
    pub from: RwSignal<Option<NaiveDate>>,
    /// The last day.
    pub to: RwSignal<Option<NaiveDate>>,
    /// Whether the menu is open; it opens with the months of what is chosen.
    pub open: RwSignal<bool>,
}

/// The months while the menu is open.
#[component]
fn Months() -> impl IntoView {
    let Choosing {
        today,
        from,
        to,
        open,
    } = expect_context();
    changing(move || match open.get() {
        true => calendar(today, from, to),
        false => ().into_any(),
    })
}

/// The month of the last chosen day and the one before; on narrow windows the former alone.
///
/// `today` is the last day that can be chosen.
fn calendar(today: NaiveDate, from: RwSignal<Option<NaiveDate>>, to: RwSignal<Option<NaiveDate>>) -> AnyView {
    let shown = to
        .get_untracked()
        .or(from.get_untracked())
        .unwrap_or(today)
        .min(today);
    let last_month = RwSignal::new(first_of(shown));
    // The day that the Tab key reaches.
    let active = RwSignal::new(shown);
    let state = Choice {
        today,
        from,
        to,
        active,
        last_month,
    };
    let step = move |label: &'static str, glyph: Glyph, class: &'static str, months: i8| {
        let end = move || months > 0 && last_month.get() >= first_of(today);
        view! {
            <button
                type="button"
                class=class
                aria-label=label
                title=label
                disabled=end
                on:click=move |_| last_month.update(|month| *month = moved(*month, months))
            >
                <Icon name=glyph/>
            </button>
        }
    };
    let previous = text!(journal.month_before);
    view! {
        <div class="mon" on:keydown=move |event| state.on_key(&event)>
            <div class="m">
                <div class="mh">
                    {step(previous, Glyph::Left, "btn ico bare", -1)}
                    <span>{changing_text(move || month_title(moved(last_month.get(), -1)))}</span>
                    <span class="gap"></span>
                </div>
                {changing(move || state.month(moved(last_month.get(), -1)))}
            </div>
            <div class="m">
                <div class="mh">
                    <span class="gap"></span>
                    {step(previous, Glyph::Left, "btn ico bare lone", -1)}
                    <span>{changing_text(move || month_title(last_month.get()))}</span>
                    {step(text!(journal.month_after), Glyph::Right, "btn ico bare", 1)}
                </div>
                {changing(move || state.month(last_month.get()))}
            </div>
        </div>
    }
    .into_any()
}

/// What is chosen, and where the keys are.
#[derive(Clone, Copy)]
struct Choice {
    today: NaiveDate,
    from: RwSignal<Option<NaiveDate>>,
    to: RwSignal<Option<NaiveDate>>,
    active: RwSignal<NaiveDate>,
    last_month: RwSignal<NaiveDate>,
}

impl Choice {
    /// The first press begins a stretch, the second ends it; a third begins anew.
    fn choose(self, day: NaiveDate) {
        self.active.set(day);
        match (self.from.get_untracked(), self.to.get_untracked()) {
            (Some(from), None) if day >= from => self.to.set(Some(day)),
            (Some(from), None) => {
                self.from.set(Some(day));
                self.to.set(Some(from));
            }
            _ => {
                self.from.set(Some(day));
                self.to.set(None);
            }
        }
    }

    fn on_key(self, event: &web_sys::KeyboardEvent) {
        let day = self.active.get_untracked();
        let since_monday = u64::from(day.weekday().num_days_from_monday());
        let to = match event.key().as_str() {
            "ArrowLeft" => day.checked_sub_days(Days::new(1)),
            "ArrowRight" => day.checked_add_days(Days::new(1)),
            "ArrowUp" => day.checked_sub_days(Days::new(7)),
            "ArrowDown" => day.checked_add_days(Days::new(7)),
            "Home" => day.checked_sub_days(Days::new(since_monday)),
            "End" => day.checked_add_days(Days::new(6 - since_monday)),
            "PageUp" => day.checked_sub_months(chrono::Months::new(1)),
            "PageDown" => day.checked_add_months(chrono::Months::new(1)),
            _ => return,
        };
        event.prevent_default();
        let to = to.unwrap_or(day).min(self.today);
        self.active.set(to);
        let last = self.last_month.get_untracked();
        if first_of(to) > last {
            self.last_month.set(first_of(to));
        } else if first_of(to) < moved(last, -1) {
            self.last_month
                .set(moved(first_of(to), 1).min(first_of(self.today)));
        }
        request_animation_frame(move || browser::focus(&["[data-day='", &iso_date(to), "']"].concat()));
    }

    fn month(self, first: NaiveDate) -> AnyView {
        let blanks = first.weekday().num_days_from_monday() as usize;
        let days = first
            .iter_days()
            .take_while(move |day| day.month() == first.month());
        let cells: Vec<Option<NaiveDate>> = std::iter::repeat_n(None, blanks).chain(days.map(Some)).collect();
        let week = move |week: &[Option<NaiveDate>]| {
            let cells = week
                .iter()
                .map(|day| view! { <td>{day.map(|day| self.day(day))}</td> }.into_any());
            view! { <tr>{cells.collect_view()}</tr> }.into_any()
        };
        view! {
            <table class="g" aria-label=month_title(first)>
                <thead>
                    <tr>{(0..7).map(|day| view! { <th scope="col">{weekday_short(day)}</th> }.into_any()).collect_view()}</tr>
                </thead>
                <tbody>{cells.chunks(7).map(week).collect_view()}</tbody>
            </table>
        }
        .into_any()
    }

    fn day(self, day: NaiveDate) -> impl IntoView + use<> {
        let Choice {
            today,
            from,
            to,
            active,
            ..
        } = self;
        let is_end = move || [from.get(), to.get()].contains(&Some(day));
        let class = move || {
            let (first, last) = (from.get(), to.get().or(from.get()));
            let mut class = String::from("day");
            let inside = first.is_some_and(|first| first <= day) && last.is_some_and(|last| day <= last);
            let parts = [
                (" r", inside),
                (" a", first == Some(day)),
                (" z", last == Some(day)),
                (" today", day == today),
            ];
            for (part, set) in parts {
                if set {
                    class.push_str(part);
                }
            }
            class
        };
        view! {
            <button
                type="button"
                class=class
                data-day=iso_date(day)
                disabled={day > today}
                aria-label=[&day.day().to_string(), ", ", &month_title(day)].concat()
                aria-pressed=move || is_end().to_string()
                aria-current=(day == today).then_some("date")
                tabindex=move || if active.get() == day { "0" } else { "-1" }
                on:click=move |_| self.choose(day)
            >
                {day.day()}
            </button>
        }
    }
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn moved(month: NaiveDate, by: i8) -> NaiveDate {
    let months = chrono::Months::new(by.unsigned_abs().into());
    let moved = if by < 0 {
        month.checked_sub_months(months)
    } else {
        month.checked_add_months(months)
    };
    moved.unwrap_or(month)
}

fn month_title(month: NaiveDate) -> String {
    [month_name(month.month()), " ", &month.year().to_string()].concat()
}
