//! «Клиент» of an unknown number: a field to find whose it is, and ⊕ to make a customer of it.
//!
//! What was typed outlives changes of the call: `Assign` is the body's. What is proposed below the field is `list`'s, what
//! follows a choice `choice`'s, what came of it `outcome`'s.

mod choice;
mod list;
mod outcome;

pub(super) use outcome::AssignOutcome;

use std::time::Duration;

use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assignee, ContactChoice, CustomerRow};

use crate::customers::api::assign::find_customers;
use crate::customers::registration::{Opening, Registration, Way};
use crate::text;
use crate::ui::browser;
use crate::ui::changing::{changing, on_change};
use crate::ui::icon::{Glyph, Icon};

/// How long the fingers rest before the server is asked.
const REST: Duration = Duration::from_millis(120);

/// What stands below the field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing.
    #[default]
    Closed,
    /// Customers to choose from.
    Find,
    /// One is chosen: its own number, or a contact person's?
    Chosen(CustomerRow),
    /// Whose of its contact persons; `None` while they are on their way.
    Contacts(CustomerRow, Option<Vec<ContactChoice>>),
    /// The name of a contact person who is not there yet.
    NewContact(CustomerRow),
    /// At once, or by the card?
    Ask,
}

/// What was typed for a call. Provided as context by the panel's body.
#[derive(Clone, Copy)]
pub(super) struct Assign {
    registration: Registration,
    call: RwSignal<Option<CallId>>,
    pub(super) typed: RwSignal<String>,
    pub(super) found: RwSignal<Vec<CustomerRow>>,
    pub(super) at: RwSignal<usize>,
    pub(super) stage: RwSignal<Stage>,
    timer: StoredValue<Option<TimeoutHandle>>,
    asked: StoredValue<u32>,
}

impl Assign {
    pub(super) fn new() -> Assign {
        Assign {
            // Event handlers have no context to find it in.
            registration: Registration::of_page(),
            call: RwSignal::new(None),
            typed: RwSignal::default(),
            found: RwSignal::default(),
            at: RwSignal::new(0),
            stage: RwSignal::default(),
            timer: StoredValue::new(None),
            asked: StoredValue::new(0),
        }
    }

    /// Another call begins with an empty field.
    fn begin(self, call: CallId) {
        if self.call.get_untracked() != Some(call) {
            self.call.set(Some(call));
            self.clear();
        }
    }

    fn clear(self) {
        self.stop();
        self.typed.set(String::new());
        self.found.set(Vec::new());
        self.stage.set(Stage::Closed);
    }

