//! Server functions of the page «Доступ». The guard gives them to whoever sets the journal up, and to nobody else.
#![allow(
    missing_docs,
    reason = "the server macro makes a struct with undocumented fields of each function"
)]

use leptos::prelude::server;
use leptos::server_fn::codec::Json;

use call_journal_model::access::{AccountRefused, Deed, Rights, Role};
use call_journal_model::employee::EmployeeId;

use crate::administration::{AccountForm, AuditPart, KeyView, People};
use crate::error::AppError;

/// Characters of a department's or a person's name.
#[cfg(feature = "ssr")]
const NAME: usize = 100;

/// Everything about who may do what.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "people", output = Json)]
pub async fn load_people() -> Result<People, AppError> {
    use crate::administration::PersonAccess;
    use crate::service::{internal, journal, local};
    use call_journal_store::access::{accounts, departments, role_rights};
    let journal = journal();
    let store = &journal.0.store;
    let people = accounts(store).await.map_err(internal)?;
    let person = |row: call_journal_store::access::AccountRow| PersonAccess {
        id: row.employee,
        name: row.name,
        extensions: row.extensions,
        department: row.department,
        login: row.login,
        role: row.role,
        exceptions: row.exceptions,
        disabled: row.disabled,
        has_password: row.has_password,
        seen: row.seen_at.map(|at| local(&journal, at)),
    };
    let mut roles = Vec::new();
    for role in Role::ALL {
        roles.push((role, role_rights(store, role).await.map_err(internal)?));
    }
    Ok(People {
        people: people.into_iter().map(person).collect(),
        departments: departments(store).await.map_err(internal)?,
        roles,
    })
}

/// Makes or changes somebody's account. What stands in the way is an answer like any other.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "save_account", input = Json, output = Json)]
pub async fn save_account(id: EmployeeId, form: AccountForm) -> Result<Result<(), AccountRefused>, AppError> {
    use crate::service::{internal, journal, note};
    use call_journal_store::access::{AccountChange, account, change_account, end_all_sessions};
    let journal = journal();
    let store = &journal.0.store;
    let change = AccountChange {
        login: form.login.chars().take(NAME).collect(),
        role: form.role,
        exceptions: form.exceptions,
        disabled: form.disabled,
        department: form.department,
    };
    if let Err(refused) = change_account(store, id, &change).await.map_err(internal)? {
        return Ok(Err(refused));
    }
    if form.disabled {
        end_all_sessions(store, id, None).await.map_err(internal)?;
    }
    (journal.0.doors)();
    let name = account(store, id)
        .await
        .map_err(internal)?
        .map(|account| account.name);
    let what = serde_json::to_string(&form).unwrap_or_default();
    let subject = [name.as_deref().unwrap_or_default(), ": ", &what].concat();
    note(&journal, Deed::AccountChanged, &subject).await?;
    Ok(Ok(()))
}

/// Makes an employee who has no extension.
///
/// # Errors
/// [`AppError::Invalid`] without a name.
#[server(endpoint = "add_person", input = Json, output = Json)]
pub async fn add_person(name: String) -> Result<EmployeeId, AppError> {
    use crate::service::{internal, journal, note, refuse};
    let journal = journal();
    let name = one_line(&name).ok_or_else(|| refuse(AppError::Invalid))?;
    let added = call_journal_store::access::add_person(&journal.0.store, &name).await;
    let added = added.map_err(internal)?;
    note(&journal, Deed::AccountChanged, &name).await?;
    Ok(added)
}

/// A one-time link with which somebody who has an account chooses a password, from the journal's beginning.
///
/// # Errors
/// [`AppError::NotFound`] when they have no account.
#[server(endpoint = "invite", input = Json, output = Json)]
pub async fn invite(id: EmployeeId) -> Result<String, AppError> {
    use crate::service::{internal, journal, note, refuse};
    let journal = journal();
    let account = call_journal_store::access::account(&journal.0.store, id).await;
    let account = account
        .map_err(internal)?
        .filter(|account| account.login.is_some());
    let account = account.ok_or_else(|| refuse(AppError::NotFound))?;
    let link = journal.0.links.link(id).await.map_err(refuse)?;
    note(&journal, Deed::Invited, &account.name).await?;
    Ok(link)
}

/// Ends all of somebody's sessions.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "end_sessions", input = Json, output = Json)]
pub async fn end_sessions(id: EmployeeId) -> Result<(), AppError> {
    use crate::service::{internal, journal, note};
    use call_journal_store::access::{account, end_all_sessions};
    let journal = journal();
    let store = &journal.0.store;
    end_all_sessions(store, id, None).await.map_err(internal)?;
    (journal.0.doors)();
    let name = account(store, id)
        .await
        .map_err(internal)?
        .map(|account| account.name);
    note(
        &journal,
        Deed::SignedOutEverywhere,
        name.as_deref().unwrap_or_default(),
    )
    .await
}

