//! What is done to a whole customer: merging it with another, splitting a number off, archiving.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::access::Act;
use call_journal_model::customer::{Assigned, Assignee, CustomerCard, CustomerRow};

use call_journal_model::view::Surroundings;

use super::erase;
use super::pick::pick;
use crate::customers::api::assign::split_number;
use crate::customers::api::list::{archive_customer, merge_customers};
use crate::error::AppError;
use crate::text;
use crate::ui::changing::changing;
use crate::ui::dialog::Dialog;

/// Which dialog is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    Nothing,
    Merge,
    Split,
    Erase,
}

/// The buttons, and their dialogs.
pub(super) fn bar(card: RwSignal<CustomerCard>, reload: Callback<()>) -> AnyView {
    let open = RwSignal::new(Open::Nothing);
    let failed = RwSignal::new(None::<String>);
    let archive = move |_| {
        let (id, archived) = card.with_untracked(|card| (card.id, !card.archived));
        spawn_local(async move {
            match archive_customer(id, archived).await {
                Ok(()) => reload.run(()),
                Err(error) => failed.set(Some(error.sentence())),
            }
        });
    };
    let may_erase = use_context::<Surroundings>().is_some_and(|around| around.acts.allow(Act::Configure));
    let has_numbers = move || card.with(|card| !phones(card).is_empty());
    let word = move || match card.read().archived {
        true => text!(customers.restore),
        false => text!(customers.archive),
    };
    view! {
        <div class="actions script-only">
            <button type="button" class="btn" on:click=move |_| open.set(Open::Merge)>{text!(customers.merge)}</button>
            <button type="button" class="btn" hidden=move || !has_numbers() on:click=move |_| open.set(Open::Split)>{text!(customers.split)}</button>
            <button type="button" class="btn" on:click=archive>{word}</button>
            {may_erase.then(|| view! {
                <button type="button" class="btn" on:click=move |_| open.set(Open::Erase)>{text!(customers.erase)}</button>
            })}
            <span role="alert" class="bad">{move || failed.get()}</span>
        </div>
        {may_erase.then(|| erase::dialog(card, open))}
        {merge(card, open, reload)}
        {split(card, open, reload)}
    }
    .into_any()
}

/// All numbers of the card, as the screen shows them.
fn phones(card: &CustomerCard) -> Vec<String> {
    let contacts = card.fields.contacts.iter().flat_map(|contact| &contact.phones);
    card.fields.phones.iter().chain(contacts).cloned().collect()
}