    fn stop(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn type_in(self, value: String) {
        self.typed.set(value);
        self.stage.set(Stage::Find);
        self.stop();
        self.timer
            .set_value(set_timeout_with_handle(move || self.find(), REST).ok());
    }

    /// Asks who could be meant.
    fn find(self) {
        let request = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(request);
        let typed = self.typed.get_untracked();
        spawn_local(async move {
            // Without an answer one can still make a new customer.
            let found = find_customers(typed).await.unwrap_or_default();
            if self.asked.try_get_value() == Some(request) {
                self.at.set(0);
                self.found.set(found);
            }
        });
    }

    fn open(self) {
        if *self.stage.read_untracked() == Stage::Closed {
            self.stage.set(Stage::Find);
            if self.found.read_untracked().is_empty() {
                self.find();
            }
        }
    }

    /// Gives the number to somebody, and is done.
    pub(super) fn give(self, call: CallId, to: Assignee) {
        self.stage.set(Stage::Closed);
        self.registration.assign(call, to, None, move || self.clear());
    }

    /// Makes a customer of what was typed, in the way that the person has set.
    fn create(self, call: CallId, way: Way, caller: Option<String>) {
        let typed = self.typed.get_untracked().trim().to_owned();
        match way {
            Way::Card => {
                self.stage.set(Stage::Closed);
                let name = if typed.is_empty() {
                    caller.unwrap_or_default()
                } else {
                    typed
                };
                let opening = Opening {
                    call: Some(call),
                    name,
                };
                self.registration.card.set(Some(opening));
            }
            Way::AtOnce if typed.is_empty() => {
                self.open();
                browser::focus("#assign");
            }
            Way::AtOnce => self.give(call, Assignee::NewCustomer(typed)),
            Way::Ask => {
                self.stage.set(Stage::Ask);
                request_animation_frame(|| browser::focus(".assign .choice button"));
            }
        }
    }
}

/// The field, ⊕, and what opens below.
#[component]
pub(super) fn AssignBox(call: CallId, caller: Option<String>) -> impl IntoView {
    let state = expect_context::<Assign>();
    let registration = state.registration;
    on_change(move || state.begin(call));
    let field = NodeRef::<html::Input>::new();
    let caller = StoredValue::new(caller);
    let create = move || state.create(call, Way::of_browser(), caller.get_value());
    let pressed = window_event_listener(leptos::ev::keydown, move |event| {
        let free = !event.default_prevented() && registration.card.read_untracked().is_none();
        if event.key() == "F7" && free {
            event.prevent_default();
            create();
        }
    });
    on_cleanup(move || pressed.remove());
    let is_open = move || *state.stage.read() != Stage::Closed;
    let lists = move || *state.stage.read() == Stage::Find;
    let leave = move |event: web_sys::FocusEvent| {
        if !stays_inside(&event) {
            state.stage.set(Stage::Closed);
        }
    };
    view! {
        <div class="assign script-only" on:focusout=leave on:keydown=move |event| on_key(state, &event)>
            <input
                node_ref=field
                id="assign"
                class="field"
                role="combobox"
                aria-label=text!(panel.customer)
                aria-autocomplete="list"
                aria-expanded=move || lists().to_string()
                aria-controls="assign-list"
                aria-activedescendant=move || lists().then(|| list::option_id(state.at.get()))
                placeholder=text!(panel.assign_placeholder)
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                prop:value=move || state.typed.get()
                on:input:target=move |event| state.type_in(event.target().value())
                on:focus=move |_| state.open()
                on:click=move |_| state.open()
            />
            <button
                type="button"
                class="btn ico bare add"
                aria-label=text!(panel.create_customer)
                title=text!(panel.create_customer)
                on:click=move |_| create()
            >
                <Icon name=Glyph::Plus/>
            </button>
            <div class="pop" class:away=move || !is_open()>
                {changing(move || match state.stage.get() {
                    Stage::Closed => ().into_any(),
                    Stage::Find => list::customers(state, Callback::new(move |()| create())),
                    Stage::Chosen(row) => choice::whose(state, call, row),
                    Stage::Contacts(row, contacts) => choice::contacts(state, call, &row, contacts),
                    Stage::NewContact(row) => choice::new_contact(state, call, row),
                    Stage::Ask => choice::ask(state, Callback::new(move |way| state.create(call, way, caller.get_value()))),
                })}
            </div>
        </div>
    }
    .into_any()
}

/// Keys of the field: through the list, and back from where one is.
fn on_key(state: Assign, event: &web_sys::KeyboardEvent) {
    let stage = state.stage.get_untracked();
    let many = state.found.read_untracked().len();
    let at = state.at.get_untracked();
    match (event.key().as_str(), &stage) {
        ("Escape", Stage::Closed) => return,
        ("Escape", Stage::Contacts(row, _) | Stage::NewContact(row)) => choice::choose(state, row.clone()),
        ("Escape", Stage::Chosen(_) | Stage::Ask) => {
            state.stage.set(Stage::Find);
            browser::focus("#assign");
        }
        ("Escape", Stage::Find) => state.stage.set(Stage::Closed),
        ("ArrowDown", Stage::Closed) => state.open(),
        ("ArrowDown", Stage::Find) if many > 0 => state.at.set((at + 1) % many),
        ("ArrowUp", Stage::Find) if many > 0 => state.at.set(at.checked_sub(1).unwrap_or(many - 1)),
        ("ArrowDown" | "ArrowUp", Stage::Chosen(_) | Stage::Contacts(..) | Stage::Ask) => {
            choice::step(event.key() == "ArrowDown");
        }
        ("Enter", Stage::Find) => {
            if let Some(row) = state.found.read_untracked().get(at) {
                choice::choose(state, row.clone());
            }
        }
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Whether the focus goes to something inside.
fn stays_inside(event: &web_sys::FocusEvent) -> bool {
    use leptos::wasm_bindgen::JsCast;
    let node =
        |target: Option<web_sys::EventTarget>| target.and_then(|to| to.dyn_into::<web_sys::Node>().ok());
    let to = node(event.related_target());
    let inside = node(event.current_target());
    inside.is_some_and(|inside| to.is_some_and(|to| inside.contains(Some(&to))))
}
