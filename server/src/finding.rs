//! What searches need in memory is read before somebody searches.

use call_journal_store::Store;

/// Begins to read it; who searches meanwhile waits for it.
pub fn make_ready(store: &Store) {
    let store = store.clone();
    tokio::spawn(async move {
        if let Err(error) = store.finder().load(&store).await {
            // The first who searches tries again.
            tracing::warn!(?error, "search could not be made ready");
        }
    });
}
