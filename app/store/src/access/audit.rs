//! The audit: who did what that others may ask about later. It is only added to; the database refuses anything else.

use call_journal_model::access::{AuditEntry, Deed};
use call_journal_model::employee::EmployeeId;
use call_journal_model::search::normalise;
use call_journal_model::time::Timestamp;
use chrono_tz::Tz;
use sea_orm::Value;

use crate::error::StoreError;
use crate::query::time::local;
use crate::sql;
use crate::store::Store;
use crate::text;

/// Entries of a page.
const PAGE: usize = 100;

/// Entries that are looked through for one page of a search.
const LOOKED_THROUGH: i64 = 100_000;

/// Characters of what was done something to.
const SUBJECT: usize = 500;

/// A page of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    /// The id after which the next page begins; `None` at the end.
    pub next: Option<i64>,
}

/// What stands in `audit.what`.
fn of_deed(deed: Deed) -> i32 {
    match deed {
        Deed::SignedIn => 0,
        Deed::SignInRefused => 1,
        Deed::SignedOut => 2,
        Deed::SignedOutEverywhere => 3,
        Deed::PasswordSet => 4,
        Deed::Invited => 5,
        Deed::Listened => 6,
        Deed::Downloaded => 7,
        Deed::CallsExported => 8,
        Deed::CustomersExported => 9,
        Deed::AccountChanged => 10,
        Deed::RoleChanged => 11,
        Deed::DepartmentsChanged => 12,
        Deed::CustomersImported => 13,
        Deed::DataErased => 14,
        Deed::CallHeld => 15,
        Deed::CallReleased => 16,
        Deed::CallsForgotten => 17,
        Deed::KeysChanged => 18,
    }
}

fn to_deed(code: i32) -> Result<Deed, StoreError> {
    let deed = Deed::ALL.into_iter().find(|deed| of_deed(*deed) == code);
    deed.ok_or_else(|| StoreError::damaged(format!("audit: no deed {code}")))
}

/// Writes down that somebody did something. `who` without an id: a name that nobody has.
///
/// # Errors
/// When the database fails.
pub async fn note(
    store: &Store,
    (id, who): (Option<EmployeeId>, &str),
    address: &str,
    deed: Deed,
    subject: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let sql =
        "INSERT INTO audit (at, employee_id, who, address, what, subject) VALUES ($1, $2, $3, $4, $5, $6)";
    let values: Vec<Value> = vec![
        now.0.into(),
        id.map(|id| id.0).into(),
        text::shorten(&text::clean(who), SUBJECT).into(),
        text::clean(address).into_owned().into(),
        of_deed(deed).into(),
        text::shorten(&text::clean(subject), SUBJECT).into(),
    ];
    sql::execute(&*tx, sql, values).await?;
    tx.commit().await
}

/// The entries before the entry `before` in which all words of `query` are found, of these deeds if any are named.
///
/// # Errors
/// When the database fails.
pub async fn page(
    store: &Store,
    query: &str,
    deeds: &[Deed],
    before: Option<i64>,
    zone: Tz,
) -> Result<AuditPage, StoreError> {
    let words: Vec<String> = normalise(query)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let deeds: Vec<String> = deeds.iter().map(|deed| of_deed(*deed).to_string()).collect();
    let of_these = match deeds.is_empty() {
        true => String::new(),
        // Our own numbers: nothing is bound.
        false => format!("AND what IN ({})", deeds.join(", ")),
    };
    let mut page = AuditPage::default();
    let mut before = before.unwrap_or(i64::MAX);
    let mut looked = 0;
    loop {
        let sql = format!(
            "SELECT id, at, who, address, what, subject FROM audit WHERE id < $1 {of_these} ORDER BY id DESC LIMIT 1000"
        );
        let rows = sql::rows(&store.db, sql, vec![before.into()]).await?;
        for row in &rows {
            before = row.try_get_by_index(0)?;
            let entry = AuditEntry {
                at: local(zone, Timestamp(row.try_get_by_index(1)?)),
                who: row.try_get_by_index(2)?,
                address: row.try_get_by_index(3)?,
                deed: to_deed(row.try_get_by_index(4)?)?,
                subject: row.try_get_by_index(5)?,
            };
            let text = normalise(&[&entry.who, " ", &entry.address, " ", &entry.subject].concat());
            if words.iter().all(|word| text.contains(word.as_str())) {
                page.entries.push(entry);
            }
            if page.entries.len() == PAGE {
                page.next = Some(before);
                return Ok(page);
            }
        }
        looked += 1_000;
        if rows.len() < 1_000 {
            return Ok(page);
        }
        if looked >= LOOKED_THROUGH {
            page.next = Some(before);
            return Ok(page);
        }
    }
}
