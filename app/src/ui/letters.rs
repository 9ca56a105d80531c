//! Case of letters in every script. In the browser its own code knows it: Rust's tables are 12 KB each.

#[cfg(feature = "hydrate")]
use leptos::web_sys::js_sys;

/// `text` in lower case.
#[must_use]
pub fn lower(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(feature = "hydrate"))]
    return text.to_lowercase();
}

/// `text` in upper case.
#[must_use]
pub fn upper(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::JsString::from(text).to_upper_case().into();
    #[cfg(not(feature = "hydrate"))]
    return text.to_uppercase();
}
