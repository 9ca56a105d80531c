//! Two fields of the menu of filters: the line and the channel.

use leptos::prelude::*;

use call_journal_model::filter::Filter;
use call_journal_model::view::Surroundings;

use super::Open;
use crate::journal::place::{History, Place};
use crate::text;

/// The fields; a choice counts at once.
#[component]
pub(super) fn Lines() -> impl IntoView {
    let surroundings: Surroundings = expect_context();
    let lines = surroundings.lines.into_iter().map(|line| {
        let name = line.name.unwrap_or_else(|| line.line.clone());
        (line.line, name, line.channel)
    });
    let (lines, channels): (Vec<_>, Vec<_>) =
        lines.map(|(line, name, channel)| ((line, name), channel)).unzip();
    let mut channels: Vec<String> = channels.into_iter().flatten().collect();
    channels.sort();
    channels.dedup();
    let channels: Vec<_> = channels
        .into_iter()
        .map(|channel| (channel.clone(), channel))
        .collect();
    view! {
        <hr/>
        <div class="fields">
            {choice(text!(journal.line), text!(journal.any_line), lines, |filter| &mut filter.line)}
            {choice(text!(journal.channel), text!(journal.any_channel), channels, |filter| &mut filter.channel)}
        </div>
    }
}

/// A field of what the filter holds exactly one of, or any.
fn choice(
    label: &'static str,
    any: &'static str,
    all: Vec<(String, String)>,
    field: fn(&mut Filter) -> &mut Option<String>,
) -> AnyView {
    if all.is_empty() {
        return ().into_any();
    }
    let place = Place::of_page();
    let Open(open) = expect_context();
    let chosen = Memo::new(move |_| field(&mut place.filter.get()).clone());
    let options = all.into_iter().map(|(value, name)| {
        let is_chosen = {
            let value = value.clone();
            move || chosen.read().as_ref() == Some(&value)
        };
        view! { <option value=value selected=is_chosen.clone() prop:selected=is_chosen>{name}</option> }
    });
    let choose = move |value: String| {
        let value = (!value.is_empty()).then_some(value);
        place.filter_by(|filter| *field(filter) = value, History::Push);
        open.set(false);
    };
    view! {
        <label>
            <span>{label}</span>
            <select on:change:target=move |event| choose(event.target().value())>
                <option value="" selected=move || chosen.read().is_none() prop:selected=move || chosen.read().is_none()>{any}</option>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}