fn merge(card: RwSignal<CustomerCard>, open: RwSignal<Open>, reload: Callback<()>) -> AnyView {
    let chosen = RwSignal::new(None::<CustomerRow>);
    let failed = RwSignal::new(None::<AppError>);
    let is_open = Signal::derive(move || open.get() == Open::Merge);
    let close = Callback::new(move |()| open.set(Open::Nothing));
    let subtitle = Signal::derive(move || card.read().fields.name.clone());
    let act = move |_| {
        let Some(from) = chosen.get_untracked() else {
            return;
        };
        let into = card.read_untracked().id;
        spawn_local(async move {
            match merge_customers(from.id, into).await {
                Ok(()) => {
                    close.run(());
                    reload.run(());
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    let sentence = move || {
        let chosen = chosen.read();
        let from = chosen.as_ref().map(|row| row.name.clone())?;
        let into = card.read().fields.name.clone();
        Some(text!(customers.merge_sentence, from = from, into = into).to_string())
    };
    view! {
        <Dialog open=is_open on_close=close title=text!(customers.merge_title) subtitle class="act-dialog">
            <div class="body">
                {pick(chosen, card.read_untracked().id, text!(customers.merge_with))}
                <p class="s">{sentence}</p>
                <p role="alert" class="bad">{move || failed.get().map(|error| error.sentence())}</p>
            </div>
            <footer>
                <button type="button" class="btn primary" disabled=move || chosen.read().is_none() on:click=act>{text!(customers.merge_do)}</button>
                <button type="button" class="btn" on:click=move |_| close.run(())>{text!(customers.cancel)}</button>
            </footer>
        </Dialog>
    }
    .into_any()
}

/// Who gets the number that is split off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heir {
    New,
    Known,
    Nobody,
}

fn split(card: RwSignal<CustomerCard>, open: RwSignal<Open>, reload: Callback<()>) -> AnyView {
    let phone = RwSignal::new(None::<String>);
    let heir = RwSignal::new(Heir::New);
    let name = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<CustomerRow>);
    let failed = RwSignal::new(None::<String>);
    let is_open = Signal::derive(move || open.get() == Open::Split);
    let close = Callback::new(move |()| open.set(Open::Nothing));
    let subtitle = Signal::derive(move || card.read().fields.name.clone());
    let the_phone = move || {
        let all = phones(&card.read());
        phone
            .get()
            .filter(|phone| all.contains(phone))
            .or(all.into_iter().next())
    };
    let to = move || match heir.get() {
        Heir::New => Some(name.get().trim().to_owned())
            .filter(|name| !name.is_empty())
            .map(Assignee::NewCustomer),
        Heir::Known => chosen.read().as_ref().map(|row| Assignee::Customer(row.id)),
        Heir::Nobody => Some(Assignee::Nobody),
    };
    let act = move |_| {
        let (Some(phone), Some(to)) = (untrack(the_phone), untrack(to)) else {
            return;
        };
        let from = card.read_untracked().id;
        spawn_local(async move {
            match split_number(from, phone, to).await {
                Ok(Assigned::Done { .. }) => {
                    close.run(());
                    reload.run(());
                }
                Ok(_) => failed.set(Some(text!(customers.split_gone).to_owned())),
                Err(error) => failed.set(Some(error.sentence())),
            }
        });
    };
    let options = move || {
        let option =
            |phone: String| view! { <option value=phone.clone()>{phone.clone()}</option> }.into_any();
        phones(&card.read())
            .into_iter()
            .map(option)
            .collect_view()
            .into_any()
    };
    let way = move |this: Heir, words: &'static str| {
        view! {
            <label class="tick">
                <input type="radio" name="heir" checked=move || heir.get() == this on:change=move |_| heir.set(this)/>
                {words}
            </label>
        }
        .into_any()
    };
    let detail = move || {
        match heir.get() {
        Heir::New => view! {
            <label class="pick"><span>{text!(customers.name)}</span><input class="field" maxlength="200" autocomplete="off" on:input:target=move |event| name.set(event.target().value())/></label>
        }
        .into_any(),
        Heir::Known => pick(chosen, card.read_untracked().id, text!(customers.split_to)),
        Heir::Nobody => view! { <p class="s">{text!(customers.split_nobody_why)}</p> }.into_any(),
    }
    };
    view! {
        <Dialog open=is_open on_close=close title=text!(customers.split_title) subtitle class="act-dialog">
            <div class="body">
                <label class="pick"><span>{text!(customers.phone)}</span><select class="field" on:change:target=move |event| phone.set(Some(event.target().value()))>{changing(options)}</select></label>
                <div class="ways" role="radiogroup" aria-label=text!(customers.split_who)>
                    {way(Heir::New, text!(customers.split_new))}
                    {way(Heir::Known, text!(customers.split_known))}
                    {way(Heir::Nobody, text!(customers.split_nobody))}
                </div>
                {changing(detail)}
                <p role="alert" class="bad">{move || failed.get()}</p>
            </div>
            <footer>
                <button type="button" class="btn primary" disabled=move || to().is_none() on:click=act>{text!(customers.split_do)}</button>
                <button type="button" class="btn" on:click=move |_| close.run(())>{text!(customers.cancel)}</button>
            </footer>
        </Dialog>
    }
    .into_any()
}
