//! What stands on the pages of the door. The form of signing in works without any script.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::account::chosen::Chosen;
use crate::account::{PasswordRefused, SignInRefused};
use crate::text;
use crate::ui::browser;

/// «Вход»
#[component]
pub(super) fn SignIn() -> impl IntoView {
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

/// «Пароль для журнала»
#[component]
pub(super) fn SetPassword() -> impl IntoView {
    let query = use_query_map();
    let refused = move || {
        let word = query.read().get("failed")?;
        PasswordRefused::of_word(&word).map(PasswordRefused::sentence)
    };
    view! {
        <main class="door">
            <div class="at-door">
                <h1>{text!(account.choose_password)}</h1>
                <p role="alert" class="alert">{refused}</p>
                <p class="script-missing">{text!(account.needs_script)}</p>
                <Chosen/>
            </div>
        </main>
    }
}
