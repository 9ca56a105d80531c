//! The name, and below it customers of similar names while one types: perhaps it is one of them.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::customer::{CardField, CustomerRow};

use super::draft::Draft;
use super::field::{Field, line};
use crate::customers::api::card::similar_customers;
use crate::text;
use crate::ui::changing::{changing, on_change};
use crate::ui::highlight::marked;
use crate::ui::icon::{Glyph, Icon};

/// How long the fingers rest before the server is asked.
const REST: Duration = Duration::from_millis(200);

/// The field of the name.
pub(super) fn name_with_similar(draft: Draft, take: Option<Callback<CustomerRow>>) -> AnyView {
    let what = Field {
        label: text!(customers.name),
        placeholder: text!(customers.name_hint),
        kind: "text",
    };
    let field = line(draft, "card-name".to_owned(), what, draft.name, CardField::Name);
    let Some(take) = take else { return field };
    let found = RwSignal::new(Vec::<CustomerRow>::new());
    let asked = StoredValue::new(0_u32);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    on_change(move || {
        let name = draft.name.get();
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        let request = asked.get_value().wrapping_add(1);
        asked.set_value(request);
        if name.trim().chars().count() < 3 {
            return found.set(Vec::new());
        }
        let ask = move || {
            spawn_local(async move {
                // Without an answer one fills in the card as if nobody was similar.
                let answer = similar_customers(name).await.unwrap_or_default();
                if asked.try_get_value() == Some(request) {
                    found.set(answer);
                }
            });
        };
        timer.set_value(set_timeout_with_handle(ask, REST).ok());
    });
    let list = move || {
        let rows = found.get();
        if rows.is_empty() {
            return ().into_any();
        }
        let typed = draft.name.get_untracked();
        let row = |row: CustomerRow| {
            let name = marked(&row.name, &typed);
            let label = [text!(customers.add_number_here), ": ", &row.name].concat();
            view! {
                <li>
                    <span class="cut">{name}</span>
                    <button type="button" class="link" aria-label=label on:click=move |_| take.run(row.clone())>{text!(customers.add_number_here)}</button>
                </li>
            }
            .into_any()
        };
        let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
        view! {
            <div class="fd similar">
                <p class="h"><Icon name=Glyph::Info/>{text!(customers.similar)}</p>
                <ul>{rows}</ul>
            </div>
        }
        .into_any()
    };
    view! { {field} <div class="sim" aria-live="polite">{changing(list)}</div> }.into_any()
}
