//! The directory: what customers are found by, in memory, so that every keystroke is answered at once whichever database
//! there is. Texts to show are not here; hits are read from the database.
//!
//! It is loaded when it is asked first. Whoever changes customers says so after the commit ([`Directory::refresh`]); after
//! a bulk change or one by another program it is loaded anew ([`Directory::forget`]).

mod entry;
mod find;
mod load;
mod similar;

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use call_journal_model::employee::CustomerId;

use crate::error::StoreError;
use crate::store::Store;
use entry::Entry;

/// See the module. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Directory(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    // Held while scanning, some milliseconds, and never across an await.
    state: RwLock<State>,
    /// One load at a time; the others wait for it.
    loading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    entries: Option<Entries>,
    /// Customers that changed while a load was reading: perhaps before, perhaps after they were read.
    missed: HashSet<i64>,
    /// Everything changed while a load was reading.
    forgotten: bool,
}

/// All customers, by name.
#[derive(Debug, Default)]
struct Entries(Vec<Entry>);

impl Directory {
    /// These customers changed, and that is committed.
    ///
    /// # Errors
    /// When the database fails; then everything is forgotten, and read again when it is asked for.
    pub async fn refresh(&self, store: &Store, customers: &[CustomerId]) -> Result<(), StoreError> {
        let ids: Vec<i64> = customers.iter().map(|id| id.0).collect();
        {
            let mut state = self.write();
            if state.entries.is_none() {
                state.missed.extend(ids);
                return Ok(());
            }
        }
        self.reread(store, &ids).await
    }

    /// Everything may have changed.
    pub fn forget(&self) {
        let mut state = self.write();
        state.entries = None;
        state.forgotten = true;
    }

    async fn reread(&self, store: &Store, ids: &[i64]) -> Result<(), StoreError> {
        match load::some(store, ids).await {
            Ok(entries) => {
                let mut state = self.write();
                if let Some(known) = &mut state.entries {
                    known.replace(ids, entries);
                }
                Ok(())
            }
            Err(error) => {
                self.forget();
                Err(error)
            }
        }
    }

    /// Makes sure that everything is there.
    async fn load(&self, store: &Store) -> Result<(), StoreError> {
        if self.read().entries.is_some() {
            return Ok(());
        }
        let _turn = self.0.loading.lock().await;
        while self.read().entries.is_none() {
            {
                let mut state = self.write();
                state.missed.clear();
                state.forgotten = false;
            }
            let entries = load::all(store).await?;
            let missed: Vec<i64> = {
                let mut state = self.write();
                if state.forgotten {
                    continue;
                }
                state.entries = Some(Entries::new(entries));
                state.missed.drain().collect()
            };
            self.reread(store, &missed).await?;
        }
        Ok(())
    }

    /// Runs `ask` over all entries.
    async fn ask<T>(&self, store: &Store, ask: impl Fn(&Entries) -> T) -> Result<T, StoreError> {
        loop {
            self.load(store).await?;
            // Forgotten in between: once more.
            if let Some(entries) = &self.read().entries {
                return Ok(ask(entries));
            }
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        // A panic cannot leave entries half changed: they are replaced one by one.
        self.0.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn new(mut entries: Vec<Entry>) -> Entries {
        entries.sort_unstable_by(Entry::by_name);
        Entries(entries)
    }

    /// Takes out `ids` and puts in what they are now.
    fn replace(&mut self, ids: &[i64], entries: Vec<Entry>) {
        let gone: HashSet<i64> = ids.iter().copied().collect();
        self.0.retain(|entry| !gone.contains(&entry.id));
        for entry in entries {
            let at = self.0.partition_point(|other| other.by_name(&entry).is_lt());
            self.0.insert(at, entry);
        }
    }
}
