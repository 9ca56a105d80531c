//! How one listens: speed, silences, which side is louder.

use leptos::prelude::*;

use call_journal_model::call::Direction;

use super::sound::{SPEEDS, Sound};
use super::wave::{is_stereo, sides};
use crate::i18n::{Locale, locale};
use crate::text;
use crate::ui::browser::focus;
use crate::ui::changing::changing;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::number::{number_in, number_text};
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

/// A button that shows the speed and opens all of that.
#[component]
pub(super) fn Hearing(sound: Sound, direction: Direction) -> impl IntoView {
    let deck = sound.deck;
    let open = RwSignal::new(false);
    let choices = SPEEDS.map(|speed| {
        let chosen = move || (deck.speed.get() - speed).abs() < 0.01;
        let choose = move |_| {
            deck.choose_speed(speed);
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
    let label = Signal::derive(move || text!(panel.player_speed, speed = name(deck.speed.get())).to_string());
    let balance = move || match is_stereo(sound) {
        true => balance(sound, direction),
        false => ().into_any(),
    };
    view! {
        <div class="speed">
            <Popover
                open
                button_class="btn bare sp"
                label
                button=view! { <span>{move || name(deck.speed.get())}</span> }.into_any()
            >
                <div class="speeds" role="group" aria-label=text!(panel.player_speeds)>{choices.into_iter().collect_view()}</div>
                <label class="tick">
                    <input
                        type="checkbox"
                        prop:checked=move || deck.skips_quiet.get()
                        on:change:target=move |event| deck.skip_quiet(event.target().checked())
                    />
                    {text!(panel.player_skip_quiet)}
                </label>
                {changing(balance)}
            </Popover>
        </div>
    }
    .into_any()
}

/// The slider between both sides; the customer's end is on the left.
fn balance(sound: Sound, direction: Direction) -> AnyView {
    let deck = sound.deck;
    let [left, right] = sides(direction);
    // The drawing puts the customer first; the file need not.
    let turned = right.0 == Glyph::Person;
    let (first, second) = if turned { (right, left) } else { (left, right) };
    let shown = move || {
        if turned {
            -deck.balance.get()
        } else {
            deck.balance.get()
        }
    };
    let choose = move |text: String| {
        let chosen = number_in(&text).unwrap_or(0.0);
        deck.choose_balance(if turned { -chosen } else { chosen });
    };
    let spoken = move || {
        let shown = shown();
        match () {
            () if shown < -0.05 => text!(panel.player_balance_louder, side = first.1).to_string(),
            () if shown > 0.05 => text!(panel.player_balance_louder, side = second.1).to_string(),
            () => text!(panel.player_balance_even).to_owned(),
        }
    };
    view! {
        <div class="balance">
            <span title=first.1><Icon name=first.0/></span>
            <input
                type="range"
                class="seek"
                min="-1"
                max="1"
                step="0.25"
                style=move || ["--done:", &number_text((shown() + 1.0) * 50.0), "%"].concat()
                prop:value=move || number_text(shown())
                aria-label=text!(panel.player_balance)
                aria-valuetext=spoken
                on:input=move |event| choose(event_target_value(&event))
                on:keydown=move |event| if event.key().starts_with("Arrow") { event.stop_propagation() }
            />
            <span title=second.1><Icon name=second.0/></span>
        </div>
    }
    .into_any()
}
