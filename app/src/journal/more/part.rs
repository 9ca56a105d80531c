//! What the menus hold as a part of the WebAssembly of its own: nothing of it is seen before one of them is opened.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::lines::Lines;
use super::menu::Menu;
use crate::error::AppError;

/// What stands in the menu.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(more, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_menu), fallible)]
pub(super) fn menu() -> Result<AnyView, AppError> {
    Ok(view! { <Menu/> }.into_any())
}

/// The lines in the menu of filters.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(more, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_lines), fallible)]
pub(super) fn lines() -> Result<AnyView, AppError> {
    Ok(view! { <Lines/> }.into_any())
}
