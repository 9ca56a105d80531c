//! The search box: narrows while typing, and suggests by kind what could be meant.

use std::time::Duration;

use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;

use call_journal_model::filter::Filter;
use call_journal_model::view::{Suggested, Suggestion};

use crate::journal::api::suggest;
use crate::journal::carried::carried;
use crate::journal::chips::calls_text;
use crate::journal::names::Names;
use crate::journal::place::{History, Place};
use crate::text;
use crate::ui::browser;
use crate::ui::changing::changing;
use crate::ui::highlight::marked;
use crate::ui::icon::{Glyph, Icon};

/// How long the fingers rest before the server is asked.
const REST: Duration = Duration::from_millis(150);

/// The field, its keys, and the suggestions below it.
#[component]
pub fn SearchBox() -> impl IntoView {
    let place = Place::of_page();
    let state = Search {
        place,
        names: expect_context(),
        field: NodeRef::new(),
        typed: RwSignal::new(place.filter.get_untracked().search),
        found: RwSignal::new(Vec::new()),
        chosen: RwSignal::new(None),
        open: RwSignal::new(false),
        timer: StoredValue::new(None),
        request: StoredValue::new(0),
    };
    let Search {
        field,
        typed,
        found,
        chosen,
        open,
        ..
    } = state;
    state.follow_address();
    state.listen_for_shortcuts();
    let is_open = move || open.get() && !found.read().is_empty();
    view! {
        <form
            class="search"
            role="search"
            method="get"
            action="/"
            on:submit=move |event| {
                event.prevent_default();
                state.enter();
            }
            on:focusout=move |_| open.set(false)
        >
            <Icon name=Glyph::Search/>
            <input
                node_ref=field
                type="search"
                name="q"
                value=typed.get_untracked()
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                role="combobox"
                aria-label=text!(journal.search_label)
                aria-autocomplete="list"
                aria-expanded=move || is_open().to_string()
                aria-controls="suggestions"
                aria-activedescendant=move || chosen.get().map(option_id)
                aria-keyshortcuts="Control+Shift+F /"
                placeholder=text!(journal.search_placeholder)
                on:input:target=move |event| state.type_in(event.target().value())
                on:keydown=move |event| state.on_key(&event)
                on:focus=move |_| open.set(true)
            />
            {carried(place, |filter| filter.search.clear())}
            <kbd class="cap" class:away=move || !typed.read().is_empty() aria-hidden="true">"Ctrl+Shift+F"</kbd>
            <a
                class="x"
                class:away=move || typed.read().is_empty()
                href=move || place.with_filter(|filter| filter.search.clear())
                data-noscroll=""
                aria-label=text!(journal.clear_search)
                title=text!(journal.clear_search)
                on:click=move |event| {
                    event.prevent_default();
                    state.clear();
                    browser::focus(".search input");
                }
            >
                <Icon name=Glyph::Close/>
            </a>
            <div class="pop sugg" class:away=move || !is_open()>
                <ul id="suggestions" role="listbox" aria-label=text!(journal.suggestions)>
                    {changing(move || state.options())}
                </ul>
                <p class="foot" aria-hidden="true">
                    <span><kbd>"↑"</kbd>" "<kbd>"↓"</kbd>" "{text!(journal.key_choose)}</span>
                    <span><kbd>"Enter"</kbd>" "{text!(journal.key_exactly)}</span>
                    <span><kbd>"Esc"</kbd>" "{text!(journal.key_clear)}</span>
                </p>
            </div>
        </form>
    }
}

#[derive(Clone, Copy)]
struct Search {
    place: Place,
    names: Names,
    field: NodeRef<html::Input>,
    typed: RwSignal<String>,
    found: RwSignal<Vec<Suggested>>,
    chosen: RwSignal<Option<usize>>,
    open: RwSignal<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    request: StoredValue<u32>,
}

impl Search {
    /// The address changed by Back, by a link or by a chip: the field says the same. Letters typed before the page
    /// came to life are searched for.
    fn follow_address(self) {
        Effect::new(move |first: Option<()>| {
            let search = self.place.filter.read().search.clone();
            let Some(field) = self.field.get() else { return };
            let value = field.value();
            if first.is_none() && value != search {
                self.type_in(value);
            } else if !same_words(&search, &self.typed.read_untracked()) {
                field.set_value(&search);
                self.typed.set(search);
            }
        });
    }

    fn listen_for_shortcuts(self) {
        let pressed = window_event_listener(leptos::ev::keydown, move |event| {
            let alone = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
            // By the place of the key, because the letters of another layout stand there.
            let find = event.ctrl_key() && event.shift_key() && event.code() == "KeyF";
            let slash = alone && (event.key() == "/" || (event.code() == "Slash" && !event.shift_key()));
            if (find || (slash && !browser::is_typing(event.target())))
                && let Some(field) = self.field.get_untracked()
            {
                event.prevent_default();
                // A field that is seen takes the focus.
                let _ = field.focus();
                field.select();
            }
        });
        on_cleanup(move || pressed.remove());
    }

