//! The pages of the door: signing in, and choosing a password with a one-time link. Parts of their own: the journal wakes up without them.

use leptos::prelude::*;

use crate::account::part;
use crate::ui;
use crate::ui::part::Instead;

/// «Вход»
#[component]
#[must_use]
pub fn SignInPage() -> impl IntoView {
    ui::part::part(part::sign_in, part::load_sign_in, Signal::stored(true), INSTEAD)
}

/// «Пароль», by a one-time link.
#[component]
#[must_use]
pub fn SetPasswordPage() -> impl IntoView {
    ui::part::part(
        part::set_password,
        part::load_set_password,
        Signal::stored(true),
        INSTEAD,
    )
}

/// In the place of a page of the door.
const INSTEAD: Instead = Instead {
    before: || ().into_any(),
    waiting: || ().into_any(),
    failed: Instead::IN_MENU.failed,
};
