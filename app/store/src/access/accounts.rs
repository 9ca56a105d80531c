//! Accounts: who may sign in as which employee, and what they are then.

use std::collections::HashMap;

use call_journal_model::access::{AccountRefused, Exceptions, Role};
use call_journal_model::employee::EmployeeId;
use call_journal_model::search::normalise;
use call_journal_model::time::Timestamp;
use sea_orm::{QueryResult, Value};

use super::{of_role, to_role};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};
use crate::text;

/// An employee, and what they are in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Who.
    pub employee: EmployeeId,
    /// Their name.
    pub name: String,
    /// Their short numbers, in alphabetical order.
    pub extensions: Vec<String>,
    /// Known from calls only.
    pub learnt: bool,
    /// Of `departments`.
    pub department: Option<i64>,
    /// `None`: they have no account.
    pub login: Option<String>,
    /// What they are.
    pub role: Role,
    /// What they may besides, and what not.
    pub exceptions: Exceptions,
    /// They may not sign in any more.
    pub disabled: bool,
    /// They have a password.
    pub has_password: bool,
    /// When they were here last, of the sessions that go on.
    pub seen_at: Option<Timestamp>,
}

/// What a sign-in is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Who it would be.
    pub employee: EmployeeId,
    /// Their name.
    pub name: String,
    /// As argon2 writes it; `None`: they have none yet.
    pub password: Option<String>,
    /// They may not sign in.
    pub disabled: bool,
}

/// What an account becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    /// What they type.
    pub login: String,
    /// What they are.
    pub role: Role,
    /// What they may besides, and what not.
    pub exceptions: Exceptions,
    /// They may not sign in.
    pub disabled: bool,
    /// Of `departments`.
    pub department: Option<i64>,
}

/// A login as it is compared: `Ivanov` is `ivanov`.
fn login_key(login: &str) -> String {
    text::key(&normalise(login))
}

/// Every employee, by name, those that are known from calls only last.
///
/// # Errors
/// When the database fails.
pub async fn accounts(store: &Store) -> Result<Vec<AccountRow>, StoreError> {
    let mut extensions: HashMap<i64, Vec<String>> = HashMap::new();
    let all = "SELECT employee_id, extension FROM extensions ORDER BY extension";
    for row in sql::rows(&store.db, all, vec![]).await? {
        let own = extensions.entry(row.try_get_by_index(0)?).or_default();
        own.push(row.try_get_by_index(1)?);
    }
    let mut found = Vec::new();
    for row in sql::rows(&store.db, format!("{ACCOUNT} GROUP BY {GROUPED}"), vec![]).await? {
        let search: String = row.try_get_by_index(9)?;
        let mut account = read(&row)?;
        account.extensions = extensions.remove(&account.employee.0).unwrap_or_default();
        found.push((search, account));
    }
    // Sorted here: the order of letters differs between databases.
    found.sort_by(|(a, x), (b, y)| (x.learnt, a, x.employee).cmp(&(y.learnt, b, y.employee)));
    Ok(found.into_iter().map(|(_, account)| account).collect())
}