/// Makes a department.
///
/// # Errors
/// [`AppError::Invalid`] without a name.
#[server(endpoint = "add_department", input = Json, output = Json)]
pub async fn add_department(name: String) -> Result<i64, AppError> {
    use crate::service::{internal, journal, note, refuse};
    let journal = journal();
    let name = one_line(&name).ok_or_else(|| refuse(AppError::Invalid))?;
    let id = call_journal_store::access::add_department(&journal.0.store, &name).await;
    let id = id.map_err(internal)?;
    note(&journal, Deed::DepartmentsChanged, &["+ ", &name].concat()).await?;
    Ok(id)
}

/// Takes a department away; its people have none then.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such department.
#[server(endpoint = "delete_department", input = Json, output = Json)]
pub async fn delete_department(id: i64) -> Result<(), AppError> {
    use crate::service::{internal, journal, note, refuse};
    use call_journal_store::access::{delete_department, departments};
    let journal = journal();
    let store = &journal.0.store;
    let all = departments(store).await.map_err(internal)?;
    if !delete_department(store, id).await.map_err(internal)? {
        return Err(refuse(AppError::NotFound));
    }
    (journal.0.doors)();
    let name = all
        .into_iter()
        .find(|department| department.0 == id)
        .map(|department| department.1);
    note(
        &journal,
        Deed::DepartmentsChanged,
        &["− ", &name.unwrap_or_default()].concat(),
    )
    .await
}

/// Says what a role may here.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "save_role", input = Json, output = Json)]
pub async fn save_role(role: Role, rights: Rights) -> Result<(), AppError> {
    use crate::service::{internal, journal, note};
    let journal = journal();
    let changed = call_journal_store::access::set_role_rights(&journal.0.store, role, rights).await;
    if changed.map_err(internal)? {
        (journal.0.doors)();
        let what = serde_json::to_string(&(role, rights)).unwrap_or_default();
        note(&journal, Deed::RoleChanged, &what).await?;
    }
    Ok(())
}

/// The entries of the audit before `before`, in which all words of `text` are found, of one kind or of all.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "audit", input = Json, output = Json)]
pub async fn load_audit(
    text: String,
    deed: Option<Deed>,
    before: Option<i64>,
) -> Result<AuditPart, AppError> {
    use crate::service::{internal, journal};
    let journal = journal();
    let deeds: Vec<Deed> = deed.into_iter().collect();
    let text: String = text.chars().take(200).collect();
    let page =
        call_journal_store::access::audit_page(&journal.0.store, &text, &deeds, before, journal.0.zone).await;
    let page = page.map_err(internal)?;
    Ok(AuditPart {
        entries: page.entries,
        next: page.next,
    })
}

/// Keys of programs, the newest first.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "api_keys", output = Json)]
pub async fn load_keys() -> Result<Vec<KeyView>, AppError> {
    use crate::service::{internal, journal, local};
    let journal = journal();
    let keys = call_journal_store::access::keys(&journal.0.store).await;
    let view = |key: call_journal_store::access::ApiKey| KeyView {
        id: key.id,
        name: key.name,
        masked: key.masked,
        department: key.department,
        made: local(&journal, key.made_at),
        used: key.used_at.map(|at| local(&journal, at)),
    };
    Ok(keys.map_err(internal)?.into_iter().map(view).collect())
}

/// Makes a key for a program that reads calls: the key, which is told this once.
///
/// # Errors
/// [`AppError::Invalid`] without a name.
#[server(endpoint = "add_api_key", input = Json, output = Json)]
pub async fn add_key(name: String, masked: bool, department: Option<i64>) -> Result<String, AppError> {
    use crate::service::{internal, journal, note, refuse};
    let journal = journal();
    let name = one_line(&name).ok_or_else(|| refuse(AppError::Invalid))?;
    let key = journal.0.links.token().map_err(refuse)?;
    let digest = (journal.0.digest)(&key);
    let (store, now) = (&journal.0.store, (journal.0.now)());
    let added = call_journal_store::access::add_key(store, &digest, &name, masked, department, now).await;
    added.map_err(internal)?;
    note(&journal, Deed::KeysChanged, &["+ ", &name].concat()).await?;
    Ok(key)
}

/// Takes a key away: nobody reads by it any more.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such key.
#[server(endpoint = "delete_api_key", input = Json, output = Json)]
pub async fn delete_key(id: i64) -> Result<(), AppError> {
    use crate::service::{internal, journal, note, refuse};
    let journal = journal();
    let deleted = call_journal_store::access::delete_key(&journal.0.store, id).await;
    let name = deleted
        .map_err(internal)?
        .ok_or_else(|| refuse(AppError::NotFound))?;
    note(&journal, Deed::KeysChanged, &["− ", &name].concat()).await
}

/// A name on one line; `None` when it is empty or too long.
#[cfg(feature = "ssr")]
fn one_line(name: &str) -> Option<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (1..=NAME).contains(&name.chars().count()).then_some(name)
}
