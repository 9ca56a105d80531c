//! Who there is: a table of all employees, and beside it the one that was chosen.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::employee::EmployeeId;

use crate::account::words::role_name;
use crate::administration::api::{add_department, add_person, delete_department, load_people};
use crate::administration::editor::{Told, editor};
use crate::administration::{People, PersonAccess};
use crate::error::AppError;
use crate::text;
use crate::ui::changing::{changing, on_change};
use crate::ui::format::{date, hour_and_minute};

/// The people and what is done with them.
#[component]
pub(super) fn Employees(people: RwSignal<People>) -> impl IntoView {
    let chosen = RwSignal::new(None::<EmployeeId>);
    let failed = RwSignal::new(None::<AppError>);
    let rows = move || {
        let people = people.get();
        let departments = people.departments;
        let row = move |person: PersonAccess| row(person, &departments, chosen);
        people.people.into_iter().map(row).collect_view().into_any()
    };
    let told: Told = RwSignal::new(None);
    on_change(move || {
        chosen.track();
        told.set(None);
    });
    // Another person, or the first account of this one: what is typed is kept while the table is read anew.
    let shown = Memo::new(move |_| {
        let id = chosen.get();
        let people = people.read();
        let person = people.people.iter().find(|one| Some(one.id) == id);
        (id, person.is_some_and(|person| person.login.is_some()))
    });
    let beside = move || {
        let (id, _) = shown.get();
        let people_now = people.read_untracked();
        let person = people_now.people.iter().find(|one| Some(one.id) == id).cloned();
        match person {
            Some(person) => editor(person, people, told),
            None => view! { <p class="none">{text!(administration.choose)}</p> }.into_any(),
        }
    };
    let aside = NodeRef::<html::Aside>::new();
    Effect::new(move |_| {
        // On a phone it stands above the table.
        if chosen.get().is_some()
            && let Some(aside) = aside.get()
        {
            aside.scroll_into_view();
        }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=text!(administration.people)>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text!(administration.employee)}</th>
                        <th scope="col">{text!(administration.extensions)}</th>
                        <th scope="col">{text!(administration.department)}</th>
                        <th scope="col">{text!(administration.login)}</th>
                        <th scope="col">{text!(administration.role)}</th>
                        <th scope="col">{text!(administration.state)}</th>
                    </tr>
                </thead>
                <tbody>{changing(rows)}</tbody>
            </table>
            {adding(people, chosen, failed)}
        </div>
        <aside class="person" node_ref=aside aria-label=text!(administration.account)>{changing(beside)}</aside>
    }
}

fn row(person: PersonAccess, departments: &[(i64, String)], chosen: RwSignal<Option<EmployeeId>>) -> AnyView {
    let id = person.id;
    let department = departments.iter().find(|one| Some(one.0) == person.department);
    let department = department.map(|one| one.1.clone());
    let state = match (&person.login, person.disabled, person.has_password, person.seen) {
        (None, ..) => text!(administration.no_account).to_owned(),
        (_, true, ..) => text!(administration.disabled).to_owned(),
        (_, _, false, _) => text!(administration.no_password).to_owned(),
        (.., Some(seen)) => {
            let at = [&date(seen.date()), ", ", &hour_and_minute(seen)].concat();
            text!(administration.seen, at = at).to_string()
        }
        _ => text!(administration.not_here).to_owned(),
    };
    let role = person.login.is_some().then(|| role_name(person.role));
    view! {
        <tr aria-current=move || (chosen.get() == Some(id)).then_some("true")>
            <th scope="row">
                <button type="button" class="who" on:click=move |_| chosen.set(Some(id))>{person.name}</button>
            </th>
            <td>{person.extensions.join(", ")}</td>
            <td>{department}</td>
            <td>{person.login}</td>
            <td>{role}</td>
            <td>{state}</td>
        </tr>
    }
    .into_any()
}

/// Reads everybody anew.
pub(super) async fn again(people: RwSignal<People>) -> Result<(), AppError> {
    let now = load_people().await?;
    people.try_set(now);
    Ok(())
}

/// New people and departments.
fn adding(
    people: RwSignal<People>,
    chosen: RwSignal<Option<EmployeeId>>,
    failed: RwSignal<Option<AppError>>,
) -> AnyView {
    let (person, department) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let add_one = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let added = async {
                let id = add_person(person.get_untracked()).await?;
                again(people).await?;
                chosen.try_set(Some(id));
                person.try_set(String::new());
                Ok(())
            };
            failed.try_set(added.await.err());
        });
    };
    let add_other = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let added = async {
                add_department(department.get_untracked()).await?;
                department.try_set(String::new());
                again(people).await
            };
            failed.try_set(added.await.err());
        });
    };
    let remove = move |id: i64| {
        spawn_local(async move {
            let removed = async {
                delete_department(id).await?;
                again(people).await
            };
            failed.try_set(removed.await.err());
        });
    };
    let departments = move || {
        let all = people.read().departments.clone();
        let one = move |(id, name): (i64, String)| {
            let label = text!(administration.remove_department, name = name.clone()).to_string();
            view! {
                <li>
                    {name}
                    <button type="button" class="btn" aria-label=label on:click=move |_| remove(id)>{text!(administration.remove)}</button>
                </li>
            }
        };
        all.into_iter().map(one).collect_view().into_any()
    };
    let alert = move || failed.get().map(|error| error.sentence());
    view! {
        <div class="adding">
            <p role="alert" class="alert">{alert}</p>
            <form on:submit=add_one>
                <label>
                    <span>{text!(administration.new_person)}</span>
                    <input class="field" maxlength="100" required prop:value=person on:input:target=move |event| person.set(event.target().value())/>
                </label>
                <button class="btn">{text!(administration.add)}</button>
            </form>
            <form on:submit=add_other>
                <label>
                    <span>{text!(administration.new_department)}</span>
                    <input class="field" maxlength="100" required prop:value=department on:input:target=move |event| department.set(event.target().value())/>
                </label>
                <button class="btn">{text!(administration.add)}</button>
            </form>
            <ul aria-label=text!(administration.departments)>{changing(departments)}</ul>
        </div>
    }
    .into_any()
}
