//! One person's account: login, role, department, what they may besides, and the link with which they choose a password.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::access::{Exceptions, Role, Scope};

use crate::account::words::{role_name, scope_name};
use crate::administration::api::{end_sessions, invite, save_account};
use crate::administration::people::again;
use crate::administration::words::refused;
use crate::administration::{AccountForm, People, PersonAccess};
use crate::text;
use crate::ui::clipboard::copy;

/// What became of the last thing that was done.
pub(super) type Told = RwSignal<Option<Result<String, String>>>;

/// The form of this person.
pub(super) fn editor(person: PersonAccess, people: RwSignal<People>, told: Told) -> AnyView {
    let id = person.id;
    let had_account = person.login.is_some();
    let login = person
        .login
        .clone()
        .or_else(|| person.extensions.first().cloned());
    let form = RwSignal::new(AccountForm {
        login: login.unwrap_or_default(),
        role: person.role,
        exceptions: person.exceptions,
        disabled: person.disabled,
        department: person.department,
    });
    let link = RwSignal::new(None::<String>);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let saved = save_account(id, form.get_untracked()).await;
            let result = match saved {
                Ok(Ok(())) => Ok(text!(administration.saved).to_owned()),
                Ok(Err(why)) => Err(refused(why).to_owned()),
                Err(error) => Err(error.sentence()),
            };
            if result.is_ok()
                && let Err(error) = again(people).await
            {
                told.try_set(Some(Err(error.sentence())));
                return;
            }
            told.try_set(Some(result));
        });
    };
    let make_link = move |_| {
        spawn_local(async move {
            match invite(id).await {
                Ok(path) => {
                    let origin = window().location().origin().unwrap_or_default();
                    link.try_set(Some([origin, path].concat()));
                }
                Err(error) => {
                    told.try_set(Some(Err(error.sentence())));
                }
            }
        });
    };
    let end = move |_| {
        spawn_local(async move {
            let ended = end_sessions(id).await;
            let ended = ended.map(|()| text!(administration.sessions_ended).to_owned());
            told.try_set(Some(ended.map_err(|error| error.sentence())));
        });
    };
    let said = move || match told.get() {
        Some(Ok(text) | Err(text)) => text,
        None => String::new(),
    };
    let linked = move || {
        link.get().map(|address| {
            let copied = address.clone();
            view! {
                <label>
                    <span>{text!(administration.link)}</span>
                    <input class="field" readonly value=address on:focus:target=|event| event.target().select()/>
                </label>
                <button type="button" class="btn" on:click=move |_| {
                    let address = copied.clone();
                    spawn_local(async move {
                        let copied = copy(address).await;
                        told.try_set(copied.then(|| Ok(text!(administration.copied).to_owned())));
                    });
                }>{text!(administration.copy)}</button>
                <p class="hint">{text!(administration.link_hint)}</p>
            }
        })
    };
    let departments = people.read_untracked().departments.clone();
    view! {
        <form class="account-form" on:submit=save>
            <h2>{person.name}</h2>
            <label>
                <span>{text!(administration.login)}</span>
                <input class="field" maxlength="100" required autocapitalize="none" prop:value=move || form.read().login.clone()
                    on:input:target=move |event| form.update(|form| form.login = event.target().value())/>
            </label>
            {role_choice(form)}
            {department_choice(form, departments)}
            {exceptions(form)}
            <label class="tick">
                <input type="checkbox" prop:checked=move || form.read().disabled
                    on:change:target=move |event| form.update(|form| form.disabled = event.target().checked())/>
                <span>{text!(administration.may_not_sign_in)}</span>
            </label>
            <p role="status" class="notice">{said}</p>
            <div class="acts">
                <button class="btn primary">{if had_account { text!(administration.save) } else { text!(administration.give_access) }}</button>
                {had_account.then(|| view! {
                    <button type="button" class="btn" on:click=make_link>{text!(administration.make_link)}</button>
                    <button type="button" class="btn" on:click=end>{text!(administration.end_sessions)}</button>
                })}
            </div>
            {linked}
        </form>
    }
    .into_any()
}

