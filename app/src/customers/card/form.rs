//! The form of a card: its fields in their groups. Saving is `saving`'s, what a field looks like `field`'s.

use leptos::prelude::*;

use call_journal_model::customer::CardField;
use call_journal_model::employee::EmployeeId;
use call_journal_model::view::PersonName;

use super::draft::{ContactDraft, Draft};
use super::field::{Field, line, lines, phones};
use super::relations::relations;
use super::similar::name_with_similar;
use crate::text;
use crate::ui::browser;
use crate::ui::changing::on_change;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::words::person_with_extension;

/// What the form is told.
#[derive(Clone)]
pub(crate) struct FormParts {
    /// Where what is typed goes.
    pub(crate) draft: Draft,
    /// The number of the call, as the screen shows it.
    pub(crate) number: Option<String>,
    /// Who can be the main manager.
    pub(crate) employees: Vec<PersonName>,
    /// Does something with a similar customer instead; `None`: they are not looked for.
    pub(crate) take_similar: Option<Callback<call_journal_model::customer::CustomerRow>>,
}

/// The fields.
pub(crate) fn fields(parts: FormParts) -> AnyView {
    let FormParts {
        draft,
        number,
        employees,
        take_similar,
    } = parts;
    let plain = |label, placeholder| Field {
        label,
        placeholder,
        kind: "text",
    };
    let email = Field {
        kind: "email",
        ..plain(text!(customers.email), "name@example.ru")
    };
    // Before the page is awake, fields would take words that are lost.
    let asleep = RwSignal::new(true);
    on_change(move || asleep.set(false));
    let number_of_contact = number.clone();
    let contact = move |contact: ContactDraft| person(draft, contact, number_of_contact.clone());
    view! {
        <fieldset class="grp" disabled=move || asleep.get()>
            <legend>{text!(customers.main)}</legend>
            {name_with_similar(draft, take_similar)}
            {relations(draft.relations)}
            {manager(draft.manager, employees)}
        </fieldset>
        <fieldset class="grp" disabled=move || asleep.get()>
            <legend>{text!(customers.contact_information)}</legend>
            {phones(draft, text!(customers.phone), draft.phones, number, CardField::Phone)}
            {line(draft, "card-email".to_owned(), email, draft.email, CardField::Email)}
            {lines("card-address", plain(text!(customers.address), text!(customers.address_hint)), draft.address)}
            {lines("card-note", plain(text!(customers.note), text!(customers.note_hint)), draft.note)}
        </fieldset>
        <fieldset class="grp people" disabled=move || asleep.get()>
            <legend>{text!(customers.contacts)}</legend>
            <For each=move || draft.contacts.get() key=|contact| contact.key children=contact/>
            <p class="add">
                <button type="button" class="link" on:click=move |_| {
                    let key = draft.add_contact();
                    request_animation_frame(move || browser::focus(&["#card-contact-", &key.to_string()].concat()));
                }>{text!(customers.one_more_contact)}</button>
            </p>
        </fieldset>
    }
    .into_any()
}

fn manager(chosen: RwSignal<Option<EmployeeId>>, employees: Vec<PersonName>) -> AnyView {
    let option = move |person: PersonName| {
        let id = person.id;
        let value = id.map(|id| id.0.to_string()).unwrap_or_default();
        view! { <option value=value selected=move || chosen.get() == id>{person_with_extension(&person)}</option> }
            .into_any()
    };
    let options: Vec<AnyView> = employees.into_iter().map(option).collect();
    view! {
        <label class="lb" for="card-manager">{text!(customers.manager)}</label>
        <div class="fd">
            <select class="field" id="card-manager" on:change:target=move |event| {
                chosen.set(event.target().value().parse().ok().map(EmployeeId));
            }>
                <option value="" selected=move || chosen.get().is_none()>{text!(customers.no_manager)}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// The fields of a contact person.
fn person(draft: Draft, own: ContactDraft, number: Option<String>) -> AnyView {
    let id = |field: &str| ["card-contact-", field, &own.key.to_string()].concat();
    let plain = |label, placeholder| Field {
        label,
        placeholder,
        kind: "text",
    };
    let email = Field {
        kind: "email",
        ..plain(text!(customers.email), "name@example.ru")
    };
    let place = move || {
        let all = draft.contacts.read();
        let place = all.iter().position(|other| other.key == own.key);
        place
            .and_then(|place| u32::try_from(place).ok())
            .unwrap_or(u32::MAX)
    };
    // Places as they are when the server answers: before that nobody adds or takes away.
    let at = place();
    view! {
        <div class="ct" role="group" aria-label=move || {
            let name = own.name.get();
            if name.is_empty() { text!(customers.contact).to_owned() } else { name }
        }>
            {line(draft, id(""), plain(text!(customers.contact_name), text!(customers.contact_name_hint)), own.name, CardField::ContactName(at))}
            {line(draft, id("position-"), plain(text!(customers.position), ""), own.position, CardField::Other)}
            {phones(draft, text!(customers.contact_phone), own.phones, number, move |phone| CardField::ContactPhone(place(), phone))}
            {line(draft, id("email-"), email, own.email, CardField::ContactEmail(at))}
            <button
                type="button"
                class="btn ico bare rm"
                aria-label=text!(customers.remove_contact)
                title=text!(customers.remove_contact)
                on:click=move |_| draft.contacts.update(|contacts| contacts.retain(|other| other.key != own.key))
            >
                <Icon name=Glyph::Close/>
            </button>
        </div>
    }
    .into_any()
}
