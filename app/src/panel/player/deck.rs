//! The one `<audio>` element of the page and what is heard on it. A call goes on sounding while others are looked at; two
//! never sound at once.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use call_journal_model::call::CallId;
use call_journal_model::timecode;
use call_journal_model::view::{CallParty, RecordingView, Waveform};

use super::sound::Sound;
use super::{media, sides};
use crate::journal::selection::Selection;
use crate::panel::api::load_waveform;
use crate::panel::browser::{forget, remember, remembered};
use crate::ui::changing::on_change;
use crate::ui::number::{number_in, number_text};

const SPEED_KEY: &str = "player.speed";
const VOLUME_KEY: &str = "player.volume";
const QUIET_KEY: &str = "player.skip-quiet";

/// Drawings that are kept; then all are asked for again, which the server answers from its cache.
const WAVES: usize = 100;

/// How everything sounds, and which call does.
#[derive(Clone, Copy)]
pub(in crate::panel) struct Deck {
    pub(super) element: NodeRef<html::Audio>,
    /// The call that sounds, or would if somebody pressed play.
    pub(super) now: RwSignal<Option<Sound>>,
    pub(super) speed: RwSignal<f64>,
    /// 0 to 1.
    pub(super) volume: RwSignal<f64>,
    pub(super) muted: RwSignal<bool>,
    /// Where nobody speaks is skipped.
    pub(super) skips_quiet: RwSignal<bool>,
    /// -1: the left side alone, 1: the right one alone.
    pub(super) balance: RwSignal<f64>,
    /// The browser did not play something as it is: it gets WAV from now on.
    pub(super) wants_wav: StoredValue<bool>,
    /// The call that was shown last with something to hear, and who owns its signals: a view, this, or `kept`.
    shown: StoredValue<Option<(Sound, Owner)>>,
    /// Drawings by recordings.
    waves: RwSignal<BTreeMap<i64, Waveform>>,
    /// The second that the address names, until somebody listens or looks elsewhere.
    wanted: StoredValue<Option<(CallId, u32)>>,
    /// Whose child each call's signals are, for they outlive the view.
    owner: StoredValue<Owner>,
    /// Owns the signals of `now`.
    kept: StoredValue<Option<Owner>>,
}

impl Deck {
    /// The deck of this panel; the element is [`Deck::audio`]'s.
    pub(in crate::panel) fn new() -> Deck {
        let Selection { call, .. } = Selection::of_page();
        let second =
            use_query_map().with_untracked(|query| query.get("t").as_deref().and_then(timecode::parse));
        let deck = Deck {
            element: NodeRef::new(),
            now: RwSignal::new(None),
            speed: RwSignal::new(1.0),
            volume: RwSignal::new(1.0),
            muted: RwSignal::new(false),
            skips_quiet: RwSignal::new(false),
            balance: RwSignal::new(0.0),
            wants_wav: StoredValue::new(false),
            shown: StoredValue::new(None),
            waves: RwSignal::new(BTreeMap::new()),
            wanted: StoredValue::new(call.get_untracked().zip(second)),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            kept: StoredValue::new(None),
        };
        on_change(move || {
            if deck.element.get().is_some() {
                let number = |key| remembered(key).and_then(|text| number_in(&text));
                deck.set_speed(number(SPEED_KEY).unwrap_or(1.0).clamp(0.5, 2.0));
                deck.set_volume(number(VOLUME_KEY).unwrap_or(1.0).clamp(0.0, 1.0));
                deck.skips_quiet.set(remembered(QUIET_KEY).is_some());
            }
        });
        // The element leaves the page with the panel; nothing may go on sounding behind it.
        on_cleanup(move || {
            if let Some(Some(audio)) = deck.element.try_get_untracked() {
                let _ = audio.pause();
            }
        });
        media::follow(deck);
        deck
    }

