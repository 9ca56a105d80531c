//! Running the status rules over parties whose calls, registrations or rules changed, and over closed windows.
//!
//! A *party* is a customer with all its numbers, or a number that belongs to nobody. The rules themselves are
//! `call_journal_model::settle`; here they get their facts, and what they changed is written. Parties with very many calls
//! are `large`'s.

mod large;

use std::collections::{BTreeMap, BTreeSet};

use call_journal_model::call::CallId;
use call_journal_model::settle::{CallFacts, Rules, settle};
use call_journal_model::time::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};

use crate::calls::{SETTLED, mark_dirty, push_settled};
use crate::codes::{self, SettledColumns};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};
use large::Claim;
pub(crate) use large::release_all;

/// Numbers settled in one transaction, at most.
const BATCH: i64 = 200;
/// Calls from which on no further party is settled in the same transaction: others wait for it, and all are in memory.
const TOGETHER: i64 = 5_000;

/// What settling did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Parties looked at.
    pub parties: u64,
    /// Calls that show something else now.
    pub changed: Vec<CallId>,
}

/// Settles all parties that something changed for. `now` decides whether a window is closed.
pub async fn settle_dirty(store: &Store, rules: &Rules, now: Timestamp) -> Result<Settlement, StoreError> {
    let mut settlement = Settlement::default();
    let mut batch = BATCH;
    loop {
        let tx = store.write().await?;
        let sql = "SELECT id, customer_id FROM numbers WHERE dirty = 1 ORDER BY id LIMIT $1";
        let dirty = sql::rows(&*tx, sql, vec![batch.into()]).await?;
        if dirty.is_empty() {
            return Ok(settlement);
        }
        let done = settle_numbers(&tx, &dirty, rules, now, &mut settlement).await?;
        tx.commit().await?;
        // What there was no room for need not be counted again and again.
        batch = match done.left {
            true => i64::try_from(done.parties).unwrap_or(BATCH).clamp(1, BATCH),
            false => (batch * 2).min(BATCH),
        };
        for claim in done.claims {
            large::settle_claimed(store, &claim, rules, now, &mut settlement).await?;
        }
    }
}

/// Settles all parties with a call whose reaction window closed by `now`, and those that something changed for.
pub async fn settle_due(store: &Store, rules: &Rules, now: Timestamp) -> Result<Settlement, StoreError> {
    let tx = store.write().await?;
    let sql = "SELECT DISTINCT number_id FROM calls WHERE why = 2 AND window_closes_at <= $1 AND number_id IS NOT NULL";
    let due = sql::rows(&*tx, sql, vec![now.0.into()]).await?;
    let due = due
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<Vec<i64>, _>>()?;
    mark_dirty(&tx, due).await?;
    tx.commit().await?;
    settle_dirty(store, rules, now).await
}

/// When the next window closes: `settle_due` has nothing to do before.
pub async fn next_due(store: &Store) -> Result<Option<Timestamp>, StoreError> {
    let rows = sql::rows(
        &store.db,
        "SELECT MIN(window_closes_at) FROM calls WHERE why = 2",
        vec![],
    )
    .await?;
    let at: Option<i64> = rows
        .first()
        .map(|row| row.try_get_by_index(0))
        .transpose()?
        .flatten();
    Ok(at.map(Timestamp))
}

/// Makes every party wait for settling: after a change of the rules.
pub async fn mark_all_parties_dirty(store: &Store) -> Result<(), StoreError> {
    let tx = store.write().await?;
    sql::execute(&*tx, "UPDATE numbers SET dirty = 1 WHERE dirty <> 1", vec![]).await?;
    tx.commit().await
}

/// A customer, or a number without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Party {
    Customer(i64),
    Number(i64),
}

/// The calls of parties: what the rules ask of them, and what is stored.
type Parties = BTreeMap<Party, (Vec<CallFacts>, Vec<SettledColumns>)>;

/// What became of the parties of some numbers.
struct Done {
    /// Settled.
    parties: usize,
    /// Too large for one transaction.
    claims: Vec<Claim>,
    /// There was no room for all: the others are dirty still.
    left: bool,
}

/// Settles the parties of these numbers, as many as there is room for.
async fn settle_numbers(
    tx: &Write,
    dirty: &[QueryResult],
    rules: &Rules,
    now: Timestamp,
    settlement: &mut Settlement,
) -> Result<Done, StoreError> {
    let mut customers = BTreeSet::new();
    let mut alone = BTreeSet::new();
    for row in dirty {
        let number: i64 = row.try_get_by_index(0)?;
        match row.try_get_by_index::<Option<i64>>(1)? {
            Some(customer) => customers.insert(customer),
            None => alone.insert(number),
        };
    }
    let mut room = TOGETHER;
    let customers = large::apart(tx, "customer_id", &customers, &mut room).await?;
    let alone = large::apart(tx, "id", &alone, &mut room).await?;
    let mut claims = Vec::new();
    for id in customers.large {
        claims.push(large::claim(tx, Party::Customer(id)).await?);
    }
    for id in alone.large {
        claims.push(large::claim(tx, Party::Number(id)).await?);
    }
    let left = customers.left || alone.left;
    let (customers, alone) = (customers.together, alone.together);
    let mut parties = BTreeMap::new();
    load(&**tx, "customer_id", &customers, &mut parties).await?;
    load(&**tx, "id", &alone, &mut parties).await?;
    let changed = judge(parties, rules, now);
    write(tx, &changed).await?;
    clean(tx, "customer_id", &customers).await?;
    clean(tx, "id", &alone).await?;
    let settled = customers.len() + alone.len();
    settlement.parties += settled as u64;
    settlement
        .changed
        .extend(changed.into_iter().map(|(id, _)| CallId(id)));
    Ok(Done {
        parties: settled,
        claims,
        left,
    })
}

