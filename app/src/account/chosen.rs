//! The form of a one-time link, once the server has said whom it is for.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::account::PasswordRefused;
use crate::account::api::{Invited, look_at_invitation};
use crate::error::AppError;
use crate::text;
use crate::ui::changing::{changing, on_change};

/// What stands before the token of a link that makes the first administrator.
const FIRST: &str = "first.";

/// The form.
#[component]
pub(super) fn Chosen() -> impl IntoView {
    let token = RwSignal::new(String::new());
    let invited = RwSignal::new(None::<Result<Option<Invited>, AppError>>);
    on_change(move || {
        let hash = window().location().hash().unwrap_or_default();
        let given = hash.trim_start_matches('#').to_owned();
        token.set(given.clone());
        spawn_local(async move {
            let asked = given.trim_start_matches(FIRST).to_owned();
            invited.try_set(Some(look_at_invitation(asked).await));
        });
    });
    let shown = move || match invited.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <p role="alert" class="alert">{error.sentence()}</p> }.into_any(),
        Some(Ok(None)) => {
            let sentence = PasswordRefused::Link.sentence();
            view! { <p role="alert" class="alert">{sentence}</p><a href="/sign-in" rel="external">{text!(account.sign_in)}</a> }
                .into_any()
        }
        Some(Ok(Some(invited))) => form(token, invited),
    };
    changing(shown)
}

fn form(token: RwSignal<String>, invited: Invited) -> AnyView {
    let who = match invited.whom {
        Some((name, login)) => view! {
            <p>{text!(account.password_for, name = name).to_string()}</p>
            // Password managers keep the password under this name.
            <label>
                <span>{text!(account.login)}</span>
                <input class="field" name="login" value=login autocomplete="username" readonly/>
            </label>
        }
        .into_any(),
        None => view! {
            <p>{text!(account.first_administrator)}</p>
            <label>
                <span>{text!(account.name)}</span>
                <input class="field" name="name" autocomplete="name" maxlength="100" required/>
            </label>
            <label>
                <span>{text!(account.login_or_extension)}</span>
                <input class="field" name="login" autocomplete="username" autocapitalize="none" maxlength="100" required/>
            </label>
        }
        .into_any(),
    };
    view! {
        <form method="post" action="/set-password">
            <input type="hidden" name="token" value=move || token.get()/>
            {who}
            {new_password()}
        </form>
    }
    .into_any()
}

/// The fields of a new password, and the button that keeps it.
pub(super) fn new_password() -> AnyView {
    view! {
        <label>
            <span>{text!(account.new_password)}</span>
            <input class="field" type="password" name="password" autocomplete="new-password" minlength="10" maxlength="200" aria-describedby="rule" required/>
        </label>
        <label>
            <span>{text!(account.again)}</span>
            <input class="field" type="password" name="again" autocomplete="new-password" maxlength="200" required/>
        </label>
        <p class="hint" id="rule">{text!(account.rule)}</p>
        <button class="btn primary">{text!(account.keep_password)}</button>
    }
    .into_any()
}
