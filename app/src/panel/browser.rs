//! What the panel asks of the browser beyond `ui::browser`: what outlives the tab, the clipboard.
//!
//! For event handlers and effects only: nothing here runs on the server.

use leptos::prelude::{document, window};
use leptos::web_sys::{self, wasm_bindgen::JsCast};
use wasm_bindgen::JsValue;

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// What this browser remembers under `key`, for as long as nobody clears it.
pub(super) fn remembered(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Remembers; a full or forbidden storage is no reason to disturb anybody.
pub(super) fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Forgets.
pub(super) fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// Puts `text` on the clipboard; whether that worked.
pub(super) async fn copy(text: String) -> bool {
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
