//! Sessions: who is signed in from where. Tokens come as digests.
//!
//! A token is replaced by a new one now and then. The one before it is good until the browser has shown that it has the new one, and
//! a little longer, for requests that were on their way; used after that, somebody has a copy of it, and the session ends.

use call_journal_model::employee::EmployeeId;
use call_journal_model::time::{Millis, Timestamp};
use sea_orm::Value;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;
use crate::text;

/// How long requests with the token before may be on their way.
const ON_THE_WAY: Millis = Millis(60_000);

/// How long a browser is remembered from which somebody signed in.
const DEVICE: Millis = Millis(180 * 24 * 60 * 60_000);

/// Characters of a browser's name that are kept.
const AGENT: usize = 200;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Without any request.
    pub idle: Millis,
    /// At all.
    pub whole: Millis,
}

/// A session that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// The digest of its token.
    pub token: String,
    /// Whose.
    pub employee: EmployeeId,
    /// Where from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: i64,
    /// Whose.
    pub employee: EmployeeId,
    /// When its token was made.
    pub rotated_at: Timestamp,
    /// When it was written down last that it is used.
    pub seen_at: Timestamp,
    /// The token of the request is the current one, not the one before.
    pub is_current: bool,
}

/// One of somebody's own sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Which.
    pub id: i64,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it was used last, by the minute.
    pub seen_at: Timestamp,
    /// Where from it began.
    pub address: String,
    /// What the browser called itself.
    pub agent: String,
}

/// Begins a session.
///
/// # Errors
/// When the database fails.
pub async fn begin_session(store: &Store, new: &NewSession, now: Timestamp) -> Result<i64, StoreError> {
    let tx = store.write().await?;
    let sql = "INSERT INTO sessions (token, rotated_at, employee_id, begun_at, seen_at, address, agent) \
               VALUES ($1, $2, $3, $2, $2, $4, $5) RETURNING id";
    let values: Vec<Value> = vec![
        new.token.clone().into(),
        now.0.into(),
        new.employee.0.into(),
        text::clean(&new.address).into_owned().into(),
        text::shorten(&text::clean(&new.agent), AGENT).into(),
    ];
    let rows = sql::rows(&*tx, sql, values).await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::damaged("sessions: a row vanished"))?;
    let id = row.try_get_by_index(0)?;
    tx.commit().await?;
    Ok(id)
}

/// The session of this token, if it goes on. One whose token was copied is ended.
///
/// # Errors
/// When the database fails.
pub async fn find_session(
    store: &Store,
    token: &str,
    limits: &Limits,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let sql = "SELECT s.id, s.employee_id, s.rotated_at, s.seen_at, s.begun_at, s.confirmed_at, \
               CASE WHEN s.token = $1 THEN 1 ELSE 0 END FROM sessions s JOIN accounts a ON a.employee_id = s.employee_id \
               WHERE (s.token = $1 OR s.previous = $1) AND a.disabled = 0";
    let rows = sql::rows(&store.db, sql, vec![token.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let (begun, confirmed): (i64, Option<i64>) = (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
    let is_current: i32 = row.try_get_by_index(6)?;
    let session = Session {
        id: row.try_get_by_index(0)?,
        employee: EmployeeId(row.try_get_by_index(1)?),
        rotated_at: Timestamp(row.try_get_by_index(2)?),
        seen_at: Timestamp(row.try_get_by_index(3)?),
        is_current: is_current != 0,
    };
    let ended = now.since(session.seen_at) > limits.idle || now.since(Timestamp(begun)) > limits.whole;
    let copied = !session.is_current
        && confirmed.is_some_and(|confirmed| now.since(Timestamp(confirmed)) > ON_THE_WAY);
    if ended || copied {
        end_session(store, session.employee, session.id).await?;
        return Ok(None);
    }
    if session.is_current && confirmed.is_none() {
        confirm(store, session.id, now).await?;
    }
    Ok(Some(session))
}

/// The browser has the new token.
async fn confirm(store: &Store, id: i64, now: Timestamp) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql = "UPDATE sessions SET confirmed_at = $1 WHERE id = $2 AND confirmed_at IS NULL";
    sql::execute(&*tx, sql, vec![now.0.into(), id.into()]).await?;
    tx.commit().await
}

/// Replaces the token of a session, unless that was done meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn rotate(
    store: &Store,
    id: i64,
    old: &str,
    new: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let tx = store.write().await?;
    let sql = "UPDATE sessions SET token = $1, previous = $2, rotated_at = $3, confirmed_at = NULL \
               WHERE id = $4 AND token = $2";
    let values: Vec<Value> = vec![new.into(), old.into(), now.0.into(), id.into()];
    let done = sql::execute(&*tx, sql, values).await? > 0;
    tx.commit().await?;
    Ok(done)
}

/// Writes down that a session is used.
///
/// # Errors
/// When the database fails.
pub async fn see_session(store: &Store, id: i64, now: Timestamp) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql = "UPDATE sessions SET seen_at = $1 WHERE id = $2";
    sql::execute(&*tx, sql, vec![now.0.into(), id.into()]).await?;
    tx.commit().await
}

