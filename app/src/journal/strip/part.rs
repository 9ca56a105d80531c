//! The strip as a part of the WebAssembly of its own: the table does not wait for it.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::days::Days;
use crate::error::AppError;

/// The days.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(strip, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load), fallible)]
pub(super) fn days() -> Result<AnyView, AppError> {
    Ok(view! { <Days/> }.into_any())
}
