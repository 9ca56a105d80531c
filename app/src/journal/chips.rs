//! What narrows the list, one chip each, led by the number of calls that pass.

use leptos::prelude::*;

use call_journal_model::view::Total;

use crate::journal::facet::{Narrowing, period_name};
use crate::journal::names::Names;
use crate::journal::place::Place;
use crate::journal::rows::CallList;
use crate::text;
use crate::ui::browser;
use crate::ui::changing::{changing, changing_text};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::plural::calls_word;

/// The row of chips; nothing unless something is filtered.
#[component]
pub fn Chips(list: CallList) -> impl IntoView {
    let place = Place::of_page();
    let names: Names = expect_context();
    let all = Memo::new(move |_| Narrowing::of(&place.filter.read()));
    let number = Memo::new(move |_| {
        let total = list.total.get();
        total.map(number_text).unwrap_or_default()
    });
    let word = Memo::new(move |_| {
        list.total
            .get()
            .map_or("", |total| calls_word(total.calls))
            .to_owned()
    });
    let said = move || [number.get(), word.get()].join(" ");
    let chips = move || {
        let all = all.get();
        if all.is_empty() {
            return ().into_any();
        }
        let chips = all
            .into_iter()
            .filter(|one| *one != Narrowing::Search)
            .map(|one| chip(one, place, names));
        view! {
            <div class="chips">
                <span class="sum" aria-hidden="true"><b>{number}</b>" "{word}</span>
                <ul>{chips.collect_view()}</ul>
                <a class="link" href="/" data-noscroll="" on:click=|_| browser::keep_focus(&[".search input"])>
                    {text!(journal.reset_all)}
                </a>
            </div>
        }
        .into_any()
    };
    view! {
        <p class="vh" role="status">{changing_text(said)}</p>
        {changing(chips)}
    }
    .into_any()
}

/// «12 звонков», «1000+ звонков».
pub(super) fn calls_text(total: Total) -> String {
    [&number_text(total), " ", calls_word(total.calls)].concat()
}

fn number_text(total: Total) -> String {
    total.calls.to_string() + if total.more { "+" } else { "" }
}

fn chip(narrowing: Narrowing, place: Place, names: Names) -> AnyView {
    let name = changing_text(move || narrowing_name(narrowing, place, names));
    let remove = move || [text!(journal.remove_filter), ": ", &name.read()].concat();
    view! {
        <li class="chip">
            <span>{name}</span>
            <a
                role="button"
                href=move || place.with_filter(|filter| narrowing.drop_from(filter))
                data-noscroll=""
                aria-label=remove
                on:keydown=|event| browser::space_presses(&event)
                on:click=|_| browser::keep_focus(&[".chip a", ".search input"])
            >
                <Icon name=Glyph::Close/>
            </a>
        </li>
    }
    .into_any()
}

/// As it stands on the chip. Follows the address.
pub(super) fn narrowing_name(narrowing: Narrowing, place: Place, names: Names) -> String {
    let filter = place.filter.read();
    let of_kind = |kind: &str, name: String| [kind, ": ", &name].concat();
    let name = match narrowing {
        Narrowing::Period => filter.period.map(period_name),
        Narrowing::Facet(facet) => Some(facet.chip().to_owned()),
        Narrowing::Customer => filter
            .customer
            .map(|id| of_kind(text!(journal.kind_customer), names.customer(id))),
        Narrowing::Employee => filter
            .employee
            .map(|id| of_kind(text!(journal.kind_employee), names.employee(id))),
        Narrowing::Number => {
            let number = filter.number.as_ref();
            number.map(|number| of_kind(text!(journal.kind_number), names.number(number)))
        }
        Narrowing::Line => {
            let line = filter.line.as_ref();
            line.map(|line| of_kind(text!(journal.line), names.line(line)))
        }
        Narrowing::Channel => {
            let channel = filter.channel.clone();
            channel.map(|channel| of_kind(text!(journal.channel), channel))
        }
        Narrowing::Search => Some(text!(journal.search_for, text = filter.search.as_str()).to_string()),
    };
    name.unwrap_or_default()
}