fn role_choice(form: RwSignal<AccountForm>) -> AnyView {
    let now = form.read_untracked().role;
    let option = |(place, role): (usize, Role)| {
        view! { <option value=place.to_string() selected=role == now>{role_name(role)}</option> }
    };
    let options = Role::ALL.into_iter().enumerate().map(option).collect_view();
    view! {
        <label>
            <span>{text!(administration.role)}</span>
            <select class="field" on:change:target=move |event| {
                let place = event.target().value().parse().unwrap_or(0);
                form.update(|form| form.role = Role::ALL.get(place).copied().unwrap_or_default());
            }>{options}</select>
        </label>
    }
    .into_any()
}

fn department_choice(form: RwSignal<AccountForm>, departments: Vec<(i64, String)>) -> AnyView {
    let now = form.read_untracked().department;
    let option = |(id, name): (i64, String)| view! { <option value=id.to_string() selected=Some(id) == now>{name}</option> };
    let options = departments.into_iter().map(option).collect_view();
    view! {
        <label>
            <span>{text!(administration.department)}</span>
            <select class="field" on:change:target=move |event| {
                form.update(|form| form.department = event.target().value().parse().ok());
            }>
                <option value="">"—"</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// What the person may besides their role, and what not.
fn exceptions(form: RwSignal<AccountForm>) -> AnyView {
    type Get<T> = fn(&Exceptions) -> Option<T>;
    type Set<T> = fn(&mut Exceptions, Option<T>);
    let scope = move |name: &'static str, get: Get<Scope>, set: Set<Scope>| {
        let now = get(&form.read_untracked().exceptions);
        let option = |(place, scope): (usize, Scope)| {
            view! { <option value=place.to_string() selected=Some(scope) == now>{scope_name(scope)}</option> }
        };
        let options = Scope::ALL.into_iter().enumerate().map(option).collect_view();
        choice(name, options.into_any(), move |value| {
            let scope = value
                .parse::<usize>()
                .ok()
                .and_then(|place| Scope::ALL.get(place).copied());
            form.update(|form| set(&mut form.exceptions, scope));
        })
    };
    let switch = move |name: &'static str, get: Get<bool>, set: Set<bool>| {
        let now = get(&form.read_untracked().exceptions);
        let options = view! {
            <option value="1" selected=now == Some(true)>{text!(administration.yes)}</option>
            <option value="0" selected=now == Some(false)>{text!(administration.no)}</option>
        };
        choice(name, options.into_any(), move |value| {
            let may = match value {
                "1" => Some(true),
                "0" => Some(false),
                _ => None,
            };
            form.update(|form| set(&mut form.exceptions, may));
        })
    };
    view! {
        <details>
            <summary>{text!(administration.exceptions)}</summary>
            {scope(text!(account.right_see), |own| own.see, |own, scope| own.see = scope)}
            {scope(text!(account.right_hear), |own| own.hear, |own, scope| own.hear = scope)}
            {switch(text!(account.right_download), |own| own.download, |own, may| own.download = may)}
            {switch(text!(account.right_customers), |own| own.customers, |own, may| own.customers = may)}
            {switch(text!(account.right_export), |own| own.export, |own, may| own.export = may)}
            {switch(text!(account.right_configure), |own| own.configure, |own, may| own.configure = may)}
            {switch(text!(account.right_masked), |own| own.masked, |own, may| own.masked = may)}
        </details>
    }
    .into_any()
}

fn choice(name: &'static str, options: AnyView, choose: impl Fn(&str) + 'static) -> AnyView {
    view! {
        <label>
            <span>{name}</span>
            <select class="field" on:change:target=move |event| choose(&event.target().value())>
                <option value="">{text!(administration.as_role)}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}
