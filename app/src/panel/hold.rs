//! «Хранить всегда»: an administrator says that a call must not be deleted.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::call::CallId;

use crate::error::AppError;
use crate::panel::api::hold_call;
use crate::text;

/// The button, pressed while the call is held.
#[component]
pub(super) fn Hold(
    /// The call.
    call: CallId,
    /// Whether it was held when the panel was loaded.
    held: bool,
) -> impl IntoView {
    let held = RwSignal::new(held);
    let failed = RwSignal::new(None::<AppError>);
    let press = move |_| {
        let wanted = !held.get_untracked();
        spawn_local(async move {
            match hold_call(call, wanted).await {
                Ok(()) => {
                    failed.try_set(None);
                    held.try_set(wanted);
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    };
    let word = move || match held.get() {
        true => text!(panel.held),
        false => text!(panel.hold),
    };
    view! {
        <p class="more script-only">
            <button type="button" class="btn" title=text!(panel.held_title) aria-pressed=move || held.get().to_string() on:click=press>{word}</button>
            <span role="alert" class="bad">{move || failed.get().map(|error| error.sentence())}</span>
        </p>
    }
}
