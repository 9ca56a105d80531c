//! A customer to choose: a field that finds, and those found below it.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::customer::CustomerRow;
use call_journal_model::employee::CustomerId;

use crate::customers::api::assign::find_customers;
use crate::customers::card::sentences;
use crate::text;
use crate::ui::changing::{changing, on_change};
use crate::ui::highlight::marked;

/// How long the fingers rest before the server is asked.
const REST: Duration = Duration::from_millis(120);

/// The field and what it finds, `besides` one customer.
pub(super) fn pick(
    chosen: RwSignal<Option<CustomerRow>>,
    besides: CustomerId,
    label: &'static str,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<CustomerRow>::new());
    let asked = StoredValue::new(0_u32);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    on_change(move || {
        let text = typed.get();
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        let request = asked.get_value().wrapping_add(1);
        asked.set_value(request);
        let ask = move || {
            spawn_local(async move {
                let mut answer = find_customers(text).await.unwrap_or_default();
                answer.retain(|row| row.id != besides);
                if asked.try_get_value() == Some(request) {
                    found.set(answer);
                }
            });
        };
        timer.set_value(set_timeout_with_handle(ask, REST).ok());
    });
    let rows = move || {
        let words = typed.get_untracked();
        let row = |row: CustomerRow| {
            let name = marked(&row.name, &words);
            let code = sentences::code(row.id);
            let id = row.id;
            let pressed = move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.id == id));
            view! {
                <li>
                    <button type="button" class="opt" aria-pressed=move || pressed().to_string() on:click=move |_| chosen.set(Some(row.clone()))>
                        <span class="cut n">{name}</span><span class="code">{code}</span>
                    </button>
                </li>
            }
            .into_any()
        };
        let rows: Vec<AnyView> = found.get().into_iter().map(row).collect();
        rows.into_any()
    };
    view! {
        <div class="pick">
            <label>
                <span>{label}</span>
                <input class="field" type="search" autocomplete="off" maxlength="200" placeholder=text!(customers.search_placeholder) on:input:target=move |event| typed.set(event.target().value())/>
            </label>
            <ul>{changing(rows)}</ul>
        </div>
    }
    .into_any()
}
