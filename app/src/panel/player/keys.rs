//! The player by the keyboard.

use leptos::web_sys::{self, wasm_bindgen::JsCast};

use super::sound::Sound;

/// A key while the focus is somewhere in the player.
pub(super) fn press(sound: Sound, event: &web_sys::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return;
    }
    let key = event.key();
    // By place too: on a Russian keyboard these keys write letters.
    let code = event.code();
    match (key.as_str(), event.shift_key()) {
        (" ", _) if !on_button(event) => sound.toggle(),
        ("ArrowLeft", false) => sound.skip(false),
        ("ArrowRight", false) => sound.skip(true),
        ("ArrowLeft", true) => sound.step(false),
        ("ArrowRight", true) => sound.step(true),
        ("<", _) => sound.shift_speed(false),
        (">", _) => sound.shift_speed(true),
        (_, true) if code == "Comma" => sound.shift_speed(false),
        (_, true) if code == "Period" => sound.shift_speed(true),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Whether the key is a press on a button or in a field, which means that.
fn on_button(event: &web_sys::KeyboardEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        let is_tick = element.get_attribute("type").as_deref() == Some("checkbox");
        is_tick || matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY")
    })
}