/// One of them.
///
/// # Errors
/// When the database fails.
pub async fn account(store: &Store, employee: EmployeeId) -> Result<Option<AccountRow>, StoreError> {
    let sql = format!("{ACCOUNT} WHERE e.id = $1 GROUP BY {GROUPED}");
    let rows = sql::rows(&store.db, sql, vec![employee.0.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let mut account = read(row)?;
    let own = "SELECT extension FROM extensions WHERE employee_id = $1 ORDER BY extension";
    for row in sql::rows(&store.db, own, vec![employee.0.into()]).await? {
        account.extensions.push(row.try_get_by_index(0)?);
    }
    Ok(Some(account))
}

const ACCOUNT: &str = "SELECT e.id, e.name, e.learnt, e.department_id, a.login, a.role, a.rights, a.disabled, \
                       CASE WHEN a.password IS NULL THEN 0 ELSE 1 END, e.search, MAX(s.seen_at) \
                       FROM employees e LEFT JOIN accounts a ON a.employee_id = e.id \
                       LEFT JOIN sessions s ON s.employee_id = e.id";
const GROUPED: &str =
    "e.id, e.name, e.learnt, e.department_id, a.login, a.role, a.rights, a.disabled, a.password, e.search";

fn read(row: &QueryResult) -> Result<AccountRow, StoreError> {
    let (learnt, has_password): (i32, i32) = (row.try_get_by_index(2)?, row.try_get_by_index(8)?);
    let role: Option<i32> = row.try_get_by_index(5)?;
    let rights: Option<String> = row.try_get_by_index(6)?;
    let disabled: Option<i32> = row.try_get_by_index(7)?;
    Ok(AccountRow {
        employee: EmployeeId(row.try_get_by_index(0)?),
        name: row.try_get_by_index(1)?,
        extensions: Vec::new(),
        learnt: learnt != 0,
        department: row.try_get_by_index(3)?,
        login: row.try_get_by_index(4)?,
        role: role.map(to_role).transpose()?.unwrap_or_default(),
        exceptions: rights.as_deref().map(exceptions).transpose()?.unwrap_or_default(),
        disabled: disabled.is_some_and(|disabled| disabled != 0),
        has_password: has_password != 0,
        seen_at: row.try_get_by_index::<Option<i64>>(10)?.map(Timestamp),
    })
}

pub(super) fn exceptions(json: &str) -> Result<Exceptions, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::damaged(format!("accounts: rights: {error}")))
}

/// What a sign-in by this login, or by an extension of somebody who has an account, is compared with.
///
/// # Errors
/// When the database fails.
pub async fn credentials(store: &Store, login: &str) -> Result<Option<Credentials>, StoreError> {
    // A login goes before an extension: nobody takes another's by the name of their own.
    let sql = "SELECT e.id, e.name, a.password, a.disabled FROM accounts a JOIN employees e ON e.id = a.employee_id \
               WHERE a.login = $1 OR e.id = (SELECT employee_id FROM extensions WHERE extension = $2) \
               ORDER BY CASE WHEN a.login = $1 THEN 0 ELSE 1 END LIMIT 1";
    let values: Vec<Value> = vec![login_key(login).into(), text::key(login.trim()).into()];
    let rows = sql::rows(&store.db, sql, values).await?;
    let found = rows.first().map(|row| {
        let disabled: i32 = row.try_get_by_index(3)?;
        Ok(Credentials {
            employee: EmployeeId(row.try_get_by_index(0)?),
            name: row.try_get_by_index(1)?,
            password: row.try_get_by_index(2)?,
            disabled: disabled != 0,
        })
    });
    found.transpose()
}

/// Whether anybody can set the journal up.
///
/// # Errors
/// When the database fails.
pub async fn has_administrator(store: &Store) -> Result<bool, StoreError> {
    let administrators = administrators_but(&store.db, EmployeeId(0)).await?;
    Ok(administrators > 0)
}

/// How many others can sign in and set the journal up.
async fn administrators_but<C: sea_orm::ConnectionTrait>(db: &C, one: EmployeeId) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE role = 2 AND disabled = 0 AND password IS NOT NULL AND employee_id <> $1";
    let rows = sql::rows(db, sql, vec![one.0.into()]).await?;
    rows.first().map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// Gives somebody a password, unless they have no account. Their sessions are not ended here.
///
/// # Errors
/// When the database fails.
pub async fn set_password(store: &Store, employee: EmployeeId, password: &str) -> Result<bool, StoreError> {
    let tx = store.write().await?;
    let sql = "UPDATE accounts SET password = $1 WHERE employee_id = $2";
    let done = sql::execute(&*tx, sql, vec![password.into(), employee.0.into()]).await? > 0;
    tx.commit().await?;
    Ok(done)
}

