//! Addresses of this page with another call selected, or none: what stands in links, so that they work in a new tab
//! and without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use call_journal_model::call::CallId;

use crate::journal::selection::Selection;

/// The page's query with `call` selected instead, beginning with `?`.
pub(super) fn with_call(query: &str, call: Option<CallId>) -> String {
    let kept = query.trim_start_matches('?').split('&');
    let mut pairs: Vec<String> = kept
        // A second of the recording is one of the call that was selected.
        .filter(|pair| !matches!(pair.split('=').next(), None | Some("" | "call" | "t")))
        .map(str::to_owned)
        .collect();
    pairs.extend(call.map(|call| ["call=", &call.0.to_string()].concat()));
    ["?", &pairs.join("&")].concat()
}

/// The address of this page with `call` selected, or none; follows the filter.
pub(super) fn address_of(call: Option<CallId>) -> Signal<String> {
    let search = use_location().search;
    Signal::derive(move || with_call(&search.get(), call))
}

/// Selects `call` for an ordinary press on its link; leaves the others (new tab, new window) to the browser.
pub(super) fn on_press(selection: Selection, call: Option<CallId>) -> impl Fn(leptos::ev::MouseEvent) {
    move |event| {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !elsewhere && event.button() == 0 {
            event.prevent_default();
            selection.select.run(call);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_stays_when_another_call_is_selected() {
        let seven = Some(CallId(7));
        assert_eq!(with_call("", seven), "?call=7");
        assert_eq!(
            with_call("?lost=1&call=5&q=a%26b", seven),
            "?lost=1&q=a%26b&call=7"
        );
        assert_eq!(with_call("call=5&t=1:23", None), "?");
        assert_eq!(with_call("recall=5&call", None), "?recall=5");
    }
}
