//! Parts of the WebAssembly of their own: the settings, which no page shows before the menu is opened; the pages of the door,
//! and of one's own access.
#![allow(unsafe_code, reason = "wasm_split writes the glue of the parts")]

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::account::forms::{SetPassword, SignIn};
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

/// «Вход»
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(access, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_sign_in), fallible)]
pub(crate) fn sign_in() -> Result<AnyView, AppError> {
    Ok(view! { <SignIn/> }.into_any())
}

/// «Пароль для журнала»
///
/// # Errors
/// When the part could not be loaded.
#[wasm_split(access, wasm_split_path = leptos::wasm_split, preload(#[doc = "Loads the part."] load_set_password), fallible)]
pub(crate) fn set_password() -> Result<AnyView, AppError> {
    Ok(view! { <SetPassword/> }.into_any())
}
