//! The bar above the table: what narrows the list. Every control is a link or a form, so that it works without
//! JavaScript.

use leptos::prelude::*;

use call_journal_model::view::Surroundings;

use crate::journal::facet::Facet;
use crate::journal::more::{lines, more};
use crate::journal::period::PeriodPicker;
use crate::journal::place::Place;
use crate::journal::search::SearchBox;
use crate::text;
use crate::ui::browser::space_presses;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::popover::Popover;

/// Period, direction, further filters, my calls, search.
#[component]
pub fn Toolbar() -> impl IntoView {
    let surroundings: Surroundings = expect_context();
    let is_somebody = surroundings.me.id.is_some();
    let wide = |facet: Facet| {
        let name = view! {
            <Icon name=Glyph::Person/>
            <span class="wide">{facet.name()}</span>
        };
        switch(facet, "button", "btn ico", name.into_any())
    };
    view! {
        <section class="bar" aria-label=text!(journal.toolbar)>
            <PeriodPicker/>
            <span class="seg" role="group" aria-label=text!(journal.direction)>
                {segment(Facet::Incoming, "in", text!(journal.incoming_short))}
                {segment(Facet::Outgoing, "out", text!(journal.outgoing_short))}
                {segment(Facet::Missed, "miss", text!(journal.missed_short))}
            </span>
            {more_filters()}
            {is_somebody.then(|| wide(Facet::Mine))}
            {more()}
            <SearchBox/>
        </section>
    }
    .into_any()
}

fn segment(facet: Facet, class: &'static str, short: &'static str) -> AnyView {
    let name = view! {
        <Icon name=facet.glyph() class/>
        <span class="long">{facet.name()}</span>
        <span class="short" data-text=short></span>
    };
    switch(facet, "button", "btn", name.into_any())
}

/// The menu of the filters that are not used all day.
fn more_filters() -> AnyView {
    let open = RwSignal::new(false);
    let check = |facet: Facet| {
        let name = view! {
            <span class="box"><Icon name=Glyph::Check/></span>
            {facet.name()}
        };
        switch(facet, "checkbox", "item", name.into_any())
    };
    let button = view! {
        <Icon name=Glyph::Filters/>
        <span class="wide">{text!(journal.filters)}</span>
    };
    let menu = view! {
        <div class="menu">
            <div role="group" aria-labelledby="only">
                <p class="ttl" id="only">{text!(journal.show_only)}</p>
                {check(Facet::Lost)}
                {check(Facet::FirstContact)}
                {check(Facet::Unregistered)}
            </div>
            <hr/>
            {check(Facet::Internal)}
            {lines(open)}
        </div>
    };
    let label = text!(journal.more_filters).to_owned();
    let (button, menu) = (button.into_any(), menu.into_any());
    view! { <Popover open button_class="btn ico" label button>{menu}</Popover> }.into_any()
}

/// A link that switches a filter and says whether it is on: as a button that stays pressed, or as a box with a tick.
fn switch(facet: Facet, role: &'static str, class: &'static str, content: AnyView) -> AnyView {
    let place = Place::of_page();
    let ticks = role == "checkbox";
    let is_on = move || facet.is_on(&place.filter.read()).to_string();
    view! {
        <a
            role=role
            class=class
            href=move || place.with_filter(|filter| facet.flip(filter))
            data-noscroll=""
            aria-label=(!ticks).then(|| facet.name())
            title=(!ticks).then(|| facet.name())
            aria-pressed=move || (!ticks).then(is_on)
            aria-checked=move || ticks.then(is_on)
            on:keydown=|event| space_presses(&event)
        >
            {content}
        </a>
    }
    .into_any()
}
