//! The pages of the journal and the server functions behind them; what server and browser share.
//!
//! Feature `ssr` renders on the server, `hydrate` brings the page to life in the browser. No SQL, no rules of calls:
//! those are `call-journal-store`'s and `call-journal-model`'s.

#![recursion_limit = "256"]

pub mod account;
pub mod app;
pub mod error;
mod frame;
pub mod i18n;
pub mod journal;
pub mod panel;
#[cfg(feature = "ssr")]
pub mod service;
pub mod sources;
pub mod ui;

pub use app::{App, shell};

/// Hydrates the whole document, then sets `<html data-hydrated>`.
#[cfg(feature = "hydrate")]
pub fn hydrate_page() {
    leptos::mount::hydrate_body(App);
    if let Some(html) = leptos::prelude::document().document_element() {
        // Setting an attribute fails for malformed names only.
        let _ = html.set_attribute("data-hydrated", "");
    }
}
