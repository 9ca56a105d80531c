//! What sounds: one `<audio>` element that plays the parts of a call one after another.
//!
//! The element loads nothing until somebody presses play, except the length of a part that nobody measured yet. It
//! lives and dies with the selected call, so two calls never sound at once.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;

use call_journal_model::view::{RecordingState, RecordingView};

use crate::panel::browser::{remember, remembered};
use crate::panel::player::{address, seconds};
use crate::text;
use crate::ui::changing::on_change;
use crate::ui::format::short_length;
use crate::ui::number::{number_in, number_text};

/// What the speed can be; the voice keeps its pitch.
pub(super) const SPEEDS: [f64; 7] = [0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0];

/// Seconds that «back» and «forward» skip.
const SKIP: f64 = 10.0;

const SPEED_KEY: &str = "player.speed";
const VOLUME_KEY: &str = "player.volume";

/// What keeps a part from sounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The connection broke; playing again may help.
    Connection,
    /// The file is gone, or the browser does not know its format.
    File,
}

impl Trouble {
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Trouble::Connection => text!(panel.player_no_connection),
            Trouble::File => text!(panel.player_no_file),
        }
    }
}

/// The state of the player, and what can be done with it.
#[derive(Clone, Copy)]
pub(super) struct Sound {
    pub(super) element: NodeRef<html::Audio>,
    pub(super) parts: StoredValue<Vec<RecordingView>>,
    /// Which part, from 0.
    pub(super) part: RwSignal<usize>,
    pub(super) playing: RwSignal<bool>,
    /// Somebody has pressed play.
    pub(super) touched: RwSignal<bool>,
    /// Seconds.
    pub(super) position: RwSignal<f64>,
    /// Seconds; 0 while unknown.
    pub(super) length: RwSignal<f64>,
    pub(super) speed: RwSignal<f64>,
    /// 0 to 1.
    pub(super) volume: RwSignal<f64>,
    pub(super) muted: RwSignal<bool>,
    pub(super) trouble: RwSignal<Option<Trouble>>,
}

impl Sound {
    /// A player that is about to play the first part that can be heard.
    pub(super) fn new(parts: Vec<RecordingView>) -> Sound {
        let ready = |part: &RecordingView| part.state == RecordingState::Ready;
        let first = parts.iter().position(ready).unwrap_or(0);
        let sound = Sound {
            element: NodeRef::new(),
            length: RwSignal::new(known_length(&parts[first])),
            parts: StoredValue::new(parts),
            part: RwSignal::new(first),
            playing: RwSignal::new(false),
            touched: RwSignal::new(false),
            position: RwSignal::new(0.0),
            speed: RwSignal::new(1.0),
            volume: RwSignal::new(1.0),
            muted: RwSignal::new(false),
            trouble: RwSignal::new(None),
        };
        on_change(move || {
            if sound.element.get().is_some() {
                let number = |key| remembered(key).and_then(|text| number_in(&text));
                sound.set_speed(number(SPEED_KEY).unwrap_or(1.0).clamp(0.5, 2.0));
                sound.set_volume(number(VOLUME_KEY).unwrap_or(1.0).clamp(0.0, 1.0));
                sound.load();
            }
        });
        // The element leaves the page with the call; nothing may go on sounding behind it.
        on_cleanup(move || {
            if let Some(Some(audio)) = sound.element.try_get_untracked() {
                let _ = audio.pause();
            }
        });
        sound
    }

    pub(super) fn with_part<T>(self, what: impl FnOnce(&RecordingView) -> T) -> T {
        let index = self.part.get();
        self.parts.with_value(|parts| what(&parts[index]))
    }

    /// `3:47`, or dashes while nobody knows.
    pub(super) fn length_text(self) -> String {
        match self.length.get() {
            length if length > 0.0 => short_length(seconds(length)),
            _ => "-:--".to_owned(),
        }
    }

    /// Goes to another part, at its beginning.
    pub(super) fn go(self, index: usize, play: bool) {
        let Some(state) = self
            .parts
            .with_value(|parts| parts.get(index).map(|part| part.state))
        else {
            return;
        };
        self.part.set(index);
        self.load();
        if play && state == RecordingState::Ready {
            self.play();
        }
    }

    /// Points the element at the part.
    fn load(self) {
        let (state, source, length) =
            untrack(|| self.with_part(|part| (part.state, address(part), known_length(part))));
        self.position.set(0.0);
        self.length.set(length);
        self.trouble.set(None);
        self.playing.set(false);
        let Some(audio) = self.element.get_untracked() else {
            return;
        };
        let _ = audio.pause();
        if state == RecordingState::Ready {
            audio.set_preload(if length > 0.0 { "none" } else { "metadata" });
            audio.set_src(&source);
        }
    }

    pub(super) fn toggle(self) {
        match self.playing.get_untracked() {
            true => self
                .element
                .with_untracked(|audio| audio.as_ref().map(|audio| audio.pause()))
                .map_or((), drop),
            false => self.play(),
        }
    }

