//! Fields of the card: a label, what is typed, and why it was refused.

use leptos::prelude::*;
use leptos::web_sys;

use call_journal_model::customer::{CardField, FieldRefused};

use super::draft::{Draft, Line, Phones};
use super::sentences;
use crate::text;
use crate::ui::browser;
use crate::ui::changing::changing;
use crate::ui::escape::escaped;
use crate::ui::icon::{Glyph, Icon};

/// What a field is for.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) label: &'static str,
    pub(super) placeholder: &'static str,
    /// What browsers may propose; `off` for strangers' data.
    pub(super) kind: &'static str,
}

/// A field of one line.
pub(super) fn line(draft: Draft, id: String, what: Field, value: RwSignal<String>, at: CardField) -> AnyView {
    let why = id.clone() + "-why";
    let described = why.clone();
    let refused = move || draft.why(at).is_some();
    view! {
        <label class="lb" for=id.clone()>{what.label}</label>
        <div class="fd">
            <input
                class="field"
                id=id
                type=what.kind
                value=value.get_untracked()
                prop:value=move || value.get()
                placeholder=what.placeholder
                maxlength="300"
                autocomplete="off"
                aria-invalid=move || refused().then_some("true")
                aria-describedby=move || refused().then(|| described.clone())
                on:input:target=move |event| value.set(event.target().value())
            />
            {why_refused(why, move || draft.why(at))}
        </div>
    }
    .into_any()
}

/// A field of several lines.
pub(super) fn lines(id: &'static str, what: Field, value: RwSignal<String>) -> AnyView {
    view! {
        <label class="lb" for=id>{what.label}</label>
        <div class="fd">
            <textarea
                class="field"
                id=id
                rows="2"
                placeholder=what.placeholder
                maxlength="5000"
                autocomplete="off"
                prop:value=move || value.get()
                inner_html=escaped(&value.read_untracked())
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </div>
    }
    .into_any()
}

/// The sentence below a field.
pub(super) fn why_refused(
    id: String,
    why: impl Fn() -> Option<FieldRefused> + Send + Sync + 'static,
) -> AnyView {
    let sentence = move || match why() {
        Some(refused) => {
            let id = id.clone();
            view! { <p class="bad" id=id role="alert">{sentences::refused(&refused)}</p> }.into_any()
        }
        None => ().into_any(),
    };
    changing(sentence).into_any()
}

/// The numbers of one owner: a field each, the number of the call to fill in, and one more.
pub(super) fn phones(
    draft: Draft,
    label: &'static str,
    phones: Phones,
    number: Option<String>,
    at: impl Fn(u32) -> CardField + Copy + Send + Sync + 'static,
) -> AnyView {
    let field = move |own: Line| {
        let id = ["card-phone-", &own.key.to_string()].concat();
        let why_id = id.clone() + "-why";
        let described = why_id.clone();
        let place = move || phones.0.read().iter().position(|other| other.key == own.key);
        let why = move || {
            let place = u32::try_from(place()?).ok()?;
            draft.why(at(place))
        };
        let several = move || phones.0.read().len() > 1;
        view! {
            <div class="ph">
                <input
                    class="field"
                    id=id
                    type="tel"
                    aria-label=label
                    value=own.text.get_untracked()
                    prop:value=move || own.text.get()
                    placeholder="+7"
                    maxlength="60"
                    autocomplete="off"
                    aria-invalid=move || why().is_some().then_some("true")
                    aria-describedby=move || why().is_some().then(|| described.clone())
                    on:input:target=move |event| own.text.set(event.target().value())
                />
                <button
                    type="button"
                    class="btn ico bare"
                    class:away=move || !several()
                    aria-label=text!(customers.remove_phone)
                    title=text!(customers.remove_phone)
                    on:click=move |_| phones.0.update(|lines| lines.retain(|other| other.key != own.key))
                >
                    <Icon name=Glyph::Close/>
                </button>
            </div>
            {why_refused(why_id, why)}
        }
        .into_any()
    };
    let number = StoredValue::new(number);
    let fill = move || {
        let Some(number) = number.get_value() else {
            return ().into_any();
        };
        let stands = number.clone();
        let words = [text!(customers.fill_in), " ", &number].concat();
        view! {
            <button type="button" class="link" hidden=move || phones.has(&stands) on:click=move |_| phones.put(draft, &number)>{words}</button>
        }
        .into_any()
    };
    view! {
        <span class="lb">{label}</span>
        <div class="fd">
            <For each=move || phones.0.get() key=|line| line.key children=field/>
            <p class="add">
                {fill()}
                <button type="button" class="link" on:click=move |_| {
                    let key = draft.add_phone(phones, String::new());
                    request_animation_frame(move || browser::focus(&["#card-phone-", &key.to_string()].concat()));
                }>{text!(customers.one_more_phone)}</button>
            </p>
        </div>
    }
    .into_any()
}

/// Enter in a field of one line sends the form, in a field of several lines it begins a line: what the browser does.
/// Ctrl+Enter and Ctrl+S work everywhere.
pub(crate) fn keys(event: &web_sys::KeyboardEvent, save: impl Fn(), save_and_close: impl Fn()) {
    let with = event.ctrl_key() || event.meta_key();
    // By the place of the key, because another letter stands there in other layouts.
    if with && event.code() == "KeyS" {
        event.prevent_default();
        save();
    } else if with && event.key() == "Enter" {
        event.prevent_default();
        save_and_close();
    }
}
