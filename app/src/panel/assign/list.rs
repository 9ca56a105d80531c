//! Customers to choose from: those that the typed words are found in, of an empty field those of the latest calls.

use leptos::prelude::*;

use call_journal_model::customer::CustomerRow;

use super::{Assign, choice};
use crate::customers::card::sentences;
use crate::text;
use crate::ui::changing::changing;
use crate::ui::highlight::marked;
use crate::ui::icon::{Glyph, Icon};

/// The list, and below it a new customer of the typed name.
pub(super) fn customers(state: Assign, create: Callback<()>) -> AnyView {
    let rows = move || {
        let typed = state.typed.get_untracked();
        let rows: Vec<AnyView> = state
            .found
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, row)| option(state, at, row, &typed))
            .collect();
        rows.into_any()
    };
    let nobody = move || state.found.read().is_empty() && !state.typed.read().trim().is_empty();
    let new = move || {
        let typed = state.typed.get();
        match typed.trim() {
            "" => text!(panel.create_customer_short).to_owned(),
            name => text!(panel.create_customer_named, name = name).to_string(),
        }
    };
    view! {
        <ul id="assign-list" role="listbox" aria-label=text!(panel.assign_list)>{changing(rows)}</ul>
        <p class="none" hidden=move || !nobody()>{text!(panel.assign_nobody)}</p>
        <button type="button" class="opt new" tabindex="-1" on:mousedown=|event| event.prevent_default() on:click=move |_| create.run(())>
            <Icon name=Glyph::Plus/><span class="cut">{new}</span><kbd>"F7"</kbd>
        </button>
    }
    .into_any()
}

fn option(state: Assign, at: usize, row: CustomerRow, typed: &str) -> AnyView {
    let name = marked(&row.name, typed);
    let second = second_line(&row, typed);
    let code = sentences::code(row.id);
    view! {
        <li
            id=option_id(at)
            role="option"
            class="opt"
            aria-selected=move || (state.at.get() == at).to_string()
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| choice::choose(state, row.clone())
        >
            <span class="cut n">{name}</span>
            <span class="code">{code}</span>
            <span class="cut s">{second}</span>
        </li>
    }
    .into_any()
}

/// By what it was found, if not by its name; else where it is and who looks after it.
fn second_line(row: &CustomerRow, typed: &str) -> AnyView {
    if let Some(found_by) = &row.found_by {
        return view! { {marked(found_by, typed)} }.into_any();
    }
    let manager = row.manager.as_deref();
    let manager = manager.map(|name| text!(panel.assign_manager, name = name).to_string());
    let address = Some(row.address.clone()).filter(|address| !address.is_empty());
    let parts: Vec<String> = address.into_iter().chain(manager).collect();
    let number = row.numbers.first().map(|number| number.display.clone());
    let line = if parts.is_empty() {
        number.unwrap_or_default()
    } else {
        parts.join(" · ")
    };
    String::into_any(line)
}

pub(super) fn option_id(at: usize) -> String {
    ["assign-", &at.to_string()].concat()
}
