//! Who somebody is in the journal: their role, what it gives here, and whose calls they reach by it.

use call_journal_model::access::{Exceptions, Reach, Rights, Role, Scope};
use call_journal_model::employee::EmployeeId;
use call_journal_model::view::PersonName;

use super::accounts::exceptions;
use super::to_role;
use crate::error::StoreError;
use crate::query::person;
use crate::settings;
use crate::sql;
use crate::store::Store;

/// Somebody who asks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Who; without an id where the journal knows no employee yet.
    pub person: PersonName,
    /// What they are.
    pub role: Role,
    /// What they may.
    pub rights: Rights,
    /// Whose calls they see.
    pub sees: Reach,
    /// Whose conversations they hear.
    pub hears: Reach,
    /// Their session, where they signed in.
    pub session: Option<i64>,
}

impl Who {
    /// Somebody with these rights, whose department has these `colleagues`.
    #[must_use]
    pub fn new(person: PersonName, role: Role, rights: Rights, colleagues: &[EmployeeId]) -> Who {
        let me = person.id;
        Who {
            person,
            role,
            rights,
            sees: Reach::of(rights.see, me, colleagues),
            hears: Reach::of(rights.hear, me, colleagues),
            session: None,
        }
    }
}

/// Who an employee is; `None`: there is no such employee. Without an account they are what the role of employees is.
///
/// # Errors
/// When the database fails.
pub async fn who(store: &Store, employee: EmployeeId) -> Result<Option<Who>, StoreError> {
    let Some(person) = person(store, employee).await? else {
        return Ok(None);
    };
    let sql = "SELECT role, rights FROM accounts WHERE employee_id = $1";
    let rows = sql::rows(&store.db, sql, vec![employee.0.into()]).await?;
    let (role, own) = match rows.first() {
        Some(row) => {
            let rights: String = row.try_get_by_index(1)?;
            (to_role(row.try_get_by_index(0)?)?, exceptions(&rights)?)
        }
        None => (Role::default(), Exceptions::default()),
    };
    let rights = role_rights(store, role).await?.with(&own);
    let colleagues = match [rights.see, rights.hear].contains(&Scope::Department) {
        true => colleagues(store, employee).await?,
        false => Vec::new(),
    };
    Ok(Some(Who::new(person, role, rights, &colleagues)))
}

async fn colleagues(store: &Store, employee: EmployeeId) -> Result<Vec<EmployeeId>, StoreError> {
    let sql = "SELECT e.id FROM employees e JOIN employees me ON me.department_id = e.department_id WHERE me.id = $1";
    let rows = sql::rows(&store.db, sql, vec![employee.0.into()]).await?;
    rows.iter()
        .map(|row| Ok(EmployeeId(row.try_get_by_index(0)?)))
        .collect()
}

fn setting(role: Role) -> &'static str {
    match role {
        Role::Employee => "rights.employee",
        Role::Supervisor => "rights.supervisor",
        Role::Administrator => "rights.administrator",
    }
}

/// What a role may in this company.
///
/// # Errors
/// When the database fails.
pub async fn role_rights(store: &Store, role: Role) -> Result<Rights, StoreError> {
    let here: Option<Exceptions> = settings::get(store, setting(role)).await?;
    Ok(role.rights().with(&here.unwrap_or_default()))
}

/// Says what a role may in this company. Administrators always set it up.
///
/// # Errors
/// When the database fails.
pub async fn set_role_rights(store: &Store, role: Role, rights: Rights) -> Result<bool, StoreError> {
    let all = Exceptions {
        see: Some(rights.see),
        hear: Some(rights.hear),
        download: Some(rights.download),
        customers: Some(rights.customers),
        export: Some(rights.export),
        configure: Some(rights.configure || role == Role::Administrator),
        masked: Some(rights.masked),
    };
    settings::set(store, setting(role), &all).await
}
