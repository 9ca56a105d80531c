//! The strip above the table: calls per day, those that were missed in red. Days are chosen by drawing over them. A part of its
//! own, which comes once the page lives.

mod days;
mod part;

use leptos::prelude::*;

use crate::ui;
use crate::ui::part::Instead;

/// The strip's place, and the strip once it is there.
#[component]
pub fn Strip() -> impl IntoView {
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let instead = Instead {
        before: || ().into_any(),
        waiting: || ().into_any(),
        // Nothing depends on it, and the next page tries again.
        failed: |_, _| ().into_any(),
    };
    view! {
        <div class="strip script-only">{ui::part::part(part::days, part::load, alive.into(), instead)}</div>
    }
    .into_any()
}
