//! The choice of speed.

use leptos::prelude::*;

use crate::i18n::{Locale, locale};
use crate::panel::player::sound::{SPEEDS, Sound};
use crate::text;
use crate::ui::browser::focus;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::number::number_text;
use crate::ui::popover::Popover;

/// `1,25×`
fn name(speed: f64) -> String {
    let number = number_text(speed);
    let number = if locale() == Locale::ru {
        number.replace('.', ",")
    } else {
        number
    };
    number + "×"
}

/// A button that shows the speed and opens the others.
#[component]
pub(super) fn Speed(sound: Sound) -> impl IntoView {
    let open = RwSignal::new(false);
    let choices = SPEEDS.map(|speed| {
        let chosen = move || (sound.speed.get() - speed).abs() < 0.01;
        let choose = move |_| {
            sound.choose_speed(speed);
            open.set(false);
            focus(".speed summary");
        };
        view! {
            <button type="button" aria-pressed=move || chosen().to_string() on:click=choose>
                {name(speed)}
                <span hidden=move || !chosen()><Icon name=Glyph::Check/></span>
            </button>
        }
    });
    let label =
        Signal::derive(move || text!(panel.player_speed, speed = name(sound.speed.get())).to_string());
    view! {
        <div class="speed">
            <Popover
                open
                button_class="btn bare sp"
                label
                button=view! { <span>{move || name(sound.speed.get())}</span> }.into_any()
            >
                <div class="speeds" role="group" aria-label=text!(panel.player_speeds)>{choices.into_iter().collect_view()}</div>
            </Popover>
        </div>
    }
}
