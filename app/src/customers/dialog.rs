//! The card of a new customer in front of the journal. What was typed outlives closing it: for each call until it is
//! stored or thrown away.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;

use call_journal_model::call::CallId;
use call_journal_model::customer::{Assignee, CardFields, CustomerCard, CustomerRow, Owned};
use call_journal_model::view::Surroundings;

use crate::customers::api::card::{NewCard, begin_card};
use crate::customers::beside;
use crate::customers::card::draft::Draft;
use crate::customers::card::form::{FormParts, fields};
use crate::customers::card::keys;
use crate::customers::card::saving::{Phase, Saving};
use crate::customers::registration::{Opening, Registration};
use crate::error::AppError;
use crate::text;
use crate::ui::browser;
use crate::ui::changing::{changing, on_change};
use crate::ui::dialog::Dialog;

/// A card that is being filled in for a call.
#[derive(Clone, Copy)]
struct Card {
    call: Option<CallId>,
    start: StoredValue<NewCard>,
    saving: Saving,
}

/// The dialog; reads [`Registration`] from context.
#[component]
pub(super) fn CardDialog() -> impl IntoView {
    let registration = Registration::of_page();
    let cards = StoredValue::new(HashMap::<Option<CallId>, Card>::new());
    let shown = RwSignal::new(None::<Result<Card, AppError>>);
    // Cards outlive the effect that makes them.
    let owner = Owner::current();
    on_change(move || {
        let Some(opening) = registration.card.get() else {
            return shown.set(None);
        };
        if let Some(card) = cards.with_value(|cards| cards.get(&opening.call).copied()) {
            return show(shown, card, &opening);
        }
        let owner = owner.clone();
        spawn_local(async move {
            match begin_card(opening.call).await {
                Ok(start) => {
                    let make = || Card {
                        call: opening.call,
                        saving: Saving::new(
                            begin(&start, &opening),
                            None,
                            Callback::new(move |card| {
                                took(registration, &card);
                            }),
                        ),
                        start: StoredValue::new(start),
                    };
                    let card = match &owner {
                        Some(owner) => owner.with(make),
                        None => make(),
                    };
                    cards.try_update_value(|cards| cards.insert(opening.call, card));
                    show(shown, card, &opening);
                }
                Err(error) => {
                    shown.try_set(Some(Err(error)));
                }
            }
        });
    });
    warn_before_leaving(cards);
    let close = Callback::new(move |()| registration.card.set(None));
    let forget = Callback::new(move |call: Option<CallId>| {
        cards.update_value(|cards| {
            cards.remove(&call);
        });
        close.run(());
    });
    let title = Signal::derive(move || match shown.get() {
        Some(Ok(card)) if card.saving.seen.get().is_some() => card.saving.draft.name.get(),
        _ => text!(customers.new_customer).to_owned(),
    });
    let subtitle = Signal::derive(move || match shown.get() {
        Some(Ok(card)) => {
            let number = card.start.with_value(|start| start.number.clone());
            number.map_or(String::new(), |number| {
                text!(customers.by_call, number = number.display.as_str()).to_string()
            })
        }
        _ => String::new(),
    });
    let open = Signal::derive(move || shown.read().is_some());
    view! {
        <Dialog open on_close=close title subtitle class="card-dialog">
            {changing(move || match shown.get() {
                Some(Ok(card)) => body(card, forget),
                Some(Err(error)) => view! { <p class="bad" role="alert">{error.sentence()}</p> }.into_any(),
                None => ().into_any(),
            })}
        </Dialog>
    }
}

fn show(shown: RwSignal<Option<Result<Card, AppError>>>, card: Card, opening: &Opening) {
    // What was typed in the panel since goes before an empty name.
    if card.saving.draft.name.read_untracked().is_empty() {
        card.saving.draft.name.set(opening.name.clone());
    }
    if shown.try_set(Some(Ok(card))).is_none() {
        request_animation_frame(|| browser::focus("#card-name"));
    }
}