/// Calls that are to show something else than is stored.
fn judge(parties: Parties, rules: &Rules, now: Timestamp) -> Vec<(i64, SettledColumns)> {
    let mut changed = Vec::new();
    for (facts, stored) in parties.into_values() {
        let settled = settle(&facts, rules, now);
        for ((call, old), new) in facts.iter().zip(stored).zip(&settled) {
            let new = SettledColumns::from(new);
            if new != old {
                changed.push((call.id.0, new));
            }
        }
    }
    changed
}

/// Calls of numbers by `column`. Whose a number is, `numbers` knows: `calls.customer_id` may follow later.
async fn load<C: ConnectionTrait>(
    db: &C,
    column: &str,
    ids: &[i64],
    parties: &mut Parties,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let settled: Vec<String> = SETTLED.iter().map(|column| format!("c.{column}")).collect();
    let sql = format!(
        "SELECT c.id, c.direction, c.outcome, c.started_at, c.answered_at, c.ended_at, c.number_id, \
         n.customer_id, n.registered_at, {} FROM numbers n JOIN calls c ON c.number_id = n.id WHERE n.{column} IN ({})",
        settled.join(", "),
        sql::list(ids.len(), 1)
    );
    for row in sql::rows(db, sql, sql::ids(ids)).await? {
        let number: i64 = row.try_get_by_index(6)?;
        let customer: Option<i64> = row.try_get_by_index(7)?;
        let party = customer.map_or(Party::Number(number), Party::Customer);
        let since: Option<i64> = row.try_get_by_index(8)?;
        let time = |index| {
            row.try_get_by_index::<Option<i64>>(index)
                .map(|t| t.map(Timestamp))
        };
        let facts = CallFacts {
            id: CallId(row.try_get_by_index(0)?),
            direction: codes::to_direction(row.try_get_by_index(1)?)?,
            outcome: codes::to_outcome(row.try_get_by_index(2)?)?,
            started_at: Timestamp(row.try_get_by_index(3)?),
            answered_at: time(4)?,
            ended_at: time(5)?,
            number: Some(number),
            registered_at: customer.map(|_| Timestamp(since.unwrap_or(i64::MIN))),
        };
        let (calls, settled) = parties.entry(party).or_default();
        calls.push(facts);
        settled.push(read_settled(&row, 9)?);
    }
    Ok(())
}

fn read_settled(row: &QueryResult, first: usize) -> Result<SettledColumns, StoreError> {
    Ok(SettledColumns {
        status: row.try_get_by_index(first)?,
        reason: row.try_get_by_index(first + 1)?,
        attention: row.try_get_by_index(first + 2)?,
        first_contact: row.try_get_by_index(first + 3)?,
        window_closes_at: row.try_get_by_index(first + 4)?,
        why: row.try_get_by_index(first + 5)?,
        why_call_id: row.try_get_by_index(first + 6)?,
        why_at: row.try_get_by_index(first + 7)?,
        why_flag: row.try_get_by_index(first + 8)?,
    })
}

async fn write(tx: &Write, changed: &[(i64, SettledColumns)]) -> Result<(), StoreError> {
    let sets: Vec<String> = SETTLED
        .iter()
        .map(|column| format!("{column} = settled.{column}"))
        .collect();
    let columns = SETTLED.len() + 1;
    for part in changed.chunks(sql::rows_of(columns)) {
        let sql = format!(
            "WITH settled (id, {}) AS (VALUES {}) UPDATE calls SET {} FROM settled WHERE calls.id = settled.id",
            SETTLED.join(", "),
            sql::placeholders(part.len(), columns, 1),
            sets.join(", ")
        );
        let mut values: Vec<Value> = Vec::with_capacity(part.len() * columns);
        for (id, settled) in part {
            values.push((*id).into());
            push_settled(&mut values, settled);
        }
        sql::execute(&**tx, sql, values).await?;
    }
    Ok(())
}

async fn clean(tx: &Write, condition: &str, ids: &[i64]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let list = sql::list(ids.len(), 1);
    let sql = format!("UPDATE numbers SET dirty = 0 WHERE dirty = 1 AND {condition} IN ({list})");
    sql::execute(&**tx, sql, sql::ids(ids)).await?;
    Ok(())
}
