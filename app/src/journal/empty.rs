//! What stands in the place of the rows when there are none: why, and what to do.

use leptos::prelude::*;

use call_journal_model::view::Surroundings;

use crate::journal::chips::narrowing_name;
use crate::journal::facet::{Facet, Narrowing};
use crate::journal::names::Names;
use crate::journal::place::Place;
use crate::journal::rows::{CallList, Loading};
use crate::text;
use crate::ui::browser;
use crate::ui::changing::changing;

/// Where the focus goes when the button that was pressed is gone.
const ROWS_OR_SEARCH: &[&str] = &[".rows [tabindex='0']", ".search input"];

/// Nothing while there are rows.
#[component]
pub fn Empty(list: CallList) -> impl IntoView {
    let surroundings: Surroundings = expect_context();
    let place = Place::of_page();
    let names: Names = expect_context();
    let failed = Memo::new(move |_| match list.loading.get() {
        Loading::NotReplaced(error) => Some(error.sentence()),
        _ => None,
    });
    let none = Memo::new(move |_| list.is_empty());
    changing(move || match failed.get() {
        Some(sentence) => not_loaded(list, place, sentence),
        None if !none.get() => ().into_any(),
        None if surroundings.any_calls => nothing_found(place, names),
        None => nothing_stored(),
    })
}

/// The rows did not come.
fn not_loaded(list: CallList, place: Place, sentence: String) -> AnyView {
    let retry = move |_| {
        list.replace(
            place.filter.get_untracked(),
            place.after.get_untracked(),
            0,
            || (),
        );
        browser::keep_focus(ROWS_OR_SEARCH);
    };
    let act = view! {
        <button type="button" class="btn primary" on:click=retry>{text!(ui.retry)}</button>
    };
    instead_of_rows(text!(journal.not_loaded), "alert", sentence, act.into_any())
}

/// There are calls, and none passes the filter.
fn nothing_found(place: Place, names: Names) -> AnyView {
    let all = Narrowing::of(&place.filter.read());
    let narrowed: Vec<String> = all.iter().map(|one| narrowing_name(*one, place, names)).collect();
    let sentence = match narrowed.len() {
        0 => text!(journal.only_internal).to_owned(),
        1 => [text!(journal.nothing_passes_it), " ", &narrowed.join(", "), "."].concat(),
        _ => [text!(journal.nothing_passes_all), " ", &narrowed.join(", "), "."].concat(),
    };
    let act = |class: &'static str, label: String, href: String| {
        view! {
            <a class=class href=href data-noscroll="" on:click=|_| browser::keep_focus(ROWS_OR_SEARCH)>{label}</a>
        }
    };
    let mut acts = Vec::new();
    if all.is_empty() {
        let href = place.with_filter(|filter| Facet::Internal.flip(filter));
        acts.push(act("btn primary", Facet::Internal.name().to_owned(), href));
    } else {
        acts.push(act(
            "btn primary",
            text!(journal.reset_filters).to_owned(),
            "/".to_owned(),
        ));
        // The most likely culprit: what narrows most.
        let likely = [Narrowing::Period, Narrowing::Search]
            .into_iter()
            .find(|one| all.contains(one));
        if let Some(one) = likely.or(all.last().copied()).filter(|_| all.len() > 1) {
            let label = [text!(journal.without), " ", &narrowing_name(one, place, names)].concat();
            acts.push(act(
                "btn",
                label,
                place.with_filter(|filter| one.drop_from(filter)),
            ));
        }
    }
    instead_of_rows(
        text!(journal.nothing_found),
        "",
        sentence,
        acts.into_view().into_any(),
    )
}

/// No call was ever stored.
fn nothing_stored() -> AnyView {
    let how = view! { <pre><code>"call-journal import asterisk --help"</code></pre> };
    instead_of_rows(
        text!(journal.nothing_stored),
        "",
        text!(journal.how_to_import).to_owned(),
        how.into_any(),
    )
}

fn instead_of_rows(title: &'static str, role: &'static str, sentence: String, acts: AnyView) -> AnyView {
    view! {
        <div class="empty" role=(!role.is_empty()).then_some(role)>
            <svg class="i art" viewBox="0 0 112 84" aria-hidden="true">
                <rect x="14" y="14" width="72" height="50" rx="6"></rect>
                <path d="M14 28h72M24 40h26M24 50h38M60 40h14"></path>
                <circle cx="80" cy="58" r="15" fill="var(--surface)"></circle>
                <path d="M91 69l11 11M74 58h12"></path>
            </svg>
            <h2>{title}</h2>
            <p>{sentence}</p>
            <div class="acts">{acts}</div>
        </div>
    }
    .into_any()
}
