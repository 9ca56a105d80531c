//! Sending a file. In the browser only.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{File, Headers, RequestInit, Response};
use wasm_bindgen_futures::JsFuture;

use call_journal_model::customer::import::ImportRefused;

use super::words;
use crate::error::AppError;

/// Megabytes that the server takes.
const LIMIT: u32 = 100;

/// Sends a file; gives the token by which the server knows it, or says why it has none.
pub(super) async fn send(file: &File) -> Result<String, String> {
    if file.size() > f64::from(LIMIT) * 1e6 {
        return Err(words::refused(&ImportRefused::TooLarge(LIMIT)));
    }
    let answer = ask(file).await.ok_or_else(|| AppError::Offline.sentence())?;
    match answer.status() {
        200 => text(&answer).await.ok_or_else(|| AppError::Offline.sentence()),
        413 => Err(words::refused(&ImportRefused::TooLarge(LIMIT))),
        400 => Err(words::refused(&ImportRefused::Empty)),
        403 => Err(AppError::Forbidden.sentence()),
        _ => Err(AppError::Unavailable.sentence()),
    }
}

async fn ask(file: &File) -> Option<Response> {
    let headers = Headers::new().ok()?;
    headers.set("content-type", "application/octet-stream").ok()?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(file);
    // Of the name only the end is of use.
    let name = file.name();
    let end = name.rsplit('.').next().unwrap_or_default();
    let end: String = end.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let address = ["/customers/import/file?name=f.", &end].concat();
    let answer = JsFuture::from(window().fetch_with_str_and_init(&address, &init)).await;
    answer.ok()?.dyn_into().ok()
}

async fn text(answer: &Response) -> Option<String> {
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}
