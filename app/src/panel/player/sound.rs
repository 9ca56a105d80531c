//! What is heard of one call: its parts one after another, where it is, and what can be done with it. The element that
//! sounds is the [`Deck`]'s; it loads nothing until somebody presses play.

use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{html, web_sys};

use call_journal_model::call::CallId;
use call_journal_model::timecode;
use call_journal_model::view::{CallParty, RecordingState, RecordingView};

use super::address;
use super::deck::Deck;
use super::whole::{Piece, millis, part_of, whole};
use crate::text;
use crate::ui::format::short_length;
use crate::ui::words;

/// What the speed can be; the voice keeps its pitch.
pub(super) const SPEEDS: [f64; 7] = [0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0];

/// Seconds that «back» and «forward» skip.
const SKIP: f64 = 10.0;

/// Of a silence that is skipped so many seconds before its end are heard: a word does not begin in the middle.
const LEAD: f64 = 0.25;

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

/// The state of the player of one call.
#[derive(Clone, Copy)]
pub(super) struct Sound {
    pub(super) deck: Deck,
    pub(super) call: CallId,
    /// «Клиент», the first half of the title.
    party: StoredValue<String>,
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
    pub(super) trouble: RwSignal<Option<Trouble>>,
}

impl PartialEq for Sound {
    fn eq(&self, other: &Sound) -> bool {
        self.call == other.call
    }
}

impl Sound {
    /// About to play the first part that can be heard.
    pub(super) fn new(deck: Deck, call: CallId, party: &CallParty, parts: Vec<RecordingView>) -> Sound {
        let ready = |part: &RecordingView| part.state == RecordingState::Ready;
        let first = parts.iter().position(ready).unwrap_or(0);
        Sound {
            deck,
            call,
            party: StoredValue::new(words::party(party)),
            length: RwSignal::new(known_length(&parts[first])),
            parts: StoredValue::new(parts),
            part: RwSignal::new(first),
            playing: RwSignal::new(false),
            touched: RwSignal::new(false),
            position: RwSignal::new(0.0),
            trouble: RwSignal::new(None),
        }
    }

    /// The call has other parts now: what is heard goes on.
    pub(super) fn renew(self, parts: Vec<RecordingView>) {
        let heard = untrack(|| self.with_part(|part| part.id));
        let at = parts.iter().position(|part| part.id == heard);
        self.parts.set_value(parts);
        self.part.set(at.unwrap_or(0));
        if at.is_none() {
            self.load(0.0);
        }
    }

    pub(super) fn with_part<T>(self, what: impl FnOnce(&RecordingView) -> T) -> T {
        let index = self.part.get();
        self.parts.with_value(|parts| what(&parts[index]))
    }

    /// «Клиент : Сотрудник»
    pub(super) fn title(self) -> String {
        let party = self.party.get_value();
        self.with_part(|part| match &part.employee {
            Some(employee) => [&party, " : ", &employee.name].concat(),
            None => party,
        })
    }

    /// `3:47`, or dashes while nobody knows.
    pub(super) fn length_text(self) -> String {
        match self.length.get() {
            length if length > 0.0 => short_length(millis(length)),
            _ => "-:--".to_owned(),
        }
    }

    pub(super) fn pieces(self) -> Vec<Piece> {
        let piece = |part: &RecordingView| Piece {
            started_at: part.started_at,
            length: known_length(part),
        };
        self.parts.with_value(|parts| parts.iter().map(piece).collect())
    }

