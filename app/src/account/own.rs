//! «Мой доступ»: what one may, where one is signed in, another password, and the way out.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use call_journal_model::view::Surroundings;

use crate::account::api::{OwnAccess, OwnSession, end_session, load_own_access};
use crate::account::chosen::new_password;
use crate::account::words::{browser_name, may, role_name};
use crate::account::{PasswordRefused, part};
use crate::error::AppError;
use crate::frame::{Frame, Section, failed};
use crate::journal::api::load_surroundings;
use crate::text;
use crate::ui;
use crate::ui::format::{date, hour_and_minute};
use crate::ui::json::PageJson;
use crate::ui::part::Instead;
use crate::ui::words::person_with_extension;

/// The page, once its part is loaded.
#[component]
#[must_use]
pub fn AccountPage() -> impl IntoView {
    let instead = Instead {
        before: || ().into_any(),
        waiting: || ().into_any(),
        failed: |error, again| failed(text!(account.title), &error, Some(again)),
    };
    ui::part::part(part::own, part::load_own, Signal::stored(true), instead)
}

/// The page's data, then the page.
#[component]
pub(super) fn Own() -> impl IntoView {
    let start = Resource::<_, PageJson>::new_with_options(
        || (),
        |()| async {
            let surroundings = load_surroundings().await?;
            let own = load_own_access().await?;
            Ok::<_, AppError>((surroundings, own))
        },
        true,
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((surroundings, own)) => page(surroundings, own),
                    Err(error) => failed(text!(account.title), &error, None),
                }
            })}
        </Suspense>
    }
    .into_any()
}

fn page(surroundings: Surroundings, own: OwnAccess) -> AnyView {
    let query = use_query_map();
    let told = move || {
        let query = query.read();
        match query.get("failed") {
            Some(word) => PasswordRefused::of_word(&word).map(PasswordRefused::sentence),
            None => query.get("done").map(|_| text!(account.password_changed)),
        }
    };
    let who = person_with_extension(&own.me);
    let rights = may(&own.rights).into_iter().map(|line| view! { <li>{line}</li> });
    let rights = rights.collect_view();
    let signed_in = surroundings.signed_in;
    let door = match signed_in {
        true => signed(own.sessions),
        false => view! { <p class="none">{text!(account.nobody_signs_in)}</p> }.into_any(),
    };
    let page = view! {
        <main class="main own">
            <header class="head"><h1>{text!(account.title)}</h1><p>{who}", "{role_name(own.role)}</p></header>
            <div class="scroll">
                <p role="status" class="saying">{told}</p>
                <section aria-label=text!(account.may)><h2>{text!(account.may)}</h2><ul>{rights}</ul></section>
                {door}
            </div>
        </main>
    }
    .into_any();
    view! { <Frame surroundings section=Section::Account page link=().into_any()/> }.into_any()
}

fn signed(sessions: Vec<OwnSession>) -> AnyView {
    let rows = sessions.into_iter().map(session).collect_view();
    view! {
        <section aria-label=text!(account.sessions)>
            <h2>{text!(account.sessions)}</h2>
            <ul class="sessions">{rows}</ul>
            <div class="acts">
                <form method="post" action="/sign-out"><button class="btn">{text!(account.sign_out)}</button></form>
                <form method="post" action="/sign-out">
                    <input type="hidden" name="everywhere" value="1"/>
                    <button class="btn">{text!(account.sign_out_everywhere)}</button>
                </form>
            </div>
        </section>
        <section aria-label=text!(account.another_password)>
            <h2>{text!(account.another_password)}</h2>
            <form method="post" action="/password">
                <label>
                    <span>{text!(account.current_password)}</span>
                    <input class="field" type="password" name="current" autocomplete="current-password" maxlength="200" required/>
                </label>
                {new_password()}
            </form>
        </section>
    }
    .into_any()
}

fn session(session: OwnSession) -> AnyView {
    let (id, here) = (session.id, session.here);
    let ended = RwSignal::new(None::<Result<(), AppError>>);
    let begun = [&date(session.begun.date()), ", ", &hour_and_minute(session.begun)].concat();
    let seen = [&date(session.seen.date()), ", ", &hour_and_minute(session.seen)].concat();
    let name = browser_name(&session.agent);
    let end = move |_| {
        spawn_local(async move {
            ended.try_set(Some(end_session(id).await));
        });
    };
    let label = [text!(account.end_session), ": ", &name, ", ", &session.address].concat();
    let button = move || {
        (!here && !matches!(*ended.read(), Some(Ok(())))).then(|| {
            view! {
                <button type="button" class="btn script-only" aria-label=label.clone() on:click=end>
                    {text!(account.end_session)}
                </button>
            }
        })
    };
    let state = move || match &*ended.read() {
        Some(Ok(())) => text!(account.session_ended).to_owned(),
        Some(Err(error)) => error.sentence(),
        None if here => text!(account.here).to_owned(),
        None => String::new(),
    };
    view! {
        <li>
            <b>{name}</b>
            <span>{session.address}</span>
            <span>{text!(account.since, begun = begun, seen = seen).to_string()}</span>
            <span role="status" class="here">{state}</span>
            {button}
        </li>
    }
    .into_any()
}
