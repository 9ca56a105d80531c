//! What stands in the menu: the order of the rows, a day to go to, filters with a name.

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;

use call_journal_model::filter::Order;
use call_journal_model::view::Surroundings;
use call_journal_model::wire::day_of_text;

use super::Open;
use super::views::Views;
use crate::journal::place::Place;
use crate::journal::table::order_name;
use crate::text;
use crate::ui::browser::space_presses;
use crate::ui::format::iso_date;
use crate::ui::icon::{Glyph, Icon};

/// All of it.
#[component]
pub(super) fn Menu() -> impl IntoView {
    let surroundings: Surroundings = expect_context();
    let is_somebody = surroundings.me.id.is_some();
    view! {
        {is_somebody.then(|| view! { <Views/> })}
        <div role="radiogroup" aria-labelledby="order">
            <p class="ttl" id="order">{text!(journal.order)}</p>
            {[Order::Newest, Order::Oldest, Order::LongestTalk].map(order).collect_view()}
        </div>
        <hr/>
        {to_day(&surroundings)}
        <hr/>
    }
}

fn order(order: Order) -> AnyView {
    let place = Place::of_page();
    let Open(open) = expect_context();
    let is_on = move || place.filter.read().order == order;
    view! {
        <a
            class="item"
            role="radio"
            aria-checked=move || is_on().to_string()
            href=move || place.with_filter(|filter| filter.order = order)
            data-noscroll=""
            on:keydown=|event| space_presses(&event)
            on:click=move |_| open.set(false)
        >
            <span class="box round"><Icon name=Glyph::Check/></span>
            {order_name(order)}
        </a>
    }
    .into_any()
}

/// The rows begin with that day; nothing is filtered out.
fn to_day(surroundings: &Surroundings) -> AnyView {
    let place = Place::of_page();
    let Open(open) = expect_context();
    let field = NodeRef::<html::Input>::new();
    let go = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let day = field
            .get_untracked()
            .and_then(|field| day_of_text(&field.value()));
        if let Some(day) = day {
            place.go_to(day);
            open.set(false);
        }
    };
    view! {
        <form class="fields side" on:submit=go>
            <label>
                <span>{text!(journal.to_day)}</span>
                <input type="date" class="date" node_ref=field max=iso_date(surroundings.today) required=true/>
            </label>
            <button type="submit" class="btn">{text!(journal.go)}</button>
        </form>
    }
    .into_any()
}