    /// Seconds of the whole conversation, rounded down.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a conversation"
    )]
    pub(super) fn second(self) -> u32 {
        whole(&self.pieces(), self.part.get(), self.position.get()).max(0.0) as u32
    }

    /// `3:44` of the whole conversation, as addresses and comments name it.
    pub(super) fn code(self) -> String {
        timecode::write(self.second())
    }

    /// Goes to a second of the whole conversation.
    pub(super) fn seek_whole(self, second: f64) {
        let (part, position) = part_of(&self.pieces(), second);
        if part != self.part.get_untracked() {
            self.go(part, self.playing.get_untracked());
        }
        self.seek(position);
    }

    /// The element, if it is this call that sounds.
    fn audio(self) -> Option<<html::Audio as ElementType>::Output> {
        let sounds = self.deck.now.get_untracked() == Some(self);
        sounds.then(|| self.deck.element.get_untracked()).flatten()
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
        self.load(0.0);
        if play && state == RecordingState::Ready {
            self.play();
        }
    }

    /// Points the element at a second of the part.
    fn load(self, at: f64) {
        let (state, source, length) =
            untrack(|| self.with_part(|part| (part.state, address(part), known_length(part))));
        self.position.set(at);
        self.length.set(length);
        self.trouble.set(None);
        self.playing.set(false);
        let Some(audio) = self.audio() else { return };
        let _ = audio.pause();
        if state == RecordingState::Ready {
            match self.deck.wants_wav.get_value() {
                true => audio.set_src(&[&source, "?wav"].concat()),
                false => audio.set_src(&source),
            }
            if at > 0.0 {
                audio.set_current_time(at);
            }
        }
    }

    pub(super) fn toggle(self) {
        match (self.playing.get_untracked(), self.audio()) {
            (true, Some(audio)) => drop(audio.pause()),
            _ => self.play(),
        }
    }

    pub(super) fn play(self) {
        if untrack(|| self.with_part(|part| part.state)) != RecordingState::Ready {
            return;
        }
        let place = self.position.get_untracked();
        if self.audio().is_none() {
            self.deck.take(self);
            self.load(place);
        }
        let Some(audio) = self.audio() else { return };
        if self.trouble.get_untracked().is_some() {
            // After an error the element plays no more until it is loaded again.
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
        if let Some(audio) = self.audio() {
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

    pub(super) fn shift_speed(self, faster: bool) {
        let now = self.deck.speed.get_untracked();
        let next = match faster {
            true => SPEEDS.iter().find(|speed| **speed > now),
            false => SPEEDS.iter().rev().find(|speed| **speed < now),
        };
        if let Some(next) = next {
            self.deck.choose_speed(*next);
        }
    }

    /// Time went on.
    pub(super) fn moved(self) {
        let Some(audio) = self.audio() else { return };
        let now = audio.current_time();
        self.position.set(now);
        if self.deck.skips_quiet.get_untracked()
            && self.playing.get_untracked()
            && let Some(end) = self.silence_ends(now)
        {
            audio.set_current_time(end);
        }
    }

    /// Where somebody speaks again, if nobody does now and not just about to.
    fn silence_ends(self, now: f64) -> Option<f64> {
        let recording = untrack(|| self.with_part(|part| part.id));
        let ends = self.deck.with_wave(recording, |wave| {
            let quiet = wave
                .quiet
                .iter()
                .map(|(from, to)| (f64::from(*from) / 1000.0, f64::from(*to) / 1000.0));
            quiet
                .into_iter()
                .find(|(from, to)| *from <= now && now < *to)
                .map(|(_, to)| to - LEAD)
        });
        ends.flatten().filter(|end| end - now > LEAD)
    }

    pub(super) fn measured(self) {
        let measured = self.audio().map(|audio| audio.duration());
        if let Some(length) = measured.filter(|length| length.is_finite() && *length > 0.0) {
            self.length.set(length);
        }
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
            .audio()
            .and_then(|audio| audio.error())
            .map(|error| error.code());
        // No such format, or no such file: as WAV the one plays, the other fails again.
        let wants_wav = code == Some(web_sys::MediaError::MEDIA_ERR_SRC_NOT_SUPPORTED)
            && !self.deck.wants_wav.get_value();
        self.deck.wants_wav.set_value(wants_wav);
        if wants_wav {
            self.load(self.position.get_untracked());
            self.play();
            return;
        }
        self.playing.set(false);
        self.trouble.set(code.map(|code| match code {
            web_sys::MediaError::MEDIA_ERR_NETWORK => Trouble::Connection,
            _ => Trouble::File,
        }));
    }
}

/// Seconds; 0 when nobody measured.
#[allow(clippy::cast_precision_loss, reason = "no recording is that long")]
fn known_length(part: &RecordingView) -> f64 {
    part.duration.map_or(0.0, |length| length.0 as f64 / 1000.0)
}
