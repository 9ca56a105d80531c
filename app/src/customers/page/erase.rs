//! Everything about a customer deleted for good: the dialog that asks for their name, and the protocol that is left.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::customer::CustomerCard;

use super::actions::Open;
use crate::customers::api::erase::{EraseProtocol, erase_customer};
use crate::text;
use crate::ui::dialog::Dialog;

pub(super) fn dialog(card: RwSignal<CustomerCard>, open: RwSignal<Open>) -> AnyView {
    let name = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let done = RwSignal::new(false);
    let is_open = Signal::derive(move || open.get() == Open::Erase);
    let close = Callback::new(move |()| {
        open.set(Open::Nothing);
        if done.get_untracked() {
            // The card is gone; whatever is typed on it goes too.
            let _ = window().location().set_href("/customers");
        }
    });
    let subtitle = Signal::derive(move || card.read().fields.name.clone());
    let erase = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let id = card.read_untracked().id;
        spawn_local(async move {
            let sentence = match erase_customer(id, name.get_untracked()).await {
                Ok(EraseProtocol::Done {
                    calls,
                    recordings,
                    numbers,
                }) => {
                    done.set(true);
                    text!(
                        customers.erase_done,
                        calls = calls,
                        recordings = recordings,
                        numbers = numbers
                    )
                    .to_string()
                }
                Ok(EraseProtocol::Held(calls)) => text!(customers.erase_held, calls = calls).to_string(),
                Ok(EraseProtocol::OtherName) => text!(customers.erase_other).to_owned(),
                Err(error) => error.sentence(),
            };
            said.set(sentence);
        });
    };
    view! {
        <Dialog open=is_open on_close=close title=text!(customers.erase_title) subtitle class="act-dialog">
            <form class="erase" on:submit=erase>
                <div class="body">
                    <p class="s">{text!(customers.erase_about)}</p>
                    <label hidden=move || done.get()>
                        <span>{text!(customers.erase_name)}</span>
                        <input class="field" autocomplete="off" required on:input:target=move |event| name.set(event.target().value())/>
                    </label>
                    <p role="status">{said}</p>
                </div>
                <footer>
                    <button class="btn danger" hidden=move || done.get()>{text!(customers.erase_do)}</button>
                    <button type="button" class="btn" on:click=move |_| close.run(())>{text!(ui.close)}</button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
