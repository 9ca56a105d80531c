//! What a database wants done now and then, and nobody should have to think of. When, whoever calls decides.

use sea_orm::{ConnectionTrait, DbBackend};

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// Rows of an index that SQLite looks at for its statistics: hundredths of a second at any size.
const LOOKED_AT: u32 = 400;

/// Tables that are worth statistics of their own.
const LARGE: i64 = 10_000;

/// Makes statistics anew where they are out of date, and gives back what the log of writes took. Writers wait for some
/// hundredths of a second; readers do not.
///
/// # Errors
/// When the database fails.
pub async fn upkeep(store: &Store) -> Result<(), StoreError> {
    match store.db.get_database_backend() {
        DbBackend::Postgres => postgres(store).await,
        _ => sqlite(store).await,
    }
}

async fn sqlite(store: &Store) -> Result<(), StoreError> {
    let tx = store.write().await?;
    // All tables, whatever this connection has asked of them: another one of the pool knows that.
    tx.execute_unprepared(&format!(
        "PRAGMA analysis_limit = {LOOKED_AT}; PRAGMA optimize = 0x10002"
    ))
    .await?;
    tx.commit().await?;
    // Free pages are used again by the next calls; the log of writes stays as large as the largest import made it.
    sql::rows(&store.db, "PRAGMA wal_checkpoint(TRUNCATE)", vec![]).await?;
    Ok(())
}

/// PostgreSQL does it itself, unless somebody forbade it, or it has not come to it yet after an import.
async fn postgres(store: &Store) -> Result<(), StoreError> {
    let sql = "SELECT current_setting('autovacuum') = 'on'";
    let rows = sql::rows(&store.db, sql, vec![]).await?;
    let by_itself: bool = rows.first().map_or(Ok(true), |row| row.try_get_by_index(0))?;
    let sql = "SELECT quote_ident(relname) FROM pg_stat_user_tables WHERE n_live_tup > $1 AND schemaname = current_schema() \
               AND (n_mod_since_analyze > n_live_tup / 5 OR last_analyze IS NULL AND last_autoanalyze IS NULL)";
    for row in sql::rows(&store.db, sql, vec![LARGE.into()]).await? {
        let table: String = row.try_get_by_index(0)?;
        let what = if by_itself { "ANALYZE" } else { "VACUUM (ANALYZE)" };
        store.db.execute_unprepared(&format!("{what} {table}")).await?;
    }
    Ok(())
}
