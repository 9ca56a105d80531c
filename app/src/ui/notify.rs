//! Notifications of the browser: whether a person wants them and the browser lets us, and showing one.
//!
//! For event handlers and effects only: nothing here runs on the server.

use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use leptos::web_sys::{Notification, NotificationOptions, NotificationPermission, js_sys};
use wasm_bindgen_futures::JsFuture;

const KEY: &str = "notify";

/// Whether this browser has notifications at all: only on pages that it counts as secure.
#[must_use]
pub fn is_possible() -> bool {
    let has = |name: &str| js_sys::Reflect::has(&window(), &JsValue::from_str(name)).unwrap_or(false);
    window().is_secure_context() && has("Notification")
}

/// Whether the person wants them and the browser allows them.
#[must_use]
pub fn is_on() -> bool {
    let wanted = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    wanted.is_some() && is_possible() && Notification::permission() == NotificationPermission::Granted
}

/// Switches them on or off; asks the browser for its permission if need be. Whether they are on then.
pub async fn switch(on: bool) -> bool {
    if let Some(storage) = storage() {
        // Where nothing can be kept, they stay off.
        let _ = if on {
            storage.set_item(KEY, "1")
        } else {
            storage.remove_item(KEY)
        };
    }
    if on
        && is_possible()
        && Notification::permission() == NotificationPermission::Default
        && let Ok(asked) = Notification::request_permission()
    {
        // The answer stands in `permission`.
        let _ = JsFuture::from(asked).await;
    }
    is_on()
}

/// Shows one that calls `pressed` when it is pressed. One with the same `tag` takes the place of the last.
pub fn show(title: &str, body: &str, tag: &str, pressed: impl Fn() + 'static) {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(tag);
    options.set_icon("/favicon.svg");
    // Some phones allow notifications from background workers only.
    let Ok(shown) = Notification::new_with_options(title, &options) else {
        return;
    };
    let handle = shown.clone();
    let press = Closure::<dyn FnMut()>::new(move || {
        // Refused where the window must not come to the front by itself.
        let _ = window().focus();
        pressed();
        handle.close();
    });
    // Lives as long as the notification can be pressed, which nobody tells.
    shown.set_onclick(Some(press.into_js_value().unchecked_ref()));
}

fn storage() -> Option<leptos::web_sys::Storage> {
    window().local_storage().ok().flatten()
}
