//! Customers out of a file, a batch in one transaction each, so that nobody who writes meanwhile waits long.
//!
//! What people filled in wins over what a file leaves empty: a file fills and changes, it never empties a field and never
//! removes a number or a contact person. Bringing the same in again changes nothing. A rehearsal is the same work on a
//! scratch database that holds what the file concerns, so its report cannot differ from the real one's.

mod decide;
mod load;
mod matching;
mod names;
mod scratch;
mod write;

use std::collections::{BTreeSet, HashMap, HashSet};

use call_journal_model::customer::import::ImportIssue;
use call_journal_model::employee::{CustomerId, EmployeeId};
use call_journal_model::phone::WrittenPhone;
use call_journal_model::time::Timestamp;

use super::change::about_to_change;
use crate::comments::Author;
use crate::error::StoreError;
use crate::store::Store;
use decide::decide;
use load::State;
use names::{Managers, Names};
use scratch::Scratch;

/// Customers of one transaction: some hundred milliseconds.
pub const BATCH: usize = 1_000;

/// A customer as a file tells it; texts are cleaned and bounded as those of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerRecord {
    /// The key in another system.
    pub key: Option<String>,
    /// Not empty.
    pub name: String,
    /// What it is to the company.
    pub relations: Vec<String>,
    /// The main manager, by name or extension.
    pub manager: Option<String>,
    /// Empty: not told.
    pub email: String,
    /// Empty: not told.
    pub address: String,
    /// Empty: not told.
    pub note: String,
    /// The customer's own numbers.
    pub phones: Vec<WrittenPhone>,
    /// People there.
    pub contacts: Vec<ContactRecord>,
}

/// A contact person as a file tells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactRecord {
    /// Not empty; tells the contact persons of a customer apart.
    pub name: String,
    /// Empty: not told.
    pub position: String,
    /// Empty: not told.
    pub email: String,
    /// Their numbers.
    pub phones: Vec<WrittenPhone>,
}

/// What a record did to its customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was not there.
    New,
    /// It got something.
    Changed,
    /// It had everything.
    Unchanged,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Which customer; of a rehearsal, one that will be forgotten.
    pub customer: CustomerId,
    /// What it did.
    pub fate: Fate,
    /// What is to be said about it.
    pub issues: Vec<ImportIssue>,
    /// Numbers that this customer, or one of its contact persons, did not have before.
    pub numbers_moved: u64,
}

/// How records are brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bringing {
    /// Who is written into the history; `None`: nothing is.
    pub author: Option<Author>,
    /// Numbers of other customers are taken from them.
    pub take_numbers: bool,
    /// Since when numbers count as registered that nobody had.
    pub registered_at: Timestamp,
    /// When new customers were created.
    pub created_at: Timestamp,
}

/// One file on its way in, or the rehearsal of that.
pub struct Import {
    store: Store,
    scratch: Option<Scratch>,
    how: Bringing,
    known: Known,
}

/// What is remembered from batch to batch.
struct Known {
    managers: Managers,
    /// Read when a record needs it: most files have keys.
    names: Option<Names>,
    /// Customers that a record of this file led to already.
    touched: HashSet<i64>,
    /// Numbers that a record of this file took: it does not lose them to a later one.
    taken: HashSet<i64>,
}

impl Import {
    /// Begins to bring a file in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn new(store: &Store, how: Bringing) -> Result<Import, StoreError> {
        Ok(Import {
            store: store.clone(),
            scratch: None,
            how,
            known: Known {
                managers: Managers::read(store).await?,
                names: None,
                touched: HashSet::new(),
                taken: HashSet::new(),
            },
        })
    }

    /// Begins a rehearsal: everything is found out and nothing is written.
    ///
    /// # Errors
    /// When the database fails, or there is no room for the scratch database.
    pub async fn rehearsal(store: &Store, how: Bringing) -> Result<Import, StoreError> {
        let import = Import::new(store, how).await?;
        Ok(Import {
            scratch: Some(Scratch::new().await?),
            ..import
        })
    }

    /// Brings records in, at most [`BATCH`] of them at once, all or none. Run `settle_dirty` and `relink` when all are in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bring(&mut self, records: &[CustomerRecord]) -> Result<Vec<Brought>, StoreError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let keys = load::Keys::of(records);
        if self.known.names.is_none() && self.needs_names(&keys).await? {
            let mut names = Names::read(&self.store).await?;
            if let Some(scratch) = &self.scratch {
                names.join(Names::read(scratch.store()).await?);
            }
            self.known.names = Some(names);
        }
        let by_name = self.by_name(records);
        let store = match &mut self.scratch {
            Some(scratch) => scratch.fill(&self.store, &keys, &by_name).await?,
            None => &self.store,
        };
        let tx = store.write().await?;
        let mut state = State::load(&*tx, &keys, &by_name).await?;
        let mut brought = decide(records, &mut state, &mut self.known, &self.how);
        let mut concerned = state.concerned();
        let ids = write::write(&tx, state, &self.how).await?;
        let change = self.scratch.is_none() && !concerned.is_empty();
        let change = change.then(|| about_to_change(&self.store));
        tx.commit().await?;
        for one in brought
            .iter_mut()
            .map(|one| &mut one.customer)
            .chain(&mut concerned)
        {
            one.0 = ids.of(one.0);
        }
        self.known.settle(&ids);
        if let Some(change) = change {
            change.done(&self.store, &concerned).await?;
        }
        Ok(brought)
    }

    /// Whether a record is found by its name: it has no key, or one that nobody has.
    async fn needs_names(&self, keys: &load::Keys) -> Result<bool, StoreError> {
        if keys.without_key {
            return Ok(true);
        }
        let store = self.scratch.as_ref().map_or(&self.store, Scratch::store);
        Ok(load::known_keys(&store.db, keys).await? < keys.external.len())
    }

    /// Customers that have the name of a record.
    fn by_name(&self, records: &[CustomerRecord]) -> BTreeSet<i64> {
        let Some(names) = &self.known.names else {
            return BTreeSet::new();
        };
        records
            .iter()
            .flat_map(|record| names.find(&record.name))
            .collect()
    }
}

impl Known {
    /// New customers and numbers have their ids now.
    fn settle(&mut self, ids: &write::Ids) {
        if let Some(names) = &mut self.names {
            names.settle(ids);
        }
        let settled = |set: &HashSet<i64>, of: &dyn Fn(i64) -> i64| set.iter().map(|id| of(*id)).collect();
        if self.touched.iter().any(|id| *id < 0) {
            self.touched = settled(&self.touched, &|id| ids.of(id));
        }
        if self.taken.iter().any(|id| *id < 0) {
            self.taken = settled(&self.taken, &|id| ids.of_number(id));
        }
    }

    fn manager(&self, text: &str) -> Option<EmployeeId> {
        self.managers.find(text)
    }
}

/// Ids by something.
type Found<K> = HashMap<K, i64>;
