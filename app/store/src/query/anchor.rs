//! From a source's own id of a call to the journal's.

use call_journal_model::call::CallId;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// The call of `source` that began with the channel `anchor`, if there is one.
pub async fn call_of_anchor(store: &Store, source: &str, anchor: &str) -> Result<Option<CallId>, StoreError> {
    let query =
        "SELECT c.id FROM calls c JOIN sources s ON s.id = c.source_id WHERE s.name = $1 AND c.anchor = $2";
    let rows = sql::rows(&store.db, query, vec![source.into(), anchor.into()]).await?;
    Ok(match rows.first() {
        Some(row) => Some(CallId(row.try_get_by_index(0)?)),
        None => None,
    })
}
