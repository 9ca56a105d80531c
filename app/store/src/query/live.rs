//! Calls as a live page needs them: the row, and what filters ask of it.

use std::collections::{BTreeSet, HashMap};

use call_journal_model::call::{CallId, Direction};
use call_journal_model::employee::{CustomerId, EmployeeId};
use call_journal_model::filter::MatchRow;
use call_journal_model::phone::PhoneNumber;
use call_journal_model::search::normalise;
use call_journal_model::view::CallSummary;
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::rows;
use crate::entity::{call, comment, line};
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::store::Store;

/// A call and what filters ask of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveRow {
    /// As the table shows it.
    pub summary: CallSummary,
    /// For [`call_journal_model::filter::Filter::matches`].
    pub facts: MatchRow,
}

/// These calls as they are now; those that are gone are left out.
///
/// # Errors
/// When the database fails.
pub async fn live_rows(store: &Store, ids: &[CallId], zone: Tz) -> Result<Vec<LiveRow>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(IN_LIST) {
        let calls = call::Entity::find()
            .filter(call::Column::Id.is_in(part.iter().map(|id| id.0)))
            .all(&store.db)
            .await?;
        let ids: Vec<i64> = calls.iter().map(|call| call.id).collect();
        let numbers: Vec<i64> = calls.iter().filter_map(|call| call.number_id).collect();
        let people = people(store, &ids).await?;
        let parties = parties(store, &numbers).await?;
        let comments = comments(store, &ids).await?;
        let channels = channels(store, &calls).await?;
        let facts: Vec<Found> = calls
            .iter()
            .map(|call| Found {
                // As the query asks: calls of a number that moves follow its owner in turns.
                customer: call.customer_id.map(CustomerId),
                people: people.get(&call.id).cloned().unwrap_or_default(),
                party: call.number_id.and_then(|id| parties.get(&id)).cloned(),
                comment: comments.get(&call.id).cloned(),
                channel: call.line.as_ref().and_then(|line| channels.get(line)).cloned(),
                line: call.line.clone(),
            })
            .collect();
        let summaries = rows::summaries(&store.db, calls, zone).await?;
        found.extend(summaries.into_iter().zip(facts).map(|(summary, found)| LiveRow {
            facts: found.facts(&summary),
            summary,
        }));
    }
    Ok(found)
}

/// What the rows do not show.
struct Found {
    customer: Option<CustomerId>,
    people: Vec<(EmployeeId, String)>,
    party: Option<Party>,
    /// Normalised.
    comment: Option<String>,
    line: Option<String>,
    channel: Option<String>,
}

/// The owner of a number as search knows it.
#[derive(Clone)]
struct Party {
    number: Option<PhoneNumber>,
    digits: String,
    texts: Vec<String>,
}

impl Found {
    fn facts(self, summary: &CallSummary) -> MatchRow {
        let (employees, mut texts): (Vec<EmployeeId>, Vec<String>) = self.people.into_iter().unzip();
        let has_number = self.party.is_some() && summary.direction != Direction::Internal;
        let mut row = MatchRow {
            day: summary.started.date(),
            direction: summary.direction,
            status: summary.status,
            first_contact: summary.first_contact,
            unregistered: has_number && self.customer.is_none(),
            employees,
            customer: self.customer,
            number: None,
            line: self.line,
            channel: self.channel.filter(|_| summary.direction == Direction::In),
            texts: Vec::new(),
            digits: String::new(),
        };
        if let Some(party) = self.party {
            texts.extend(party.texts);
            row.number = party.number;
            row.digits = party.digits;
        }
        texts.extend(self.comment);
        row.texts = texts;
        row
    }
}

/// Everybody whose call it is: the condition of `super::condition`.
async fn people(store: &Store, calls: &[i64]) -> Result<HashMap<i64, Vec<(EmployeeId, String)>>, StoreError> {
    let mut found: HashMap<i64, Vec<(EmployeeId, String)>> = HashMap::new();
    if calls.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT c.call_id, c.employee_id, e.search FROM call_employees c JOIN employees e ON e.id = c.employee_id \
         WHERE c.role < 4 AND c.call_id IN ({}) ORDER BY c.call_id, c.ord",
        sql::list(calls.len(), 1)
    );
    for row in sql::rows(&store.db, sql, sql::ids(calls)).await? {
        let person = (EmployeeId(row.try_get_by_index(1)?), row.try_get_by_index(2)?);
        found.entry(row.try_get_by_index(0)?).or_default().push(person);
    }
    Ok(found)
}

async fn comments(store: &Store, calls: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
    let comments = comment::Entity::find()
        .filter(comment::Column::CallId.is_in(calls.iter().copied()))
        .all(&store.db)
        .await?;
    let normal = |comment: comment::Model| (comment.call_id, normalise(&comment.text));
    Ok(comments.into_iter().map(normal).collect())
}

/// Channels by their lines.
async fn channels(store: &Store, calls: &[call::Model]) -> Result<HashMap<String, String>, StoreError> {
    let lines: BTreeSet<&str> = calls.iter().filter_map(|call| call.line.as_deref()).collect();
    if lines.is_empty() {
        return Ok(HashMap::new());
    }
    let lines = line::Entity::find()
        .filter(line::Column::Line.is_in(lines))
        .all(&store.db)
        .await?;
    let channel = |line: line::Model| Some((line.line, line.channel?));
    Ok(lines.into_iter().filter_map(channel).collect())
}

async fn parties(store: &Store, numbers: &[i64]) -> Result<HashMap<i64, Party>, StoreError> {
    let mut found = HashMap::new();
    if numbers.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT n.id, n.e164, n.digits, c.search, p.search FROM numbers n \
         LEFT JOIN customers c ON c.id = n.customer_id LEFT JOIN contact_persons p ON p.id = n.contact_person_id \
         WHERE n.id IN ({})",
        sql::list(numbers.len(), 1)
    );
    for row in sql::rows(&store.db, sql, sql::ids(numbers)).await? {
        let e164: Option<String> = row.try_get_by_index(1)?;
        let names: [Option<String>; 2] = [row.try_get_by_index(3)?, row.try_get_by_index(4)?];
        let party = Party {
            number: e164.as_deref().and_then(PhoneNumber::from_e164),
            digits: row.try_get_by_index(2)?,
            texts: names.into_iter().flatten().collect(),
        };
        found.insert(row.try_get_by_index(0)?, party);
    }
    Ok(found)
}
