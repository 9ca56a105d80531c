//! How a part sounds, drawn: a line of bars for each side, what was heard already darker, marks of the comment above. The
//! seek bar lies over it.

use leptos::prelude::*;

use call_journal_model::call::Direction;
use call_journal_model::view::Waveform;

use super::sound::Sound;
use crate::text;
use crate::ui::changing::{changing, on_change};
use crate::ui::icon::{Glyph, Icon};

/// Half the height of a line of bars, in units of its drawing.
const HALF: u32 = 16;

/// Quiet recordings are drawn larger, at most as if their loudest moment were this loud; noise stays small.
const LOUDEST: u8 = 48;

/// The drawing of the part that is heard. Nothing stands there until it is known.
#[component]
pub(super) fn Wave(sound: Sound, direction: Direction) -> impl IntoView {
    on_change(move || sound.deck.draw(sound.with_part(|part| part.id)));
    // A recording that its PBX still has is drawn once it was fetched to be heard: asked for once, for some have no drawing.
    let sounds = Memo::new(move |_| sound.playing.get() && sound.position.get() > 1.0);
    on_change(move || {
        if sounds.get() {
            sound.deck.draw(untrack(|| sound.with_part(|part| part.id)));
        }
    });
    let wave = Memo::new(move |_| sound.deck.wave(sound.with_part(|part| part.id)));
    let lines = move || match &*wave.read() {
        Some(wave) if !wave.channels.is_empty() => lines(wave, direction),
        _ => ().into_any(),
    };
    view! { {changing(lines)} }.into_any()
}

/// Whether the recording has two sides that can be told apart.
pub(super) fn is_stereo(sound: Sound) -> bool {
    let wave = sound.deck.wave(sound.with_part(|part| part.id));
    wave.is_some_and(|wave| wave.channels.len() == 2)
}

/// Whose the left side is and whose the right: a PBX records the caller's channel, what came from it on the left.
pub(super) fn sides(direction: Direction) -> [(Glyph, &'static str); 2] {
    let customer = (Glyph::Person, text!(panel.player_side_customer));
    let employee = (Glyph::Headset, text!(panel.player_side_employee));
    match direction {
        Direction::In => [customer, employee],
        Direction::Out => [employee, customer],
        Direction::Internal => [
            (Glyph::Headset, text!(panel.player_side_caller)),
            (Glyph::Headset, text!(panel.player_side_callee)),
        ],
    }
}

fn lines(wave: &Waveform, direction: Direction) -> AnyView {
    let named = sides(direction);
    let stereo = wave.channels.len() == 2;
    let mut order = [0, 1];
    // The customer's line is above.
    order.sort_by_key(|side| named[*side].0 != Glyph::Person);
    let loudest = wave
        .channels
        .iter()
        .flatten()
        .copied()
        .max()
        .unwrap_or(0)
        .max(LOUDEST);
    let line = |side: usize| {
        let (glyph, name) = named[side];
        let channel = wave.channels.get(side).map_or(&[][..], Vec::as_slice);
        let icon = stereo.then(|| view! { <span class="side" title=name><Icon name=glyph/></span> });
        let class = match (stereo, glyph) {
            (true, Glyph::Person) => "line customer",
            _ => "line",
        };
        view! { <div class=class>{icon}{bars(channel, loudest)}</div> }.into_any()
    };
    let lines: Vec<AnyView> = match stereo {
        true => order.into_iter().map(line).collect(),
        false => vec![line(0)],
    };
    view! { <div class="wave" class:stereo=stereo aria-hidden="true">{lines}</div> }.into_any()
}

/// Each bar as high as its loudest moment; all of them once pale and once for what was heard.
fn bars(channel: &[u8], loudest: u8) -> AnyView {
    let mut path = String::with_capacity(channel.len() * 14);
    for (at, loud) in channel.iter().enumerate() {
        let high = (u32::from(*loud) * (HALF - 1) / u32::from(loudest)).max(1);
        path.extend([
            "M",
            &at.to_string(),
            ".5 ",
            &(HALF - high).to_string(),
            "v",
            &(high * 2).to_string(),
        ]);
    }
    let frame = ["0 0 ", &channel.len().to_string(), " ", &(HALF * 2).to_string()].concat();
    view! {
        <svg viewBox=frame preserveAspectRatio="none">
            <path d=path.clone()></path>
            <path class="heard" d=path></path>
        </svg>
    }
    .into_any()
}
