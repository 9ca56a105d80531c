//! The side panel: recordings, details, route, comment of the selected call.
//!
//! Docked beside the table from 1200 px on (pinned or not, folded or not: `keep`), a sheet above it below that
//! (`sheet`). Which call is selected is the journal's business.

pub mod api;
mod assign;
mod body;
mod browser;
mod comment;
mod details;
mod dial;
mod drafts;
mod fresh;
mod hold;
mod keep;
mod links;
mod names;
pub(crate) mod part;
mod party;
mod player;
mod reason;
mod route;
mod sheet;

pub use dial::Rung;

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{self, wasm_bindgen::JsCast};

use crate::error::AppError;
use crate::journal::selection::Selection;
use crate::panel::keep::Keep;
use crate::text;
use crate::ui;
use crate::ui::browser::focus;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::part::Instead;

/// The row that the docked panel gives the focus back to.
const SELECTED_ROW: &str = "[role=row][aria-selected=true], tr[aria-selected=true]";

/// The side panel of the journal page; reads [`Selection`] from context.
#[component]
pub fn CallPanel() -> impl IntoView {
    let selection = Selection::of_page();
    let keep = Keep::from_cookies();
    provide_context(keep);
    let call = selection.call;
    // From the first selected call on.
    let wanted = Memo::new(move |wanted: Option<&bool>| wanted == Some(&true) || call.get().is_some());
    let instead = Instead {
        before: || view! { <NothingSelected/> }.into_any(),
        waiting: || view! { <Waiting/> }.into_any(),
        failed: |error, reload| view! { <NotLoaded error reload/> }.into_any(),
    };
    let body = ui::part::part(part::body, part::load, wanted.into(), instead);

    let narrow = sheet::use_narrow();
    let sheet = Memo::new(move |_| narrow.get() && call.get().is_some());
    let panel = NodeRef::<html::Section>::new();
    sheet::keep_focus_inside(panel, sheet);
    let on_key = move |event: web_sys::KeyboardEvent| {
        let in_dialog = event.target().is_some_and(is_in_dialog);
        if event.key() == "Escape" && !event.default_prevented() && !in_dialog {
            event.prevent_default();
            event.stop_propagation();
            match sheet.get_untracked() {
                true => selection.select.run(None),
                false => focus(SELECTED_ROW),
            }
        }
    };
    view! {
        <a
            class="panel-scrim"
            class:open=move || call.get().is_some()
            href=links::address_of(None)
            on:click=links::on_press(selection, None)
            aria-hidden="true"
            tabindex="-1"
        ></a>
        <section
            node_ref=panel
            class="panel"
            class:open=move || call.get().is_some()
            class:folded=move || keep.folded.get() || (!keep.pinned.get() && call.get().is_none())
            role=move || if sheet.get() { "dialog" } else { "complementary" }
            aria-modal=move || sheet.get().then_some("true")
            aria-label=text!(panel.selected_call)
            tabindex="-1"
            on:keydown=on_key
        >
            <div class="panel-strip">
                <button
                    type="button"
                    class="btn ico bare"
                    aria-label=text!(panel.unfold)
                    title=text!(panel.unfold)
                    on:click=move |_| {
                        keep.fold(false);
                        if call.get_untracked().is_none() {
                            keep.pin(true);
                        }
                        request_animation_frame(|| focus(".panel .fold"));
                    }
                >
                    <Icon name=Glyph::Fold/>
                </button>
            </div>
            <div class="panel-body">
                {body}
            </div>
        </section>
    }
    .into_any()
}

/// Whether the key is the route dialog's, which closes itself.
fn is_in_dialog(target: web_sys::EventTarget) -> bool {
    let element = target.dyn_into::<web_sys::Element>().ok();
    element.is_some_and(|element| element.closest("dialog").ok().flatten().is_some())
}

/// A link that selects nothing: it closes the sheet, with and without JavaScript.
#[component]
fn CloseLink(class: &'static str, glyph: Glyph, label: &'static str) -> impl IntoView {
    let press = links::on_press(Selection::of_page(), None);
    view! {
        <a class=class href=links::address_of(None) on:click=press aria-label=label title=label><Icon name=glyph/></a>
    }
}

/// Pin and fold, in the first title of the docked panel.
#[component]
fn KeepButtons() -> impl IntoView {
    let keep = expect_context::<Keep>();
    view! {
        <button
            type="button"
            class="btn ico bare keep"
            aria-pressed=move || keep.pinned.get().to_string()
            aria-label=text!(panel.pin)
            title=text!(panel.pin_why)
            on:click=move |_| keep.pin(!keep.pinned.get_untracked())
        >
            <Icon name=Glyph::Pin/>
        </button>
        <button
            type="button"
            class="btn ico bare keep fold"
            aria-label=text!(panel.fold)
            title=text!(panel.fold)
            on:click=move |_| {
                keep.fold(true);
                request_animation_frame(|| focus(".panel-strip button"));
            }
        >
            <Icon name=Glyph::Fold/>
        </button>
    }
}

/// Before anything is selected.
#[component]
fn NothingSelected() -> impl IntoView {
    view! {
        <section class="blk nothing">
            <header><h2>{text!(panel.selected_call)}</h2><KeepButtons/></header>
            <p>{text!(panel.nothing_selected)}</p>
        </section>
    }
}

/// The call could not be loaded.
#[component]
fn NotLoaded(error: AppError, reload: Callback<()>) -> impl IntoView {
    let again = error != AppError::NotFound;
    view! {
        <div class="panel-call">
            <header class="shead">
                <CloseLink class="btn ico bare back" glyph=Glyph::Left label=text!(panel.back)/>
                <div class="tt"><b>{text!(panel.selected_call)}</b></div>
                <CloseLink class="btn ico bare close" glyph=Glyph::Close label=text!(ui.close)/>
            </header>
            <section class="blk nothing">
                <header><h2>{text!(panel.selected_call)}</h2><KeepButtons/></header>
                <p role="alert">{error.sentence()}</p>
                {again.then(|| view! {
                    <button type="button" class="btn" on:click=move |_| reload.run(())>
                        <Icon name=Glyph::Retry/>{text!(panel.again)}
                    </button>
                })}
            </section>
        </div>
    }
}

/// The first load of a call.
#[component]
fn Waiting() -> impl IntoView {
    view! { <p class="panel-waiting" role="status">{text!(panel.loading)}</p> }
}
