//! The panel as a sheet: below 1200 px a selected call covers the journal, and nothing else can be reached until the
//! sheet is closed. The docked panel is an ordinary part of the page.

use crate::ui::changing::on_change;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement, wasm_bindgen::JsCast};

/// The width below which the panel is a sheet; `panel.css` has the same.
const SHEET: &str = "(width < 1200px)";

/// Whether the window is too narrow for a docked panel; `false` until the page lives.
pub(super) fn use_narrow() -> ReadSignal<bool> {
    let (narrow, set_narrow) = signal(false);
    let measure = move || {
        let query = window().match_media(SHEET).ok().flatten();
        let now = query.is_some_and(|query| query.matches());
        if now != narrow.get_untracked() {
            set_narrow.set(now);
        }
    };
    on_change(move || {
        measure();
        let listener = window_event_listener(ev::resize, move |_| measure());
        on_cleanup(move || listener.remove());
    });
    narrow
}

/// While `open`, keeps the focus inside `panel`; afterwards gives it back to where it was.
pub(super) fn keep_focus_inside(panel: NodeRef<html::Section>, open: Memo<bool>) {
    Effect::new(move |before: Option<Option<Element>>| {
        let panel = panel.get()?;
        // Not left to the component's end: that comes on the server too, where there is no document.
        on_cleanup(let_in);
        if open.get() {
            let before = document().active_element();
            shut_out(&panel);
            // The section has a tabindex: focusing it does not fail.
            let _ = panel.focus();
            return before;
        }
        let before = before.flatten()?.dyn_into::<HtmlElement>().ok()?;
        let _ = before.focus();
        None
    });
}

/// Marks what [`shut_out`] made inert.
const SHUT: &str = "data-shut";

/// Makes the whole page but `panel` inert.
fn shut_out(panel: &Element) {
    let mut inside = panel.clone();
    while let Some(parent) = inside.parent_element() {
        let children = parent.children();
        for other in (0..children.length()).filter_map(|i| children.item(i)) {
            // The scrim must stay alive: a press on it closes the sheet.
            let left_alone =
                other == inside || other.has_attribute("inert") || other.class_list().contains("panel-scrim");
            if !left_alone {
                // Refused for malformed names only.
                let _ = other.set_attribute("inert", "");
                let _ = other.set_attribute(SHUT, "");
            }
        }
        if parent.tag_name() == "BODY" {
            break;
        }
        inside = parent;
    }
}

/// Undoes [`shut_out`].
fn let_in() {
    let shut = ["[", SHUT, "]"].concat();
    while let Ok(Some(element)) = document().query_selector(&shut) {
        let _ = element.remove_attribute("inert");
        let _ = element.remove_attribute(SHUT);
    }
}
