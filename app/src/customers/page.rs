//! The page of a customer: the card to read and change, its calls and comments beside, and what is done to whole
//! customers. What is typed and not stored outlives leaving the page: the tab keeps it.

mod actions;
mod erase;
mod pick;

use leptos::prelude::*;
use leptos::web_sys;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

use call_journal_model::customer::{CardFields, CustomerCard, CustomerRow, Owned};
use call_journal_model::employee::CustomerId;
use call_journal_model::view::Surroundings;

use crate::customers::api::card::{CardPage, begin_card, load_card};
use crate::customers::card::draft::Draft;
use crate::customers::card::form::{FormParts, fields};
use crate::customers::card::keys;
use crate::customers::card::saving::{Phase, Saving};
use crate::customers::card::sentences;
use crate::customers::list::instead;
use crate::customers::{beside, part};
use crate::error::AppError;
use crate::frame::{Frame, Section, failed};
use crate::journal::api::load_surroundings;
use crate::text;
use crate::ui;
use crate::ui::browser;
use crate::ui::changing::{changing, on_change};
use crate::ui::format::when_text;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::json::PageJson;

/// The page, once its part is loaded.
#[component]
#[must_use]
pub fn CustomerPage() -> impl IntoView {
    ui::part::part(part::page, part::load_page, Signal::stored(true), instead())
}

