//! The browser's entry: brings the page that the server rendered to life.
#![allow(unsafe_code, reason = "wasm_bindgen writes the exported function's glue")]

use wasm_bindgen::prelude::wasm_bindgen;

/// Hydrates the page and marks the document, so that tests need not guess when it happened.
#[wasm_bindgen]
pub async fn hydrate() {
    call_journal_app::hydrate_page().await;
}
