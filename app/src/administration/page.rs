//! The page «Доступ» with its sides: people, roles, keys of programs, and the audit. Which is shown stands in the address.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use call_journal_model::view::Surroundings;

use crate::administration::api::{load_audit, load_people};
use crate::administration::audit::Audit;
use crate::administration::keys::Keys;
use crate::administration::people::Employees;
use crate::administration::roles::Roles;
use crate::administration::{AuditPart, People, part};
use crate::error::AppError;
use crate::frame::{Frame, Section, failed};
use crate::journal::api::load_surroundings;
use crate::text;
use crate::ui;
use crate::ui::json::PageJson;
use crate::ui::part::Instead;

/// The page, once its part is loaded.
#[component]
#[must_use]
pub fn AdministrationPage() -> impl IntoView {
    let instead = Instead {
        before: || ().into_any(),
        waiting: || ().into_any(),
        failed: |error, again| failed(text!(administration.title), &error, Some(again)),
    };
    ui::part::part(part::page, part::load, Signal::stored(true), instead)
}

/// The page's data, then the page.
#[component]
pub(crate) fn Page() -> impl IntoView {
    let start = Resource::<_, PageJson>::new_with_options(
        || (),
        |()| async {
            let surroundings = load_surroundings().await?;
            let people = load_people().await?;
            let audit = load_audit(String::new(), None, None).await?;
            Ok::<_, AppError>((surroundings, people, audit))
        },
        true,
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((surroundings, people, audit)) => page(surroundings, people, audit),
                    Err(error) => failed(text!(administration.title), &error, None),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// What the page shows of it all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    People,
    Roles,
    Audit,
    Keys,
}

fn page(surroundings: Surroundings, people: People, audit: AuditPart) -> AnyView {
    let people = RwSignal::new(people);
    let query = use_query_map();
    let side = Memo::new(move |_| match query.read().get("show").as_deref() {
        Some("roles") => Side::Roles,
        Some("audit") => Side::Audit,
        Some("keys") => Side::Keys,
        _ => Side::People,
    });
    let tab = move |this: Side, href: &'static str, name: &'static str| {
        view! { <a class="btn" href=href aria-current=move || (side.get() == this).then_some("page")>{name}</a> }
    };
    let looked_at = Memo::new(move |_| side.get() == Side::Audit);
    let keys_at = Memo::new(move |_| side.get() == Side::Keys);
    let hidden = move |this: Side| move || side.get() != this;
    let page = view! {
        <main class="main administration">
            <header class="head">
                <h1>{text!(administration.title)}</h1>
                <nav class="tabs" aria-label=text!(administration.title)>
                    {tab(Side::People, "/administration", text!(administration.people))}
                    {tab(Side::Roles, "/administration?show=roles", text!(administration.roles))}
                    {tab(Side::Keys, "/administration?show=keys", text!(administration.keys))}
                    {tab(Side::Audit, "/administration?show=audit", text!(administration.audit))}
                </nav>
            </header>
            <div class="pane" hidden=hidden(Side::People)><Employees people/></div>
            <div class="pane" hidden=hidden(Side::Roles)><Roles people/></div>
            <div class="pane" hidden=hidden(Side::Keys)><Keys people looked_at=keys_at/></div>
            <div class="pane" hidden=hidden(Side::Audit)><Audit first=audit looked_at/></div>
        </main>
    }
    .into_any();
    view! { <Frame surroundings section=Section::Administration page link=().into_any()/> }.into_any()
}
