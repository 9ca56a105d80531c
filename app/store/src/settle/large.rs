//! Parties with very many calls: read and judged without holding the writer's turn, written in turns that others fit
//! between.
//!
//! While that goes on the party's numbers carry a *claim* in `numbers.dirty`. Whatever changes the party marks them dirty
//! as ever, and so takes the claim away; then what was judged is no longer written, and the party is settled again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use call_journal_model::call::CallId;
use call_journal_model::settle::Rules;
use call_journal_model::time::Timestamp;
use sea_orm::Value;

use super::{Party, Settlement, judge, load, write};
use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Write};

/// Calls from which on a party is large.
const LARGE: i64 = 2_000;
/// Calls written in one turn.
const TURN: usize = 1_000;

/// A large party that this process is settling.
pub(super) struct Claim {
    party: Party,
    /// Stands in `numbers.dirty`: below zero, and nobody else's.
    token: i32,
    /// Numbers of the party.
    numbers: i64,
}

/// Parties apart by how many calls they have.
pub(super) struct Apart {
    /// Those that are settled together.
    pub(super) together: Vec<i64>,
    /// Those that are large.
    pub(super) large: Vec<i64>,
    /// For others there was no room.
    pub(super) left: bool,
}

/// Tells parties apart; `room` is for how many calls there still is in one transaction. One party always has room.
pub(super) async fn apart(
    tx: &Write,
    column: &str,
    ids: &BTreeSet<i64>,
    room: &mut i64,
) -> Result<Apart, StoreError> {
    let ids: Vec<i64> = ids.iter().copied().collect();
    let mut apart = Apart {
        together: Vec::with_capacity(ids.len()),
        large: Vec::new(),
        left: false,
    };
    if ids.is_empty() {
        return Ok(apart);
    }
    let sql = format!(
        "SELECT n.{column}, COUNT(*) FROM numbers n JOIN calls c ON c.number_id = n.id WHERE n.{column} IN ({}) \
         GROUP BY n.{column}",
        sql::list(ids.len(), 1)
    );
    let mut calls: HashMap<i64, i64> = HashMap::with_capacity(ids.len());
    for row in sql::rows(&**tx, sql, sql::ids(&ids)).await? {
        calls.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    for id in ids {
        match calls.get(&id).copied().unwrap_or(0) {
            count if count > LARGE => apart.large.push(id),
            count if *room > 0 => {
                *room -= count;
                apart.together.push(id);
            }
            _ => apart.left = true,
        }
    }
    Ok(apart)
}

/// Claims a large party.
pub(super) async fn claim(tx: &Write, party: Party) -> Result<Claim, StoreError> {
    let token = token();
    let (column, id) = key(party);
    let sql = format!("UPDATE numbers SET dirty = $1 WHERE {column} = $2");
    let numbers = sql::execute(&**tx, sql, vec![token.into(), id.into()]).await?;
    Ok(Claim {
        party,
        token,
        numbers: i64::try_from(numbers).unwrap_or(i64::MAX),
    })
}

/// Settles a claimed party, newest calls first; leaves off when the claim is lost, and then the party is dirty.
pub(super) async fn settle_claimed(
    store: &Store,
    claim: &Claim,
    rules: &Rules,
    now: Timestamp,
    settlement: &mut Settlement,
) -> Result<(), StoreError> {
    let (column, id) = key(claim.party);
    let mut parties = BTreeMap::new();
    load(&store.db, column, &[id], &mut parties).await?;
    let mut changed = judge(parties, rules, now);
    changed.sort_unstable_by_key(|(id, _)| std::cmp::Reverse(*id));
    for turn in changed.chunks(TURN) {
        let tx = store.write().await?;
        if !claim.stands(&tx).await? {
            return claim.give_up(tx).await;
        }
        write(&tx, turn).await?;
        tx.commit().await?;
        settlement.changed.extend(turn.iter().map(|(id, _)| CallId(*id)));
    }
    let tx = store.write().await?;
    if !claim.stands(&tx).await? {
        return claim.give_up(tx).await;
    }
    claim.set(&tx, 0).await?;
    tx.commit().await?;
    settlement.parties += 1;
    Ok(())
}

/// Claims of a process that is gone: their parties are dirty.
pub(crate) async fn release_all(store: &Store) -> Result<(), StoreError> {
    let tx = store.write().await?;
    sql::execute(&*tx, "UPDATE numbers SET dirty = 1 WHERE dirty < 0", vec![]).await?;
    tx.commit().await
}

impl Claim {
    /// Whether nothing changed the party, and it has the numbers it had.
    async fn stands(&self, tx: &Write) -> Result<bool, StoreError> {
        let (column, id) = key(self.party);
        let sql = format!(
            "SELECT COUNT(*), COUNT(CASE WHEN dirty = $1 THEN 1 END) FROM numbers WHERE {column} = $2"
        );
        let values: Vec<Value> = vec![self.token.into(), id.into()];
        let rows = sql::rows(&**tx, sql, values).await?;
        let counts: Option<(i64, i64)> = rows
            .first()
            .map(|row| Ok::<_, StoreError>((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
            .transpose()?;
        Ok(counts == Some((self.numbers, self.numbers)))
    }

    async fn give_up(&self, tx: Write) -> Result<(), StoreError> {
        self.set(&tx, 1).await?;
        tx.commit().await
    }

    /// Replaces the claim, wherever it still stands.
    async fn set(&self, tx: &Write, dirty: i32) -> Result<(), StoreError> {
        let sql = "UPDATE numbers SET dirty = $1 WHERE dirty = $2";
        sql::execute(&**tx, sql, vec![dirty.into(), self.token.into()]).await?;
        Ok(())
    }
}

fn key(party: Party) -> (&'static str, i64) {
    match party {
        Party::Customer(id) => ("customer_id", id),
        Party::Number(id) => ("id", id),
    }
}

/// Below zero, and as good as unique among all processes.
fn token() -> i32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.subsec_nanos());
    let mixed =
        nanos ^ std::process::id().rotate_left(16) ^ COUNT.fetch_add(1, Ordering::Relaxed).rotate_left(24);
    -1 - (mixed & 0x3fff_ffff).cast_signed()
}
