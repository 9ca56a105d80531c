//! The page itself: what lies where, and what its parts share.

use futures_util::future::join;
use leptos::prelude::*;

use call_journal_model::view::{CallPage, Surroundings};

use crate::customers;
use crate::customers::registration::Registration;
use crate::error::AppError;
use crate::frame::{Frame, Section, failed};
use crate::journal::api::{list_calls, load_surroundings};
use crate::journal::chips::Chips;
use crate::journal::live::{LinkMark, Live, OfflineBar};
use crate::journal::names::Names;
use crate::journal::place::{History, Place};
use crate::journal::rows::{CallList, RowsStoreFields};
use crate::journal::selection::Selection;
use crate::journal::strip::Strip;
use crate::journal::table::CallTable;
use crate::journal::toolbar::Toolbar;
use crate::panel::CallPanel;
use crate::text;
use crate::ui::changing::on_change;
use crate::ui::json::PageJson;
use crate::ui::part::Instead;
use crate::ui::{self, browser};

/// The journal page.
#[component]
#[must_use]
pub fn JournalPage() -> impl IntoView {
    let place = Place::of_router();
    provide_context(place);
    // Blocking: the answer's status says whether the journal could be read.
    let start = Resource::<_, PageJson>::new_with_options(
        || (),
        move |()| {
            let (filter, after) = (place.filter.get_untracked(), place.after.get_untracked());
            async move {
                // Neither needs the other.
                let (surroundings, first) = join(load_surroundings(), list_calls(filter, after)).await;
                Ok::<_, AppError>((surroundings?, first?))
            }
        },
        true,
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((surroundings, first)) => view! { <Journal surroundings first/> }.into_any(),
                    Err(error) => failed(text!(journal.not_loaded), &error, None),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Journal(surroundings: Surroundings, first: CallPage) -> impl IntoView {
    let place = Place::of_page();
    let (filter, after) = (place.filter.get_untracked(), place.after.get_untracked());
    let list = CallList::new(first, filter, after);
    let live = Live::new(list, place, &surroundings);
    live.listen();
    live.watch_title();
    provide_context(live);
    let names = Names::new(surroundings.lines.clone());
    provide_context(surroundings.clone());
    provide_context(names);
    let registration = Registration::new();
    provide_context(registration);
    provide_context(Selection {
        call: place.call.into(),
        select: Callback::new(move |call| place.select(call, History::Push)),
    });
    let learn = move || {
        if let Some(line) = list.rows.lines().read().first() {
            names.learn(&place.filter.read_untracked(), &line.call);
        }
    };
    untrack(learn);
    on_change(learn);
    on_change(move || list.count_rest());
    close_on_escape(place);
    let page = view! {
        <main class="main" id="journal">
            <h1 class="vh">{text!(journal.title)}</h1>
            <Toolbar/>
            <Chips list/>
            <OfflineBar/>
            <Strip/>
            <CallTable list/>
        </main>
        <CallPanel/>
        {card_dialog(registration)}
    };
    view! { <Frame surroundings section=Section::Journal page=page.into_any() link=view! { <LinkMark/> }.into_any()/> }
}

/// The card of a new customer in front of the page; its code comes when it is wanted first.
fn card_dialog(registration: Registration) -> AnyView {
    let instead = Instead {
        before: || ().into_any(),
        waiting: || ().into_any(),
        failed: |error, again| {
            view! {
                <p class="toast" role="alert">
                    {error.sentence()}
                    <button type="button" class="link" on:click=move |_| again.run(())>{text!(ui.retry)}</button>
                </p>
            }
            .into_any()
        },
    };
    let wanted =
        Memo::new(move |wanted: Option<&bool>| wanted == Some(&true) || registration.card.read().is_some());
    ui::part::part(
        customers::part::dialog,
        customers::part::load_dialog,
        wanted.into(),
        instead,
    )
}

/// Esc closes the panel, unless somebody nearer wanted it: a field, a dialog, a menu.
fn close_on_escape(place: Place) {
    let pressed = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" && !event.default_prevented() && !browser::is_typing(event.target()) {
            place.select(None, History::Push);
        }
    });
    on_cleanup(move || pressed.remove());
}
