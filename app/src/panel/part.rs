//! The panel's body as a part of the WebAssembly of its own: the table wakes up without waiting for it.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::error::AppError;
use crate::panel::body::Body;

/// The body of the panel.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(panel, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load), fallible)]
pub(crate) fn body() -> Result<AnyView, AppError> {
    Ok(view! { <Body/> }.into_any())
}
