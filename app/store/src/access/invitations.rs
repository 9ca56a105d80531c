//! One-time links: to choose a password, or to become the first administrator. Kept as digests, each used once and not for long.

use call_journal_model::employee::EmployeeId;
use call_journal_model::time::{Millis, Timestamp};
use sea_orm::Value;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// How long a link leads somewhere.
const VALID: Millis = Millis(24 * 60 * 60_000);

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Whose password it sets, and their name and login; `None`: it makes the first administrator.
    pub whom: Option<(EmployeeId, String, String)>,
}

/// Makes a link; the ones before it for the same person lead nowhere any more. `None`: for the first administrator.
///
/// # Errors
/// When the database fails.
pub async fn invite(
    store: &Store,
    token: &str,
    whom: Option<EmployeeId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let whom: Value = whom.map(|employee| employee.0).into();
    let sql = "DELETE FROM invitations WHERE COALESCE(employee_id, 0) = COALESCE(CAST($1 AS BIGINT), 0) OR expires_at < $2";
    sql::execute(&*tx, sql, vec![whom.clone(), now.0.into()]).await?;
    let sql = "INSERT INTO invitations (token, employee_id, expires_at) VALUES ($1, $2, $3)";
    sql::execute(&*tx, sql, vec![token.into(), whom, now.plus(VALID).0.into()]).await?;
    tx.commit().await
}

/// What a link is for, if it still leads somewhere.
///
/// # Errors
/// When the database fails.
pub async fn find_invitation(
    store: &Store,
    token: &str,
    now: Timestamp,
) -> Result<Option<Invitation>, StoreError> {
    let sql = "SELECT i.employee_id, e.name, a.login FROM invitations i LEFT JOIN employees e ON e.id = i.employee_id \
               LEFT JOIN accounts a ON a.employee_id = i.employee_id WHERE i.token = $1 AND i.expires_at > $2 \
               AND (i.employee_id IS NULL OR a.disabled = 0)";
    let rows = sql::rows(&store.db, sql, vec![token.into(), now.0.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let employee: Option<i64> = row.try_get_by_index(0)?;
    let whom = match employee {
        Some(id) => Some((EmployeeId(id), row.try_get_by_index(1)?, row.try_get_by_index(2)?)),
        None => None,
    };
    Ok(Some(Invitation { whom }))
}

/// Uses a link up. Of two who use it at once one does.
///
/// # Errors
/// When the database fails.
pub async fn take_invitation(store: &Store, token: &str) -> Result<bool, StoreError> {
    let tx = store.write().await?;
    let sql = "DELETE FROM invitations WHERE token = $1";
    let taken = sql::execute(&*tx, sql, vec![token.into()]).await? > 0;
    tx.commit().await?;
    Ok(taken)
}
