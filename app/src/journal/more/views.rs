//! Filters with a name: those that are there, and the filter of now to be given one.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;

use call_journal_model::view::{SavedView, ViewRefused};

use super::Open;
use super::api::{begin_with, delete_view, list_views, save_view};
use crate::error::AppError;
use crate::journal::place::Place;
use crate::text;
use crate::ui::browser;
use crate::ui::changing::changing;
use crate::ui::icon::{Glyph, Icon};

/// What is known of them.
#[derive(Clone, Copy)]
struct Known {
    views: RwSignal<Vec<SavedView>>,
    /// What went wrong last, as a sentence.
    said: RwSignal<String>,
}

impl Known {
    /// Does something, then reads all anew.
    fn after(self, what: impl Future<Output = Result<Option<ViewRefused>, AppError>> + 'static) {
        spawn_local(async move {
            let refused = what.await;
            let views = list_views().await;
            // The menu may be gone.
            let said = match (&refused, &views) {
                (Err(error), _) | (_, Err(error)) => error.sentence(),
                (Ok(Some(ViewRefused::NoName)), _) => text!(journal.view_no_name).to_owned(),
                (Ok(Some(ViewRefused::TooMany)), _) => text!(journal.view_too_many).to_owned(),
                (Ok(None), Ok(_)) => String::new(),
            };
            self.said.try_set(said);
            if let Ok(views) = views {
                self.views.try_set(views);
            }
        });
    }
}

/// The list and the form.
#[component]
pub(super) fn Views() -> impl IntoView {
    let known = Known {
        views: RwSignal::new(Vec::new()),
        said: RwSignal::new(String::new()),
    };
    known.after(async { Ok(None) });
    let list = changing(move || {
        let views = known.views.get();
        if views.is_empty() {
            return view! { <p class="hint">{text!(journal.views_none)}</p> }.into_any();
        }
        let lines = views.into_iter().map(|view| line(known, view)).collect_view();
        view! { <ul>{lines}</ul> }.into_any()
    });
    view! {
        <section class="views" aria-labelledby="views">
            <p class="ttl" id="views">{text!(journal.views)}</p>
            {list}
            {form(known)}
            <p class="hint" role="alert">{known.said}</p>
        </section>
        <hr/>
    }
}

fn line(known: Known, view: SavedView) -> AnyView {
    let place = Place::of_page();
    let Open(open) = expect_context();
    let SavedView {
        id,
        name,
        query,
        shared,
        owner,
        is_default,
    } = view;
    let href = ["/?", &query].concat();
    let is_shown = move || (place.query() == query).then_some("page");
    let of = match (&owner, shared) {
        (Some(owner), _) => owner.clone(),
        (None, true) => text!(journal.view_shared).to_owned(),
        (None, false) => String::new(),
    };
    let begin = [text!(journal.view_begin), ": ", &name].concat();
    let delete = [text!(journal.view_delete), ": ", &name].concat();
    let choose = move |_| {
        known.after(async move { begin_with((!is_default).then_some(id)).await.map(|()| None) });
    };
    let take_away = move |_| {
        browser::keep_focus(&[".views input"]);
        known.after(async move { delete_view(id).await.map(|()| None) });
    };
    let delete = owner.is_none().then(|| {
        view! {
            <button type="button" class="btn ico bare" aria-label=delete.clone() title=delete on:click=take_away>
                <Icon name=Glyph::Close/>
            </button>
        }
    });
    view! {
        <li>
            <a class="item" href=href data-noscroll="" aria-current=is_shown on:click=move |_| open.set(false)>
                <span class="cut">{name}</span>
                <span class="mu cut">{of}</span>
            </a>
            <button
                type="button"
                class="btn ico bare"
                aria-pressed=is_default.to_string()
                aria-label=begin.clone()
                title=begin
                on:click=choose
            >
                <Icon name=Glyph::Pin/>
            </button>
            {delete}
        </li>
    }
    .into_any()
}

/// A name for the filter of now.
fn form(known: Known) -> AnyView {
    let place = Place::of_page();
    let (name, shared) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let (Some(field), Some(shared)) = (name.get_untracked(), shared.get_untracked()) else {
            return;
        };
        let (typed, query) = (field.value(), untrack(|| place.query()));
        let shared = shared.checked();
        known.after(async move {
            let refused = save_view(typed, query, shared).await?;
            if refused.is_none() {
                field.set_value("");
            }
            Ok(refused)
        });
    };
    view! {
        <form class="fields" on:submit=save>
            <div class="side">
                <input
                    type="text"
                    node_ref=name
                    required=true
                    maxlength=SavedView::LONGEST.to_string()
                    autocomplete="off"
                    aria-label=text!(journal.view_name)
                    placeholder=text!(journal.view_name)
                />
                <button type="submit" class="btn">{text!(journal.view_save)}</button>
            </div>
            <label class="check"><input type="checkbox" node_ref=shared/>{text!(journal.view_share)}</label>
        </form>
    }
    .into_any()
}
