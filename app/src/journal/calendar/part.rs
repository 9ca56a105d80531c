//! The months as a part of the WebAssembly of their own: nobody sees them before the menu of the period is opened.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::Months;
use crate::error::AppError;

/// The months.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(calendar, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load), fallible)]
pub(crate) fn months() -> Result<AnyView, AppError> {
    Ok(view! { <Months/> }.into_any())
}
