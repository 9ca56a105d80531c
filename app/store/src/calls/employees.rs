//! Who of the company had to do with a call.

use std::collections::{BTreeSet, HashMap};

use call_journal_model::call::{Call, Outcome, Party};
use call_journal_model::search::normalise;
use sea_orm::{ConnectionTrait, Value};

use super::Incoming;
use crate::codes::{ROLE_DIALLED, ROLE_RANG_IN_VAIN, ROLE_RANG_LAST, ROLE_RANG_UNANSWERED, ROLE_TALKED};
use crate::entity::{call_employee, extension};
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Write;
use crate::text;

/// An employee's part in a call.
struct Part {
    extension: String,
    role: i32,
    talk_ms: i64,
}

/// Each extension once, with its weightiest role: first those that the row shows.
fn parts(call: &Call) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut add = |extension: &str, role: i32, talk_ms: i64| {
        let extension = text::key(extension);
        match places.get(&extension) {
            Some(&place) => parts[place].talk_ms += talk_ms,
            None => {
                places.insert(extension.clone(), parts.len());
                parts.push(Part {
                    extension,
                    role,
                    talk_ms,
                });
            }
        }
    };
    for talk in &call.talks {
        add(&talk.employee.0, ROLE_TALKED, talk.length().0);
    }
    if call.talks.is_empty() {
        match &call.rang_last {
            Some(Party::Employee(extension)) => add(&extension.0, ROLE_RANG_LAST, 0),
            None if call.outcome == Outcome::Ringing => {
                if let Some(extension) = call.rang.last() {
                    add(&extension.0, ROLE_RANG_LAST, 0);
                }
            }
            _ => {}
        }
    }
    if let Some(caller) = &call.caller {
        add(&caller.0, ROLE_DIALLED, 0);
    }
    let rang = if call.talks.is_empty() {
        ROLE_RANG_UNANSWERED
    } else {
        ROLE_RANG_IN_VAIN
    };
    for extension in &call.rang {
        add(&extension.0, rang, 0);
    }
    parts
}

/// Employees by extension.
pub(super) type Employees = HashMap<String, i64>;

/// Finds the owners of all extensions of these calls; one that nobody owns becomes an employee of that name.
pub(super) async fn ensure<'a>(
    tx: &Write,
    calls: impl Iterator<Item = &'a Call>,
) -> Result<Employees, StoreError> {
    let wanted: BTreeSet<String> = calls.flat_map(parts).map(|part| part.extension).collect();
    let wanted: Vec<String> = wanted.into_iter().collect();
    let mut owners = Employees::with_capacity(wanted.len());
    for part in wanted.chunks(IN_LIST) {
        let sql = format!(
            "SELECT extension, employee_id FROM extensions WHERE extension IN ({})",
            sql::list(part.len(), 1)
        );
        let values = part
            .iter()
            .map(|extension| Value::from(extension.clone()))
            .collect();
        for row in sql::rows(&**tx, sql, values).await? {
            owners.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    let unknown: Vec<&String> = wanted
        .iter()
        .filter(|extension| !owners.contains_key(*extension))
        .collect();
    let mut learnt: Vec<(String, i64)> = Vec::new();
    for part in unknown.chunks(sql::rows_of(2)) {
        let sql = format!(
            "WITH learnt (name, search) AS (VALUES {}) \
             INSERT INTO employees (name, search, learnt) SELECT name, search, 1 FROM learnt RETURNING name, id",
            sql::placeholders(part.len(), 2, 1)
        );
        let values = part
            .iter()
            .flat_map(|extension| [Value::from((*extension).clone()), normalise(extension).into()]);
        for row in sql::rows(&**tx, sql, values.collect()).await? {
            learnt.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
    }
    for part in learnt.chunks(sql::rows_of(2)) {
        use extension::Column::{EmployeeId, Extension};
        let rows = part
            .iter()
            .map(|(extension, id)| vec![extension.clone().into(), (*id).into()]);
        tx.execute(&sql::insert(
            extension::Entity,
            &[Extension, EmployeeId],
            rows.collect(),
        )?)
        .await?;
    }
    owners.extend(learnt);
    Ok(owners)
}

/// Writes the employees of calls. `known` are those of `ids` that were stored before.
pub(super) async fn write(
    tx: &Write,
    calls: &[&Incoming<'_>],
    ids: &[i64],
    known: &[i64],
    owners: &Employees,
) -> Result<(), StoreError> {
    use call_employee::Column::{CallId, EmployeeId, Extension, Ord, Role, StartedAt, TalkMs};
    for part in known.chunks(IN_LIST) {
        let sql = format!(
            "DELETE FROM call_employees WHERE call_id IN ({})",
            sql::list(part.len(), 1)
        );
        sql::execute(&**tx, sql, sql::ids(part)).await?;
    }
    let columns = [CallId, Ord, Role, Extension, EmployeeId, StartedAt, TalkMs];
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (incoming, &id) in calls.iter().zip(ids) {
        for (ord, part) in (0_i32..).zip(parts(incoming.call)) {
            let owner = owners.get(&part.extension).copied();
            let owner = owner.ok_or_else(|| StoreError::damaged("extensions: a row vanished"))?;
            rows.push(vec![
                id.into(),
                ord.into(),
                part.role.into(),
                part.extension.into(),
                owner.into(),
                incoming.call.started_at.0.into(),
                part.talk_ms.into(),
            ]);
        }
    }
    for part in rows.chunks(sql::rows_of(columns.len())) {
        tx.execute(&sql::insert(call_employee::Entity, &columns, part.to_vec())?)
            .await?;
    }
    Ok(())
}
