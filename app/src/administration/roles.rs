//! What each role may in this company: a table of rights and roles, saved role by role.

use leptos::prelude::*;
use leptos::task::spawn_local;

use call_journal_model::access::{Rights, Role, Scope};

use crate::account::words::{role_name, scope_name};
use crate::administration::People;
use crate::administration::api::save_role;
use crate::text;

/// The rights of a role, as they are being changed.
type Kept = RwSignal<Rights>;

/// The table.
#[component]
pub(super) fn Roles(people: RwSignal<People>) -> impl IntoView {
    let roles: Vec<(Role, Kept)> = people
        .read_untracked()
        .roles
        .iter()
        .map(|(role, rights)| (*role, RwSignal::new(*rights)))
        .collect();
    let told = RwSignal::new(String::new());
    let keep = Callback::new(move |(role, rights): (Role, Rights)| {
        spawn_local(async move {
            let said = match save_role(role, rights).await {
                Ok(()) => text!(administration.role_saved, role = role_name(role)).to_string(),
                Err(error) => error.sentence(),
            };
            told.try_set(said);
        });
    });
    let heads: Vec<AnyView> = roles
        .iter()
        .map(|(role, _)| view! { <th scope="col">{role_name(*role)}</th> }.into_any())
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=text!(administration.roles)>
            <p role="status" class="notice">{told}</p>
            <table class="plain roles">
                <thead><tr><th scope="col">{text!(administration.right)}</th>{heads}</tr></thead>
                <tbody>
                    {scopes(text!(account.right_see), &roles, keep, |rights| &mut rights.see)}
                    {scopes(text!(account.right_hear), &roles, keep, |rights| &mut rights.hear)}
                    {switches(text!(account.right_download), &roles, keep, |rights| &mut rights.download)}
                    {switches(text!(account.right_customers), &roles, keep, |rights| &mut rights.customers)}
                    {switches(text!(account.right_export), &roles, keep, |rights| &mut rights.export)}
                    {switches(text!(account.right_configure), &roles, keep, |rights| &mut rights.configure)}
                    {switches(text!(account.right_masked), &roles, keep, |rights| &mut rights.masked)}
                </tbody>
            </table>
            <p class="hint">{text!(administration.roles_hint)}</p>
        </div>
    }
}

fn scopes(
    name: &'static str,
    roles: &[(Role, Kept)],
    keep: Callback<(Role, Rights)>,
    field: fn(&mut Rights) -> &mut Scope,
) -> AnyView {
    let cell = |(role, kept): &(Role, Kept)| {
        let (role, kept) = (*role, *kept);
        let now = *field(&mut kept.get_untracked());
        let option = |(place, scope): (usize, Scope)| {
            view! { <option value=place.to_string() selected=scope == now>{scope_name(scope)}</option> }
        };
        let options = Scope::ALL.into_iter().enumerate().map(option).collect_view();
        let choose = move |value: String| {
            let scope = value
                .parse::<usize>()
                .ok()
                .and_then(|place| Scope::ALL.get(place).copied());
            kept.update(|rights| *field(rights) = scope.unwrap_or_default());
            keep.run((role, kept.get_untracked()));
        };
        let label = [role_name(role), ": ", name].concat();
        view! {
            <td><select class="field" aria-label=label on:change:target=move |event| choose(event.target().value())>{options}</select></td>
        }
        .into_any()
    };
    let cells: Vec<AnyView> = roles.iter().map(cell).collect();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}

fn switches(
    name: &'static str,
    roles: &[(Role, Kept)],
    keep: Callback<(Role, Rights)>,
    field: fn(&mut Rights) -> &mut bool,
) -> AnyView {
    let cell = |(role, kept): &(Role, Kept)| {
        let (role, kept) = (*role, *kept);
        let label = [role_name(role), ": ", name].concat();
        let choose = move |may: bool| {
            kept.update(|rights| *field(rights) = may);
            keep.run((role, kept.get_untracked()));
        };
        view! {
            <td>
                <label class="hit">
                    <input type="checkbox" aria-label=label prop:checked=move || *field(&mut kept.get())
                        on:change:target=move |event| choose(event.target().checked())/>
                </label>
            </td>
        }
        .into_any()
    };
    let cells: Vec<AnyView> = roles.iter().map(cell).collect();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}
