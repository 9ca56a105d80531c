//! The page «Загрузить клиентов»: a file, what its columns mean, what it would change, and then the change itself.

mod page;
mod report;
mod settings;
mod upload;
mod words;

use leptos::prelude::*;

use crate::customers::list::instead;
use crate::customers::part;
use crate::ui;

pub(crate) use page::Import;
#[cfg(feature = "ssr")]
pub use words::line_in;

/// The page, once its part is loaded.
#[component]
#[must_use]
pub fn ImportPage() -> impl IntoView {
    ui::part::part(part::import, part::load_import, Signal::stored(true), instead())
}