/// The page's data, then the page.
#[component]
pub(super) fn Page() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse().ok())
            .map(CustomerId)
    });
    let start = Resource::<_, PageJson>::new_with_options(
        move || id.get(),
        |id| async move {
            let surroundings = load_surroundings().await?;
            let page = match id {
                Some(id) => load_card(id).await?,
                None => empty(&surroundings).await?,
            };
            Ok::<_, AppError>((surroundings, page))
        },
        true,
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((surroundings, card)) => {
                        provide_context(surroundings.clone());
                        let reload = Callback::new(move |()| start.refetch());
                        let page = view! { <Customer card reload/> }.into_any();
                        view! { <Frame surroundings section=Section::Customers page link=().into_any()/> }.into_any()
                    }
                    Err(error) => failed(text!(ui.section_customers), &error, None),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// A card that nobody has filled in yet.
async fn empty(surroundings: &Surroundings) -> Result<CardPage, AppError> {
    let start = begin_card(None).await?;
    Ok(CardPage {
        card: CustomerCard {
            id: CustomerId(0),
            fields: CardFields {
                manager: surroundings.me.id,
                relations: vec![text!(customers.relation_customer).to_owned()],
                ..CardFields::default()
            },
            manager: None,
            also_named: Vec::new(),
            external_key: None,
            archived: false,
            changed: None,
            version: 0,
        },
        beside: start.beside,
        comments: Vec::new(),
        employees: start.employees,
    })
}

#[component]
fn Customer(card: CardPage, reload: Callback<()>) -> impl IntoView {
    let CardPage {
        card,
        beside,
        comments,
        employees,
    } = card;
    let new = card.version == 0;
    let today = use_context::<Surroundings>()
        .map(|around| around.today)
        .unwrap_or_default();
    let shown = RwSignal::new(card.clone());
    let navigate = use_navigate();
    let go = Callback::new(move |(to, replace): (String, bool)| {
        let options = NavigateOptions {
            replace,
            ..NavigateOptions::default()
        };
        navigate(&to, options);
    });
    let stored = Callback::new(move |card: CustomerCard| {
        browser::remember(&draft_key(new, card.id), "");
        if new {
            go.run((["/customers/", &card.id.0.to_string()].concat(), true));
        }
        shown.set(card);
    });
    let seen = (!new).then_some((card.id, card.version));
    let saving = Saving::new(Draft::new(card.fields.clone()), seen, stored);
    keep_draft(saving, draft_key(new, card.id));
    let save = move || saving.save(Owned::Refuse, || {});
    let save_and_close = move || {
        saving.save(Owned::Refuse, move || {
            go.run(("/customers".to_owned(), false));
        });
    };
    let take_similar = new.then(|| {
        Callback::new(move |row: CustomerRow| {
            go.run((["/customers/", &row.id.0.to_string()].concat(), false));
        })
    });
    let parts = FormParts {
        draft: saving.draft,
        number: None,
        employees,
        take_similar,
    };
    let state = move || match *saving.phase.read() {
        Phase::Saving => text!(customers.saving),
        _ if saving.draft.unsaved() => text!(customers.unsaved),
        Phase::Saved => text!(customers.saved),
        _ => "",
    };
    let figures = beside::figures(&beside.figures);
    let calls = beside::calls(&beside, today);
    let comments = beside::comments(&comments, today);
    let all = ["/?customer=", &card.id.0.to_string()].concat();
    view! {
        <main class="main customer">
            {changing(move || head(&shown.get(), new, today))}
            {(!new).then(|| actions::bar(shown, reload))}
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
                    {(!new).then(|| view! {
                        <aside class="beside" aria-label=text!(customers.calls)>
                            <h2>{text!(customers.calls)}</h2>
                            {figures}
                            <p class="all"><a href=all>{text!(customers.in_journal)}</a></p>
                            {calls}
                            {comments}
                        </aside>
                    })}
                </div>
                {saving.obstacle(today, Callback::new(|()| {}))}
                <footer class="script-only">
                    <button type="submit" class="btn primary">{text!(customers.save_and_close)}</button>
                    <button type="button" class="btn" title="Ctrl+S" on:click=move |_| save()>{text!(customers.save)}</button>
                    <span class="mark" aria-live="polite">{state}</span>
                    <span class="sp"></span>
                    <button type="button" class="btn bare" hidden=move || !saving.draft.unsaved() on:click=move |_| saving.draft.discard()>{text!(customers.undo_typed)}</button>
                </footer>
            </form>
        </main>
    }
    .into_any()
}

fn head(card: &CustomerCard, new: bool, today: chrono::NaiveDate) -> AnyView {
    if new {
        return view! { <header class="head"><a class="btn ico bare" href="/customers" aria-label=text!(customers.back)><Icon name=Glyph::Left/></a><h1>{text!(customers.new_customer)}</h1></header> }
            .into_any();
    }
    let changed = card.changed.as_ref().map(|change| {
        text!(
            customers.changed_by,
            name = change.author.as_str(),
            when = when_text(change.at, today)
        )
        .to_string()
    });
    let earlier = (!card.also_named.is_empty())
        .then(|| text!(customers.also_named, names = card.also_named.join(", ")).to_string());
    let archived = card
        .archived
        .then(|| view! { <span class="badge">{text!(customers.archived)}</span> }.into_any());
    let lines: Vec<String> = [Some(sentences::code(card.id)), earlier, changed]
        .into_iter()
        .flatten()
        .collect();
    view! {
        <header class="head">
            <a class="btn ico bare" href="/customers" aria-label=text!(customers.back) title=text!(customers.back)><Icon name=Glyph::Left/></a>
            <h1>{card.fields.name.clone()}</h1>
            {archived}
            <p>{lines.join(" · ")}</p>
        </header>
    }
    .into_any()
}

fn draft_key(new: bool, id: CustomerId) -> String {
    let id = if new { "new".to_owned() } else { id.0.to_string() };
    ["card-", &id].concat()
}

/// What was typed and not stored comes back when the page does, if nobody changed the card meanwhile.
fn keep_draft(saving: Saving, key: String) {
    let version = saving.seen.get_untracked().map_or(0, |(_, version)| version);
    let restore = key.clone();
    let first = StoredValue::new(true);
    on_change(move || {
        if first.get_value() {
            first.set_value(false);
            let kept = browser::recall(&restore);
            let kept =
                kept.and_then(|kept| serde_json::from_slice::<(i64, CardFields)>(kept.as_bytes()).ok());
            if let Some((of, fields)) = kept
                && of == version
            {
                saving.draft.fill(fields);
            }
        }
        let fields = saving.draft.fields();
        let kept = match saving.draft.unsaved() {
            true => serde_json::to_string(&(version, fields)).unwrap_or_default(),
            false => String::new(),
        };
        browser::remember(&key, &kept);
    });
    let leaving = window_event_listener(
        leptos::ev::beforeunload,
        move |event: web_sys::BeforeUnloadEvent| {
            if untrack(|| saving.draft.unsaved()) {
                event.prevent_default();
            }
        },
    );
    on_cleanup(move || leaving.remove());
}
