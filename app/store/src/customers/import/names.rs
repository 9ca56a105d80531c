//! Who has which name: customers by fingerprints of their names, employees by their names and extensions.

use std::collections::{BTreeSet, HashMap};

use call_journal_model::employee::EmployeeId;
use call_journal_model::search::normalise;

use super::write::Ids;
use crate::error::StoreError;
use crate::people::employees;
use crate::sql;
use crate::store::Store;
use crate::text::fingerprint;

/// Rows of one step.
const STEP: i64 = 10_000;

/// Customers by the fingerprints of their names: 200 000 texts would fill the memory. Whoever finds one looks whether it
/// really has the name.
pub(super) struct Names(BTreeSet<(i64, i64)>);

impl Names {
    /// All customers that were not merged into others, by their names and earlier ones.
    pub(super) async fn read(store: &Store) -> Result<Names, StoreError> {
        let mut names = BTreeSet::new();
        let mut after = 0_i64;
        loop {
            let sql =
                "SELECT id, search FROM customers WHERE merged_into IS NULL AND id > $1 ORDER BY id LIMIT $2";
            let rows = sql::rows(&store.db, sql, vec![after.into(), STEP.into()]).await?;
            for row in &rows {
                let id: i64 = row.try_get_by_index(0)?;
                let search: String = row.try_get_by_index(1)?;
                names.extend(search.lines().map(|name| (fingerprint(name.as_bytes()), id)));
                after = id;
            }
            if rows.len() < STEP as usize {
                return Ok(Names(names));
            }
        }
    }

    /// Those of a rehearsal have other names already.
    pub(super) fn join(&mut self, mut others: Names) {
        self.0.append(&mut others.0);
    }

    /// Customers that seem to have this name, the oldest first.
    pub(super) fn find(&self, name: &str) -> Vec<i64> {
        let print = fingerprint(normalise(name).as_bytes());
        let named = self.0.range((print, i64::MIN)..=(print, i64::MAX));
        let mut ids: Vec<i64> = named.map(|(_, id)| *id).collect();
        // New ones count down from zero, and are younger than all others.
        ids.sort_by_key(|id| (*id < 0, id.abs()));
        ids
    }

    /// A customer has this name from now on.
    pub(super) fn add(&mut self, name: &str, customer: i64) {
        self.0.insert((fingerprint(normalise(name).as_bytes()), customer));
    }

    /// Customers that were new have their ids now.
    pub(super) fn settle(&mut self, ids: &Ids) {
        let new: Vec<(i64, i64)> = self.0.iter().copied().filter(|(_, id)| *id < 0).collect();
        for (print, id) in new {
            self.0.remove(&(print, id));
            self.0.insert((print, ids.of(id)));
        }
    }
}

/// Employees by name and by extension; a name that several have is nobody's.
pub(super) struct Managers(HashMap<String, Option<EmployeeId>>);

impl Managers {
    pub(super) async fn read(store: &Store) -> Result<Managers, StoreError> {
        let mut found: HashMap<String, Option<EmployeeId>> = HashMap::new();
        for employee in employees(store).await? {
            let extensions = employee.extensions.iter().map(|extension| extension.0.clone());
            for text in std::iter::once(employee.name.clone()).chain(extensions) {
                let owner = found.entry(parts(&text)).or_insert(Some(employee.id));
                if *owner != Some(employee.id) {
                    *owner = None;
                }
            }
        }
        Ok(Managers(found))
    }

    /// «Иванов Пётр», «Пётр Иванов», «201», «Иванов Пётр (201)».
    pub(super) fn find(&self, text: &str) -> Option<EmployeeId> {
        let of = |text: &str| self.0.get(&parts(text)).copied().flatten();
        of(text).or_else(|| of(text.split_once('(')?.0))
    }
}

/// The words of a name in one order, whichever of them people write first.
fn parts(name: &str) -> String {
    let normal = normalise(name);
    let mut words: Vec<&str> = normal.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}
