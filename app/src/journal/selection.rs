//! Which call is selected: what table and panel agree on. Lives in the URL (`call=`); this is its face to the views.

use call_journal_model::call::CallId;
use leptos::prelude::{Callback, Signal, expect_context};

/// Provided as context by the journal page.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// The selected call.
    pub call: Signal<Option<CallId>>,
    /// Selects another call, or none; writes the URL.
    pub select: Callback<Option<CallId>>,
}

impl Selection {
    /// The page's selection.
    #[must_use]
    pub fn of_page() -> Selection {
        expect_context::<Selection>()
    }
}
