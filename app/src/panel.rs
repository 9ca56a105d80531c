//! The side panel: recordings, details, route, comment of the selected call.
//!
//! Docked beside the table from 1200 px on (pinned or not, folded or not: `keep`), a sheet above it below that
//! (`sheet`). Which call is selected is the journal's business.

pub mod api;
mod browser;
mod comment;
mod details;
mod dial;
mod drafts;
mod fresh;
mod keep;
mod links;
mod names;
mod player;
mod reason;
mod route;
mod sheet;

pub use dial::Rung;

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{self, wasm_bindgen::JsCast};

use call_journal_model::status::Status;
use call_journal_model::view::{CallDetails, CallParty, RecordingView, Surroundings};

use crate::error::AppError;
use crate::journal::selection::Selection;
use crate::panel::api::load_call;
use crate::panel::comment::Comment;
use crate::panel::details::Details;
use crate::panel::dial::Dial;
use crate::panel::drafts::Drafts;
use crate::panel::fresh::Fresh;
use crate::panel::keep::Keep;
use crate::panel::player::Recordings;
use crate::text;
use crate::ui::browser::focus;
use crate::ui::changing::changing;
use crate::ui::format::{date, hour_and_minute, length, when_text};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::json::PageJson;
use crate::ui::words;

/// The row that the docked panel gives the focus back to.
const SELECTED_ROW: &str = "[role=row][aria-selected=true], tr[aria-selected=true]";

/// The side panel of the journal page; reads [`Selection`] from context.
#[component]
pub fn CallPanel() -> impl IntoView {
    let selection = Selection::of_page();
    let keep = Keep::from_cookies();
    provide_context(keep);
    provide_context(Drafts::new());
    provide_context(Dial::new());

    let call = selection.call;
    let details = Resource::<_, PageJson>::new_with_options(
        move || call.get(),
        |call| async move {
            match call {
                Some(call) => Some(load_call(call).await),
                None => None,
            }
        },
        false,
    );
    let fresh = Fresh::follow(call);
    let reload = Callback::new(move |()| {
        fresh.forget();
        details.refetch();
    });
    // What the server rendered has parts for readers without JavaScript; calls selected later need none.
    let served = from_server().then(|| call.get_untracked()).flatten();

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
                <Transition fallback=Waiting>
                    {move || Suspend::new(async move {
                        match details.await {
                            None => view! { <NothingSelected/> }.into_any(),
                            Some(Ok(details)) => {
                                let plain = served == Some(details.summary.id);
                                view! { <Selected details fresh plain reload/> }.into_any()
                            }
                            Some(Err(error)) => view! { <NotLoaded error reload/> }.into_any(),
                        }
                    })}
                </Transition>
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

/// Whether this view is rendered by the server, or wakes up as the server rendered it.
fn from_server() -> bool {
    cfg!(feature = "ssr") || Owner::current_shared_context().is_some_and(|shared| shared.during_hydration())
}

/// One call. Each block changes by itself when the call does: what is being heard, typed or read elsewhere stays.
#[component]
fn Selected(details: CallDetails, fresh: Fresh, plain: bool, reload: Callback<()>) -> impl IntoView {
    let Selection { call, .. } = Selection::of_page();
    let id = details.summary.id;
    let day = details.summary.started.date();
    let now = Memo::new(move |_| fresh.of(id).unwrap_or_else(|| details.clone()));
    let comment = Memo::new(move |_| now.read().comment.clone());
    let audio = Memo::new(move |_| audible(&now.read()));
    let route = RwSignal::new(false);
    let facts = Memo::new(move |before: Option<&CallDetails>| match before {
        // Whoever reads the route reads on; what changed meanwhile comes when it is closed.
        Some(before) if route.get() => before.clone(),
        _ => CallDetails {
            comment: None,
            ..now.get()
        },
    });
    let head = move || view! { <SheetHead details=StoredValue::new(facts.get())/> }.into_any();
    let recordings = move || {
        audio.track();
        view! { <Recordings details=StoredValue::new(now.get_untracked()) plain reload/> }.into_any()
    };
    let details =
        move || view! { <Details details=StoredValue::new(facts.get()) route plain reload/> }.into_any();
    view! {
        // Another call was selected, and its details are on their way.
        <div class="panel-call" aria-busy=move || (call.get() != Some(id)).then_some("true")>
            {changing(head)}
            <div class="panel-scroll">
                <section class="blk records">
                    <header><h2>{text!(panel.records)}</h2><KeepButtons/></header>
                    {changing(recordings)}
                </section>
                {changing(details)}
                <Comment call=id day loaded=comment/>
            </div>
        </div>
    }
}

/// What the block of recordings shows of a call.
fn audible(details: &CallDetails) -> (Vec<RecordingView>, CallParty, Option<(Status, bool)>) {
    let call = &details.summary;
    let why_none = details
        .recordings
        .is_empty()
        .then_some((call.status, call.talk.is_none()));
    (details.recordings.clone(), call.party.clone(), why_none)
}

/// The head of the sheet: who, what, when; call back; close. Not seen in the docked panel.
#[component]
fn SheetHead(details: StoredValue<CallDetails>) -> impl IntoView {
    let (title, line, tel) = details.with_value(|details| {
        let call = &details.summary;
        let when = match use_context::<Surroundings>() {
            Some(Surroundings { today, .. }) => when_text(call.started, today),
            None => [date(call.started.date()), hour_and_minute(call.started)].join(", "),
        };
        let parts = [
            Some(words::status(call.status).to_owned()),
            Some(when),
            call.talk.map(length),
        ];
        let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        (
            words::party(&call.party),
            line,
            call.party.number().and_then(names::tel),
        )
    });
    let call_back = text!(panel.call_back);
    let press = Dial::on_press(details.with_value(|details| details.summary.id));
    view! {
        <header class="shead">
            <CloseLink class="btn ico bare back" glyph=Glyph::Left label=text!(panel.back)/>
            <div class="tt"><b class="cut">{title}</b><span class="cut">{line}</span></div>
            {tel.map(|tel| view! {
                <a class="btn ico primary" href=tel rel="external" aria-label=call_back title=call_back on:click=press.clone()><Icon name=Glyph::Phone/></a>
            })}
            <CloseLink class="btn ico bare close" glyph=Glyph::Close label=text!(ui.close)/>
        </header>
    }
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
