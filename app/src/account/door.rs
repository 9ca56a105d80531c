//! The pages of the door: signing in, and choosing a password with a one-time link. The first one works without any script.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::account::part;
use crate::account::{PasswordRefused, SignInRefused};
use crate::text;
use crate::ui;
use crate::ui::browser;
use crate::ui::part::Instead;

/// «Вход»
#[component]
#[must_use]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let refused = move || {
        let word = query.read().get("failed")?;
        SignInRefused::of_word(&word).map(SignInRefused::sentence)
    };
    let next = move || query.read().get("next").unwrap_or_else(|| "/".to_owned());
    // Known on the server alone: what it wrote stays when the page wakes up.
    let tried = browser::tried_login();
    view! {
        <main class="door">
            <form method="post" action="/sign-in">
                <h1>{text!(journal.title)}</h1>
                <p role="alert" class="alert">{refused}</p>
                <input type="hidden" name="next" value=next/>
                <label>
                    <span>{text!(account.login)}</span>
                    <input class="field" name="login" value=tried autocomplete="username" autocapitalize="none" maxlength="100" required autofocus/>
                </label>
                <label>
                    <span>{text!(account.password)}</span>
                    <input class="field" type="password" name="password" autocomplete="current-password" maxlength="200" required/>
                </label>
                <button class="btn primary">{text!(account.sign_in)}</button>
                <p class="hint">{text!(account.no_password)}</p>
            </form>
        </main>
    }
}

/// «Пароль», by a one-time link.
#[component]
#[must_use]
pub fn SetPasswordPage() -> impl IntoView {
    let query = use_query_map();
    let refused = move || {
        let word = query.read().get("failed")?;
        PasswordRefused::of_word(&word).map(PasswordRefused::sentence)
    };
    let instead = Instead {
        before: || ().into_any(),
        waiting: || ().into_any(),
        failed: Instead::IN_MENU.failed,
    };
    // What the link is for stands behind its #, which no server is told.
    let here = RwSignal::new(false);
    Effect::new(move |_| here.set(true));
    view! {
        <main class="door">
            <div class="at-door">
                <h1>{text!(account.choose_password)}</h1>
                <p role="alert" class="alert">{refused}</p>
                <p class="script-missing">{text!(account.needs_script)}</p>
                {ui::part::part(part::chosen, part::load_chosen, here.into(), instead)}
            </div>
        </main>
    }
}
