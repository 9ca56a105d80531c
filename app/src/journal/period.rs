//! The period: names for the usual ones, a calendar and two fields for any other. The months are `calendar`'s.

use chrono::NaiveDate;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;

use call_journal_model::filter::Period;
use call_journal_model::view::Surroundings;
use call_journal_model::wire::day_of_text;

use crate::journal::calendar::{Choosing, part};
use crate::journal::carried::carried;
use crate::journal::facet::{PRESETS, period_name};
use crate::journal::place::{History, Place};
use crate::text;
use crate::ui;
use crate::ui::changing::{changing_text, on_change};
use crate::ui::format::iso_date;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::part::{Instead, opened};
use crate::ui::popover::Popover;

/// The button that names the period, and what it opens.
#[component]
pub fn PeriodPicker() -> impl IntoView {
    let place = Place::of_page();
    let surroundings: Surroundings = expect_context();
    let today = surroundings.today;
    let open = RwSignal::new(false);
    let period = Memo::new(move |_| place.filter.read().period);
    let name = changing_text(move || {
        let period = period.get();
        period.map_or_else(|| text!(journal.period).to_owned(), period_name)
    });
    let label = Signal::derive(move || match period.get() {
        Some(period) => [text!(journal.period), ": ", &period_name(period)].concat(),
        None => text!(journal.period).to_owned(),
    });
    // What is being chosen; nothing of it counts before «Показать».
    let from = RwSignal::new(None::<NaiveDate>);
    let to = RwSignal::new(None::<NaiveDate>);
    let (first, last) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    on_change(move || {
        let days = period.get().map(|period| period.days(today));
        from.set(days.map(|(first, _)| first));
        to.set(days.map(|(_, last)| last));
        open.track();
    });
    let show = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(first) = from.get_untracked().or(to.get_untracked()) {
            let last = to.get_untracked().unwrap_or(first);
            let period = Period::Days(first, last).put_right();
            place.filter_by(|filter| filter.period = Some(period), History::Push);
        }
        open.set(false);
    };
    let field = move |label: &'static str, name: &'static str, node, day: RwSignal<Option<NaiveDate>>| {
        view! {
            <input
                type="date"
                class="date"
                name=name
                aria-label=label
                max=iso_date(today)
                node_ref=node
                value=move || day.get().map(iso_date)
                prop:value=move || day.get().map(iso_date).unwrap_or_default()
                on:change:target=move |event| day.set(day_of_text(&event.target().value()))
            />
        }
    };
    let button = view! {
        <Icon name=Glyph::Calendar/>
        <span class="lbl">{name}</span>
    };
    let is_custom = move || matches!(period.get(), Some(Period::Days(..)));
    let to_fields = move |_| {
        if let Some(first) = first.get_untracked() {
            // Always takes the focus: it is seen.
            let _ = first.focus();
        }
    };
    provide_context(Choosing {
        today,
        from,
        to,
        open,
    });
    let months = ui::part::part(part::months, part::load, opened(open), Instead::IN_MENU);
    let content = view! {
        <form class="cal" method="get" action="/" on:submit=show>
            <div class="pre">
                {PRESETS.map(|preset| named(preset, period, open)).collect_view()}
                <button
                    type="button"
                    class="item script-only"
                    aria-pressed=move || is_custom().to_string()
                    on:click=to_fields
                >
                    {text!(journal.any_period)}
                </button>
            </div>
            {months}
            <div class="ft">
                {carried(place, |filter| filter.period = None)}
                {field(text!(journal.from), "from", first, from)}
                <span aria-hidden="true">"—"</span>
                {field(text!(journal.to), "to", last, to)}
                <span class="sp"></span>
                <a
                    class="btn bare"
                    href=move || place.with_filter(|filter| filter.period = None)
                    data-noscroll=""
                    on:click=move |_| open.set(false)
                >
                    {text!(journal.reset)}
                </a>
                <button type="submit" class="btn primary">{text!(journal.show)}</button>
            </div>
        </form>
    };
    let (button, content) = (button.into_any(), content.into_any());
    view! { <Popover open button_class="btn period" label button>{content}</Popover> }.into_any()
}

/// A period that has a name.
fn named(preset: Period, period: Memo<Option<Period>>, open: RwSignal<bool>) -> AnyView {
    let place = Place::of_page();
    let is_on = move || period.get() == Some(preset);
    view! {
        <a
            class="item"
            href=move || place.with_filter(|filter| filter.period = Some(preset))
            data-noscroll=""
            aria-current=move || is_on().then_some("true")
            on:click=move |_| open.set(false)
        >
            {period_name(preset)}
            <Icon name=Glyph::Check/>
        </a>
    }
    .into_any()
}