    fn play(self) {
        let Some(audio) = self.element.get_untracked() else {
            return;
        };
        if untrack(|| self.with_part(|part| part.state)) != RecordingState::Ready {
            return;
        }
        if self.trouble.get_untracked().is_some() {
            // After an error the element plays no more until it is loaded again.
            let place = self.position.get_untracked();
            self.trouble.set(None);
            audio.load();
            audio.set_current_time(place);
        }
        self.touched.set(true);
        if let Ok(promise) = audio.play() {
            // A refusal comes as an event too, or is nothing but a part that was left before it began.
            spawn_local(async move { drop(wasm_bindgen_futures::JsFuture::from(promise).await) });
        }
    }

    pub(super) fn seek(self, to: f64) {
        let length = self.length.get_untracked();
        let to = if length > 0.0 {
            to.clamp(0.0, length)
        } else {
            to.max(0.0)
        };
        self.position.set(to);
        if let Some(audio) = self.element.get_untracked() {
            audio.set_current_time(to);
        }
    }

    /// Ten seconds on, or back.
    pub(super) fn skip(self, forward: bool) {
        let by = if forward { SKIP } else { -SKIP };
        self.seek(self.position.get_untracked() + by);
    }

    /// The next part, or the previous one. Back within a part goes to its beginning first.
    pub(super) fn step(self, forward: bool) {
        let part = self.part.get_untracked();
        let count = self.parts.with_value(Vec::len);
        match forward {
            true if part + 1 < count => self.go(part + 1, self.playing.get_untracked()),
            true => {}
            false if self.position.get_untracked() > 3.0 || part == 0 => self.seek(0.0),
            false => self.go(part - 1, self.playing.get_untracked()),
        }
    }

    pub(super) fn set_speed(self, speed: f64) {
        self.speed.set(speed);
        if let Some(audio) = self.element.get_untracked() {
            // The default too: loading another part resets the rate to it.
            audio.set_default_playback_rate(speed);
            audio.set_playback_rate(speed);
        }
    }

    /// Sets the speed, and remembers it for the next call.
    pub(super) fn choose_speed(self, speed: f64) {
        self.set_speed(speed);
        remember(SPEED_KEY, &number_text(speed));
    }

    fn set_volume(self, volume: f64) {
        self.volume.set(volume);
        if let Some(audio) = self.element.get_untracked() {
            audio.set_volume(volume);
        }
    }

    /// Sets the volume, and remembers it for the next call.
    pub(super) fn choose_volume(self, volume: f64) {
        self.set_volume(volume);
        self.mute(false);
        remember(VOLUME_KEY, &number_text(volume));
    }

    pub(super) fn mute(self, muted: bool) {
        self.muted.set(muted);
        if let Some(audio) = self.element.get_untracked() {
            audio.set_muted(muted);
        }
    }

    pub(super) fn moved(self) {
        if let Some(audio) = self.element.get_untracked() {
            self.position.set(audio.current_time());
        }
    }

    pub(super) fn measured(self) {
        let measured = self.element.get_untracked().map(|audio| audio.duration());
        if let Some(length) = measured.filter(|length| length.is_finite() && *length > 0.0) {
            self.length.set(length);
        }
    }

    pub(super) fn began(self) {
        self.playing.set(true);
    }

    pub(super) fn ended(self) {
        let here = self.part.get_untracked();
        let next = self.parts.with_value(|parts| {
            let ready = |(_, part): &(usize, &RecordingView)| part.state == RecordingState::Ready;
            parts
                .iter()
                .enumerate()
                .skip(here + 1)
                .find(ready)
                .map(|(index, _)| index)
        });
        match next {
            Some(next) => self.go(next, true),
            None => self.playing.set(false),
        }
    }

    pub(super) fn failed(self) {
        let code = self
            .element
            .get_untracked()
            .and_then(|audio| audio.error())
            .map(|error| error.code());
        self.playing.set(false);
        self.trouble.set(code.map(|code| match code {
            web_sys::MediaError::MEDIA_ERR_NETWORK => Trouble::Connection,
            _ => Trouble::File,
        }));
    }

    /// A key while the focus is somewhere in the player.
    pub(super) fn key(self, event: &web_sys::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        let key = event.key();
        // By place too: on a Russian keyboard these keys write letters.
        let code = event.code();
        match (key.as_str(), event.shift_key()) {
            (" ", _) if !on_button(event) => self.toggle(),
            ("ArrowLeft", false) => self.skip(false),
            ("ArrowRight", false) => self.skip(true),
            ("ArrowLeft", true) => self.step(false),
            ("ArrowRight", true) => self.step(true),
            ("<", _) => self.shift_speed(false),
            (">", _) => self.shift_speed(true),
            (_, true) if code == "Comma" => self.shift_speed(false),
            (_, true) if code == "Period" => self.shift_speed(true),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn shift_speed(self, faster: bool) {
        let now = self.speed.get_untracked();
        let next = match faster {
            true => SPEEDS.iter().find(|speed| **speed > now),
            false => SPEEDS.iter().rev().find(|speed| **speed < now),
        };
        if let Some(next) = next {
            self.choose_speed(*next);
        }
    }
}

/// Seconds; 0 when nobody measured.
#[allow(clippy::cast_precision_loss, reason = "no recording is that long")]
fn known_length(part: &RecordingView) -> f64 {
    part.duration.map_or(0.0, |length| length.0 as f64 / 1000.0)
}

/// Whether the key is a press on a button, which means that button.
fn on_button(event: &web_sys::KeyboardEvent) -> bool {
    use leptos::web_sys::wasm_bindgen::JsCast;
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY"))
}
