//! «Доступ»: who may enter and do what, and what was done. For administrators. Whether something is allowed is decided in the model
//! (`access`), and kept in the store.

pub mod api;
mod audit;
mod editor;
mod keys;
mod page;
pub(crate) mod part;
mod people;
mod roles;
mod words;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use call_journal_model::access::{AuditEntry, Exceptions, Rights, Role};
use call_journal_model::employee::EmployeeId;

pub use page::AdministrationPage;
pub(crate) use page::Page;
#[cfg(feature = "ssr")]
pub use words::deed_in;

/// Everything about who may do what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// All employees, those that are known from calls only last.
    pub people: Vec<PersonAccess>,
    /// With their ids, by name.
    pub departments: Vec<(i64, String)>,
    /// What each role may here.
    pub roles: Vec<(Role, Rights)>,
}

/// An employee, and what they are in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAccess {
    /// Who.
    pub id: EmployeeId,
    /// Their name.
    pub name: String,
    /// Their short numbers.
    pub extensions: Vec<String>,
    /// Of the departments.
    pub department: Option<i64>,
    /// `None`: they have no account.
    pub login: Option<String>,
    /// What they are.
    pub role: Role,
    /// What they may besides, and what not.
    pub exceptions: Exceptions,
    /// They may not sign in any more.
    pub disabled: bool,
    /// They have a password.
    pub has_password: bool,
    /// When they were here last, of the sessions that go on.
    #[serde(with = "call_journal_model::wire::local_option")]
    pub seen: Option<NaiveDateTime>,
}

/// What an account becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountForm {
    /// What they type.
    pub login: String,
    /// What they are.
    pub role: Role,
    /// What they may besides, and what not.
    pub exceptions: Exceptions,
    /// They may not sign in.
    pub disabled: bool,
    /// Of the departments.
    pub department: Option<i64>,
}

/// A key of a program, but for the key itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyView {
    /// Which.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// Numbers come without their middle.
    pub masked: bool,
    /// Calls of this department's people alone; `None`: all.
    pub department: Option<i64>,
    /// When it was made.
    #[serde(with = "call_journal_model::wire::local")]
    pub made: NaiveDateTime,
    /// When it was used last.
    #[serde(with = "call_journal_model::wire::local_option")]
    pub used: Option<NaiveDateTime>,
}

/// A page of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPart {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    /// After which entry the next page begins; `None` at the end.
    pub next: Option<i64>,
}
