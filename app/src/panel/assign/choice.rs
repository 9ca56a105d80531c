//! What follows once a customer is chosen: its own number or a contact person's, and whose.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assignee, ContactChoice, CustomerRow};

use super::{Assign, Stage};
use crate::customers::api::assign::contacts as load_contacts;
use crate::customers::registration::Way;
use crate::text;
use crate::ui::browser;
use crate::ui::icon::{Glyph, Icon};

/// Opens the two ways for a customer.
pub(super) fn choose(state: Assign, row: CustomerRow) {
    state.typed.set(row.name.clone());
    state.stage.set(Stage::Chosen(row));
    focus_first();
}

/// Puts the focus on the first button of what opened.
fn focus_first() {
    request_animation_frame(|| browser::focus(".assign .choice button:not(.back), .assign .choice input"));
}

/// Puts the focus on the next button, or the one before.
pub(super) fn step(down: bool) {
    let Ok(buttons) = document().query_selector_all(".assign .choice button") else {
        return;
    };
    let count = buttons.length();
    let active = document().active_element();
    let at = (0..count).find(|at| {
        let button = buttons.item(*at);
        button.is_some_and(|button| {
            active
                .as_ref()
                .is_some_and(|active| active.is_same_node(Some(&button)))
        })
    });
    let next = match (at, down) {
        (Some(at), true) => (at + 1) % count.max(1),
        (Some(at), false) => at.checked_sub(1).unwrap_or(count.saturating_sub(1)),
        (None, _) => 0,
    };
    if let Some(button) = buttons.item(next) {
        // A button always takes the focus.
        let _ = button.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// «Добавить номер клиенту», «Добавить номер контактному лицу».
pub(super) fn whose(state: Assign, call: CallId, row: CustomerRow) -> AnyView {
    let id = row.id;
    let (label, name) = (row.name.clone(), row.name.clone());
    let of_contact = move |_| {
        let row = row.clone();
        state.stage.set(Stage::Contacts(row.clone(), None));
        spawn_local(async move {
            // Without an answer one can still add somebody new.
            let found = load_contacts(row.id).await.unwrap_or_default();
            let waits = |stage: &Stage| matches!(stage, Stage::Contacts(of, None) if of.id == row.id);
            if state.stage.try_with_untracked(waits) == Some(true) {
                state.stage.set(Stage::Contacts(row, Some(found)));
                focus_first();
            }
        });
    };
    view! {
        <div class="choice" role="group" aria-label=label>
            <p class="ttl b">{name}</p>
            <button type="button" class="btn way" on:click=move |_| state.give(call, Assignee::Customer(id))>
                <Icon name=Glyph::Plus/>{text!(panel.assign_customer)}<kbd>"Enter"</kbd>
            </button>
            <button type="button" class="btn way" on:click=of_contact>
                <Icon name=Glyph::FirstContact/>{text!(panel.assign_contact)}<Icon name=Glyph::Right class="go"/>
            </button>
        </div>
    }
    .into_any()
}

/// The contact persons of the customer.
pub(super) fn contacts(
    state: Assign,
    call: CallId,
    row: &CustomerRow,
    contacts: Option<Vec<ContactChoice>>,
) -> AnyView {
    let back = row.clone();
    let new = row.clone();
    let id = row.id;
    let waiting = contacts
        .is_none()
        .then(|| view! { <p class="none">{text!(panel.loading)}</p> }.into_any());
    let line = move |contact: ContactChoice| {
        let number = match &contact.number {
            Some(number) => number.display.clone(),
            None => text!(panel.assign_no_number).to_owned(),
        };
        let parts = [contact.position.clone(), number];
        let second: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        view! {
            <button type="button" class="opt" on:click=move |_| state.give(call, Assignee::Contact(id, contact.id))>
                <span class="cut n">{contact.name.clone()}</span>
                <span class="cut s">{second.join(" · ")}</span>
            </button>
        }
        .into_any()
    };
    let lines: Vec<AnyView> = contacts.into_iter().flatten().map(line).collect();
    let title = text!(panel.assign_whose, name = row.name.as_str()).to_string();
    let label = title.clone();
    view! {
        <div class="choice list" role="group" aria-label=label>
            <p class="hd">
                <button type="button" class="btn ico bare back" aria-label=text!(panel.back) on:click=move |_| choose(state, back.clone())>
                    <Icon name=Glyph::Left/>
                </button>
                <b class="cut">{title}</b>
            </p>
            <div class="scroll">{waiting}{lines}</div>
            <button type="button" class="opt new" on:click=move |_| {
                state.stage.set(Stage::NewContact(new.clone()));
                focus_first();
            }>
                <Icon name=Glyph::FirstContact/><span class="cut">{text!(panel.assign_new_contact)}</span>
            </button>
        </div>
    }
    .into_any()
}

/// The name of somebody new at the customer.
pub(super) fn new_contact(state: Assign, call: CallId, row: CustomerRow) -> AnyView {
    let name = RwSignal::new(String::new());
    let id = row.id;
    let give = move || {
        let name = name.get_untracked().trim().to_owned();
        if !name.is_empty() {
            state.give(call, Assignee::NewContact(id, name));
        }
    };
    let back = row.clone();
    view! {
        <form class="choice new-contact" aria-label=text!(panel.assign_new_contact) on:submit=move |event| {
            event.prevent_default();
            give();
        }>
            <p class="hd">
                <button type="button" class="btn ico bare back" aria-label=text!(panel.back) on:click=move |_| choose(state, back.clone())>
                    <Icon name=Glyph::Left/>
                </button>
                <b class="cut">{row.name}</b>
            </p>
            <label for="assign-contact">{text!(panel.assign_contact_name)}</label>
            <input id="assign-contact" class="field" maxlength="200" autocomplete="off" on:input:target=move |event| name.set(event.target().value())/>
            <button type="submit" class="btn primary" disabled=move || name.read().trim().is_empty()>{text!(panel.assign_add)}</button>
        </form>
    }
    .into_any()
}

/// «Не указан»: at once, or by the card?
pub(super) fn ask(state: Assign, create: Callback<Way>) -> AnyView {
    let typed = move || state.typed.read().trim().to_owned();
    let at_once = move || match typed().as_str() {
        "" => text!(panel.create_at_once).to_owned(),
        name => text!(panel.create_at_once_named, name = name).to_string(),
    };
    view! {
        <div class="choice" role="group" aria-label=text!(panel.create_customer_short)>
            <p class="ttl b">{text!(panel.create_how)}</p>
            <button type="button" class="btn way" on:click=move |_| create.run(Way::Card)>
                <Icon name=Glyph::People/>{text!(panel.create_card)}
            </button>
            <button type="button" class="btn way" on:click=move |_| create.run(Way::AtOnce)>
                <Icon name=Glyph::Plus/>{at_once}
            </button>
            <p class="s">{text!(panel.create_setting)}</p>
        </div>
    }
    .into_any()
}
