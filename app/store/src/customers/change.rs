//! A change of customers that what lies in memory must hear of: the directory and the finder.

use call_journal_model::employee::CustomerId;

use crate::directory;
use crate::error::StoreError;
use crate::finder::{self, Changed};
use crate::store::Store;

/// A change on its way. If it is dropped before it is told, everything is read again when it is asked for.
#[must_use]
pub(super) struct Change<'a> {
    directory: directory::Change<'a>,
    finder: finder::Change<'a>,
}

/// Announces a change that is about to be committed.
pub(super) fn about_to_change(store: &Store) -> Change<'_> {
    Change {
        directory: store.directory().about_to_change(),
        finder: store.finder().about_to_change(),
    }
}

impl Change<'_> {
    /// It is committed: these customers changed.
    pub(super) async fn done(self, store: &Store, customers: &[CustomerId]) -> Result<(), StoreError> {
        self.directory.done(store, customers).await?;
        let changed = Changed {
            customers: customers.iter().map(|id| id.0).collect(),
            ..Changed::default()
        };
        self.finder.done(store, changed).await
    }
}
