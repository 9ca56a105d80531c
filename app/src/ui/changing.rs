//! Views and texts that change with signals, as one type whatever the closure, so that the code for changing exists
//! once in the WebAssembly file.

use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyView;

/// A view that changes with the signals it reads.
pub fn changing(view: impl Fn() -> AnyView + Send + 'static) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(view)
}

/// A text that changes with the signals it reads.
pub fn changing_text(text: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(text)
}
