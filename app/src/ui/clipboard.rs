//! The clipboard, also where browsers offer none: a journal in an office often is plain HTTP.

use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys;

/// Puts `text` on the clipboard; whether that worked.
pub async fn copy(text: String) -> bool {
    let clipboard = window().navigator().clipboard();
    // Browsers offer the clipboard to secure pages only; a journal in an office often is plain HTTP.
    if AsRef::<JsValue>::as_ref(&clipboard).is_undefined() {
        return copy_by_selection(&text).is_some();
    }
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text))
        .await
        .is_ok()
}

fn copy_by_selection(text: &str) -> Option<()> {
    let document = document();
    let before = document.active_element();
    let area = document.create_element("textarea").ok()?;
    area.set_text_content(Some(text));
    area.set_attribute("class", "vh").ok()?;
    // Inside the open dialog, if there is one: the rest of the page cannot take the focus then.
    let place = document
        .query_selector("dialog[open]")
        .ok()
        .flatten()
        .or_else(|| document.body().map(JsCast::unchecked_into));
    place?.append_child(&area).ok()?;
    area.unchecked_ref::<web_sys::HtmlTextAreaElement>().select();
    let done = document
        .unchecked_into::<web_sys::HtmlDocument>()
        .exec_command("copy")
        .unwrap_or(false);
    area.remove();
    if let Some(before) = before {
        let _ = before.unchecked_into::<web_sys::HtmlElement>().focus();
    }
    done.then_some(())
}
