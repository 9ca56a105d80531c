//! The parts of a call as a strip, each as wide as it is long, with the pauses between them.

use leptos::prelude::*;

use call_journal_model::call::Hold;
use call_journal_model::time::Millis;
use call_journal_model::view::{LegView, RecordingState, RecordingView};

use super::sound::Sound;
use super::unheard;
use super::whole::{gaps, is_held};
use crate::text;
use crate::ui::format::{hour_and_minute, short_length};

/// The strip. `legs` tell why nothing was recorded between two parts.
pub(super) fn strip(sound: Sound, legs: &[LegView]) -> AnyView {
    let parts = sound.parts.get_value();
    let lengths = || {
        parts
            .iter()
            .filter_map(|part| part.duration)
            .map(Millis::whole_seconds)
    };
    let count = i64::try_from(lengths().count()).unwrap_or(1);
    let usual = lengths().sum::<i64>().checked_div(count).unwrap_or(60);
    let holds = || legs.iter().flat_map(|leg| &leg.holds);
    let mut strip: Vec<AnyView> = Vec::with_capacity(parts.len() * 2);
    for ((index, part), gap) in parts.iter().enumerate().zip(gaps(&sound.pieces())) {
        if gap > Millis(0) {
            strip.push(pause(part, gap, holds()));
        }
        strip.push(button(sound, index, part, usual));
    }
    view! { <div class="parts">{strip}</div> }.into_any()
}

/// Nothing was recorded: the customer was on hold, or waited for somebody.
fn pause<'a>(next: &RecordingView, gap: Millis, holds: impl Iterator<Item = &'a Hold>) -> AnyView {
    let length = short_length(gap);
    let say = match is_held(holds, next.started_at, gap) {
        true => text!(panel.player_held, length = length.as_str()).to_string(),
        false => text!(panel.player_gap, length = length.as_str()).to_string(),
    };
    view! { <span class="gap" role="img" aria-label=say.clone() title=say></span> }.into_any()
}

fn button(sound: Sound, index: usize, part: &RecordingView, usual: i64) -> AnyView {
    let name = part
        .employee
        .as_ref()
        .map_or_else(|| hour_and_minute(part.started), |person| person.name.clone());
    let surname = name.split_whitespace().next().unwrap_or_default().to_owned();
    let weight = part.duration.map_or(usual, Millis::whole_seconds).max(1);
    let length = part.duration.map(short_length);
    let say = text!(panel.player_part, number = index + 1, name = name.as_str()).to_string();
    let say = [
        say.as_str(),
        ", ",
        unheard(part.state).unwrap_or(length.as_deref().unwrap_or_default()),
    ]
    .concat();
    view! {
        <button
            type="button"
            style=["--w:", &weight.to_string()].concat()
            class:off=part.state != RecordingState::Ready
            aria-current=move || (sound.part.get() == index).then_some("true")
            title=say.trim_end_matches([',', ' ']).to_owned()
            on:click=move |_| sound.go(index, sound.playing.get_untracked())
        >
            <b>{index + 1}</b>
            <span class="cut">{surname}</span>
            <span class="t">{length}</span>
        </button>
    }
    .into_any()
}
