//! What was done: found by words and kind, read on page by page, taken along as a table.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::access::{AuditEntry, Deed};

use crate::administration::AuditPart;
use crate::administration::api::load_audit;
use crate::administration::words::deed_name;
use crate::error::AppError;
use crate::text;
use crate::ui::changing::changing;
use crate::ui::format::{hour_minute_second, numeric_date};

/// The entries and what they are found by.
#[component]
pub(super) fn Audit(
    /// The newest of all.
    first: AuditPart,
    /// Whether it is shown.
    looked_at: Memo<bool>,
) -> impl IntoView {
    let shown = RwSignal::new(first);
    let (text, deed) = (RwSignal::new(String::new()), RwSignal::new(None::<Deed>));
    let failed = RwSignal::new(None::<AppError>);
    let asked = StoredValue::new(0_u32);
    let find = move || {
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        spawn_local(async move {
            let found = load_audit(text.get_untracked(), deed.get_untracked(), None).await;
            // What was asked for before may come later.
            if asked.try_get_value() != Some(number) {
                return;
            }
            match found {
                Ok(part) => {
                    failed.set(None);
                    shown.set(part);
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    // What was done on this page meanwhile is there too.
    Effect::new(move |before: Option<bool>| {
        let now = looked_at.get();
        if now && before == Some(false) {
            find();
        }
        now
    });
    let more = move |_| {
        let Some(before) = shown.read_untracked().next else {
            return;
        };
        let number = asked.get_value();
        spawn_local(async move {
            let found = load_audit(text.get_untracked(), deed.get_untracked(), Some(before)).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            match found {
                Ok(part) => shown.update(|shown| {
                    shown.entries.extend(part.entries);
                    shown.next = part.next;
                }),
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    let kinds = Deed::ALL.into_iter().enumerate().map(|(place, deed)| {
        view! { <option value=place.to_string()>{deed_name(deed)}</option> }
    });
    let kinds = kinds.collect_view();
    let rows = move || shown.get().entries.into_iter().map(row).collect_view().into_any();
    let alert = move || failed.get().map(|error| error.sentence());
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=text!(administration.audit)>
            <div class="finding">
                <label>
                    <span>{text!(administration.find)}</span>
                    <input class="field" type="search" maxlength="200" on:input:target=move |event| {
                        text.set(event.target().value());
                        find();
                    }/>
                </label>
                <label>
                    <span>{text!(administration.deed)}</span>
                    <select class="field" on:change:target=move |event| {
                        let place = event.target().value().parse::<usize>().ok();
                        deed.set(place.and_then(|place| Deed::ALL.get(place).copied()));
                        find();
                    }>
                        <option value="">{text!(administration.any_deed)}</option>
                        {kinds}
                    </select>
                </label>
                <a class="btn" href="/audit/export.csv" rel="external" download="">"CSV"</a>
            </div>
            <p role="alert" class="alert">{alert}</p>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text!(administration.when)}</th>
                        <th scope="col">{text!(administration.who)}</th>
                        <th scope="col">{text!(administration.deed)}</th>
                        <th scope="col">{text!(administration.subject)}</th>
                        <th scope="col">{text!(administration.address)}</th>
                    </tr>
                </thead>
                <tbody>{changing(rows)}</tbody>
            </table>
            <button type="button" class="btn" hidden=move || shown.read().next.is_none() on:click=more>
                {text!(administration.further)}
            </button>
        </div>
    }
}

fn row(entry: AuditEntry) -> AnyView {
    let at = [&numeric_date(entry.at.date()), " ", &hour_minute_second(entry.at)].concat();
    view! {
        <tr>
            <td>{at}</td>
            <td>{entry.who}</td>
            <td>{deed_name(entry.deed)}</td>
            <td class="subject">{entry.subject}</td>
            <td>{entry.address}</td>
        </tr>
    }
    .into_any()
}
