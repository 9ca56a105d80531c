//! The page as a part of the WebAssembly of its own: the journal wakes up without it.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::error::AppError;
use crate::sources::page::Page;

/// The page with the table of the sources.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(sources, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load), fallible)]
pub(crate) fn page() -> Result<AnyView, AppError> {
    Ok(view! { <Page/> }.into_any())
}
