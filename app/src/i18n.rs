//! Texts for people, from `locales/`, and the language in which this page is written.
//!
//! The server chooses by cookie, then by what the browser accepts; the browser reads `<html lang>`. The language does
//! not change while a page lives (changing it reloads), so texts are plain strings and cost no reactive nodes.

include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));

pub use i18n::Locale;
pub use leptos_i18n::td_string;

/// The language of this page. Russian where nothing was chosen.
#[cfg(not(feature = "hydrate"))]
#[must_use]
pub fn locale() -> Locale {
    leptos::prelude::use_context::<Locale>().unwrap_or_default()
}

/// The language of this page: what the server wrote into `<html lang>`. Known in event handlers and after an `await`
/// too, where there is no context.
#[cfg(feature = "hydrate")]
#[must_use]
pub fn locale() -> Locale {
    static OF_DOCUMENT: std::sync::OnceLock<Locale> = std::sync::OnceLock::new();
    *OF_DOCUMENT.get_or_init(|| {
        let html = leptos::prelude::document().document_element();
        let language = html.and_then(|html| html.get_attribute("lang"));
        language
            .and_then(|language| language.parse().ok())
            .unwrap_or_default()
    })
}

/// A text in the page's language: `text!(journal.title)`, `text!(journal.found, count = 3)`.
#[macro_export]
macro_rules! text {
    ($($key:tt)*) => {
        ::leptos_i18n::td_string!($crate::i18n::locale(), $($key)*)
    };
}
