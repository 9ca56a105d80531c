//! Parts of the WebAssembly of their own: the settings, which no page shows before the menu is opened; the page of one's own access; and
//! the form of a one-time link.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::account::chosen::Chosen;
use crate::account::own::Own;
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

/// «Мой доступ»
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(access, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_own), fallible)]
pub(crate) fn own() -> Result<AnyView, AppError> {
    Ok(view! { <Own/> }.into_any())
}

/// The form of a one-time link.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(access, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_chosen), fallible)]
pub(crate) fn chosen() -> Result<AnyView, AppError> {
    Ok(view! { <Chosen/> }.into_any())
}