    fn type_in(self, value: String) {
        self.typed.set(value);
        self.open.set(true);
        self.chosen.set(None);
        self.stop();
        let timer = set_timeout_with_handle(move || self.search(), REST);
        self.timer.set_value(timer.ok());
    }

    fn stop(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn search(self) {
        let typed = self.typed.get_untracked();
        let search = typed.trim().to_owned();
        self.place
            .filter_by(|filter| filter.search = search.clone(), History::Replace);
        let request = self.request.get_value().wrapping_add(1);
        self.request.set_value(request);
        if search.is_empty() {
            return self.found.set(Vec::new());
        }
        let filter = self.place.filter.get_untracked();
        spawn_local(async move {
            // Without suggestions the search goes on: its own failure is shown where the rows are.
            let found = suggest(filter).await.unwrap_or_default();
            if self.request.try_get_value() == Some(request) {
                self.found.set(found);
            }
        });
    }

    fn clear(self) {
        if let Some(field) = self.field.get_untracked() {
            field.set_value("");
        }
        self.stop();
        self.typed.set(String::new());
        self.chosen.set(None);
        self.search();
    }

    fn enter(self) {
        let chosen = self
            .chosen
            .get_untracked()
            .and_then(|at| self.found.read_untracked().get(at).cloned());
        match chosen {
            Some(suggested) => self.pick(suggested.what),
            None => {
                self.stop();
                self.search();
                self.open.set(false);
            }
        }
    }

    /// Shows exactly what was suggested, instead of what was typed.
    fn pick(self, suggestion: Suggestion) {
        self.stop();
        self.request
            .update_value(|request| *request = request.wrapping_add(1));
        self.found.set(Vec::new());
        self.chosen.set(None);
        self.typed.set(String::new());
        if let Some(field) = self.field.get_untracked() {
            field.set_value("");
        }
        self.names.remember(&suggestion);
        let narrow = |filter: &mut Filter| *filter = suggestion.narrow(filter);
        self.place.filter_by(narrow, History::Push);
    }

    fn on_key(self, event: &web_sys::KeyboardEvent) {
        let many = self.found.read_untracked().len();
        let at = self.chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if many > 0 => {
                self.open.set(true);
                self.chosen.set(Some(at.map_or(0, |at| (at + 1) % many)));
            }
            "ArrowUp" if many > 0 => self
                .chosen
                .set(Some(at.unwrap_or(0).checked_sub(1).unwrap_or(many - 1))),
            "ArrowDown" => browser::focus(".rows [tabindex='0']"),
            "Escape" if !self.typed.read_untracked().is_empty() => self.clear(),
            "Escape" => browser::focus(".rows [tabindex='0']"),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn options(self) -> AnyView {
        let mut above = None;
        let option = move |(at, suggested): (usize, Suggested)| {
            let Suggested {
                what: suggestion,
                calls,
            } = suggested;
            let (glyph, kind, name) = match &suggestion {
                Suggestion::Customer {
                    name, found_by: None, ..
                } => (Glyph::People, text!(journal.kind_customer), name.clone()),
                Suggestion::Customer {
                    name,
                    found_by: Some(by),
                    ..
                } => (
                    Glyph::People,
                    text!(journal.kind_customer),
                    [name, " — ", by].concat(),
                ),
                Suggestion::Employee { name, .. } => {
                    (Glyph::Headset, text!(journal.kind_employee), name.clone())
                }
                Suggestion::Number { display, .. } => {
                    (Glyph::Phone, text!(journal.kind_number), display.clone())
                }
            };
            let parted = above.replace(glyph).is_some_and(|above| above != glyph);
            let is_chosen = move || self.chosen.get() == Some(at);
            let name = marked(&name, &self.typed.read_untracked());
            view! {
                <li
                    id=option_id(at)
                    role="option"
                    class="opt"
                    class:parted=parted
                    aria-selected=move || is_chosen().to_string()
                    on:mousedown=|event| event.prevent_default()
                    on:click=move |_| self.pick(suggestion.clone())
                >
                    <Icon name=glyph/>
                    <span class="cut"><span class="kind">{kind}": "</span>{name}</span>
                    <span class="end">{calls_text(calls)}</span>
                </li>
            }
            .into_any()
        };
        self.found
            .get()
            .into_iter()
            .enumerate()
            .map(option)
            .collect_view()
            .into_any()
    }
}

fn option_id(at: usize) -> String {
    ["suggestion-", &at.to_string()].concat()
}

fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}