/// Ends one of somebody's sessions.
///
/// # Errors
/// When the database fails.
pub async fn end_session(store: &Store, whose: EmployeeId, id: i64) -> Result<bool, StoreError> {
    let tx = store.write().await?;
    let sql = "DELETE FROM sessions WHERE id = $1 AND employee_id = $2";
    let ended = sql::execute(&*tx, sql, vec![id.into(), whose.0.into()]).await? > 0;
    tx.commit().await?;
    Ok(ended)
}

/// Ends all of somebody's sessions, but for `but`. Browsers from which they signed in are not known any more either.
///
/// # Errors
/// When the database fails.
pub async fn end_all_sessions(store: &Store, whose: EmployeeId, but: Option<i64>) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql = "DELETE FROM sessions WHERE employee_id = $1 AND id <> $2";
    sql::execute(&*tx, sql, vec![whose.0.into(), but.unwrap_or(0).into()]).await?;
    sql::execute(
        &*tx,
        "DELETE FROM devices WHERE employee_id = $1",
        vec![whose.0.into()],
    )
    .await?;
    tx.commit().await
}

/// Somebody's sessions, the one used last first.
///
/// # Errors
/// When the database fails.
pub async fn own_sessions(store: &Store, whose: EmployeeId) -> Result<Vec<OwnSession>, StoreError> {
    let sql = "SELECT id, begun_at, seen_at, address, agent FROM sessions WHERE employee_id = $1 \
               ORDER BY seen_at DESC, id DESC";
    let rows = sql::rows(&store.db, sql, vec![whose.0.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(OwnSession {
                id: row.try_get_by_index(0)?,
                begun_at: Timestamp(row.try_get_by_index(1)?),
                seen_at: Timestamp(row.try_get_by_index(2)?),
                address: row.try_get_by_index(3)?,
                agent: row.try_get_by_index(4)?,
            })
        })
        .collect()
}

/// Remembers a browser from which somebody signed in.
///
/// # Errors
/// When the database fails.
pub async fn know_device(
    store: &Store,
    token: &str,
    whose: EmployeeId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql = "INSERT INTO devices (token, employee_id, seen_at) VALUES ($1, $2, $3) \
               ON CONFLICT (token) DO UPDATE SET employee_id = excluded.employee_id, seen_at = excluded.seen_at";
    sql::execute(&*tx, sql, vec![token.into(), whose.0.into(), now.0.into()]).await?;
    tx.commit().await
}

/// Whether somebody signed in from this browser before.
///
/// # Errors
/// When the database fails.
pub async fn is_known_device(store: &Store, token: &str, whose: EmployeeId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM devices WHERE token = $1 AND employee_id = $2";
    let rows = sql::rows(&store.db, sql, vec![token.into(), whose.0.into()]).await?;
    Ok(!rows.is_empty())
}

/// Forgets sessions that are over, and browsers that were not seen for long.
///
/// # Errors
/// When the database fails.
pub async fn forget_ended(store: &Store, limits: &Limits, now: Timestamp) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql = "DELETE FROM sessions WHERE seen_at < $1 OR begun_at < $2";
    let values = vec![(now.0 - limits.idle.0).into(), (now.0 - limits.whole.0).into()];
    sql::execute(&*tx, sql, values).await?;
    sql::execute(
        &*tx,
        "DELETE FROM devices WHERE seen_at < $1",
        vec![(now.0 - DEVICE.0).into()],
    )
    .await?;
    sql::execute(
        &*tx,
        "DELETE FROM invitations WHERE expires_at < $1",
        vec![now.0.into()],
    )
    .await?;
    tx.commit().await
}

/// Whether a session goes on.
///
/// # Errors
/// When the database fails.
pub async fn goes_on(store: &Store, id: i64, limits: &Limits, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM sessions s JOIN accounts a ON a.employee_id = s.employee_id \
               WHERE s.id = $1 AND s.seen_at >= $2 AND s.begun_at >= $3 AND a.disabled = 0";
    let values: Vec<Value> = vec![
        id.into(),
        (now.0 - limits.idle.0).into(),
        (now.0 - limits.whole.0).into(),
    ];
    Ok(!sql::rows(&store.db, sql, values).await?.is_empty())
}