/// A new card: the name that was typed, the number of the call, and whoever fills it in as the manager.
fn begin(start: &NewCard, opening: &Opening) -> Draft {
    let me = use_context::<Surroundings>().and_then(|around| around.me.id);
    let number = start.number.as_ref().map(|number| number.display.clone());
    let draft = Draft::new(CardFields {
        manager: me,
        relations: vec![text!(customers.relation_customer).to_owned()],
        ..CardFields::default()
    });
    draft.name.set(opening.name.clone());
    if let Some(number) = number {
        draft.phones.put(draft, &number);
    }
    draft
}

/// The customer is stored: rows hear of it by themselves.
fn took(registration: Registration, _card: &CustomerCard) {
    registration.going.set(None);
}

/// Closing the tab would lose what was typed.
fn warn_before_leaving(cards: StoredValue<HashMap<Option<CallId>, Card>>) {
    let leaving = window_event_listener(
        leptos::ev::beforeunload,
        move |event: web_sys::BeforeUnloadEvent| {
            let unsaved = cards.with_value(|cards| {
                let mut all = cards.values();
                all.any(|card| untrack(|| card.saving.draft.unsaved()) && worth_asking(card.saving.draft))
            });
            if unsaved {
                event.prevent_default();
            }
        },
    );
    on_cleanup(move || leaving.remove());
}

/// A card that nobody has put a word into is not missed.
fn worth_asking(draft: Draft) -> bool {
    !draft.name.read_untracked().trim().is_empty()
}

fn body(card: Card, forget: Callback<Option<CallId>>) -> AnyView {
    let Card { call, start, saving } = card;
    let today = use_context::<Surroundings>()
        .map(|around| around.today)
        .unwrap_or_default();
    let done = Callback::new(move |()| forget.run(call));
    let save = move || saving.save(Owned::Refuse, || {});
    let save_and_close = move || saving.save(Owned::Refuse, move || done.run(()));
    let registration = Registration::of_page();
    let take_similar = call.map(|call| {
        Callback::new(move |row: CustomerRow| {
            registration.assign(call, Assignee::Customer(row.id), None, || {});
            done.run(());
        })
    });
    let parts = start.with_value(|start| FormParts {
        draft: saving.draft,
        number: start.number.as_ref().map(|number| number.display.clone()),
        employees: start.employees.clone(),
        take_similar,
    });
    let (count, calls) =
        start.with_value(|start| (start.beside.figures.calls, beside::calls(&start.beside, today)));
    let aside = call.map(|_| {
        let heading = text!(customers.calls_of_number, count = count).to_string();
        view! { <aside class="beside" aria-label=heading.clone()><h3>{heading.clone()}</h3>{calls}</aside> }
            .into_any()
    });
    let state = move || match *saving.phase.read() {
        Phase::Saving => text!(customers.saving),
        Phase::Saved if !saving.draft.unsaved() => text!(customers.saved),
        _ => "",
    };
    view! {
        <form
            class="card-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save_and_close();
            }
            on:keydown=move |event| keys(&event, save, save_and_close)
        >
            <div class="cols">
                <div class="scroll">{fields(parts)}</div>
                {aside}
            </div>
            {saving.obstacle(today, done)}
            <footer>
                <button type="submit" class="btn primary">{text!(customers.save_and_close)}</button>
                <button type="button" class="btn" title="Ctrl+S" on:click=move |_| save()>{text!(customers.save)}</button>
                <span class="mark" aria-live="polite">{state}</span>
                <span class="sp"></span>
                <button type="button" class="btn bare" on:click=move |_| {
                    saving.draft.discard();
                    done.run(());
                }>{text!(customers.discard)}</button>
                <p class="hint"><kbd>"Ctrl+Enter"</kbd>" "{text!(customers.hint_save)}" · "<kbd>"Esc"</kbd>" "{text!(customers.hint_esc)}</p>
            </footer>
        </form>
    }
    .into_any()
}
