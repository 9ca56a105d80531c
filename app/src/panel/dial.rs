//! Calling back with a click: the employee's own phone rings, then the number is dialled. Where the PBX cannot be asked,
//! the same click is a `tel:` link.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;
use serde::{Deserialize, Serialize};

use call_journal_model::call::CallId;
use call_journal_model::view::Surroundings;

use crate::error::AppError;
use crate::panel::api::call_back;
use crate::text;
use crate::ui::changing::changing;

/// What became of a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The employee answered, and the number is being dialled.
    Answered,
    /// The employee did not answer.
    NoAnswer,
    /// The employee's phone is busy.
    Busy,
    /// The employee's phone is switched off.
    Unreachable,
    /// The PBX refuses.
    Refused,
    /// There is no connection to the PBX, or it was lost meanwhile.
    NotConnected,
}

/// How a click goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Dialling {
    Ringing,
    Done(Rung),
    Failed(AppError),
}

/// The click of this page that was last. Provided as context by the panel.
#[derive(Clone, Copy)]
pub(super) struct Dial {
    last: RwSignal<Option<(CallId, Dialling)>>,
}

impl Dial {
    pub(super) fn new() -> Dial {
        Dial {
            last: RwSignal::new(None),
        }
    }

    /// For a `tel:` link: asks the PBX instead, where it can be asked.
    pub(super) fn on_press(call: CallId) -> impl Fn(web_sys::MouseEvent) + Clone {
        let dial = use_context::<Dial>();
        let possible = use_context::<Surroundings>().is_some_and(|around| around.can_dial);
        move |event: web_sys::MouseEvent| {
            let Some(dial) = dial.filter(|_| possible) else {
                return;
            };
            event.prevent_default();
            if dial
                .last
                .with_untracked(|last| matches!(last, Some((_, Dialling::Ringing))))
            {
                return;
            }
            dial.last.set(Some((call, Dialling::Ringing)));
            spawn_local(async move {
                let now = match call_back(call).await {
                    Ok(rung) => Dialling::Done(rung),
                    Err(error) => Dialling::Failed(error),
                };
                dial.last.try_set(Some((call, now)));
            });
        }
    }
}

/// How the click on this call goes on, in a sentence.
#[component]
pub(super) fn DialState(call: CallId) -> impl IntoView {
    if !use_context::<Surroundings>().is_some_and(|around| around.can_dial) {
        return ().into_any();
    }
    let dial = expect_context::<Dial>();
    let extension = use_context::<Surroundings>()
        .map(|around| around.me.extension)
        .unwrap_or_default();
    let extension = StoredValue::new(extension);
    let state = move || {
        let last = dial.last.get();
        let Some((_, now)) = last.filter(|(of, _)| *of == call) else {
            return ().into_any();
        };
        let own = extension.get_value();
        let (class, sentence) = match now {
            Dialling::Ringing => ("dial on", text!(panel.dial_ringing, extension = own).to_string()),
            Dialling::Done(Rung::Answered) => ("dial on", text!(panel.dial_answered).to_owned()),
            Dialling::Done(Rung::NoAnswer) => ("dial", text!(panel.dial_no_answer).to_owned()),
            Dialling::Done(Rung::Busy) => ("dial", text!(panel.dial_busy).to_owned()),
            Dialling::Done(Rung::Unreachable) => {
                ("dial", text!(panel.dial_unreachable, extension = own).to_string())
            }
            Dialling::Done(Rung::Refused) => ("dial", text!(panel.dial_refused).to_owned()),
            Dialling::Done(Rung::NotConnected) => ("dial", text!(panel.dial_not_connected).to_owned()),
            Dialling::Failed(error) => ("dial", error.sentence()),
        };
        view! { <p class=class>{sentence}</p> }.into_any()
    };
    view! { <div role="status">{changing(state)}</div> }.into_any()
}
