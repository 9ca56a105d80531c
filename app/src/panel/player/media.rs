//! Media keys, and what the system shows of what sounds: the browser's MediaSession.

use leptos::prelude::*;
use leptos::web_sys::js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::deck::Deck;
use super::sound::Sound;
use crate::ui::changing::on_change;

/// What a key does.
type Press = fn(Sound);

/// The keys, by the names of the standard.
const KEYS: [(&str, Press); 6] = [
    ("play", |sound| {
        if !sound.playing.get_untracked() {
            sound.toggle();
        }
    }),
    ("pause", |sound| {
        if sound.playing.get_untracked() {
            sound.toggle();
        }
    }),
    ("seekbackward", |sound| sound.skip(false)),
    ("seekforward", |sound| sound.skip(true)),
    ("previoustrack", |sound| sound.step(false)),
    ("nexttrack", |sound| sound.step(true)),
];

/// The browser's session, by name: `web-sys` counts it among what may still change. Old browsers have none.
struct Session(JsValue);

impl Session {
    fn of_browser() -> Option<Session> {
        let session = Reflect::get(&window().navigator(), &"mediaSession".into()).ok()?;
        (!session.is_undefined()).then_some(Session(session))
    }

    fn show(&self, title: Option<&str>, state: &str) {
        let about = title.map_or(Some(JsValue::NULL), metadata);
        // What the system does not show is no loss.
        let _ = Reflect::set(&self.0, &"metadata".into(), &about.unwrap_or_default());
        let _ = Reflect::set(&self.0, &"playbackState".into(), &state.into());
    }

    fn on(&self, action: &str, press: &JsValue) -> Option<()> {
        let set = Reflect::get(&self.0, &"setActionHandler".into()).ok()?;
        // Refused where the browser does not know the key.
        set.dyn_ref::<Function>()?
            .call2(&self.0, &action.into(), press)
            .ok()?;
        Some(())
    }
}

fn metadata(title: &str) -> Option<JsValue> {
    let class = Reflect::get(&window(), &"MediaMetadata".into()).ok()?;
    let about = Object::new();
    Reflect::set(&about, &"title".into(), &title.into()).ok()?;
    Reflect::construct(class.dyn_ref::<Function>()?, &Array::of1(&about)).ok()
}

/// Tells the system what sounds, and listens to its keys as long as something does.
pub(super) fn follow(deck: Deck) {
    on_change(move || {
        let Some(session) = Session::of_browser() else {
            return;
        };
        match deck.now.get() {
            Some(sound) => {
                let state = if sound.playing.get() { "playing" } else { "paused" };
                session.show(Some(&sound.title()), state);
            }
            None => session.show(None, "none"),
        }
    });
    // Once, in the browser.
    on_change(move || {
        let Some(session) = Session::of_browser() else {
            return;
        };
        for (action, what) in KEYS {
            let press = Closure::<dyn Fn()>::new(move || {
                if let Some(sound) = deck.now.try_get_untracked().flatten() {
                    what(sound);
                }
            });
            // The session holds it for as long as the page lives; after the panel it finds nothing to do.
            let _ = session.on(action, &press.into_js_value());
        }
    });
}
