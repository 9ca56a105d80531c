//! What sounds while another call, or none, is looked at: a bar at the bottom of the page.

use leptos::portal::Portal;
use leptos::prelude::*;

use call_journal_model::call::CallId;

use super::deck::Deck;
use super::sound::Sound;
use super::whole::millis;
use crate::journal::selection::Selection;
use crate::panel::links;
use crate::text;
use crate::ui::changing::changing;
use crate::ui::format::short_length;
use crate::ui::icon::{Glyph, Icon};

/// The bar, when there is something to say.
#[component]
pub(in crate::panel) fn NowHeard(deck: Deck) -> impl IntoView {
    let Selection { call, .. } = Selection::of_page();
    let elsewhere = Memo::new(move |_| elsewhere(deck, call));
    let bar = move || match elsewhere.get().and(deck.now.get_untracked()) {
        Some(sound) => view! { <Portal>{bar(deck, sound)}</Portal> }.into_any(),
        None => ().into_any(),
    };
    view! { {changing(bar)} }.into_any()
}

/// The call that sounds, if it is another than the selected one.
fn elsewhere(deck: Deck, selected: Signal<Option<CallId>>) -> Option<CallId> {
    let heard = deck.now.get()?.call;
    (selected.get() != Some(heard)).then_some(heard)
}

fn bar(deck: Deck, sound: Sound) -> AnyView {
    let selection = Selection::of_page();
    let label = move || match sound.playing.get() {
        true => text!(panel.player_pause_other),
        false => text!(panel.player_play_other),
    };
    let icon = move || {
        if sound.playing.get() {
            Glyph::Pause
        } else {
            Glyph::Play
        }
        .href()
    };
    view! {
        <section class="now" aria-label=text!(panel.player_now)>
            <button type="button" class="btn ico play" aria-label=label title=label on:click=move |_| sound.toggle()>
                <svg class="i" aria-hidden="true"><use href=icon></use></svg>
            </button>
            <a class="cut" href=links::address_of(Some(sound.call)) on:click=links::on_press(selection, Some(sound.call)) title=text!(panel.player_to_call)>
                {move || sound.title()}
            </a>
            <span class="t">{move || short_length(millis(sound.position.get()))}" / "{move || sound.length_text()}</span>
            <button type="button" class="btn ico bare" aria-label=text!(panel.player_stop) title=text!(panel.player_stop) on:click=move |_| deck.stop()>
                <Icon name=Glyph::Close/>
            </button>
        </section>
    }
    .into_any()
}
