//! Keys with which other programs read calls: made, shown once, taken away.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::administration::api::{add_key, delete_key, load_keys};
use crate::administration::{KeyView, People};
use crate::error::AppError;
use crate::text;
use crate::ui::changing::{changing, on_change};
use crate::ui::clipboard::copy;
use crate::ui::format::{date, hour_and_minute};

/// The keys, and the form of a new one.
#[component]
pub(super) fn Keys(
    people: RwSignal<People>,
    /// Whether they are shown: only then they are loaded.
    looked_at: Memo<bool>,
) -> impl IntoView {
    let keys = RwSignal::new(Vec::<KeyView>::new());
    let failed = RwSignal::new(None::<AppError>);
    let made = RwSignal::new(None::<String>);
    let again = move || {
        spawn_local(async move {
            match load_keys().await {
                Ok(now) => {
                    failed.try_set(None);
                    keys.try_set(now);
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    };
    on_change(move || {
        if looked_at.get() {
            again();
        }
    });
    let remove = move |id: i64| {
        spawn_local(async move {
            match delete_key(id).await {
                Ok(()) => again(),
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    };
    let rows = move || {
        let departments = people.read().departments.clone();
        let row = move |key: KeyView| {
            let whose = match key.department {
                None => text!(administration.all_calls).to_owned(),
                Some(id) => departments
                    .iter()
                    .find(|one| one.0 == id)
                    .map_or_else(|| "—".to_owned(), |one| one.1.clone()),
            };
            let at = |at: chrono::NaiveDateTime| [&date(at.date()), ", ", &hour_and_minute(at)].concat();
            let used = key
                .used
                .map_or_else(|| text!(administration.never_used).to_owned(), at);
            let label = text!(administration.remove_key, name = key.name.clone()).to_string();
            let id = key.id;
            view! {
                <tr>
                    <th scope="row">{key.name}</th>
                    <td>{whose}</td>
                    <td>{if key.masked { text!(administration.yes) } else { text!(administration.no) }}</td>
                    <td>{at(key.made)}</td>
                    <td>{used}</td>
                    <td><button type="button" class="btn" aria-label=label on:click=move |_| remove(id)>{text!(administration.remove)}</button></td>
                </tr>
            }
        };
        keys.get().into_iter().map(row).collect_view().into_any()
    };
    let shown = move || {
        made.get().map(|key| {
            let copied = key.clone();
            let take = move |_| {
                let key = copied.clone();
                spawn_local(async move {
                    copy(key).await;
                });
            };
            view! {
                <p class="notice" role="status">
                    <label>
                        <span>{text!(administration.new_key)}</span>
                        <input class="field" readonly value=key on:focus:target=|event| event.target().select()/>
                    </label>
                    <button type="button" class="btn" on:click=take>{text!(administration.copy)}</button>
                    <span class="hint">{text!(administration.key_hint)}</span>
                </p>
            }
        })
    };
    let alert = move || failed.get().map(|error| error.sentence());
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=text!(administration.keys)>
            <p class="hint">{text!(administration.keys_about)}</p>
            <p role="alert" class="alert">{alert}</p>
            {shown}
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text!(administration.program)}</th>
                        <th scope="col">{text!(administration.whose_calls)}</th>
                        <th scope="col">{text!(account.right_masked)}</th>
                        <th scope="col">{text!(administration.made)}</th>
                        <th scope="col">{text!(administration.used)}</th>
                        <th scope="col"><span class="vh">{text!(administration.remove)}</span></th>
                    </tr>
                </thead>
                <tbody>{changing(rows)}</tbody>
            </table>
            {form(people, made, failed, Callback::new(move |()| again()))}
        </div>
    }
}

/// The form of a new key.
fn form(
    people: RwSignal<People>,
    made: RwSignal<Option<String>>,
    failed: RwSignal<Option<AppError>>,
    again: Callback<()>,
) -> AnyView {
    let (name, masked) = (RwSignal::new(String::new()), RwSignal::new(false));
    let department = RwSignal::new(None::<i64>);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let added = add_key(
                name.get_untracked(),
                masked.get_untracked(),
                department.get_untracked(),
            )
            .await;
            match added {
                Ok(key) => {
                    made.try_set(Some(key));
                    name.try_set(String::new());
                    failed.try_set(None);
                    again.run(());
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    };
    let options = move || {
        let option = |(id, name): (i64, String)| view! { <option value=id.to_string()>{name}</option> };
        people
            .read()
            .departments
            .clone()
            .into_iter()
            .map(option)
            .collect_view()
            .into_any()
    };
    view! {
        <form class="adding keys" on:submit=add>
            <label>
                <span>{text!(administration.program)}</span>
                <input class="field" maxlength="100" required prop:value=name on:input:target=move |event| name.set(event.target().value())/>
            </label>
            <label>
                <span>{text!(administration.whose_calls)}</span>
                <select class="field" on:change:target=move |event| department.set(event.target().value().parse().ok())>
                    <option value="">{text!(administration.all_calls)}</option>
                    {changing(options)}
                </select>
            </label>
            <label class="tick">
                <input type="checkbox" on:change:target=move |event| masked.set(event.target().checked())/>
                <span>{text!(account.right_masked)}</span>
            </label>
            <button class="btn">{text!(administration.make_key)}</button>
        </form>
    }
    .into_any()
}
