//! Views, texts and effects that follow signals, as one type whatever the closure, so that the code for changing exists
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

/// Runs now and whenever the signals it reads change; in the browser only.
pub fn on_change(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(run);
}
