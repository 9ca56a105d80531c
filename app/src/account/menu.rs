//! The menu behind the person's round mark: who is looking, and behind that the settings, which are a part of their own.

use leptos::prelude::*;

use call_journal_model::view::PersonName;

use crate::account::part;
use crate::text;
use crate::ui;
use crate::ui::format::initials;
use crate::ui::part::{Instead, opened};
use crate::ui::popover::Popover;
use crate::ui::words::person_with_extension;

/// What the settings are told. Provided as context by the menu.
#[derive(Clone)]
pub(super) struct Menu {
    /// Who is looking.
    pub(super) me: PersonName,
    /// Whether the menu is open.
    pub(super) open: RwSignal<bool>,
    /// They signed in, and are nobody else.
    pub(super) signed_in: bool,
}

/// The round mark and its menu.
#[component]
pub fn AccountMenu(
    /// Who is looking.
    me: PersonName,
    /// The company's name.
    company: String,
    /// They signed in: they can sign out.
    signed_in: bool,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = match me.id {
        Some(_) => person_with_extension(&me),
        None => text!(ui.nobody).to_owned(),
    };
    let label = [name.as_str(), ". ", text!(ui.account)].concat();
    // Written by the stylesheet: the letters are a picture of the name, not a text beside it.
    let button = view! { <span class="me" data-text=initials(&me.name)></span> }.into_any();
    provide_context(Menu { me, open, signed_in });
    let settings = ui::part::part(part::settings, part::load, opened(open), Instead::IN_MENU);
    let menu = view! {
        <div class="menu settings">
            <p class="who"><b>{name}</b><span>{company}</span></p>
            <p class="script-missing">{text!(ui.needs_script)}</p>
            {settings}
            <div class="acts">
                <a class="btn" href="/account">{text!(ui.own_access)}</a>
                {signed_in.then(|| view! {
                    <form method="post" action="/sign-out"><button class="btn">{text!(account.sign_out)}</button></form>
                })}
            </div>
        </div>
    };
    let menu = menu.into_any();
    view! {
        <div class="account"><Popover open button_class="btn ico bare" label button>{menu}</Popover></div>
    }
    .into_any()
}
