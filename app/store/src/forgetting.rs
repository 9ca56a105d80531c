//! Forgetting on purpose: calls for their age, and everything about a customer who asked for it. What goes, goes with its events, so that
//! neither `rebuild` nor another import brings it back. A call that is held stays, and all that belongs to its conversation.
//!
//! Files of recordings are named in the answer; whoever keeps them deletes them.

use call_journal_model::call::CallId;
use call_journal_model::employee::CustomerId;
use call_journal_model::time::Timestamp;
use sea_orm::Value;

use crate::comments::Author;
use crate::error::StoreError;
use crate::listenings;
use crate::sql::{self, IN_LIST};
use crate::store::{Store, Write};
use crate::text;

/// Conversations of one transaction: others wait some hundredths of a second.
const AT_ONCE: usize = 200;

/// What was forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Calls.
    pub calls: u64,
    /// Events that they were made of.
    pub events: u64,
    /// Numbers of the customer.
    pub numbers: u64,
    /// Recordings: the name of the source and how the PBX calls the file.
    pub recordings: Vec<(String, String)>,
}

impl Forgotten {
    fn add(&mut self, other: Forgotten) {
        self.calls += other.calls;
        self.events += other.events;
        self.numbers += other.numbers;
        self.recordings.extend(other.recordings);
    }
}

/// Forgets some calls that began before `before`, the oldest first; none are left when it forgets none.
///
/// # Errors
/// When the database fails.
pub async fn forget_before(store: &Store, before: Timestamp) -> Result<Forgotten, StoreError> {
    let tx = store.write().await?;
    // Of a conversation all goes, or nothing.
    let sql = format!(
        "SELECT DISTINCT thread_id FROM (SELECT c.thread_id FROM calls c WHERE c.started_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM calls o WHERE o.thread_id = c.thread_id AND o.started_at >= $1) \
         AND NOT EXISTS (SELECT 1 FROM calls k JOIN holds h ON h.call_id = k.id WHERE k.thread_id = c.thread_id) \
         ORDER BY c.started_at, c.id LIMIT {AT_ONCE}) oldest"
    );
    let threads = ids(&tx, sql, vec![before.0.into()]).await?;
    let forgotten = threads_of(&tx, &threads).await?;
    tx.commit().await?;
    if forgotten.calls > 0 {
        store.changed_elsewhere();
    }
    Ok(forgotten)
}

/// What forgetting a customer came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erased {
    /// Nothing of them is left.
    Done(Forgotten),
    /// Nothing was done: so many of their calls must be kept.
    Held(u64),
    /// There is no such customer.
    NoSuch,
}

/// Forgets a customer, those who were merged into them, their contact persons, numbers and calls, with comments and recordings.
///
/// # Errors
/// When the database fails; then nothing is done.
pub async fn erase_customer(store: &Store, customer: CustomerId) -> Result<Erased, StoreError> {
    let tx = store.write().await?;
    let sql = "SELECT id FROM customers WHERE id = $1 OR merged_into = $1";
    let customers = ids(&tx, sql.to_owned(), vec![customer.0.into()]).await?;
    if !customers.contains(&customer.0) {
        return Ok(Erased::NoSuch);
    }
    let numbers = of(&tx, "SELECT id FROM numbers WHERE customer_id IN", &customers).await?;
    let sql = "SELECT DISTINCT thread_id FROM calls WHERE number_id IN";
    let threads = of(&tx, sql, &numbers).await?;
    let sql = "SELECT h.call_id FROM holds h JOIN calls c ON c.id = h.call_id WHERE c.thread_id IN";
    let held = of(&tx, sql, &threads).await?;
    if !held.is_empty() {
        return Ok(Erased::Held(held.len() as u64));
    }
    let mut forgotten = Forgotten::default();
    for part in threads.chunks(AT_ONCE) {
        forgotten.add(threads_of(&tx, part).await?);
    }
    // Calls of others that went with them may have been linked to the customer by hand.
    each(
        &tx,
        "UPDATE calls SET customer_id = NULL WHERE customer_id IN",
        &customers,
    )
    .await?;
    forgotten.numbers = each(&tx, "DELETE FROM numbers WHERE customer_id IN", &customers).await?;
    each(
        &tx,
        "DELETE FROM contact_persons WHERE customer_id IN",
        &customers,
    )
    .await?;
    each(
        &tx,
        "DELETE FROM customer_changes WHERE customer_id IN",
        &customers,
    )
    .await?;
    each(&tx, "DELETE FROM customers WHERE id IN", &customers).await?;
    tx.commit().await?;
    store.changed_elsewhere();
    Ok(Erased::Done(forgotten))
}

