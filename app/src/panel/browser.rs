//! What the panel asks of the browser beyond `ui::browser`: what outlives the tab.
//!
//! For event handlers and effects only: nothing here runs on the server.

use leptos::prelude::window;
use leptos::web_sys;

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
