//! The pages of the journal and the server functions behind them; what server and browser share.
//!
//! Feature `ssr` renders on the server, `hydrate` brings the page to life in the browser. No SQL, no rules of calls:
//! those are `call-journal-store`'s and `call-journal-model`'s.

#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod access;
pub mod account;
pub mod administration;
pub mod app;
pub mod customers;
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
///
/// Parts that the served page shows are loaded first, for they wake up with it. When one does not come, the page stays
/// as the server rendered it, which works without JavaScript.
#[cfg(feature = "hydrate")]
pub async fn hydrate_page() {
    use leptos::prelude::{document, window};
    // The small build has no texts of panics.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    let place = window().location();
    let shows_call = place.search().is_ok_and(|query| query.contains("call="));
    let path = place.pathname().unwrap_or_default();
    let loaded = match path.as_str() {
        "/administration" => administration::part::load().await,
        "/sign-in" => account::part::load_sign_in().await,
        "/set-password" => account::part::load_set_password().await,
        "/account" => account::part::load_own().await,
        "/sources" => sources::part::load().await,
        "/customers" => customers::part::load_list().await,
        "/customers/import" => customers::part::load_import().await,
        path if path.starts_with("/customers/") => customers::part::load_page().await,
        "/" if shows_call => panel::part::load().await,
        _ => Ok(()),
    };
    if loaded.is_err() {
        return;
    }
    leptos::mount::hydrate_body(App);
    if let Some(html) = document().document_element() {
        // Setting an attribute fails for malformed names only.
        let _ = html.set_attribute("data-hydrated", "");
    }
    // What will be wanted soon; when one does not come, whatever wants it tries again and says so.
    let _ = panel::part::load().await;
    let _ = customers::part::load_dialog().await;
    let _ = account::part::load().await;
}
