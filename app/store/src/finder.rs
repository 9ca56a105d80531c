//! The finder: what the words of a search stand for, in memory, so that every keystroke is answered at once whichever
//! database there is and however many calls. It gives ids of numbers, employees and calls; calls themselves are read from
//! the database (`query`).
//!
//! It is loaded when it is asked first. Whoever changes what is kept here announces it before the commit and tells
//! what it was after it ([`Finder::about_to_change`]); after a change by another program it is loaded anew
//! ([`Store::changed_elsewhere`]).

mod haystack;
mod index;
mod load;
mod numbers;
mod resolve;

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use call_journal_model::search::Word;

use crate::error::StoreError;
use crate::store::Store;
use index::Index;
pub(crate) use index::Whole;
pub(crate) use resolve::{Candidate, Found, Narrow};

/// See the module. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Finder(Arc<Inner>);

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
    index: Option<Index>,
    /// What changed while a load was reading: perhaps before, perhaps after it was read. `None`: nothing is being loaded.
    missed: Option<Changed>,
    /// Everything changed while a load was reading.
    forgotten: bool,
}

/// What was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changed {
    /// Customers, their contact persons, which numbers they have.
    pub(crate) customers: HashSet<i64>,
    /// Numbers of calls.
    pub(crate) heard: Vec<Heard>,
    /// Calls whose comments changed.
    pub(crate) comments: HashSet<i64>,
}

/// A number had calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) number: i64,
    /// So many more.
    pub(crate) calls: u32,
    /// ms UTC: begin of the last of them.
    pub(crate) last_at: i64,
}

/// A change on its way. If it is dropped before it is told, by an error or because the person who waited for it left,
/// everything is read again when it is asked for.
#[must_use]
pub(crate) struct Change<'a> {
    finder: &'a Finder,
    told: bool,
}

impl Change<'_> {
    /// It is committed.
    pub(crate) async fn done(mut self, store: &Store, changed: Changed) -> Result<(), StoreError> {
        self.finder.refresh(store, changed).await?;
        self.told = true;
        Ok(())
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.finder.forget();
        }
    }
}

impl Finder {
    /// Announces a change that is about to be committed.
    pub(crate) fn about_to_change(&self) -> Change<'_> {
        Change {
            finder: self,
            told: false,
        }
    }

    /// Everything may have changed.
    pub(crate) fn forget(&self) {
        let mut state = self.write();
        state.index = None;
        state.forgotten = true;
    }

    /// Makes sure that everything is there, so that the first who searches need not wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(&self, store: &Store) -> Result<(), StoreError> {
        if self.read().index.is_some() {
            return Ok(());
        }
        let _turn = self.0.loading.lock().await;
        while self.read().index.is_none() {
            {
                let mut state = self.write();
                state.missed = Some(Changed::default());
                state.forgotten = false;
            }
            let loaded = load::all(store).await;
            let missed = {
                // What a rereading read before this load must not be put in over it.
                let _turn = self.0.rereading.lock().await;
                let mut state = self.write();
                let missed = state.missed.take();
                let index = loaded?.ok_or_else(|| StoreError::damaged("numbers: ids are not in order"))?;
                if state.forgotten {
                    continue;
                }
                state.index = Some(index);
                missed.unwrap_or_default()
            };
            self.reread(store, missed).await?;
        }
        Ok(())
    }

    /// The journal as a whole; a guess before it is loaded.
    pub(crate) fn whole(&self) -> Whole {
        self.read().index.as_ref().map(Index::whole).unwrap_or_default()
    }

    /// All calls of one employee.
    pub(crate) fn of_employee(&self, employee: i64) -> Found {
        Found::of_employee(employee, self.whole())
    }

    /// What these words stand for.
    pub(crate) async fn find(
        &self,
        store: &Store,
        words: &[Word],
        narrow: Narrow,
    ) -> Result<Found, StoreError> {
        self.ask(store, |index| index.find(words.to_vec(), narrow)).await
    }

    /// Employees by name and numbers by digits, ids of each: for suggestions.
    pub(crate) async fn like(
        &self,
        store: &Store,
        words: &[Word],
        most: usize,
    ) -> Result<(Vec<i64>, Vec<i64>), StoreError> {
        self.ask(store, |index| index.like(words.to_vec(), most)).await
    }

    async fn ask<T>(&self, store: &Store, ask: impl Fn(&Index) -> T) -> Result<T, StoreError> {
        loop {
            self.load(store).await?;
            // Forgotten in between: once more.
            if let Some(index) = &self.read().index {
                return Ok(ask(index));
            }
        }
    }

    async fn refresh(&self, store: &Store, changed: Changed) -> Result<(), StoreError> {
        {
            let mut state = self.write();
            if state.index.is_none() {
                if let Some(missed) = &mut state.missed {
                    missed.customers.extend(changed.customers);
                    missed.heard.extend(changed.heard);
                    missed.comments.extend(changed.comments);
                }
                return Ok(());
            }
        }
        self.reread(store, changed).await
    }

    async fn reread(&self, store: &Store, changed: Changed) -> Result<(), StoreError> {
        if changed == Changed::default() {
            return Ok(());
        }
        let mut change = self.about_to_change();
        let _turn = self.0.rereading.lock().await;
        let known = self
            .read()
            .index
            .as_ref()
            .map(|index| (index.numbers_of(&changed.customers), index.last_employee));
        let Some((numbers, last_employee)) = known else {
            // Forgotten: it will be read anew.
            change.told = true;
            return Ok(());
        };
        let rows = load::some(store, &changed, numbers, last_employee).await?;
        if let Some(index) = &mut self.write().index {
            let fits = index.put(&rows);
            for heard in &changed.heard {
                index.heard(heard);
            }
            for call in &changed.comments {
                if !rows.comments.iter().any(|comment| comment.call == *call) {
                    index.comments.put(*call, "");
                }
            }
            change.told = fits;
        } else {
            change.told = true;
        }
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        // A panic leaves nothing worse than a number that is missed.
        self.0.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
