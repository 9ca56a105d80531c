//! The little that pages ask of the browser itself: cookies, what a tab remembers, where the focus is.
//!
//! Everything here but [`cookie`] is for event handlers and effects: it never runs on the server.

use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

/// The value of a cookie, on the server as in the browser, so that both render the same.
#[must_use]
pub fn cookie(name: &str) -> Option<String> {
    #[cfg(feature = "ssr")]
    {
        crate::service::cookie(name)
    }
    #[cfg(not(feature = "ssr"))]
    {
        let cookies = document()
            .unchecked_into::<web_sys::HtmlDocument>()
            .cookie()
            .ok()?;
        let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs
            .into_iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }
}

/// The login that was refused a moment ago. The server alone can read it.
#[must_use]
pub fn tried_login() -> Option<String> {
    #[cfg(feature = "ssr")]
    {
        crate::service::tried_login()
    }
    #[cfg(not(feature = "ssr"))]
    {
        None
    }
}

/// Sets a cookie for a year; an empty value removes it. `value` holds nothing that a cookie would have to escape.
pub fn set_cookie(name: &str, value: &str) {
    let age = if value.is_empty() { "0" } else { "31536000" };
    let cookie = [name, "=", value, "; path=/; max-age=", age, "; samesite=lax"].concat();
    // Refused only where cookies are switched off: then the setting lives as long as the page.
    let _ = document()
        .unchecked_into::<web_sys::HtmlDocument>()
        .set_cookie(&cookie);
}

/// Loads the page anew.
pub fn reload() {
    // Never refused for the page's own address.
    let _ = window().location().reload();
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// What this tab remembers under `key`.
#[must_use]
pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Remembers for as long as the tab lives; a full or forbidden storage is no reason to disturb anybody.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Whether this document came by «reload» or by «back», and not by an address or a link.
#[must_use]
pub fn came_back() -> bool {
    let navigation = window()
        .performance()
        .map(|performance| performance.navigation().type_());
    matches!(
        navigation,
        Some(web_sys::PerformanceNavigation::TYPE_RELOAD | web_sys::PerformanceNavigation::TYPE_BACK_FORWARD)
    )
}

/// Whether the address is changing by Back or Forward just now. Provided as context by the application.
#[derive(Clone, Copy)]
pub struct WentBack(StoredValue<bool>);

impl WentBack {
    /// Listens from now on. Must be made before the router: effects run between its listener and any later one.
    #[must_use]
    pub fn listen() -> WentBack {
        let went = StoredValue::new(false);
        let popped = window_event_listener(leptos::ev::popstate, move |_| {
            went.set_value(true);
            set_timeout(move || went.set_value(false), Duration::ZERO);
        });
        on_cleanup(move || popped.remove());
        WentBack(went)
    }

    /// Whether it is so.
    #[must_use]
    pub fn is_now(self) -> bool {
        self.0.get_value()
    }
}

/// Puts the focus on the first element that `selector` finds.
pub fn focus(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        // Elements that cannot take the focus ignore it.
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// After the next frame, if the element that had the focus is gone, puts it on what the first selector finds, else
/// on what the next one does.
pub fn keep_focus(selectors: &'static [&'static str]) {
    request_animation_frame(move || {
        let lost = document()
            .active_element()
            .is_none_or(|active| active.tag_name() == "BODY");
        let there = |selector: &&&str| matches!(document().query_selector(selector), Ok(Some(_)));
        if lost && let Some(selector) = selectors.iter().find(there) {
            focus(selector);
        }
    });
}

/// Whether keys that are pressed now belong to a field, a button or a dialog rather than to the page.
#[must_use]
pub fn is_typing(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let typing = |element: web_sys::Element| {
        element
            .closest("input, textarea, select, dialog, [contenteditable]")
            .ok()
            .flatten()
            .is_some()
    };
    element.is_some_and(typing)
}

/// A press of Space on a link that acts as a button.
pub fn space_presses(event: &web_sys::KeyboardEvent) {
    if event.key() == " "
        && let Some(target) = event.current_target()
    {
        event.prevent_default();
        target.unchecked_into::<web_sys::HtmlElement>().click();
    }
}
