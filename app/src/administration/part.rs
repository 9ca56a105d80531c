//! The page as a part of the WebAssembly of its own: few people ever open it.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::administration::Page;
use crate::error::AppError;

/// The page «Доступ».
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(administration, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load), fallible)]
pub(crate) fn page() -> Result<AnyView, AppError> {
    Ok(view! { <Page/> }.into_any())
}