/// Makes or changes somebody's account.
///
/// # Errors
/// When the database fails; `Ok(Err(_))` when the person can mend it.
pub async fn change_account(
    store: &Store,
    employee: EmployeeId,
    change: &AccountChange,
) -> Result<Result<(), AccountRefused>, StoreError> {
    let tx = store.write().await?;
    if let Err(refused) = put(&tx, employee, change).await? {
        return Ok(Err(refused));
    }
    let sets_up =
        change.role == Role::Administrator && !change.disabled && change.exceptions.configure != Some(false);
    let had = "SELECT 1 FROM accounts WHERE employee_id = $1 AND password IS NOT NULL";
    let signs_in = !sql::rows(&*tx, had, vec![employee.0.into()]).await?.is_empty();
    if signs_in && !sets_up && administrators_but(&*tx, employee).await? == 0 {
        // Dropped, the transaction undoes what it did.
        return Ok(Err(AccountRefused::LastAdministrator));
    }
    let sql = "UPDATE employees SET department_id = $1 WHERE id = $2";
    sql::execute(&*tx, sql, vec![change.department.into(), employee.0.into()]).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

async fn put(
    tx: &Write,
    employee: EmployeeId,
    change: &AccountChange,
) -> Result<Result<(), AccountRefused>, StoreError> {
    let login = login_key(&change.login);
    if login.is_empty() {
        return Ok(Err(AccountRefused::NoLogin));
    }
    let known = "SELECT 1 FROM employees WHERE id = $1";
    if sql::rows(&**tx, known, vec![employee.0.into()]).await?.is_empty() {
        return Ok(Err(AccountRefused::NoSuch));
    }
    // Somebody else's extension is no login: it would sign that person in, or keep them out.
    let taken = "SELECT 1 FROM accounts WHERE login = $1 AND employee_id <> $2 \
                 UNION SELECT 1 FROM extensions WHERE extension = $3 AND employee_id <> $2";
    let values = vec![
        login.clone().into(),
        employee.0.into(),
        text::key(change.login.trim()).into(),
    ];
    if !sql::rows(&**tx, taken, values).await?.is_empty() {
        return Ok(Err(AccountRefused::LoginTaken));
    }
    let rights = serde_json::to_string(&change.exceptions)
        .map_err(|error| StoreError::damaged(format!("accounts: rights: {error}")))?;
    let sql = "INSERT INTO accounts (employee_id, login, role, rights, disabled) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (employee_id) DO UPDATE SET login = excluded.login, role = excluded.role, \
               rights = excluded.rights, disabled = excluded.disabled";
    let values: Vec<Value> = vec![
        employee.0.into(),
        login.into(),
        of_role(change.role).into(),
        rights.into(),
        i32::from(change.disabled).into(),
    ];
    sql::execute(&**tx, sql, values).await?;
    Ok(Ok(()))
}

/// Makes an administrator: the employee who has the extension `login`, else a new one of this name.
///
/// # Errors
/// When the database fails; `Ok(Err(_))` when the person can mend it.
pub async fn make_administrator(
    store: &Store,
    name: &str,
    login: &str,
    password: &str,
) -> Result<Result<EmployeeId, AccountRefused>, StoreError> {
    let tx = store.write().await?;
    let owner = "SELECT employee_id FROM extensions WHERE extension = $1";
    let rows = sql::rows(&*tx, owner, vec![text::key(login.trim()).into()]).await?;
    let employee = match rows.first() {
        Some(row) => EmployeeId(row.try_get_by_index(0)?),
        None => new_employee(&tx, name).await?,
    };
    let change = AccountChange {
        login: login.to_owned(),
        role: Role::Administrator,
        exceptions: Exceptions::default(),
        disabled: false,
        department: None,
    };
    if let Err(refused) = put(&tx, employee, &change).await? {
        return Ok(Err(refused));
    }
    let sql = "UPDATE accounts SET password = $1 WHERE employee_id = $2";
    sql::execute(&*tx, sql, vec![password.into(), employee.0.into()]).await?;
    let _forgets = store.finder().about_to_change();
    tx.commit().await?;
    Ok(Ok(employee))
}

/// Makes an employee who has no extension, nor an account yet.
///
/// # Errors
/// When the database fails.
pub async fn add_person(store: &Store, name: &str) -> Result<EmployeeId, StoreError> {
    let tx = store.write().await?;
    let id = new_employee(&tx, name).await?;
    let _forgets = store.finder().about_to_change();
    tx.commit().await?;
    Ok(id)
}

async fn new_employee(tx: &Write, name: &str) -> Result<EmployeeId, StoreError> {
    let name = text::clean(name).into_owned();
    let search = normalise(&name);
    let sql = "INSERT INTO employees (name, search, learnt) VALUES ($1, $2, 0) RETURNING id";
    let rows = sql::rows(&**tx, sql, vec![name.into(), search.into()]).await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::damaged("employees: a row vanished"))?;
    Ok(EmployeeId(row.try_get_by_index(0)?))
}
