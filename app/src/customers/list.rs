//! The page «Клиенты»: everybody by name, narrowed while typing. Without JavaScript a form and links do the same.

use std::time::Duration;

use futures_util::future::join;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use call_journal_model::access::{Act, Acts};
use call_journal_model::customer::{CustomerPage, CustomerRow};
use call_journal_model::filter::add_pair;
use call_journal_model::view::NumberText;

use crate::customers::api::list::list_customers;
use crate::customers::{card::sentences, part};
use crate::error::AppError;
use crate::frame::{Frame, Section, failed};
use crate::journal::api::load_surroundings;
use crate::text;
use crate::ui;
use crate::ui::changing::changing;
use crate::ui::highlight::marked;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::json::PageJson;
use crate::ui::part::Instead;
use crate::ui::plural::{Plural, plural};

/// How long the fingers rest before the server is asked.
const REST: Duration = Duration::from_millis(120);

/// The page, once its part is loaded.
#[component]
#[must_use]
pub fn CustomersPage() -> impl IntoView {
    ui::part::part(part::list, part::load_list, Signal::stored(true), instead())
}

/// What stands there while a page's part is not loaded.
pub(super) fn instead() -> Instead {
    Instead {
        before: || ().into_any(),
        waiting: || ().into_any(),
        failed: |error, again| failed(text!(ui.section_customers), &error, Some(again)),
    }
}

