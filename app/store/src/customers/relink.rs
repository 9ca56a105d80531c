//! Calls follow numbers that moved, where they are too many for one transaction: in turns, so that nobody waits long.

use call_journal_model::call::CallId;
use sea_orm::Value;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// Calls of one turn: some ten milliseconds.
const TURN: usize = 1_000;

/// Makes calls follow their number until none is left behind. What is not done when this is dropped is done by the next
/// call. Tells how many calls changed.
///
/// # Errors
/// When the database fails.
pub async fn relink(store: &Store) -> Result<u64, StoreError> {
    let mut changed = 0;
    while let Some(number) = next(store).await? {
        changed += follow(store, number).await?;
    }
    Ok(changed)
}

async fn next(store: &Store) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT id FROM numbers WHERE relink = 1 ORDER BY id LIMIT 1";
    let rows = sql::rows(&store.db, sql, vec![]).await?;
    Ok(rows.first().map(|row| row.try_get_by_index(0)).transpose()?)
}

/// All calls of one number, oldest first. Calls that come meanwhile name the owner by themselves.
async fn follow(store: &Store, number: i64) -> Result<u64, StoreError> {
    let mut changed = 0;
    let mut after = (i64::MIN, CallId(i64::MIN));
    let mut owner_at_begin: Option<Option<i64>> = None;
    loop {
        let tx = store.write().await?;
        let sql = "SELECT customer_id FROM numbers WHERE id = $1";
        let rows = sql::rows(&*tx, sql, vec![number.into()]).await?;
        let Some(row) = rows.first() else {
            return Ok(changed);
        };
        let owner: Option<i64> = row.try_get_by_index(0)?;
        if *owner_at_begin.get_or_insert(owner) != owner {
            // It moved on meanwhile: from the beginning.
            owner_at_begin = Some(owner);
            after = (i64::MIN, CallId(i64::MIN));
        }
        let sql = format!(
            "SELECT started_at, id, customer_id FROM calls \
             WHERE number_id = $1 AND (started_at, id) > ($2, $3) ORDER BY started_at, id LIMIT {TURN}"
        );
        let values: Vec<Value> = vec![number.into(), after.0.into(), after.1.0.into()];
        let rows = sql::rows(&*tx, sql, values).await?;
        let mut behind: Vec<i64> = Vec::with_capacity(rows.len());
        for row in &rows {
            after = (row.try_get_by_index(0)?, CallId(row.try_get_by_index(1)?));
            if row.try_get_by_index::<Option<i64>>(2)? != owner {
                behind.push(after.1.0);
            }
        }
        if !behind.is_empty() {
            let list = sql::list(behind.len(), 2);
            let sql = format!("UPDATE calls SET customer_id = CAST($1 AS BIGINT) WHERE id IN ({list})");
            let mut values: Vec<Value> = vec![owner.into()];
            values.extend(sql::ids(&behind));
            sql::execute(&*tx, sql, values).await?;
            changed += behind.len() as u64;
        }
        let done = rows.len() < TURN;
        if done {
            let sql = "UPDATE numbers SET relink = 0 WHERE id = $1";
            sql::execute(&*tx, sql, vec![number.into()]).await?;
        }
        tx.commit().await?;
        if done {
            return Ok(changed);
        }
    }
}
