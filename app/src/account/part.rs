//! The settings as a part of the WebAssembly of their own: no page shows them before the menu is opened.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::account::settings::Settings;
use crate::error::AppError;

/// The settings.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(account, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load), fallible)]
pub(crate) fn settings() -> Result<AnyView, AppError> {
    Ok(view! { <Settings/> }.into_any())
}
