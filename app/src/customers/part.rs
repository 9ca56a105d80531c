//! The card and the pages of customers as a part of the WebAssembly of their own: the journal wakes up without it.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::customers::dialog::CardDialog;
use crate::customers::import::Import;
use crate::customers::list::List;
use crate::customers::page::Page;
use crate::error::AppError;

/// The dialog of a new customer.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(customers, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_dialog), fallible)]
pub(crate) fn dialog() -> Result<AnyView, AppError> {
    Ok(view! { <CardDialog/> }.into_any())
}

/// The page with the list.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(customers, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_list), fallible)]
pub(crate) fn list() -> Result<AnyView, AppError> {
    Ok(view! { <List/> }.into_any())
}

/// The page of one customer.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(customers, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_page), fallible)]
pub(crate) fn page() -> Result<AnyView, AppError> {
    Ok(view! { <Page/> }.into_any())
}

/// The page that brings a file of customers in.
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(customers, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_import), fallible)]
pub(crate) fn import() -> Result<AnyView, AppError> {
    Ok(view! { <Import/> }.into_any())
}