/// Says that a call must be kept, or need not be any more. Tells whether it was otherwise before; `None`: there is no such call.
///
/// # Errors
/// When the database fails.
pub async fn hold(
    store: &Store,
    call: CallId,
    held: bool,
    author: &Author,
) -> Result<Option<bool>, StoreError> {
    let tx = store.write().await?;
    let known = "SELECT 1 FROM calls WHERE id = $1";
    if sql::rows(&*tx, known, vec![call.0.into()]).await?.is_empty() {
        return Ok(None);
    }
    let changed = match held {
        true => {
            let sql = "INSERT INTO holds (call_id, author_name, at) VALUES ($1, $2, $3) ON CONFLICT (call_id) DO NOTHING";
            let name = text::clean(&author.name).into_owned();
            sql::execute(&*tx, sql, vec![call.0.into(), name.into(), author.at.0.into()]).await?
        }
        false => sql::execute(&*tx, "DELETE FROM holds WHERE call_id = $1", vec![call.0.into()]).await?,
    };
    tx.commit().await?;
    Ok(Some(changed > 0))
}

/// Whether a call must be kept.
///
/// # Errors
/// When the database fails.
pub async fn is_held(store: &Store, call: CallId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM holds WHERE call_id = $1";
    Ok(!sql::rows(&store.db, sql, vec![call.0.into()]).await?.is_empty())
}

/// Forgets conversations with all that was made of them.
async fn threads_of(tx: &Write, threads: &[i64]) -> Result<Forgotten, StoreError> {
    if threads.is_empty() {
        return Ok(Forgotten::default());
    }
    let calls = of(tx, "SELECT id FROM calls WHERE thread_id IN", threads).await?;
    let mut recordings = Vec::new();
    for part in calls.chunks(IN_LIST) {
        let sql = format!(
            "SELECT s.name, r.path FROM recordings r JOIN calls c ON c.id = r.call_id JOIN sources s ON s.id = c.source_id \
             WHERE r.call_id IN ({})",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(&**tx, sql, sql::ids(part)).await? {
            recordings.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
    }
    listenings::forget(
        tx,
        recordings
            .iter()
            .map(|(_, path): &(String, String)| path.as_str()),
    )
    .await?;
    // Rules that were mended meanwhile may have left comments of calls that are none any more.
    let sql = "DELETE FROM comments_without_call WHERE id IN (SELECT w.id FROM comments_without_call w JOIN calls c \
               ON c.anchor = w.anchor AND c.source_id = w.source_id WHERE c.thread_id = $1)";
    for thread in threads {
        sql::execute(&**tx, sql, vec![(*thread).into()]).await?;
    }
    for table in [
        "recordings",
        "comments",
        "comment_versions",
        "call_employees",
        "call_details",
        "holds",
    ] {
        each(tx, &format!("DELETE FROM {table} WHERE call_id IN"), &calls).await?;
    }
    let gone = each(tx, "DELETE FROM calls WHERE id IN", &calls).await?;
    let sql = "INSERT INTO forgotten_events (identity, source_id) SELECT identity, source_id FROM events WHERE thread_id IN";
    each(tx, sql, threads).await?;
    let events = each(tx, "DELETE FROM events WHERE thread_id IN", threads).await?;
    each(tx, "DELETE FROM ties WHERE thread_id IN", threads).await?;
    each(tx, "DELETE FROM threads WHERE id IN", threads).await?;
    Ok(Forgotten {
        calls: gone,
        events,
        numbers: 0,
        recordings,
    })
}

async fn ids(tx: &Write, sql: String, values: Vec<Value>) -> Result<Vec<i64>, StoreError> {
    let rows = sql::rows(&**tx, sql, values).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// The ids that a query gives of these.
async fn of(tx: &Write, sql: &str, whose: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    for part in whose.chunks(IN_LIST) {
        let list = sql::list(part.len(), 1);
        found.extend(ids(tx, format!("{sql} ({list})"), sql::ids(part)).await?);
    }
    Ok(found)
}

/// Runs a statement that ends with a list of these ids: how many rows it changed.
async fn each(tx: &Write, sql: &str, whose: &[i64]) -> Result<u64, StoreError> {
    let mut changed = 0;
    for part in whose.chunks(IN_LIST) {
        let list = sql::list(part.len(), 1);
        changed += sql::execute(&**tx, format!("{sql} ({list})"), sql::ids(part)).await?;
    }
    Ok(changed)
}
