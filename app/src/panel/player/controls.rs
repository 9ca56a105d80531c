//! The row of buttons below the seek bar.

use leptos::prelude::*;

use call_journal_model::call::Direction;
use call_journal_model::view::RecordingState;

use crate::panel::player::address;
use crate::panel::player::hearing::Hearing;
use crate::panel::player::sound::Sound;
use crate::text;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::number::{number_in, number_text};
use crate::ui::popover::Popover;

/// Download, speed, previous part, ten seconds back, play, ten seconds on, next part, volume.
#[component]
pub(super) fn Controls(sound: Sound, direction: Direction, several: bool, may_save: bool) -> impl IntoView {
    let count = sound.parts.with_value(Vec::len);
    let button = move |name, label: &'static str, press: fn(Sound)| {
        view! {
            <button type="button" class="btn ico bare" aria-label=label title=label on:click=move |_| press(sound)>
                <Icon name/>
            </button>
        }
    };
    let play_or_pause = move || match sound.playing.get() {
        true => text!(panel.player_pause),
        false => text!(panel.player_play),
    };
    let at_end = move || sound.part.get() + 1 >= count;
    view! {
        <div class="ctl">
            <div class="lft">
                {may_save.then(|| download(sound, several))}
                <Hearing sound direction/>
            </div>
            <div class="mid">
                <span class="step" hidden=!several>
                    {button(Glyph::Previous, text!(panel.player_previous), |sound| sound.step(false))}
                </span>
                {button(Glyph::Back10, text!(panel.player_back), |sound| sound.skip(false))}
                <button
                    type="button"
                    class="btn ico play"
                    aria-label=play_or_pause
                    title=play_or_pause
                    on:click=move |_| sound.toggle()
                >
                    <svg class="i" aria-hidden="true">
                        <use href=move || if sound.playing.get() { Glyph::Pause } else { Glyph::Play }.href()></use>
                    </svg>
                </button>
                {button(Glyph::Forward10, text!(panel.player_forward), |sound| sound.skip(true))}
                <span class="step" hidden=!several inert=at_end>
                    {button(Glyph::Next, text!(panel.player_next), |sound| sound.step(true))}
                </span>
            </div>
            <Volume sound/>
        </div>
    }
}

/// Saves the part under the name that the PBX gave it; of several parts, the whole conversation too.
fn download(sound: Sound, several: bool) -> AnyView {
    if !several {
        let label = text!(panel.player_download);
        return view! {
            {part_link(sound, "btn ico bare", view! { <Icon name=Glyph::Download/> }.into_any(), Some(label))}
        }
        .into_any();
    }
    let open = RwSignal::new(false);
    let whole = ["/calls/", &sound.call.0.to_string(), "/recordings.zip"].concat();
    view! {
        <div class="save">
            <Popover
                open
                button_class="btn ico bare"
                label=text!(panel.player_download).to_owned()
                button=view! { <Icon name=Glyph::Download/> }.into_any()
            >
                <div class="speeds">
                    {part_link(sound, "", view! { {text!(panel.player_download_part)} }.into_any(), None)}
                    <a href=whole download="" rel="external">{text!(panel.player_download_all)}</a>
                </div>
            </Popover>
        </div>
    }
    .into_any()
}

fn part_link(sound: Sound, class: &'static str, inside: AnyView, label: Option<&'static str>) -> AnyView {
    let there = move || {
        sound.with_part(|part| matches!(part.state, RecordingState::Ready | RecordingState::Unplayable))
    };
    view! {
        <a
            class=class
            hidden=move || !there()
            href=move || sound.with_part(|part| address(part) + "?download=1")
            download=move || sound.with_part(|part| part.file_name.clone())
            aria-label=label
            title=label
            rel="external"
        >
            {inside}
        </a>
    }
    .into_any()
}

#[component]
fn Volume(sound: Sound) -> impl IntoView {
    let heard = move || {
        if sound.deck.muted.get() {
            0.0
        } else {
            sound.deck.volume.get()
        }
    };
    let label = move || match sound.deck.muted.get() {
        true => text!(panel.player_unmute),
        false => text!(panel.player_mute),
    };
    let filled = move || ["--done:", &number_text(heard() * 100.0), "%"].concat();
    view! {
        <div class="vol">
            <button
                type="button"
                class="btn ico bare"
                class:off=move || sound.deck.muted.get()
                aria-label=label
                title=label
                on:click=move |_| sound.deck.mute(!sound.deck.muted.get_untracked())
            >
                <Icon name=Glyph::Volume/>
            </button>
            <input
                type="range"
                class="seek rng"
                min="0"
                max="1"
                step="0.05"
                style=filled
                prop:value=move || number_text(heard())
                aria-label=text!(panel.player_volume)
                on:input=move |event| sound.deck.choose_volume(number_in(&event_target_value(&event)).unwrap_or(1.0))
                // The arrows move the volume here.
                on:keydown=move |event| if event.key().starts_with("Arrow") { event.stop_propagation() }
            />
        </div>
    }
}
