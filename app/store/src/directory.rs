//! The directory: what customers are found by, in memory, so that every keystroke is answered at once whichever database
//! there is. Texts to show are not here; hits are read from the database.
//!
//! It is loaded when it is asked first. Whoever changes customers announces it before the commit and tells which they
//! were after it ([`Directory::about_to_change`]); after a change by another program it is loaded anew
//! ([`Store::changed_elsewhere`]).

mod entry;
mod find;
mod load;
mod similar;
mod vocabulary;

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use call_journal_model::employee::CustomerId;

use crate::error::StoreError;
use crate::store::Store;
use entry::Entry;
use vocabulary::Vocabulary;

/// So many entries at once are cheaper to put behind the others and to merge than to put in their places one by one.
const MANY: usize = 32;

/// See the module. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Directory(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    // Held while scanning, some milliseconds, and never across an await.
    state: RwLock<State>,
    /// One load at a time; the others wait for it.
    loading: tokio::sync::Mutex<()>,
    /// One rereading at a time: what was read first must not be put in last.
    rereading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    entries: Option<Entries>,
    /// Customers that changed while a load was reading: perhaps before, perhaps after they were read.
    missed: HashSet<i64>,
    /// Everything changed while a load was reading.
    forgotten: bool,
}

/// A change on its way. If it is dropped before it is told, by an error or because the person who waited for it left,
/// everything is read again when it is asked for.
#[must_use]
pub(crate) struct Change<'a> {
    directory: &'a Directory,
    told: bool,
}

impl Change<'_> {
    /// It is committed: these customers changed.
    pub(crate) async fn done(mut self, store: &Store, customers: &[CustomerId]) -> Result<(), StoreError> {
        self.directory.refresh(store, customers).await?;
        self.told = true;
        Ok(())
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.directory.forget();
        }
    }
}

/// All customers.
#[derive(Debug, Default)]
struct Entries {
    by_name: Vec<Entry>,
    vocabulary: Vocabulary,
}

impl Directory {
    /// Announces a change that is about to be committed.
    pub(crate) fn about_to_change(&self) -> Change<'_> {
        Change {
            directory: self,
            told: false,
        }
    }

    /// These customers changed, and that is committed.
    async fn refresh(&self, store: &Store, customers: &[CustomerId]) -> Result<(), StoreError> {
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
    pub(crate) fn forget(&self) {
        let mut state = self.write();
        state.entries = None;
        state.forgotten = true;
    }

    async fn reread(&self, store: &Store, ids: &[i64]) -> Result<(), StoreError> {
        let mut change = self.about_to_change();
        let _turn = self.0.rereading.lock().await;
        let entries = load::some(store, ids).await?;
        if let Some(known) = &mut self.write().entries {
            known.replace(ids, entries);
        }
        change.told = true;
        Ok(())
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
                // What a rereading read before this load must not be put in over it.
                let _turn = self.0.rereading.lock().await;
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
        let mut vocabulary = Vocabulary::default();
        for entry in &mut entries {
            entry.spelled = vocabulary.spell(similar::telling_words(entry.name()));
        }
        Entries {
            by_name: entries,
            vocabulary,
        }
    }

    /// Takes out `ids` and puts in what they are now.
    fn replace(&mut self, ids: &[i64], entries: Vec<Entry>) {
        let gone: HashSet<i64> = ids.iter().copied().collect();
        self.by_name.retain(|entry| {
            let stays = !gone.contains(&entry.id);
            if !stays {
                self.vocabulary.let_go(entry.spelled);
            }
            stays
        });
        let many = entries.len() > MANY;
        for mut entry in entries {
            entry.spelled = self.vocabulary.spell(similar::telling_words(entry.name()));
            let at = match many {
                true => self.by_name.len(),
                false => self
                    .by_name
                    .partition_point(|other| other.by_name(&entry).is_lt()),
            };
            self.by_name.insert(at, entry);
        }
        if many {
            // Stable: what is sorted already is merged, not sorted again.
            self.by_name.sort_by(Entry::by_name);
        }
        if self.vocabulary.outgrown() {
            *self = Entries::new(std::mem::take(&mut self.by_name));
        }
    }
}