    /// The element, which is not seen.
    pub(in crate::panel) fn audio(self) -> AnyView {
        let heard = move |what: fn(Sound)| move || self.now.get_untracked().map_or((), what);
        let (moved, began, paused) = (
            heard(Sound::moved),
            heard(|sound| sound.playing.set(true)),
            heard(|sound| sound.playing.set(false)),
        );
        let (measured, ended, failed) = (heard(Sound::measured), heard(Sound::ended), heard(Sound::failed));
        view! {
            <audio
                node_ref=self.element
                hidden
                preload="none"
                on:timeupdate=move |_| moved()
                on:durationchange=move |_| measured()
                on:play=move |_| began()
                on:pause=move |_| paused()
                on:ended=move |_| ended()
                on:error=move |_| failed()
            ></audio>
        }
        .into_any()
    }

    /// What is heard of a call: as it is if it sounds already, else about to play its first part.
    pub(super) fn sound(self, call: CallId, party: &CallParty, parts: Vec<RecordingView>) -> Sound {
        let heard = self.now.get_untracked().filter(|sound| sound.call == call);
        if let Some((sound, owner)) = heard.zip(self.kept.get_value()) {
            sound.renew(parts);
            return self.show(sound, owner);
        }
        let owner = self.owner.with_value(Owner::child);
        let sound = self.show(owner.with(|| Sound::new(self, call, party, parts)), owner);
        // Not forgotten yet: a view may be made anew before anybody listens.
        match self.wanted.get_value() {
            Some((wanted, second)) if wanted == call => sound.seek_whole(f64::from(second)),
            _ => self.wanted.set_value(None),
        }
        sound
    }

    /// The view that shows it owns its signals too, until it is gone.
    fn show(self, sound: Sound, owner: Owner) -> Sound {
        self.shown.set_value(Some((sound, owner.clone())));
        on_cleanup(move || drop(owner));
        sound
    }

    /// What is heard of a call that is shown.
    pub(super) fn shown(self, call: CallId) -> Option<Sound> {
        let (sound, _) = self.shown.get_value()?;
        (sound.call == call).then_some(sound)
    }

    /// Another call is heard from now on: the one that is shown.
    pub(super) fn take(self, sound: Sound) {
        self.now.set(Some(sound));
        self.kept
            .set_value(self.shown.get_value().map(|(_, owner)| owner));
        self.wanted.set_value(None);
    }

    /// Nothing is heard any more.
    pub(super) fn stop(self) {
        if let Some(audio) = self.element.get_untracked() {
            let _ = audio.pause();
        }
        self.now.set(None);
        self.kept.set_value(None);
    }

    fn set_speed(self, speed: f64) {
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

    /// Skips where nobody speaks, or not, and remembers it.
    pub(super) fn skip_quiet(self, skip: bool) {
        self.skips_quiet.set(skip);
        match skip {
            true => remember(QUIET_KEY, "1"),
            false => forget(QUIET_KEY),
        }
    }

    /// Makes one side louder than the other.
    pub(super) fn choose_balance(self, balance: f64) {
        self.balance.set(balance);
        if let Some(audio) = self.element.get_untracked() {
            sides::set_balance(&audio, balance);
        }
    }

    /// How a recording looks, once that is known. Tracks.
    pub(super) fn wave(self, recording: i64) -> Option<Waveform> {
        self.waves.with(|waves| waves.get(&recording).cloned())
    }

    /// What is said of a recording's drawing without copying it.
    pub(super) fn with_wave<T>(self, recording: i64, what: impl FnOnce(&Waveform) -> T) -> Option<T> {
        self.waves.with_untracked(|waves| waves.get(&recording).map(what))
    }

    /// Asks for a recording's drawing; without one it plays all the same.
    pub(super) fn draw(self, recording: i64) {
        if self.waves.with_untracked(|waves| waves.contains_key(&recording)) {
            return;
        }
        spawn_local(async move {
            if let Ok(Some(wave)) = load_waveform(recording).await {
                self.waves.try_update(|waves| {
                    if waves.len() >= WAVES {
                        waves.clear();
                    }
                    waves.insert(recording, wave);
                });
            }
        });
    }
}
