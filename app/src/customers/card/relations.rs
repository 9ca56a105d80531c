//! «Типы отношений»: the usual ones to press, and any other to type.

use leptos::prelude::*;
use leptos::web_sys;

use crate::text;
use crate::ui::changing::changing;
use crate::ui::icon::{Glyph, Icon};

/// The field.
pub(super) fn relations(chosen: RwSignal<Vec<String>>) -> AnyView {
    let field = NodeRef::<leptos::html::Input>::new();
    let add = move |relation: String| {
        let relation = relation.trim().to_owned();
        if !relation.is_empty() && !chosen.read_untracked().contains(&relation) {
            chosen.update(|all| all.push(relation));
        }
    };
    let take_typed = move || {
        if let Some(field) = field.get_untracked() {
            add(field.value());
            field.set_value("");
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let typed = field
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default();
        match event.key().as_str() {
            "Enter" | "," if !typed.trim().is_empty() && !event.ctrl_key() => {
                event.prevent_default();
                take_typed();
            }
            "Backspace" if typed.is_empty() => chosen.update(|all| {
                all.pop();
            }),
            _ => {}
        }
    };
    let chips = move || {
        let chip = |relation: String| {
            let label = text!(customers.remove_relation, name = relation.as_str()).to_string();
            let name = relation.clone();
            view! {
                <li class="rel">
                    {name}
                    <button type="button" aria-label=label on:click=move |_| chosen.update(|all| all.retain(|other| *other != relation))>
                        <Icon name=Glyph::Close/>
                    </button>
                </li>
            }
            .into_any()
        };
        chosen.get().into_iter().map(chip).collect_view().into_any()
    };
    let usual = move || {
        let all = [
            text!(customers.relation_customer),
            text!(customers.relation_supplier),
            text!(customers.relation_partner),
            text!(customers.relation_other),
        ];
        let option = |name: &'static str| view! { <option value=name></option> }.into_any();
        let taken = chosen.get();
        let left = all
            .into_iter()
            .filter(|name| !taken.iter().any(|taken| taken == name));
        left.map(option).collect_view().into_any()
    };
    view! {
        <label class="lb" for="card-relations">{text!(customers.relations)}</label>
        <div class="fd">
            <div class="field rels">
                <ul aria-label=text!(customers.relations)>{changing(chips)}</ul>
                <input
                    node_ref=field
                    id="card-relations"
                    list="card-relations-usual"
                    maxlength="60"
                    autocomplete="off"
                    placeholder=move || if chosen.read().is_empty() { text!(customers.relations_hint) } else { "" }
                    on:keydown=on_key
                    on:change=move |_| take_typed()
                />
                <datalist id="card-relations-usual">{changing(usual)}</datalist>
            </div>
        </div>
    }
    .into_any()
}
