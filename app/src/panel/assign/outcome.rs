//! What an assignment came to: whose the number is now and how to take that back, or what stands in the way.

use leptos::prelude::*;

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assignee, OwnedNumber};

use crate::customers::card::sentences;
use crate::customers::registration::{Going, Registration};
use crate::text;
use crate::ui::changing::changing;
use crate::ui::icon::{Glyph, Icon};

/// The line that says it.
#[component]
pub(in crate::panel) fn AssignOutcome(call: CallId) -> impl IntoView {
    let registration = Registration::of_page();
    let done = move || {
        let Some(done) = registration.done.get() else {
            return ().into_any();
        };
        let sentence = match &done.owner {
            Some(owned) => text!(
                panel.assigned,
                number = owned.number.display.as_str(),
                owner = sentences::owner(owned)
            )
            .to_string(),
            None => text!(panel.assigned_nobody).to_owned(),
        };
        view! {
            <p class="assigned">
                <Icon name=Glyph::Check/>
                <span>{sentence}</span>
                <button type="button" class="link" on:click=move |_| registration.undo(call)>{text!(panel.undo)}</button>
            </p>
        }
        .into_any()
    };
    let going = move || match registration.going(call) {
        Going::Idle | Going::Asked => ().into_any(),
        Going::Owned(owned, to) => owned_by(call, owned, to),
        Going::NoSuch => bad(text!(panel.assign_gone).to_owned()),
        Going::Failed(error) => bad(error.sentence()),
    };
    view! { <div class="outcome" aria-live="polite">{changing(done)}{changing(going)}</div> }.into_any()
}

fn bad(sentence: String) -> AnyView {
    view! { <p class="comment-error"><Icon name=Glyph::Warning/>{sentence}</p> }.into_any()
}

/// The number belongs to somebody else: whose it is, and whether to move it.
fn owned_by(call: CallId, owned: OwnedNumber, to: Assignee) -> AnyView {
    let registration = Registration::of_page();
    let href = ["/customers/", &owned.customer.0.to_string()].concat();
    let whose = sentences::owner(&owned);
    let number = owned.number.display.clone();
    let take = move |_| registration.assign(call, to.clone(), Some(owned.clone()), || {});
    view! {
        <div class="conflict">
            <p class="h"><Icon name=Glyph::Warning/>{text!(panel.assign_owned, number = number.as_str()).to_string()}</p>
            <p><a href=href>{whose}</a></p>
            <div class="acts">
                <button type="button" class="btn primary" on:click=take>{text!(panel.assign_move)}</button>
                <button type="button" class="btn" on:click=move |_| registration.going.set(None)>{text!(panel.assign_leave)}</button>
            </div>
        </div>
    }
    .into_any()
}
