//! The settings in the menu: who is looking, how customers are registered, language, theme, notifications.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::view::PersonName;

use crate::account::api::employees;
use crate::account::menu::Menu;
use crate::customers::registration::Way;
use crate::error::AppError;
use crate::i18n::{Locale, locale};
use crate::text;
use crate::ui::browser;
use crate::ui::changing::{changing, changing_text, on_change};
use crate::ui::notify;
use crate::ui::preferences::{EMPLOYEE_COOKIE, LANGUAGE_COOKIE, REGISTRATION_COOKIE, THEME_COOKIE, Theme};
use crate::ui::words::person_with_extension;

/// All of them; reads [`Menu`] from context.
#[component]
pub(super) fn Settings() -> impl IntoView {
    let Menu { me, open, signed_in } = expect_context::<Menu>();
    view! {
        {(!signed_in).then(|| employee_choice(me, open))}
        {registration(open)}
        {languages()}
        {themes(open)}
        {notifications(open)}
    }
    .into_any()
}

/// The list is loaded when the menu is opened for the first time.
fn employee_choice(me: PersonName, open: RwSignal<bool>) -> AnyView {
    let list = RwSignal::new(None::<Result<Vec<PersonName>, AppError>>);
    on_change(move || {
        let failed_or_new = list.with_untracked(|list| !matches!(list, Some(Ok(_))));
        if open.get() && failed_or_new {
            spawn_local(async move { list.set(Some(employees().await)) });
        }
    });
    let id = me.id;
    let options = move || {
        let people = match list.get() {
            Some(Ok(people)) => people,
            _ => vec![me.clone()],
        };
        let option = |person: PersonName| {
            let value = person.id.map(|id| id.0.to_string()).unwrap_or_default();
            view! { <option value=value selected={person.id == id}>{person_with_extension(&person)}</option> }
                .into_any()
        };
        people.into_iter().map(option).collect_view().into_any()
    };
    let failed = changing_text(move || match list.get() {
        Some(Err(error)) => error.sentence(),
        _ => String::new(),
    });
    view! {
        <label class="choice script-only">
            <span>{text!(ui.choose_employee)}</span>
            <select on:change:target=|event| {
                browser::set_cookie(EMPLOYEE_COOKIE, &event.target().value());
                browser::reload();
            }>{changing(options)}</select>
        </label>
        <p role="alert">{failed}</p>
    }
    .into_any()
}

fn languages() -> AnyView {
    let current = locale();
    let language = |language: Locale, code: &'static str, name: &'static str| {
        let choose = move || {
            browser::set_cookie(LANGUAGE_COOKIE, code);
            browser::reload();
        };
        choice(
            name,
            Some(code),
            Signal::stored(language == current),
            Box::new(choose),
        )
    };
    let all = vec![
        language(Locale::ru, "ru", "Русский"),
        language(Locale::en, "en", "English"),
    ];
    choices("language", text!(ui.language), all)
}

fn themes(open: RwSignal<bool>) -> AnyView {
    let current = RwSignal::new(None::<Theme>);
    let html = || document().document_element();
    on_change(move || {
        open.track();
        let theme = html().and_then(|html| html.get_attribute("data-theme"));
        current.set(theme.and_then(|theme| theme.parse().ok()));
    });
    let theme = move |theme: Option<Theme>, name: &'static str| {
        let choose = move || {
            browser::set_cookie(THEME_COOKIE, theme.map_or("", Theme::as_str));
            if let Some(html) = html() {
                // Fails for malformed names only.
                let _ = match theme {
                    Some(theme) => html.set_attribute("data-theme", theme.as_str()),
                    None => html.remove_attribute("data-theme"),
                };
            }
            current.set(theme);
        };
        choice(
            name,
            None,
            Signal::derive(move || current.get() == theme),
            Box::new(choose),
        )
    };
    let all = vec![
        theme(None, text!(ui.theme_system)),
        theme(Some(Theme::Light), text!(ui.theme_light)),
        theme(Some(Theme::Dark), text!(ui.theme_dark)),
    ];
    choices("theme", text!(ui.theme), all)
}

/// «Способ регистрации нового клиента»
fn registration(open: RwSignal<bool>) -> AnyView {
    // The cookie is read when the menu is opened: pages need not wait for it.
    let current = RwSignal::new(Way::default());
    on_change(move || {
        open.track();
        current.set(Way::of_browser());
    });
    let way = move |way: Way, name: &'static str| {
        let choose = move || {
            browser::set_cookie(REGISTRATION_COOKIE, way.as_str());
            current.set(way);
        };
        choice(
            name,
            None,
            Signal::derive(move || current.get() == way),
            Box::new(choose),
        )
    };
    let all = vec![
        way(Way::Card, text!(ui.registration_card)),
        way(Way::AtOnce, text!(ui.registration_at_once)),
        way(Way::Ask, text!(ui.registration_ask)),
    ];
    choices("registration", text!(ui.registration), all)
}

/// Notifications of missed calls. Nothing where the browser has none.
fn notifications(open: RwSignal<bool>) -> AnyView {
    // Known in the browser only.
    let possible = RwSignal::new(false);
    let current = RwSignal::new(false);
    on_change(move || {
        open.track();
        possible.set(notify::is_possible());
        current.set(notify::is_on());
    });
    let switch = move |on: bool, name: &'static str| {
        let choose = move || {
            spawn_local(async move {
                let now = notify::switch(on).await;
                current.try_set(now);
            });
        };
        choice(
            name,
            None,
            Signal::derive(move || current.get() == on),
            Box::new(choose),
        )
    };
    let all = vec![
        switch(true, text!(ui.notifications_on)),
        switch(false, text!(ui.notifications_off)),
    ];
    let choices = choices("notifications", text!(ui.notifications), all);
    view! { <div hidden=move || !possible.get()>{choices}</div> }.into_any()
}

/// One of several, as a button that stays pressed.
fn choice(
    name: &'static str,
    lang: Option<&'static str>,
    pressed: Signal<bool>,
    choose: Box<dyn Fn()>,
) -> AnyView {
    view! {
        <button
            type="button"
            class="btn"
            lang=lang
            aria-pressed=move || pressed.get().to_string()
            on:click=move |_| choose()
        >
            {name}
        </button>
    }
    .into_any()
}

fn choices(id: &'static str, label: &'static str, all: Vec<AnyView>) -> AnyView {
    view! {
        <div class="choice script-only" role="group" aria-labelledby=id>
            <span id=id>{label}</span>
            <span class="seg">{all}</span>
        </div>
    }
    .into_any()
}
