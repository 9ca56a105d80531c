//! Rows of calls as the table shows them.

use std::collections::{BTreeSet, HashMap, HashSet};

use call_journal_model::access::Mask;
use call_journal_model::call::{CallId, Direction, Outcome};
use call_journal_model::employee::EmployeeId;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::{CallParty, CallSummary, NumberText, PersonName, Running};
use chrono_tz::Tz;
use sea_orm::DatabaseConnection;

use super::Viewer;
use super::lookup::{self, NumberNames, Places};
use super::time::local;
use crate::codes::{self, ROLE_DIALLED};
use crate::entity::call;
use crate::error::StoreError;
use crate::sql::{self, IN_LIST};
use crate::text;

/// An employee of a call that its row shows.
struct Shown {
    role: i32,
    person: PersonName,
}

/// Rows as `viewer` sees them, in the order given. Whether they see these calls is asked before.
pub(super) async fn shown(
    db: &DatabaseConnection,
    calls: Vec<call::Model>,
    viewer: &Viewer,
) -> Result<Vec<CallSummary>, StoreError> {
    let mut rows = summaries(db, calls, viewer.zone).await?;
    if viewer.masked {
        rows.mask();
    }
    Ok(rows)
}

/// Rows, in the order given.
pub(super) async fn summaries(
    db: &DatabaseConnection,
    calls: Vec<call::Model>,
    zone: Tz,
) -> Result<Vec<CallSummary>, StoreError> {
    let ids: Vec<i64> = calls.iter().map(|call| call.id).collect();
    let mut employees = employees(db, &ids).await?;
    let numbers = lookup::numbers(db, &calls.iter().filter_map(|call| call.number_id).collect()).await?;
    let wanted = calls
        .iter()
        .filter(|call| call.rang_last_kind.is_some_and(is_place));
    let wanted: BTreeSet<String> = wanted.filter_map(|call| call.rang_last.clone()).collect();
    let places = lookup::places(db, &wanted).await?;
    let commented = commented(db, &ids).await?;
    calls
        .into_iter()
        .map(|call| {
            let shown = employees.remove(&call.id).unwrap_or_default();
            let number = call.number_id.and_then(|id| numbers.get(&id));
            let has_comment = commented.contains(&call.id);
            summary(call, shown, number, &places, zone, has_comment)
        })
        .collect()
}

fn is_place(kind: i32) -> bool {
    codes::to_place(kind).is_ok()
}

fn summary(
    call: call::Model,
    shown: Vec<Shown>,
    number: Option<&NumberNames>,
    places: &Places,
    zone: Tz,
    has_comment: bool,
) -> Result<CallSummary, StoreError> {
    let direction = codes::to_direction(call.direction)?;
    let destination = match (call.talk_ms, call.rang_last_kind, &call.rang_last) {
        (None, Some(kind), Some(place)) if is_place(kind) => {
            Some(places.named(codes::to_place(kind)?, place))
        }
        _ => None,
    };
    Ok(CallSummary {
        id: CallId(call.id),
        started_at: Timestamp(call.started_at),
        started: local(zone, Timestamp(call.started_at)),
        direction,
        status: codes::to_status(call.status)?,
        reason: call.reason.map(codes::to_reason).transpose()?,
        attention: call.attention != 0,
        first_contact: call.first_contact != 0,
        party: party(&call, direction, &shown, number),
        employees: employees_shown(&call, direction, shown),
        destination,
        talk: call.talk_ms.map(Millis),
        running: running(&call)?,
        has_comment,
    })
}

/// Only a call without an end goes on.
fn running(call: &call::Model) -> Result<Option<Running>, StoreError> {
    let since = match codes::to_outcome(call.outcome)? {
        Outcome::Ringing => Some(call.started_at),
        Outcome::Talking => call.talking_since,
        _ => None,
    };
    let before = Millis(call.talk_ms.unwrap_or(0));
    Ok(since.map(|since| Running {
        before,
        since: Timestamp(since),
    }))
}

fn party(
    call: &call::Model,
    direction: Direction,
    shown: &[Shown],
    number: Option<&NumberNames>,
) -> CallParty {
    if direction == Direction::Internal {
        let extension = call.caller.clone().unwrap_or_default();
        let caller = shown
            .iter()
            .find(|s| s.person.extension == extension)
            .map(|s| s.person.clone());
        let nobody = || PersonName {
            id: None,
            name: extension.clone(),
            extension: extension.clone(),
        };
        return CallParty::Colleague(caller.unwrap_or_else(nobody));
    }
    match number {
        Some(NumberNames {
            text,
            customer: Some((id, name)),
            contact,
        }) => CallParty::Customer {
            id: *id,
            name: name.clone(),
            contact: contact.clone(),
            number: text.clone(),
        },
        Some(NumberNames { text, .. }) => CallParty::Unregistered {
            number: text.clone(),
            name: call.caller_name.clone(),
        },
        None if call.number_as_sent.trim().is_empty() => CallParty::Withheld,
        None => CallParty::Unregistered {
            number: NumberText {
                e164: None,
                display: text::shorten(&call.number_as_sent, 60),
            },
            name: call.caller_name.clone(),
        },
    }
}

/// Who talked; on a missed call who rang last; on an outgoing one that failed, who dialled.
fn employees_shown(call: &call::Model, direction: Direction, shown: Vec<Shown>) -> Vec<PersonName> {
    let several = shown.len() > 1;
    let is_party = |s: &Shown| {
        direction == Direction::Internal
            && (s.role == ROLE_DIALLED || several && Some(&s.person.extension) == call.caller.as_ref())
    };
    let talked = call.talk_ms.is_some();
    shown
        .into_iter()
        .filter(|s| !(is_party(s) || talked && s.role == ROLE_DIALLED))
        .map(|s| s.person)
        .collect()
}

async fn employees(db: &DatabaseConnection, ids: &[i64]) -> Result<HashMap<i64, Vec<Shown>>, StoreError> {
    let mut found: HashMap<i64, Vec<Shown>> = HashMap::new();
    for part in ids.chunks(IN_LIST) {
        let sql = format!(
            "SELECT c.call_id, c.role, c.extension, c.employee_id, e.name FROM call_employees c \
             JOIN employees e ON e.id = c.employee_id WHERE c.role < 3 AND c.call_id IN ({}) \
             ORDER BY c.call_id, c.ord",
            sql::list(part.len(), 1)
        );
        for row in sql::rows(db, sql, sql::ids(part)).await? {
            let id: i64 = row.try_get_by_index(3)?;
            let person = PersonName {
                id: Some(EmployeeId(id)),
                name: row.try_get_by_index(4)?,
                extension: row.try_get_by_index(2)?,
            };
            let shown = Shown {
                role: row.try_get_by_index(1)?,
                person,
            };
            found.entry(row.try_get_by_index(0)?).or_default().push(shown);
        }
    }
    Ok(found)
}

async fn commented(db: &DatabaseConnection, ids: &[i64]) -> Result<HashSet<i64>, StoreError> {
    let mut found = HashSet::new();
    for part in ids.chunks(IN_LIST) {
        let list = sql::list(part.len(), 1);
        let sql = format!("SELECT call_id FROM comments WHERE text <> '' AND call_id IN ({list})");
        for row in sql::rows(db, sql, sql::ids(part)).await? {
            found.insert(row.try_get_by_index(0)?);
        }
    }
    Ok(found)
}
