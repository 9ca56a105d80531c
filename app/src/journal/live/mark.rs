//! Whether the journal hears of changes: a mark in the rail, and a bar above the rows while it does not.

use leptos::prelude::*;

use super::{Link, Live};
use crate::text;
use crate::ui::changing::{changing, changing_text};
use crate::ui::icon::{Glyph, Icon};

/// «На связи» in the rail. Nothing without JavaScript, where nothing lives.
#[component]
pub fn LinkMark() -> impl IntoView {
    let live = Live::of_page();
    let offline = Memo::new(move |_| live.is_offline());
    let mark = move || {
        let (glyph, word) = match offline.get() {
            true => (Glyph::Offline, text!(journal.link_offline)),
            false => (Glyph::Online, text!(journal.link_online)),
        };
        view! { <Icon name=glyph/>{word} }.into_any()
    };
    view! {
        <span class="link script-only" class:off=move || offline.get() role="status">{changing(mark)}</span>
    }
    .into_any()
}

/// What the rows are worth while nothing is heard, when the next try is, and a way to try at once.
#[component]
pub fn OfflineBar() -> impl IntoView {
    let live = Live::of_page();
    let offline = Memo::new(move |_| live.is_offline());
    let since = changing_text(move || match live.link.get() {
        Link::Offline { since, .. } if !since.is_empty() => {
            text!(journal.offline_since, since = since).to_string()
        }
        _ => text!(journal.offline_never).to_owned(),
    });
    let next = changing_text(move || match live.link.get() {
        Link::Offline { again_in: 0, .. } => text!(journal.offline_trying).to_owned(),
        Link::Offline { again_in, .. } => text!(journal.offline_next, seconds = again_in).to_string(),
        _ => String::new(),
    });
    changing(move || {
        if !offline.get() {
            return ().into_any();
        }
        view! {
            <div class="offline">
                <Icon name=Glyph::Offline/>
                <p><b role="alert">{text!(journal.offline)}</b>" "{since}" "<span class="next">{next}</span></p>
                <button type="button" class="btn link" on:click=move |_| live.retry()>{text!(journal.offline_retry)}</button>
            </div>
        }
        .into_any()
    })
}