/// The page's data, then the page.
#[component]
pub(super) fn List() -> impl IntoView {
    let query = use_query_map();
    let get = move |name: &str| query.read_untracked().get(name).unwrap_or_default();
    let asked = (get("q"), get("archived") == "1", get("from").parse().unwrap_or(0));
    let of_page = asked.clone();
    let start = Resource::<_, PageJson>::new_with_options(
        || (),
        move |()| {
            let (text, archived, from) = asked.clone();
            async move {
                let page = list_customers(text, archived, from);
                let (surroundings, page) = join(load_surroundings(), page).await;
                Ok::<_, AppError>((surroundings?, page?))
            }
        },
        true,
    );
    view! {
        <Suspense>
            {move || {
                let (text, archived, _) = of_page.clone();
                Suspend::new(async move {
                    match start.await {
                        Ok((surroundings, page)) => {
                            let acts = surroundings.acts;
                            let page = view! { <Customers text archived page acts/> }.into_any();
                            view! { <Frame surroundings section=Section::Customers page link=().into_any()/> }.into_any()
                        }
                        Err(error) => failed(text!(ui.section_customers), &error, None),
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// The list as it is narrowed.
#[derive(Clone, Copy)]
struct State {
    typed: RwSignal<String>,
    archived: RwSignal<bool>,
    page: RwSignal<CustomerPage>,
    failed: RwSignal<Option<AppError>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    asked: StoredValue<u32>,
}

impl State {
    fn ask_soon(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        self.timer
            .set_value(set_timeout_with_handle(move || self.ask(0), REST).ok());
    }

    /// Loads the page that begins at `from`: in the place of what is there, or behind it.
    fn ask(self, from: u32) {
        let request = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(request);
        let (text, archived) = (self.typed.get_untracked(), self.archived.get_untracked());
        spawn_local(async move {
            let answer = list_customers(text, archived, from).await;
            if self.asked.try_get_value() != Some(request) {
                return;
            }
            match answer {
                Ok(found) => {
                    self.failed.set(None);
                    self.page.update(|page| {
                        let mut rows = std::mem::take(&mut page.rows);
                        if from == 0 {
                            rows.clear();
                        }
                        rows.extend(found.rows);
                        *page = CustomerPage { rows, ..found };
                    });
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }
}

/// `?q=липа&archived=1`
fn address(text: &str, archived: bool, from: Option<u32>) -> String {
    let mut query = String::new();
    if !text.trim().is_empty() {
        add_pair(&mut query, "q", text.trim());
    }
    if archived {
        add_pair(&mut query, "archived", 1);
    }
    if let Some(from) = from {
        add_pair(&mut query, "from", from);
    }
    ["/customers?", &query].concat()
}

#[component]
fn Customers(text: String, archived: bool, page: CustomerPage, acts: Acts) -> impl IntoView {
    let state = State {
        typed: RwSignal::new(text),
        archived: RwSignal::new(archived),
        page: RwSignal::new(page),
        failed: RwSignal::new(None),
        timer: StoredValue::new(None),
        asked: StoredValue::new(0),
    };
    let navigate = use_navigate();
    let write_address = move || {
        let to = address(
            &state.typed.read_untracked(),
            state.archived.get_untracked(),
            None,
        );
        let quietly = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&to, quietly);
    };
    let on_type = write_address.clone();
    let total = move || {
        let total = state.page.read().total;
        match plural(total) {
            Plural::One => text!(customers.found_1, count = total).to_string(),
            Plural::Few => text!(customers.found_2, count = total).to_string(),
            Plural::Many => text!(customers.found_5, count = total).to_string(),
        }
    };
    let rows = move || table(&state.page.read(), &state.typed.read_untracked());
    let more = move || {
        state.page.read().next.map(|from| {
            let href = address(
                &state.typed.read_untracked(),
                state.archived.get_untracked(),
                Some(from),
            );
            view! {
                <p class="further">
                    <a class="btn" href=href rel="external" on:click=move |event| {
                        event.prevent_default();
                        state.ask(from);
                    }>{text!(customers.show_more)}</a>
                </p>
            }
            .into_any()
        })
    };
    view! {
        <main class="main customers">
            <header class="head">
                <h1>{text!(ui.section_customers)}</h1>
                <form class="find" role="search" method="get" action="/customers" on:submit=|event| event.prevent_default()>
                    <Icon name=Glyph::Search/>
                    <input
                        type="search"
                        name="q"
                        class="field"
                        aria-label=text!(customers.search_label)
                        placeholder=text!(customers.search_placeholder)
                        autocomplete="off"
                        spellcheck="false"
                        maxlength="200"
                        value=state.typed.get_untracked()
                        on:input:target=move |event| {
                            state.typed.set(event.target().value());
                            on_type();
                            state.ask_soon();
                        }
                    />
                    <label class="tick">
                        <input type="checkbox" name="archived" value="1" checked=state.archived.get_untracked() on:change:target=move |event| {
                            state.archived.set(event.target().checked());
                            write_address();
                            state.ask(0);
                        }/>
                        {text!(customers.with_archived)}
                    </label>
                    <button type="submit" class="btn script-missing">{text!(customers.find)}</button>
                </form>
                {acts.allow(Act::ChangeCustomers).then(|| view! { <a class="btn" href="/customers/import">{text!(customers.import)}</a> })}
                {acts.allow(Act::ExportCustomers).then(|| view! {
                <a class="btn" href="/customers/export.csv" rel="external" download="" aria-label=text!(customers.export_csv) title=text!(customers.export_csv)>"CSV"</a>
                <a class="btn" href="/customers/export.vcf" rel="external" download="" aria-label=text!(customers.export_vcard) title=text!(customers.export_vcard)>"vCard"</a>
                })}
                {acts.allow(Act::ChangeCustomers).then(|| view! {
                    <a class="btn primary" href="/customers/new"><Icon name=Glyph::Plus/>{text!(customers.new_customer)}</a>
                })}
            </header>
            <p class="count" aria-live="polite">{total}</p>
            <p role="alert" class="alert">{move || state.failed.get().map(|error| error.sentence())}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=text!(ui.section_customers)>
                {changing(rows)}
                {more}
            </div>
        </main>
    }
    .into_any()
}

fn table(page: &CustomerPage, typed: &str) -> AnyView {
    if page.rows.is_empty() {
        let words = if typed.trim().is_empty() {
            text!(customers.nobody)
        } else {
            text!(customers.nobody_found)
        };
        return view! { <p class="none">{words}</p> }.into_any();
    }
    let rows: Vec<AnyView> = page.rows.iter().map(|row| line(row, typed)).collect();
    view! {
        <table class="plain people">
            <thead>
                <tr>
                    <th scope="col">{text!(customers.name)}</th>
                    <th scope="col">{text!(customers.phones)}</th>
                    <th scope="col">{text!(customers.manager)}</th>
                    <th scope="col">{text!(customers.address)}</th>
                    <th scope="col" class="num">{text!(customers.contacts)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn line(row: &CustomerRow, typed: &str) -> AnyView {
    let href = ["/customers/", &row.id.0.to_string()].concat();
    let found_by = row
        .found_by
        .as_ref()
        .map(|name| view! { <span class="s">{marked(name, typed)}</span> }.into_any());
    let last = row.numbers.len().saturating_sub(1);
    // A number that is broken over two lines is two numbers to the eye.
    let number = |(at, number): (usize, &NumberText)| {
        let comma = (at < last).then_some(", ");
        view! { <span class="whole">{marked(&number.display, typed)}</span>{comma} }
    };
    let numbers = row.numbers.iter().enumerate().map(number).collect_view();
    let archived = row
        .archived
        .then(|| view! { <span class="badge">{text!(customers.archived)}</span> }.into_any());
    view! {
        <tr>
            <th scope="row">
                <a href=href>{marked(&row.name, typed)}</a>
                {archived}
                {found_by}
                <span class="code">{sentences::code(row.id)}</span>
            </th>
            <td>{numbers}</td>
            <td>{row.manager.clone()}</td>
            <td>{row.address.clone()}</td>
            <td class="num">{row.contacts.to_string()}</td>
        </tr>
    }
    .into_any()
}
