//! The selected call changed while it is shown: its newer version.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::call::CallId;
use call_journal_model::view::CallDetails;

use crate::journal::live::Live;
use crate::panel::api::load_call;
use crate::ui::changing::on_change;

/// A newer version of the selected call than the one that was loaded with it, once there is one.
#[derive(Clone, Copy)]
pub(super) struct Fresh(RwSignal<Option<CallDetails>>);

impl Fresh {
    /// Loads the selected call anew whenever it changes.
    pub(super) fn follow(selected: Signal<Option<CallId>>) -> Fresh {
        let fresh = Fresh(RwSignal::new(None));
        let live = Live::of_page();
        // A later answer is a newer one, unless it was overtaken.
        let asked = StoredValue::new(0_u32);
        on_change(move || {
            let touched = live.touched.read();
            let is_touched = |call: &CallId| touched.0.contains(call);
            let Some(changed) = selected.get_untracked().filter(is_touched) else {
                return;
            };
            let request = asked.get_value().wrapping_add(1);
            asked.set_value(request);
            spawn_local(async move {
                // A call that does not come stays as it is: the next change asks again.
                if let Ok(details) = load_call(changed).await
                    && asked.try_get_value() == Some(request)
                {
                    fresh.0.set(Some(details));
                }
            });
        });
        fresh
    }

    /// The newer version of this call, if there is one. Tracks.
    pub(super) fn of(self, call: CallId) -> Option<CallDetails> {
        self.0
            .with(|fresh| fresh.clone().filter(|details| details.summary.id == call))
    }

    /// What is loaded now is newer.
    pub(super) fn forget(self) {
        self.0.set(None);
    }
}
